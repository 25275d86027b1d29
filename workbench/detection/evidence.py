"""What a text shows before any detector is asked: its script, its words, and what was mended in them.

A long text is judged by a sample of its words, so that a megabyte costs no more than a page. Words, not
characters, are sampled, and each is normalised (NFC) afterwards: NFC and NFD input give the same evidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["HAN_CODECS", "Evidence", "examine", "script_of"]

_SAMPLE = 300
"""Words a text is judged by: three runs of 100, from its start, middle and end. A page has about 300."""

_LONGEST = 200
"""Code points that are looked at between two spaces; whole Thai or Chinese paragraphs may stand there."""

_HIDDEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Soft hyphen, zero-width space and direction marks; not U+200C, which Persian spells with."""

_JUNK = re.compile(
    r"https?://\S+|www\.\S+|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,255}|[@#]\w+"
    r"|<[^<>]{1,80}>|\{\{?[^{}]{0,60}\}?\}|%\w|\d+"
)
"""Stretches in no language: addresses, handles, tags, placeholders, digits."""

_WORD = re.compile(
    r"[^\s\d_.,;:!?()\[\]{}\"«»“”„‚…/\\|<>=+*&^%$#@~`—–।،؛؟、。「」『』・\x00-\x1f\x7f-\x9f\ud800-\udfff]+"
)
"""A word is what stands between separators: ``\\w+`` would lose the vowel signs of Indic scripts."""

_APOSTROPHES = "'’ʼ‘ʻ"

_WIDE = ("HAN", "KANA", "HANGUL")
_WIDE_WEIGHT = 3
"""Scripts that put about three Latin letters into one character."""

_FAIR_SHARE = 0.3
"""Share of another script from which on the Latin words of a text are names in it."""

HAN_CODECS = {"zh-cn": "gb2312", "zh-tw": "big5", "ja": "euc_jp"}
"""The national character set of each language written in Han characters (GB 2312, Big5, JIS X 0208)."""

_LOOK_ALIKES = str.maketrans("aceijkmopxyABCEHIJKMOPTX", "асеіјкморхуАВСЕНІЈКМОРТХ")
"""Latin letters that people type inside Cyrillic words, as in Serbian and Ukrainian newsrooms."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a text shows.

    Attributes:
        script: its main script by Unicode name (``CYRILLIC``; ``KANA`` for Japanese), None without letters.
        words: the words in that script, capitals kept unless the text shouts.
        letters: letters of that script that were looked at.
        folded: the text was all capitals and was folded.
        repaired: number of words in which look-alike letters were replaced.
        outside: for Han characters, per language of :data:`HAN_CODECS` how many its character set lacks.
    """

    script: str | None
    words: tuple[str, ...] = ()
    letters: int = 0
    folded: bool = False
    repaired: int = 0
    outside: tuple[tuple[str, int], ...] = ()

    @property
    def text(self) -> str:
        """The words as a detector reads them."""
        return " ".join(self.words)

    @property
    def lower(self) -> str:
        """The words in lower case; Turkish İ gives i, not i with a dot above."""
        return _lower(self.text)


def examine(text: str) -> Evidence:
    """Find the script and the words of `text`.

    >>> examine("ЗАЯВА МІНІСТЕРСТВА: https://example.org, 24.02").words
    ('заява', 'міністерства')
    """
    words = _words(text)
    script = _main_script(words)
    if script is None:
        return Evidence(None)
    if script == "HAN":
        han = [char for word in words for char in word if script_of(char) in ("HAN", "KANA")]
        outside = tuple((lang, sum(_lacks(lang, char) for char in han)) for lang in HAN_CODECS)
        return Evidence(script, tuple(words), letters=len(han), outside=outside)
    repaired = 0
    if script == "CYRILLIC":
        mended = [_repair(word) for word in words]
        repaired = sum(new != old for new, old in zip(mended, words, strict=True))
        words = mended
    words = _in_script(words, script)
    words, folded = _calm(words)
    if script == "LATIN":
        words = _without_names(words)
    letters = sum(script_of(char) == script for word in words for char in word)
    return Evidence(script, tuple(words), letters, folded, repaired)


