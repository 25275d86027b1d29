"""The same kinds of mistakes as in doubt_seeds.py, put in as somebody would who knows nothing of the workbench.

Every kind in several styles, from the simplest code one could write: a word list or a regular expression, the first
place or a random one, no look at the source. A style is a function of (text, language, random numbers, texts of the
other rows, number of the row); it gives the spoilt text, or None where it finds nothing to spoil.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

import checks as published

Style = Callable[[str, str, random.Random, Sequence[str], int], str | None]

_VERBS = {
    # words that look like verbs: frequent ones, and endings
    "uk": r"є|був|була|було|були|буде|будуть|може|можуть|має|мають|\w{3,}(?:в|ла|ли|ло|ть|ться|вся|лася|лися|лося)",
    "ru": r"был|была|было|были|будет|будут|может|могут|имеет|\w{3,}(?:л|ла|ли|ло|ет|ит|ут|ют|ят|тся|лся|лась|лись)",
    "pl": r"jest|są|był|była|było|byli|będzie|będą|może|mogą|ma|mają|\w{3,}(?:ł|ła|ło|li|ły|uje|ają|ją)",
    "de": r"ist|war|sind|waren|hat|haben|hatte|hatten|wird|werden|wurde|wurden|kann|können|soll|muss|sagte|will",
    "fr": r"est|était|sont|étaient|a|ont|avait|peut|peuvent|va|doit|fait|sera|seront|veut|dit|\w{4,}(?:ait|ent)",
    "es": r"es|era|son|ha|han|había|puede|pueden|va|será|debe|fue|fueron|tiene|tienen|está|están|\w{3,}(?:ó|aron|aba)",
}
_NOT = {"uk": "не", "ru": "не", "pl": "nie", "de": "nicht", "fr": "pas", "es": "no"}
_CUES = {
    "uk": "не|ні|ніколи|немає|нема|без",
    "ru": "не|ни|нет|никогда|без",
    "pl": "nie|nigdy|bez|ani",
    "de": "nicht|nie|niemals|nichts|ohne",
    "fr": "pas|jamais|rien|sans",
    "es": "no|nunca|sin|ni",
}
_CYRILLIC = ("uk", "ru")
_FOREIGN = {True: ("Шевченко", "Джонсон", "Мюллер"), False: ("Johnson", "Kowalski", "Schneider")}
_LATIN = ("Smith", "Johnson", "Dupont")
_CAPITAL = re.compile(r"(?<=\w )[^\W\d_a-zа-яіїєґßà-ÿœąćęłńśźż][\w’']+")


def _denied(word: str, lang: str) -> str:
    if lang == "de":
        return f"{word} nicht"
    if lang == "fr":
        return f"n’{word} pas" if word[0].lower() in "aeiouéêh" else f"ne {word} pas"
    return f"{_NOT[lang]} {word}"


def _has_not(text: str, lang: str) -> bool:
    return bool(re.search(rf"\b(?:{_NOT[lang]}|ne|kein\w*)\b|\bn[’']", text.lower()))


def not_at_a_verb(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    """The first word that looks like a verb is denied, where nothing is yet."""
    found = re.search(rf"(?<![\w’'-])(?:{_VERBS[lang]})(?![\w’'-])", text)
    if not found or _has_not(text, lang):
        return None
    return text[: found.start()] + _denied(found.group(), lang) + text[found.end() :]


def not_after_the_first_word(
    text: str, lang: str, rng: random.Random, others: Sequence[str], row: int
) -> str | None:
    words = text.split()
    if len(words) < 3 or _has_not(text, lang):
        return None
    return " ".join([words[0], _NOT[lang], *words[1:]])


def not_anywhere(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    words = text.split()
    if len(words) < 3:
        return None
    at = rng.randrange(1, len(words))
    return " ".join([*words[:at], _NOT[lang], *words[at:]])


def not_at_a_random_word(
    text: str, lang: str, rng: random.Random, others: Sequence[str], row: int
) -> str | None:
    """A random word in small letters is denied as a verb would be, whatever else the row denies."""
    found = [m for m in re.finditer(r"(?<=[\w,] )\w{3,}(?= )", text) if m.group().islower()]
    if not found:
        return None
    match = rng.choice(found)
    return text[: match.start()] + _denied(match.group(), lang) + text[match.end() :]


def first_cue_out(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    """The first word of a short list of denials is taken out; of French “ne … pas” both."""
    cue = rf"\b(?:{_CUES[lang]})\b ?"
    if not re.search(cue, text, re.IGNORECASE):
        return None
    text = re.sub(cue, "", text, count=1, flags=re.IGNORECASE)
    return re.sub(r"\bne |\bn[’']", "", text, count=1) if lang == "fr" else text


def every_not_out(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    """Every “not” is taken out; German “kein” becomes “ein”."""
    new = re.sub(rf" {_NOT[lang]}\b", "", text)
    if lang == "de":
        new = re.sub(r"\bk(ein\w*)", r"\1", new)
    if lang == "fr":
        new = re.sub(r"\bne |\bn[’']", "", new)
    return new if new != text else None


def one_word_out(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    """Only the word for “not”, once: in French its other half stays."""
    new = text.replace(f" {_NOT[lang]} ", " ", 1)
    return new if new != text else None


def one_more(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    found = re.search(r"\d+", text)
    return found and text[: found.start()] + str(int(found.group()) + 1) + text[found.end() :]


def digits_shuffled(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    found = [m for m in re.finditer(r"\d+", text) if len(set(m.group())) > 1]
    if not found:
        return None
    match = rng.choice(found)
    digits = list(match.group())
    while "".join(digits) == match.group():
        rng.shuffle(digits)
    return text[: match.start()] + "".join(digits) + text[match.end() :]


def random_number(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    found = list(re.finditer(r"\d+", text))
    if not found:
        return None
    match = rng.choice(found)
    return text[: match.start()] + str(rng.randint(2, 999)) + text[match.end() :]


def one_digit(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    at = [i for i, char in enumerate(text) if char.isdigit()]
    if not at:
        return None
    i = rng.choice(at)
    return text[:i] + rng.choice([d for d in "123456789" if d != text[i]]) + text[i + 1 :]


def _swap(text: str, rng: random.Random, new: str, *, first: bool) -> str | None:
    found = [m for m in _CAPITAL.finditer(text) if m.group() != new]
    if not found or not new:
        return None
    match = found[0] if first else rng.choice(found)
    return text[: match.start()] + new + text[match.end() :]


def fixed_name(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    """A capitalised word, whatever it is, becomes one of three names."""
    return _swap(text, rng, rng.choice(_FOREIGN[lang in _CYRILLIC]), first=False)


def latin_name(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    """The first capitalised word inside the sentence becomes a name in Latin letters."""
    return _swap(text, rng, rng.choice(_LATIN), first=True)


def capital_of_another_row(
    text: str, lang: str, rng: random.Random, others: Sequence[str], row: int
) -> str | None:
    """A capitalised word becomes a capitalised word of a random row."""
    new = [m.group() for m in _CAPITAL.finditer(rng.choice(others))]
    return _swap(text, rng, rng.choice(new) if new else "", first=False)


def half_the_words(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    words = text.split()
    return " ".join(words[: len(words) // 2]) if len(words) > 5 else None


def half_the_letters(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    return text[: len(text) // 2] if len(text) > 20 else None


def next_row(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    return others[(row + 1) % len(others)]


def random_row(text: str, lang: str, rng: random.Random, others: Sequence[str], row: int) -> str | None:
    return others[rng.randrange(len(others))]


STYLES: dict[str, tuple[Style, ...]] = {
    "another sentence": (next_row, random_row),
    "half dropped": (half_the_words, half_the_letters),
    "negation added": (not_at_a_verb, not_after_the_first_word, not_anywhere, not_at_a_random_word),
    "negation lost": (first_cue_out, every_not_out, one_word_out),
    "number changed": (one_more, digits_shuffled, random_number, one_digit),
    "name replaced": (fixed_name, latin_name, capital_of_another_row),
}
KINDS_OF_ALL = "every kind"


def spoilt(
    styles: Sequence[Style], good: Sequence[str], lang: str, seed: str, share: float = 0.1
) -> tuple[list[str], dict[int, str]]:
    """The text with a share of its rows spoilt, the styles in turn, and the style of each spoilt row."""
    rng = random.Random(seed)
    target, how = list(good), dict[int, str]()
    wanted, turn = round(share * len(good)), 0
    for row in rng.sample(range(len(good)), len(good)):
        if len(how) == wanted:
            break
        for style in (*styles[turn % len(styles) :], *styles[: turn % len(styles)]):
            text = style(good[row], lang, rng, good, row)
            if text is not None and text.strip() and text != good[row]:
                target[row], how[row] = text, style.__name__
                turn += 1
                break
    return target, how


def every_kind() -> tuple[Style, ...]:
    """All styles, so ordered that the kinds take turns."""
    longest = max(map(len, STYLES.values()))
    return tuple(styles[i % len(styles)] for i in range(longest) for styles in STYLES.values())


def news(lang: str, start: int, end: int) -> list[str]:
    return published.lines(published.DATA / "ntrex" / f"{lang}.txt")[start:end]
