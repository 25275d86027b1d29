"""Make a machine :class:`~workbench.model.Rendering` of a source with any engine.

Only segments go to the engine. White space between them, removed debris and everything else is the
source document's own, so an engine that echoes gives the document back unchanged (law 2).

>>> from workbench.model import Document, Origin, Segment, Span
>>> from workbench.translation.echo import Echo
>>> text = "One.  Two."
>>> segments = (Segment("One.", Span(0, 4), 0), Segment("Two.", Span(6, 10), 0))
>>> source = Rendering(Document("example", text), "en", segments, Origin.SOURCE)
>>> render(source, "uk", Echo()).document.text
'One.  Two.'
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from workbench.errors import EngineFailed, UnknownLanguage, WorkbenchError
from workbench.languages import language
from workbench.model import Hypothesis, Origin, Removal, Rendering, Segment, Signature, Span
from workbench.progress import SILENT, Progress
from workbench.translation.engine import Engine, Options

__all__ = ["Interrupted", "fingerprint", "is_rendering_of", "render", "with_texts"]

_DEFAULT = Options()

_SOURCE = "source"
"""Key of the signature that says which segments a rendering was made from, see :func:`fingerprint`."""


class Interrupted(WorkbenchError):
    """Work stopped half-way: the user cancelled, an engine died, a server went away.

    Nothing that was done is lost: hand `partial` to :func:`render` as `resume` to do only the rest.

    Attributes:
        partial: the rendering as far as it goes; see :func:`render` for how it marks what is missing.
        cause: the error that stopped the work, such as :class:`~workbench.errors.Cancelled`.
    """

    def __init__(self, partial: Rendering, cause: WorkbenchError) -> None:
        done = f"{partial.finished} of {len(partial.segments)} segments are done and kept."
        super().__init__(cause.message, hint=f"{done} {cause.hint}".rstrip())
        self.partial = partial
        self.cause = cause

    def __reduce__(self) -> tuple[object, ...]:
        return Interrupted, (self.partial, self.cause)


def fingerprint(segments: Sequence[Segment]) -> str:
    """SHA-256 of the segments' texts, first 12 hexadecimal digits: which source, cut in which way."""
    texts = "\0".join(segment.text for segment in segments)
    return sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def is_rendering_of(rendering: Rendering, source: Rendering) -> bool:
    """True if `rendering` was made by :func:`render` from `source`, so that its segments stand 1:1."""
    return rendering.kind is Origin.MACHINE and rendering.signature.get(_SOURCE) == fingerprint(
        source.segments
    )


def render(
    source: Rendering,
    target: str,
    engine: Engine,
    options: Options = _DEFAULT,
    progress: Progress = SILENT,
    resume: Rendering | None = None,
) -> Rendering:
    """Translate `source` into `target`; segments of the result stand 1:1 with those of the source.

    Args:
        source: any rendering whose language is known; a machine's, too (back-translation).
        target: language code; an engine may also know variants, such as ``pt_BR``.
        engine: who translates.
        options: beam size, number of hypotheses, word alignment.
        progress: told of every finished segment; may cancel.
        resume: an unfinished rendering of the same source by the same engine and options. Only what it
            lacks is translated.

    Returns:
        A machine rendering with one tuple of hypotheses per segment, best first; its signature is the
        engine's with the source's :func:`fingerprint` added.

    Raises:
        UnknownLanguage: the source's language is undecided.
        NoRoute: the engine does not know the pair.
        Interrupted: the work stopped half-way. Segments finish in any order, so in its `partial` a
            missing segment has no hypotheses and an empty text, and `finished` counts the others.
        WorkbenchError: `resume` was made from another source or in another way.
    """
    if source.lang is None:
        raise UnknownLanguage(
            f"The language of “{source.document.name}” is undecided.", hint="Say which it is (--from)."
        )
    pair = (source.lang, target)
    draft = _Draft(
        source,
        target,
        engine.name,
        Signature(
            (*engine.signature(pair, options).parts, (_SOURCE, fingerprint(source.segments))),
        ),
    )
    if resume is not None:
        draft.take(resume)
    todo = draft.missing()
    if todo:
        texts = [source.segments[index].text for index in todo]
        try:
            for place, hypotheses in engine.translate(texts, pair, options, progress):
                if hypotheses:
                    draft.done[todo[place]] = hypotheses
            if left := len(draft.missing()):
                raise EngineFailed(
                    f"{engine.name} gave no answer for {left} of {len(todo)} segments.",
                    hint="Try again or use another engine.",
                )
        except WorkbenchError as cause:
            if not draft.done:
                raise
            raise Interrupted(draft.rendering(), cause) from cause
    return draft.rendering()