def _words(text: str) -> list[str]:
    """The words of a text or of a sample of it, normalised."""
    chunks = text.split()
    if len(chunks) > _SAMPLE:
        run = _SAMPLE // 3
        middle = (len(chunks) - run) // 2
        chunks = chunks[:run] + chunks[middle : middle + run] + chunks[-run:]
    sample = " ".join(chunk[:_LONGEST] for chunk in chunks)
    plain = unicodedata.normalize("NFC", _JUNK.sub(" ", _HIDDEN.sub("", sample)))
    words = (word.strip(_APOSTROPHES) for word in _WORD.findall(plain))
    return [word for word in words if any(char.isalpha() for char in word)]


@lru_cache(8192)
def script_of(char: str) -> str:
    """The script of a letter by the first word of its Unicode name; "" for what is no letter.

    >>> script_of("ї"), script_of("あ"), script_of("漢"), script_of("7")
    ('CYRILLIC', 'KANA', 'HAN', '')
    """
    if not char.isalpha():
        return ""
    name = unicodedata.name(char, "").split()
    first = next((part for part in name if part not in ("FULLWIDTH", "HALFWIDTH")), "")
    return _SCRIPT_NAMES.get(first, first)


_SCRIPT_NAMES = {"CJK": "HAN", "HIRAGANA": "KANA", "KATAKANA": "KANA", "MODIFIER": ""}


def _main_script(words: list[str]) -> str | None:
    """The script most of the text stands in; Latin yields to a script with a fair share.

    The share is of words or of letters, whichever is more: "Human Rights Watch повідомила" is Ukrainian.
    ``HAN`` stands for everything with Chinese characters, kana included.
    """
    letters: Counter[str] = Counter()
    in_words: Counter[str] = Counter()
    for word in words:
        here = Counter(filter(None, map(script_of, word)))
        letters.update(here)
        in_words.update(script for script in here if script != "LATIN" or len(here) == 1)
    if not letters:
        return None
    for wide in _WIDE:
        letters[wide] *= _WIDE_WEIGHT
    latin = letters.pop("LATIN", 0)
    others = letters.total()
    words_of_others = sum(count for script, count in in_words.items() if script != "LATIN")
    share = max(others / (others + latin), words_of_others / max(1, in_words.total()))
    if share < _FAIR_SHARE:
        return "LATIN"
    letters["HAN"] += letters.pop("KANA", 0)
    return max(sorted(letters), key=lambda script: letters[script])


@lru_cache(16384)
def _lacks(lang: str, char: str) -> bool:
    """True if the national character set of `lang` does not have `char`; kana is foreign to Chinese."""
    if script_of(char) == "KANA":
        return lang != "ja"
    try:
        char.encode(HAN_CODECS[lang])
    except UnicodeEncodeError:
        return True
    return False


def _repair(word: str) -> str:
    """Put Cyrillic letters for Latin look-alikes, if the word is Cyrillic else or very short."""
    latin = [char for char in word if script_of(char) == "LATIN"]
    if not latin or any(ord(char) not in _LOOK_ALIKES for char in latin):
        return word
    if len(word) > 2 and not any(script_of(char) == "CYRILLIC" for char in word):
        return word
    return word.translate(_LOOK_ALIKES)


def _in_script(words: list[str], script: str) -> list[str]:
    """The words or parts of words in `script`, with vowel signs and hyphens."""
    kept = []
    for word in words:
        scripts = {script_of(char) for char in word} - {""}
        if scripts == {script}:
            kept.append(word)
        elif script in scripts:
            parts = "".join(" " if script_of(char) not in ("", script) else char for char in word).split()
            kept.extend(part for part in parts if any(script_of(char) == script for char in part))
    return kept


def _lower(text: str) -> str:
    return text.replace("İ", "i").lower()


def _calm(words: list[str]) -> tuple[list[str], bool]:
    """Fold the capitals if most words are all capitals: langdetect drops such words."""
    shouted = sum(word.isupper() for word in words if len(word) > 1)
    if shouted > 0.6 * len(words):
        return [_lower(word) for word in words], True
    return words, False


def _without_names(words: list[str]) -> list[str]:
    """Drop runs of two or more capitalised words inside the text: they are names, often foreign ones.

    The text is kept whole where it is short or little else would be left.
    """
    if len(words) <= 5:
        return words
    kept: list[str] = []
    run: list[str] = []
    for index, word in enumerate([*words, ""]):
        if word[:1].isupper():
            run.append(word)
            continue
        if run and len(run) in (1, index):  # one capital, or the run opens the text: its first word stays
            kept.append(run[0])
        run = []
        kept.append(word)
    kept.pop()
    return kept if len(kept) >= 4 else words
