"""The check of acronyms: bodies known by their letters, which are others in another language."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from workbench.checks.base import Cell, Context, Hit
from workbench.checks.likeness import skeleton
from workbench.checks.name_tables import acronyms, no_acronyms
from workbench.model import Severity, Span

__all__ = ["acronym", "acronym_forms"]


_ACRONYM = regex.compile(
    r"(?<![\p{L}\p{N}.@#/&-])(?!(?<=\p{N} )[AP]\.?M)(?:\p{Lu}{2,6}|(?:\p{Lu}\.){2,4})(?![\p{L}\p{N}@/&-])"
)
_TARGET_ACRONYM = regex.compile(r"(?<!\p{L})\p{Lu}{2,}")
_ROMAN = regex.compile(r"C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
"""Numbers below 400: XIV, but not ICC, which is a court."""
_MOST_INITIALS = 6
"""Letters of an acronym, as :data:`_ACRONYM` takes them."""


def acronym(cell: Cell, _: Context) -> Iterator[Hit]:
    """An acronym of the source became that of another body; or, for information, has no counterpart.

    Translators write many of them out in full, which cannot be told from leaving them out.
    """
    if not cell.source or not cell.target or _shouted(cell.source):
        return
    forms = acronyms()
    theirs = [match.group() for match in _TARGET_ACRONYM.finditer(cell.target)]
    ours = set(_TARGET_ACRONYM.findall(cell.source.replace(".", "")))  # also inside compounds: KI-Erfolg
    dotless = cell.target.replace(".", "")  # U.S.
    explained = {form for word in ours for form in forms.get(word, ())}
    for match in _ACRONYM.finditer(cell.source):
        word = match.group().replace(".", "")
        if _ROMAN.fullmatch(word) or word in no_acronyms():
            continue
        if match.group() in cell.target or word in cell.target:
            continue
        answers = forms.get(word, (word,))
        if any(_answers(form, dotless) or _as_a_word(form, cell.target) for form in answers):
            continue
        if any(_written_out(form, cell.target) for form in answers):
            continue
        left = [other for other in theirs if other not in explained and other not in cell.source]
        known = [other for other in left if other in forms]
        letters = skeleton(word)
        if len(letters) > 1 and any(skeleton(other) == letters for other in left):
            continue
        if len(known) < len(left) and not (known and word in forms):
            continue  # one we do not know may be the counterpart
        instead = known[0] if word in forms and known else ""
        said = f" became “{instead}”" if instead else " has no counterpart"
        yield Hit(
            f"The acronym “{match.group()}”{said}.",
            Span(*match.span()),
            severity=None if instead else Severity.INFO,
            evidence=(("acronym", word), ("instead", instead)),
        )


def _answers(form: str, target: str) -> bool:
    """True if `form` stands in `target`; one without a capital is the beginning of a word, and may have one there."""
    return form in (target.lower() if form.islower() else target)


def _as_a_word(form: str, target: str) -> bool:
    """True if an acronym stands in `target` written as a word, as French papers have it.

    >>> _as_a_word("OTAN", "l’Otan"), _as_a_word("SIDA", "le sida"), _as_a_word("OTAN", "le Mont Otanche")
    (True, True, False)
    """
    if len(form) < 3 or not form.isupper() or not form.isalpha():
        return False
    written = form.capitalize() if len(form) == 3 else f"{form.capitalize()}|{form.lower()}"
    return regex.search(rf"(?<!\p{{L}})(?:{written})(?!\p{{L}})", target) is not None


def _written_out(form: str, target: str) -> bool:
    """True if words of `target` begin with the letters of an acronym, small words between them left out.

    >>> _written_out("VN", "die Vereinten Nationen"), _written_out("ЄС", "країни Європейського Союзу")
    (True, True)
    """
    if not 2 <= len(form) <= _MOST_INITIALS or not form.isupper():
        return False
    first, *rest = (regex.escape(letter) for letter in form)
    words = "".join(rf"[\s-]+(?:\p{{Ll}}{{1,3}}\s+){{0,2}}(?i:{letter})[\p{{L}}'’]+" for letter in rest)
    return regex.search(rf"(?<!\p{{L}}){first}[\p{{L}}'’]+{words}", target) is not None


def acronym_forms(word: str) -> frozenset[str]:
    """What answers for an acronym in any language of the table, itself included; empty where it has no row.

    >>> "ООН" in acronym_forms("UN"), acronym_forms("XQZ")
    (True, frozenset())
    """
    return acronyms().get(word, frozenset())


def _shouted(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum(char.isupper() for char in letters) > 0.5 * len(letters)
