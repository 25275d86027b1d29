"""Why a text was taken for a language, in sentences for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbench.detection.evidence import Evidence
from workbench.detection.fusion import Reading
from workbench.detection.voters import candidates
from workbench.languages import LANGUAGES

__all__ = ["explain", "explain_nothing"]

_MOST = 4
"""Letters or words that one sentence names."""

_FEW = 3
"""Languages that may share a letter for it to be worth saying."""

_SHORT = 40
"""Letters up to which the rest of the document weighs as much as the text itself: about five words."""


def explain(
    reading: Reading, ranked: Sequence[tuple[str, float]], decided: bool, prior: Mapping[str, float] | None
) -> tuple[str, ...]:
    """The sentences for a text with a ranking: what was seen, who agrees, what was mended.

    Args:
        reading: the text as read.
        ranked: languages with probabilities, best first, not empty.
        decided: a language was named.
        prior: the document's languages, if any.
    """
    best = ranked[0][0]
    others = [code for code, share in ranked[1:4] if share >= 0.02]
    sentences = [
        _undecided(reading.evidence, ranked) if not decided else "",
        _script(reading.evidence, best),
        _letters(reading.evidence, best, others),
        _words(reading, best, others),
        _detectors(reading, best),
        _prior(reading.evidence, best, prior),
        _mended(reading.evidence),
        _close(ranked) if decided else "",
    ]
    return tuple(sentence for sentence in sentences if sentence)


def explain_nothing(evidence: Evidence) -> tuple[str, ...]:
    """The sentence for a text that gives no language to rank."""
    if evidence.script is None:
        return ("There are no letters to judge by.",)
    return (f"The letters are {evidence.script.title()}, a script of no language in the table.",)


def _name(code: str) -> str:
    return LANGUAGES[code].name


def _listed(items: Iterable[str], last: str = "and") -> str:
    named = list(items)
    return f" {last} ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _quoted(items: Iterable[str]) -> str:
    return _listed(f"“{item}”" for item in items)


def _undecided(evidence: Evidence, ranked: Sequence[tuple[str, float]]) -> str:
    if evidence.folded and len(evidence.words) == 1:
        return "A single word in capitals may be an acronym, a word of no one language."
    could = _listed((_name(code) for code, _ in ranked[:3]), "or")
    return f"Too little to decide: it could be {could}."


def _script(evidence: Evidence, best: str) -> str:
    if evidence.script == "HAN":
        return _han(evidence, best)
    if len(candidates(evidence.script or "")) == 1:
        return f"{_name(best)} is the language of the {(evidence.script or '').title()} script."
    return ""


def _han(evidence: Evidence, best: str) -> str:
    missing = dict(evidence.outside)
    lacking = [code for code, count in missing.items() if count > missing[best]]
    if not lacking:
        return "All its characters are shared by the languages written with Chinese characters."
    return f"It has characters that do not occur in {_listed(map(_name, lacking), 'or')}."


def _letters(evidence: Evidence, best: str, others: Sequence[str]) -> str:
    """Letters that few languages have; else letters that one of the next languages lacks."""
    own = LANGUAGES[best].letters
    present = sorted({char for char in evidence.lower if char in own})
    rows = [row for row in candidates(evidence.script or "") if not row.rare or row.code == best]
    owners = {char: [row.code for row in rows if char in row.letters] for char in present}
    fewest = min((len(codes) for codes in owners.values()), default=0)
    if 0 < fewest <= _FEW:
        have = next(codes for codes in owners.values() if len(codes) == fewest)
        shown = [char for char in present if owners[char] == have][:_MOST]
        letters, langs = _are(shown, "is a letter", "are letters"), _listed(map(_name, have))
        if fewest == 1:
            return f"{_quoted(shown)} {letters} of {langs} only."
        return f"{_quoted(shown)} {letters} of {langs}."
    without = {code: set(present) - LANGUAGES[code].letters for code in others if LANGUAGES[code].letters}
    telling = sorted(set().union(*without.values()))[:_MOST]
    if not telling:
        return ""
    lacking = [_name(code) for code, missing in without.items() if missing & set(telling)]
    letters = _are(telling, "is a letter", "are letters")
    return f"{_quoted(telling)} {letters} of {_name(best)}, not of {_listed(lacking, 'or')}."


def _are(items: Sequence[str], one: str, many: str) -> str:
    return one if len(items) == 1 else many


def _words(reading: Reading, best: str, others: Sequence[str]) -> str:
    mine = list(dict.fromkeys(word for word, langs in reading.common if best in langs))
    if not mine:
        return ""
    # first the words that the next languages do not have
    owners = dict(reading.common)
    mine.sort(key=lambda word: len(owners[word] & set(others)))
    shown = mine[:_MOST]
    return f"{_quoted(shown)} {_are(shown, 'is a common word', 'are common words')} of {_name(best)}."


def _detectors(reading: Reading, best: str) -> str:
    says: dict[str, list[str]] = {}
    for name, vote in reading.votes.items():
        if vote:
            says.setdefault(max(sorted(vote), key=lambda code: vote[code]), []).append(name)
    agree = says.pop(best, [])
    parts = []
    if agree:
        say, name = _listed(agree), _name(best)
        parts.append(f"{say} says {name}" if len(agree) == 1 else f"{say} say {name}")
    parts += [f"{_listed(names)} would say {_name(code)}" for code, names in says.items()]
    return "; ".join(parts) + "." if parts else ""


def _prior(evidence: Evidence, best: str, prior: Mapping[str, float] | None) -> str:
    """Said of short texts, where it weighs."""
    if prior and prior.get(best, 0.0) >= 0.5 and evidence.letters <= _SHORT:
        return f"Most of the document is {_name(best)}."
    return ""


def _mended(evidence: Evidence) -> str:
    done = []
    if evidence.folded:
        done.append("capitals were read as small letters")
    if evidence.repaired:
        words = "1 word" if evidence.repaired == 1 else f"{evidence.repaired} words"
        done.append(f"Latin look-alikes in {words} were read as Cyrillic letters")
    text = _listed(done)
    return text[:1].upper() + text[1:] + "." if done else ""


def _close(ranked: Sequence[tuple[str, float]]) -> str:
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 0.3:
        return f"{_name(ranked[1][0])} is nearly as likely."
    return ""
