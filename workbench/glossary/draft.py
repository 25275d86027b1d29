"""A glossary file being edited: steps that can be undone, a difference to look at, and a save that loses nothing.

When the file on the disk has changed since it was read, the edits are replayed on the new file; what cannot be
replayed is reported with both values, and nothing is written or thrown away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from workbench.errors import BadGlossary
from workbench.files import replace_file
from workbench.glossary.edit import Change, Data, Place, apply, data_at
from workbench.glossary.load import read
from workbench.glossary.yamltext import decode, read_bytes

__all__ = ["Draft", "Saved", "unified"]

_LINES_AROUND = 2


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save.

    Attributes:
        written: the file now has the edits.
        merged: somebody else had changed the file; their changes and ours are both in it (or would be).
        text: what was written, or what would be.
        clashes: edits that the other change contradicts, each with the other's value; nothing was written.
        theirs: what stands in the file, where nothing was written.
    """

    written: bool
    merged: bool
    text: str
    clashes: tuple[tuple[Change, Data], ...] = ()
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class _Step:
    """What one action of the user changed, with the text before and after."""

    changes: tuple[Change, ...]
    before: str
    after: str


class Draft:
    """A glossary being edited. Not thread-safe; one per user.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "press.yaml"
    >>> _ = path.write_text("name: Press\\nconcepts:\\n  - id: a  # first\\n    terms:\\n      en: release\\n")
    >>> draft = Draft(path)
    >>> draft.change(("concepts", "a", "terms", "uk"), "реліз")
    >>> print(draft.diff().splitlines()[-1])
    +      uk: реліз
    >>> draft.save().written, path.read_text().splitlines()[2:]
    (True, ['  - id: a  # first', '    terms:', '      en: release', '      uk: реліз'])
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._load()
        self._saves: list[tuple[str, str]] = []  # (digest after the save, text before it)

    def _load(self) -> None:
        self._digest, self.text = _read(self.path)
        self._line_end = "\r\n" if b"\r\n" in read_bytes(self.path) else "\n"
        self.base = self.text
        self._steps: list[_Step] = []
        self._undone: list[_Step] = []

    @property
    def changes(self) -> tuple[Change, ...]:
        """The edits that are not saved yet, in order."""
        return tuple(change for step in self._steps for change in step.changes)

    @property
    def can_undo(self) -> bool:
        """There is an unsaved step."""
        return bool(self._steps)

    @property
    def can_redo(self) -> bool:
        """A step was undone, and nothing was edited since."""
        return bool(self._undone)

    @property
    def can_take_back(self) -> bool:
        """There is a save of this draft, and nothing unsaved after it."""
        return bool(self._saves) and not self._steps

    def change(self, path: Sequence[str | int], value: Data) -> None:
        """Set what stands at `path` to `value`; None deletes it.

        Raises:
            BadGlossary: there is no such place, or the result would break the schema.
        """
        self.edit([(path, value)])

    def edit(self, changes: Iterable[tuple[Sequence[str | int], Data]], *, amend: bool = False) -> None:
        """Several changes as one step, all or none. One that changes nothing leaves no step.

        Args:
            changes: (path, value), as for :meth:`change`.
            amend: where the last step changed just the same places, this one takes its place: a word that is
                being typed is one step, not one a letter.

        Raises:
            BadGlossary: there is no such place, or the result would break the schema.
        """
        changes = list(changes)
        last = self._steps[-1] if self._steps else None
        again = amend and last and [c.path for c in last.changes] == [tuple(path) for path, _ in changes]
        start = last.before if again and last else self.text
        text, made = start, []
        for path, value in changes:
            change = Change(tuple(path), value, data_at(text, tuple(path), str(self.path)))
            if change.value != change.was:
                text = apply(text, change, str(self.path))
                made.append(change)
        _, problems = read(self.path, text.encode())
        if problems:
            raise BadGlossary(
                f"This edit would break the glossary: {problems[0].message}", hint=problems[0].fix
            )
        if again:
            self._steps.pop()
        if made:
            self._steps.append(_Step(tuple(made), start, text))
        if made or again:
            self._undone.clear()
        self.text = text

    def undo(self) -> None:
        """Take the last unsaved step back, if there is one."""
        if self._steps:
            step = self._steps.pop()
            self._undone.append(step)
            self.text = step.before

    def redo(self) -> None:
        """Do again what was undone last, if nothing was edited since."""
        if self._undone:
            step = self._undone.pop()
            self._steps.append(step)
            self.text = step.after

    def diff(self) -> str:
        """What is not saved yet, as a unified diff; "" if nothing."""
        return unified(self.base, self.text, self.path.name)

    def is_stale(self) -> bool:
        """Whether the file on the disk is another than the one that was read.

        Raises:
            BadGlossary: it cannot be read any more.
        """
        return _read(self.path)[0] != self._digest

    def reload(self) -> None:
        """Read the file anew; unsaved edits are dropped.

        Raises:
            BadGlossary: it cannot be read.
        """
        self._load()

    def resume(self, changes: Sequence[Change]) -> tuple[tuple[Change, Data], ...]:
        """Make edits of an earlier session again, as one step.

        Returns:
            Those that do not fit the file any more, each with what stands there; they are left out.
        """
        text, clashes = _replay(self.text, changes, str(self.path))
        left_out = [change for change, _ in clashes]
        kept = tuple(change for change in changes if change not in left_out)
        if text != self.text:
            self._steps.append(_Step(kept, self.text, text))
            self.text = text
        return clashes

    def save(self, *, merge: bool = False) -> Saved:
        """Write the edits.

        If the file changed on the disk since it was read, nothing is written unless `merge` is true and every
        edit fits; the result then shows the merged text, or the clashes.

        Raises:
            BadGlossary: the file cannot be read or written.
        """
        digest, theirs = _read(self.path)
        if digest == self._digest:
            self._write(self.text, theirs)
            return Saved(True, False, self.text)
        text, clashes = _replay(theirs, self.changes, str(self.path))
        if clashes or not merge or read(self.path, text.encode())[1]:
            return Saved(False, True, text, clashes, theirs)
        self._write(text, theirs)
        return Saved(True, True, text)

    def settle(self, overrule: Collection[Change]) -> None:
        """Take the file as it stands now and put the edits on it, for a save that would clash.

        Args:
            overrule: clashing edits that shall hold against what stands in the file. A concept that is gone
                from the file comes back whole. Other clashing edits are dropped.

        Raises:
            BadGlossary: the file cannot be read, or the result would break the schema; nothing has changed.
        """
        digest, theirs = _read(self.path)
        text, made = theirs, []
        for change in self.changes:
            now = data_at(text, change.path, str(self.path))
            if now == change.value or (now != change.was and change not in overrule):
                continue
            forced = Change(change.path, change.value, now)
            if self._is_gone(change, text):
                if change not in overrule:
                    continue
                forced = self._whole(change, text)
            text = apply(text, forced, str(self.path))
            made.append(forced)
        _, problems = read(self.path, text.encode())
        if problems:
            raise BadGlossary(
                f"Together the edits would break the glossary: {problems[0].message}", hint=problems[0].fix
            )
        self._digest, self.base, self.text = digest, theirs, text
        self._steps = [_Step(tuple(made), theirs, text)] if made else []
        self._undone = []

    def _is_gone(self, change: Change, text: str) -> bool:
        """True if `change` is in a concept that `text` has no more."""
        inside = len(change.path) > 2 and change.path[0] == "concepts"
        return inside and data_at(text, change.path[:2], str(self.path)) is None

    def _whole(self, change: Change, text: str) -> Change:
        """The concept of `change` as a whole, as this draft has it."""
        place: Place = change.path[:2]
        return Change(place, data_at(self.text, place, str(self.path)), data_at(text, place, str(self.path)))

    def rewrite(self, text: str) -> None:
        """Write a text somebody mended by hand in place of the file, unsaved edits dropped.

        Raises:
            BadGlossary: it breaks the schema, or the file has changed since it was read; nothing is written.
        """
        text = text.replace("\r\n", "\n")
        _, problems = read(self.path, text.encode("utf-8", "surrogatepass"))
        if problems:
            first = problems[0]
            raise BadGlossary(f"Line {first.line}: {first.message}", hint=first.fix)
        if self.is_stale():
            raise BadGlossary(
                f"“{self.path.name}” has been changed on the disk meanwhile.",
                hint="Copy what you wrote, then read the file anew.",
            )
        self._write(text, self.base)

    def take_back(self) -> None:
        """Undo the last save: the file becomes what it was before, comments and all.

        Raises:
            BadGlossary: somebody has changed the file since; nothing is written.
        """
        if not self.can_take_back:
            return
        written, before = self._saves[-1]
        if _read(self.path)[0] != written:
            raise BadGlossary(
                f"“{self.path.name}” has been changed since you saved it, so the save cannot be taken back.",
                hint="Edit what should be different.",
            )
        self._write(before, None)
        self._saves.pop()

    def _write(self, text: str, replaced: str | None) -> None:
        data = text.replace("\n", self._line_end).encode()
        try:
            replace_file(self.path, data)
        except OSError as error:
            raise BadGlossary(
                f"Cannot write “{self.path}”: {error.strerror}.", hint="Check its rights."
            ) from error
        self._digest, self.text, self.base = sha256(data).hexdigest(), text, text
        self._steps, self._undone = [], []
        if replaced is not None:
            self._saves.append((self._digest, replaced))


def unified(before: str, after: str, name: str) -> str:
    """The lines that differ between two texts of a file, as ``diff -u`` prints them; "" if they are equal.

    >>> print(unified("a\\nb\\n", "a\\nc\\n", "x"))
    --- x
    +++ x
    @@ -1,2 +1,2 @@
     a
    -b
    +c
    """
    from difflib import unified_diff

    lines = unified_diff(before.splitlines(), after.splitlines(), name, name, n=_LINES_AROUND, lineterm="")
    return "\n".join(lines)


def _read(path: Path) -> tuple[str, str]:
    data = read_bytes(path)
    return sha256(data).hexdigest(), decode(data, str(path)).replace("\r\n", "\n")


def _replay(text: str, changes: Sequence[Change], name: str) -> tuple[str, tuple[tuple[Change, Data], ...]]:
    """`text` with the changes that fit, and those that do not with what stands there instead."""
    clashes = []
    for change in changes:
        try:
            now = data_at(text, change.path, name)
            if now == change.value:
                continue
            if now != change.was:
                clashes.append((change, now))
                continue
            text = apply(text, change, name)
        except BadGlossary:
            clashes.append((change, None))
    return text, tuple(clashes)
