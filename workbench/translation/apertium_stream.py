"""Text to Apertium's stream format and back: pure functions, no process.

Apertium gives meaning to ``\\ [ ] { } ^ $ / @ < >`` and adds three marks of its own to words it
could not render. So that a mark is never mistaken for the author's own ``*`` or ``#``, everything of
the author's that looks like one travels as a *superblank*: ``[7]``, which every Apertium program
passes on untouched. So do addresses, tags and handles, which would otherwise be translated
(``https://a.b`` became ``https://un.b``).

Stream format: https://wiki.apertium.org/wiki/Apertium_stream_format
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

__all__ = ["Decoded", "Encoded", "decode", "encode", "has_words"]

_RESERVED = re.compile(r"[\\\[\]{}^$/@<>]")

_ADDRESS = r"""[^\s<>"“”«»]*[^\s<>"“”«».,;:!?…)\]}'’]"""  # less the full stop or bracket after it
_DOMAINS = r"(?:com|org|net|info|edu|gov|int|eu|ua)"

_KEPT = re.compile(
    rf"""
      (?: (?:https?|ftp):// | \bwww\. ) {_ADDRESS}
    | [\w.+-]+ @ [\w-]+ (?: \.[\w-]+ )+                         # e-mail addresses
    | \b [a-zA-Z0-9-]{{2,}} (?: \.[a-zA-Z0-9-]{{2,}} )* \.{_DOMAINS} \b (?: /[\w./?=&%-]*[\w/] )?
    | </?[A-Za-z][^<>]*> | &\#?\w+;                             # tags and entities
    | \{{ [\w.-]* \}}                                           # placeholders of message files
    | (?<!\w) [@\#] \w+ (?: [.-]\w+ )*                          # handles, hash tags, case numbers
    | [*\#@~\x00-\x08\x0b\x0c\x0e-\x1f\x7f]   # marks, controls, `~` (wakes the postgenerator)
    """,
    re.VERBOSE,
)

_END = "e"
_FULL_STOP = f"[{_END}].[]"
"""Ends the sentence for the tagger and the transfer rules, as ``apertium-destxt`` does with ``.[]``;
the superblank before it says where the answer ends, so a full stop of the author's is never cut off."""

_PIECE = re.compile(
    r"\\?(?P<mark>[*#@])(?=\w)|\\(?P<escaped>.)|\[(?P<kept>\d+)\]|\[(?P<end>e)\]|\[\]", re.DOTALL
)
_WORD = re.compile(r"\w+(?:[-'’ʼ]\w+)*")
_JOINED = re.compile(r"\w[-'’ʼ]?\Z")
_STRAY = re.compile(r"(?P<name>\*\w+(?:[-'’ʼ]\w+)*) (?P<capital>\w)(?P<rest>\w*)")
_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")
_LOOSE = re.compile(r"(?<=\w) +(?=[,.](?:\s|\Z))|(?<=[(\[“„«¿¡]) +| +(?=[)\]”»])")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text ready for the stream.

    Attributes:
        text: the text itself.
        stream: what is sent, without the NUL that ends a message.
        kept: what the superblanks ``[0]``, ``[1]`` … stand for.
        before, after: white space at the edges, which Apertium would not keep.
        spaced: True if the text itself has double spaces, which then are not tidied away.
        loose: True if it has a space before a comma or inside a bracket or quotation mark.
    """

    text: str
    stream: str
    kept: tuple[str, ...]
    before: str
    after: str
    spaced: bool
    loose: bool


@dataclass(frozen=True, slots=True)
class Decoded:
    """An answer for display.

    Attributes:
        text: the translation, marks taken off.
        unknown: words Apertium marked: not in its dictionary (``*``), no rule (``@``), no form (``#``).
    """

    text: str
    unknown: tuple[str, ...]


def has_words(text: str) -> bool:
    """True if there is anything to translate: a letter outside addresses, tags and handles.

    >>> has_words("12.05.2022 — https://example.org"), has_words("No. 5")
    (False, True)
    """
    return any(character.isalpha() for character in _KEPT.sub(" ", text))


def encode(text: str) -> Encoded:
    """Make `text` safe for the stream.

    >>> encode("See https://a.b/c, [page 5] of *this*").stream
    'See [0], \\\\[page 5\\\\] of [1]this[2][e].[]'
    """
    core = text.strip()
    at = text.index(core) if core else len(text)
    kept: list[str] = []
    parts: list[str] = []
    end = 0
    for match in _KEPT.finditer(core):
        parts += [_escape(core[end : match.start()]), f"[{len(kept)}]"]
        kept.append(match.group())
        end = match.end()
    parts += [_escape(core[end:]), _FULL_STOP]
    return Encoded(
        text,
        "".join(parts),
        tuple(kept),
        before=text[:at],
        after=text[at + len(core) :],
        spaced=bool(_SPACES.search(core)),
        loose=bool(_LOOSE.search(core)),
    )


def _escape(text: str) -> str:
    return _RESERVED.sub(lambda match: "\\" + match.group(), text)


def decode(answer: str, encoded: Encoded) -> Decoded:
    """Read Apertium's answer to `encoded`.

    >>> decode("*Pokalchuk Dijo #decir [0]fin.[e].[]", encode("Pokalchuk said *end.")).unknown
    ('Pokalchuk', 'decir')
    """
    parts: list[str] = []
    unknown: list[str] = []
    missing = dict(enumerate(encoded.kept))
    at = 0
    answer = _STRAY.sub(partial(_uncapitalised, encoded.text), answer)
    for match in _PIECE.finditer(answer):
        parts.append(answer[at : match.start()])
        at = match.end()
        if match["end"]:
            break
        if match["escaped"]:
            parts.append(match["escaped"])
        elif match["kept"]:
            parts.append(missing.pop(int(match["kept"]), ""))
        elif match["mark"] and not _JOINED.search(answer, max(0, match.start() - 2), match.start()):
            unknown.extend(_WORD.findall(answer, match.end())[:1])  # «м'*яч» is one unknown word, not two
    else:
        parts.append(answer[at:].removesuffix("."))
    text = "".join(parts).strip()
    if not encoded.spaced:
        text = _SPACES.sub(" ", text)
    if not encoded.loose:  # “it’s old.” becomes two words less one: the blank it frees lands before the stop
        text = _LOOSE.sub("", text)
    # not seen in 4,200 trials, but a transfer rule may drop a blank: an address at the end beats none
    text = " ".join([text, *missing.values()])
    return Decoded(encoded.before + text + encoded.after, tuple(unknown))


def _uncapitalised(source: str, match: re.Match[str]) -> str:
    """Take a stray capital back: “*Giles said” at the start of a sentence comes out as “*Giles Dijo”.

    Apertium hands the sentence's capital on to the first word it knows. Only where the author wrote the
    word after the name small, and nowhere wrote what came out (a name the dictionary knows). Found 88
    times in 3,600 sentences of NTREX; the 45 looked at were all in error.
    """
    name, capital, rest = match["name"][1:], match["capital"], match["rest"]
    after = re.search(rf"(?<!\w){re.escape(name)}(?:['’]s)? +(\w)", source)
    small = after and after[1].islower() and not (rest and rest.isupper()) and capital + rest not in source
    return f"*{name} {capital.lower() if small else capital}{rest}"