def with_texts(rendering: Rendering, texts: Sequence[str]) -> Rendering:
    """The rendering with other texts in the places of its segments; everything between them is copied."""
    text, segments, removed = _rejoin(rendering, texts, "")
    return replace(
        rendering, document=replace(rendering.document, text=text, removed=removed), segments=segments
    )


@dataclass(slots=True)
class _Draft:
    """Hypotheses gathered in any order, and the document they make."""

    source: Rendering
    target: str
    label: str
    signature: Signature
    done: dict[int, tuple[Hypothesis, ...]] = field(default_factory=dict)

    def take(self, earlier: Rendering) -> None:
        """Start from what an unfinished rendering of the same kind has."""
        if earlier.signature != self.signature:
            raise WorkbenchError(
                f"The unfinished rendering “{earlier.label}” was made from another text or in another way"
                f" ({earlier.signature}; now {self.signature}).",
                hint="Translate anew.",
            )
        self.done.update(
            (index, hypotheses) for index, hypotheses in enumerate(earlier.hypotheses) if hypotheses
        )

    def missing(self) -> list[int]:
        """Segments that are still to be translated, in order."""
        return [index for index in range(len(self.source.segments)) if index not in self.done]

    def rendering(self) -> Rendering:
        """The rendering as far as it goes."""
        hypotheses = tuple(self.done.get(index, ()) for index in range(len(self.source.segments)))
        texts = [ranked[0].text if ranked else "" for ranked in hypotheses]
        text, segments, removed = _rejoin(self.source, texts, self._glue())
        document = replace(self.source.document, text=text, removed=removed, encoding=None, notes=())
        return Rendering(
            document=document,
            lang=language(self.target).code,
            segments=segments,
            kind=Origin.MACHINE,
            label=self.label,
            signature=self.signature,
            hypotheses=hypotheses,
            finished=None if len(self.done) == len(hypotheses) else len(self.done),
        )

    def _glue(self) -> str:
        """What stands between two sentences where the source has nothing: Chinese needs no space, English does."""
        unspaced = not language(str(self.source.lang)).spaced
        return " " if unspaced and language(self.target).spaced else ""


def _rejoin(
    source: Rendering, texts: Sequence[str], glue: str
) -> tuple[str, tuple[Segment, ...], tuple[Removal, ...]]:
    """Put `texts` in the places of the source's segments; everything between them is copied.

    Returns:
        The new text, its segments, and the source's removals at their new places.
    """
    whole = source.document.text
    parts: list[str] = []
    segments: list[Segment] = []
    starts: list[int] = []  # where a copied stretch starts in the source,
    shifts: list[int] = []  # and how far it moved
    at = end = 0  # in the new text, in the source

    def copy(stop: int) -> None:
        nonlocal at, end
        starts.append(end)
        shifts.append(at - end)
        parts.append(whole[end:stop])
        at, end = at + stop - end, stop

    for segment, text in zip(source.segments, texts, strict=True):
        if segments and segment.span.start == end and glue:
            parts.append(glue)
            at += len(glue)
        copy(segment.span.start)
        parts.append(text)
        segments.append(Segment(text, Span(at, at + len(text)), segment.paragraph))
        at, end = at + len(text), segment.span.end
    copy(len(whole))
    removed = tuple(
        replace(removal, span=removal.span.shift(shifts[bisect_right(starts, removal.span.start) - 1]))
        for removal in source.document.removed
    )
    return "".join(parts), tuple(segments), removed
