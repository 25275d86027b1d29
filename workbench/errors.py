"""Every error the workbench raises on purpose.

One root, so that an edge (command line, web page) can catch them all and print one sentence.
A message says what was seen; a hint says what to do. Only the edges print or exit.
"""

from __future__ import annotations

__all__ = [
    "BadFile",
    "BadGlossary",
    "BadPackage",
    "BadStore",
    "Cancelled",
    "EngineFailed",
    "ModelMissing",
    "NetworkFailed",
    "NoRoute",
    "NotTranslations",
    "UnknownLanguage",
    "UnreadableText",
    "WorkbenchError",
]


class WorkbenchError(Exception):
    """Root of all expected errors.

    Args:
        message: One sentence that says what was seen, with the offending value in it.
        hint: What the user can do about it, or an empty string where nothing can be done.

    >>> str(WorkbenchError("“a.bin” is not text.", hint="Give a .txt, .docx or .html file."))
    '“a.bin” is not text. Give a .txt, .docx or .html file.'
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.hint)


def _rebuild(kind: type[WorkbenchError], message: str, hint: str) -> WorkbenchError:
    """Unpickle an error: keyword-only arguments need this detour."""
    return kind(message, hint=hint)


class UnreadableText(WorkbenchError):
    """A file is empty, binary, too large, or in an encoding that cannot be told."""


class BadFile(WorkbenchError):
    """A file cannot be opened, is damaged, or is not the format its name says."""


class UnknownLanguage(WorkbenchError):
    """A language code is not in the table, or the language of a text could not be decided."""


class NoRoute(WorkbenchError):
    """No installed engine leads from one language to the other, not even over a pivot."""


class ModelMissing(WorkbenchError):
    """A model package that was asked for is not installed."""


class BadPackage(WorkbenchError):
    """A model package is truncated, hostile or does not load."""


class BadStore(WorkbenchError):
    """The store of projects cannot be opened, read or written, or what was asked of it cannot be."""


class EngineFailed(WorkbenchError):
    """An engine died or answered nonsense half-way; what was done before is kept by the caller."""


class NetworkFailed(WorkbenchError):
    """A server the user asked for could not be reached or answered with an error."""


class BadGlossary(WorkbenchError):
    """A glossary file breaks its schema; the message names file, line and column."""


class NotTranslations(WorkbenchError):
    """Two texts do not look like translations of each other, so no alignment is pretended."""


class Cancelled(WorkbenchError):
    """The user stopped the work; results that were finished before are kept by the caller."""
