"""Mistakes put into published translations (NTREX-128), one kind at a time, for doubt.py and its trainer."""

from __future__ import annotations

import random
import re
from functools import cache

import checks as published

from workbench.checks.likeness import skeleton

LANGS = published.TARGETS
HALVES = {"first half": (0, 300), "second half": (300, 600)}
"""The weights in workbench/judgement were learned on the first; the second was never looked at by them."""
SHARE = 0.1

_VERBS = {
    # frequent verbs, and what denying them looks like
    "uk": (
        "є був була було були буде будуть може можуть має мають хоче знає сказав сказала заявив заявила стане"
        " стали отримав зробив став зможе вважає думаю працює допоміг зіграв знайшли знайшов",
        r"не \1",
    ),
    "ru": (
        "был была было были будет будут может могут имеет хочет знает сказал сказала заявил заявила станет стали"
        " получил сделал стал сможет считает думаю работает нашли нашел",
        r"не \1",
    ),
    "pl": (
        "jest był była było byli będzie będą może mogą ma mają chce wie powiedział powiedziała stwierdził stał"
        " zrobił uważa pracuje są został została",
        r"nie \1",
    ),
    "de": (
        "ist war sind waren hat haben wird werden kann können soll sollte muss hatte wurde wurden konnte will",
        r"\1 nicht",
    ),
    "fr": (
        "est était sont étaient a ont avait peut peuvent va sera doit fait pourrait veut faut serait",
        r"ne \1 pas",
    ),
    "es": (
        "es era son eran ha han había puede pueden va será debe fue fueron tiene tienen está están dijo quiere",
        r"no \1",
    ),
}
_DENIED = re.compile(
    r"\b(?:not|never|no|nobody|nothing|none|neither|nor|without|cannot)\b|n't\b", re.IGNORECASE
)
_STRANGERS = {
    True: [
        "Петренко",
        "Джексон",
        "Марія",
        "Коваленко",
        "Сміт",
        "Чикаго",
        "Фернандес",
        "Лондон",
        "Мюллер",
        "Гонконг",
    ],
    False: [
        "Jackson",
        "Maria",
        "Smith",
        "Chicago",
        "Fernandez",
        "London",
        "Müller",
        "Petrov",
        "Tokyo",
        "Rossi",
    ],
}


def negation_added(source: str, target: str, lang: str, rng: random.Random, others: list[str]) -> str | None:
    verbs, denied = _VERBS[lang]
    found = list(re.finditer(rf"(?<![\w’'])({verbs.replace(' ', '|')})\b", target))
    if _DENIED.search(source) or re.search(published._NEGATIONS[lang], target.lower()) or not found:
        return None
    match = rng.choice(found)
    new = re.sub(r"(.+)", denied, match.group())
    new = re.sub(r"\bne (?=[aeéi])", "n’", new)
    return target[: match.start()] + new + target[match.end() :]


def another_number(source: str, target: str, lang: str, rng: random.Random, others: list[str]) -> str | None:
    """Ten times as many, one more, one less."""
    found = list(re.finditer(r"\d+", target))
    if not found:
        return None
    match = rng.choice(found)
    value = int(match.group())
    new = str(rng.choice([value * 10, value + 1, max(0, value - 1), value + 10, value * 2 + 1]))
    return target[: match.start()] + new + target[match.end() :]


def _names_of_both(source: str, target: str) -> list[re.Match[str]]:
    """Names of the target that stand in the source too, by their first consonants."""
    ours = {skeleton(word)[:4] for word in published._NAME.findall(source) if len(skeleton(word)) >= 3}
    found = [m for m in published._NAME.finditer(target) if len(skeleton(m.group())) >= 3]
    return [m for m in found if skeleton(m.group())[:4] in ours]


def name_of_a_stranger(
    source: str, target: str, lang: str, rng: random.Random, others: list[str]
) -> str | None:
    """One of ten names that have nothing to do with the text."""
    own = _names_of_both(source, target)
    if not own:
        return None
    match = rng.choice(own)
    fitting = [name for name in _STRANGERS[lang in ("uk", "ru")] if name not in target]
    return target[: match.start()] + rng.choice(fitting) + target[match.end() :]


def name_of_the_text(
    source: str, target: str, lang: str, rng: random.Random, others: list[str]
) -> str | None:
    """Another name of the same text."""
    own = _names_of_both(source, target)
    if not own:
        return None
    match = rng.choice(own)
    for _ in range(60):
        names = [
            m.group() for m in published._NAME.finditer(rng.choice(others)) if len(skeleton(m.group())) > 2
        ]
        new = rng.choice(names) if names else ""
        if (
            new
            and new[0].isupper()
            and skeleton(new)[:3] != skeleton(match.group())[:3]
            and skeleton(new)[:4] in _bones_of_names()
        ):
            return target[: match.start()] + new + target[match.end() :]
    return None


@cache
def _bones_of_names() -> frozenset[str]:
    news = " ".join(published.lines(published.DATA / "ntrex" / "en.txt"))
    return frozenset(skeleton(name)[:4] for name in published._NAME.findall(news))


MISTAKES: dict[str, published.Mistake] = {
    **published.MISTAKES,
    "another number": another_number,
    "a negation added": negation_added,
    "a stranger's name": name_of_a_stranger,
    "a name of the text": name_of_the_text,
}
ORDER = (
    "another sentence", "second half dropped", "a number changed", "another number", "a negation lost",
    "a negation added", "a name replaced", "a stranger's name", "a name of the text", "left untranslated",
    "a quotation not closed",
)  # fmt: skip


def mixed(lang: str, start: int = 0, end: int = 600) -> tuple[list[str], list[str], dict[int, str]]:
    """The same with mistakes of every kind in one text: source, translation, and the kind of each spoilt row."""
    news = published.lines(published.DATA / "ntrex" / "en.txt")[start:end]
    good = published.lines(published.DATA / "ntrex" / f"{lang}.txt")[start:end]
    rng = random.Random(f"mixed {lang} {start}")
    target, kinds = list(good), dict[int, str]()
    for number, i in enumerate(rng.sample(range(len(news)), len(news))):
        kind = ORDER[number % len(ORDER)]
        text = MISTAKES[kind](news[i], good[i], lang, rng, good)
        if text and text != good[i] and len(kinds) < SHARE * len(news):
            target[i], kinds[i] = text, kind
    return news, target, kinds


def spoilt(kind: str, lang: str, start: int = 0, end: int = 600) -> tuple[list[str], list[str], set[int]]:
    """Source, spoilt translation, and which rows are spoilt: a tenth of them."""
    news = published.lines(published.DATA / "ntrex" / "en.txt")[start:end]
    good = published.lines(published.DATA / "ntrex" / f"{lang}.txt")
    rng = random.Random(f"{kind} {lang} {start}")
    others = good if kind == "a name replaced" else good[start:end]
    out: dict[int, str] = {}
    for i in rng.sample(range(len(news)), len(news)):
        text = MISTAKES[kind](news[i], good[start + i], lang, rng, others)
        if text and text != good[start + i] and len(out) < SHARE * len(news):
            out[i] = text
    return news, [out.get(i, text) for i, text in enumerate(good[start:end])], set(out)
