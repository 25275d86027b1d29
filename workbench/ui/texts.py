"""What the page says, in the user's language: gettext catalogues with the English texts as keys.

Usage: ``from workbench.ui.texts import _, ngettext``, then ``_("Cancel")``, ``_("About {s} s left", s=3)``,
``ngettext("{n} row", "{n} rows", 5)``. Never an f-string inside, or nothing can look it up; never
``for _ in …`` in the same function.

What the core says is English wherever it is made and kept: ``translated(finding.message)`` and
``explained(error)`` give it in the user's language where it is shown, see :mod:`workbench.ui.sentences`.

``tools/make_messages.py`` collects the texts into ``workbench/locale/<language>/LC_MESSAGES/workbench.po``.
A new language is a new folder there, nothing else. A catalogue is compiled when first used (some 100 ms),
so that no compiled file can be out of date.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from workbench.errors import WorkbenchError
from workbench.languages import LANGUAGES
from workbench.ui.sentences import CONTEXT, Sentences

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

__all__ = [
    "LOCALE",
    "N_",
    "_",
    "catalogue",
    "decimal",
    "explained",
    "language",
    "language_name",
    "ngettext",
    "own_name",
    "percent",
    "pgettext",
    "speaking",
    "translated",
    "ui_languages",
]

LOCALE = Path(__file__).parent.parent / "locale"
_FILE = Path("LC_MESSAGES") / "workbench.po"
_SPOKEN: ContextVar[str] = ContextVar("spoken", default="")


def _(msgid: str, /, **values: object) -> str:
    """The text in the user's language, with `values` put in where any are given.

    The values are put in as they are: escape those of documents, see :mod:`workbench.ui.safe`.
    """
    text = catalogue(language()).gettext(msgid)
    return text.format(**values) if values else text


def pgettext(context: str, msgid: str, /) -> str:
    """The text in the user's language, where English has one word for two things and `context` tells which."""
    return catalogue(language()).pgettext(context, msgid)


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The text in the form that `n` asks for in the user's language; ``{n}`` in it is the number."""
    return catalogue(language()).ngettext(one, many, n).format(n=n, **values)


def translated(sentence: str, lang: str | None = None) -> str:
    """A sentence that the core made, in the user's language; as it is where it is not known.

    For what is shown only: what is stored, compared or exported stays English.

    Args:
        sentence: such as the message of a finding; may be several, one after another.
        lang: the page's language, where the caller is no page but works for one.
    """
    lang = lang or language()
    return sentence if lang == "en" else _said(sentence, lang)


def explained(error: Exception) -> str:
    """An error for a person: what was seen and what to do, in the user's language."""
    if isinstance(error, WorkbenchError):
        return f"{translated(error.message)} {translated(error.hint)}".rstrip()
    return translated(str(error))


@lru_cache(32768)
def _said(sentence: str, lang: str) -> str:
    sentences = _sentences(lang)
    return sentences.said(sentence) if sentences is not None else sentence


@cache
def _sentences(lang: str) -> Sentences | None:
    """The sentences of the core that a catalogue has; None for English and where there is no catalogue."""
    messages = _messages(lang)
    if messages is None:
        return None
    from babel import Locale
    from babel.numbers import get_decimal_symbol, get_group_symbol

    of_core, words = [], {}
    for message in messages:
        if isinstance(message.id, str) and isinstance(message.string, str) and message.string:
            if message.context == CONTEXT:
                of_core.append((message.id, message.string))
            elif not message.context and "{" not in message.id:
                words[message.id] = message.string
    own: dict[str, str] = dict(Locale.parse(lang).languages)
    words |= {row.name: own.get(code.replace("-", "_"), row.name) for code, row in LANGUAGES.items()}
    return Sentences(of_core, words, point=get_decimal_symbol(lang), group=get_group_symbol(lang))


def N_(msgid: str, /) -> str:  # noqa: N802 - its name in every gettext project
    """Mark a text of a table for collecting; it is looked up with ``_`` where it is shown."""
    return msgid


def ui_languages() -> tuple[str, ...]:
    """Codes of the languages the page speaks: English first, then those with a catalogue."""
    return ("en", *sorted(path.name for path in LOCALE.iterdir() if (path / _FILE).is_file()))


def language() -> str:
    """Code of the page's language: the user's choice, else the browser's, else English.

    Outside a page (a worker's thread, the command line) it is English, unless :func:`speaking` says another.
    """
    if spoken := _SPOKEN.get():
        return spoken
    if get_script_run_ctx(suppress_warning=True) is None:
        return "en"
    from workbench.ui.preferences import at_hand

    chosen = at_hand().language
    if chosen in _known():
        return chosen
    browser = (st.context.locale or "").split("-")[0].lower()
    return browser if browser in _known() else "en"


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Texts in `lang`, for work that a page has handed to a worker: there is nobody to ask there."""
    before = _SPOKEN.set(lang)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


@cache
def _known() -> frozenset[str]:
    return frozenset(ui_languages())


@cache
def catalogue(lang: str) -> NullTranslations:
    """The messages in `lang`; the msgids themselves for English and for languages without a file."""
    messages = _messages(lang)
    if messages is None:
        return NullTranslations()
    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def _messages(lang: str) -> Catalog | None:
    """The file of a language, read once; None where there is none."""
    path = LOCALE / lang / _FILE
    if lang not in _known() or not path.is_file():
        return None
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return read_po(file, locale=lang)


def language_name(code: str | None) -> str:
    """Name of a language of texts, in the page's language (CLDR); the code where there is none."""
    if not code:
        return _("language undecided")
    return _named(code, language())


@lru_cache(1024)
def _named(code: str, lang: str) -> str:
    if lang == "en" and code in LANGUAGES:
        return LANGUAGES[code].name
    from babel import Locale

    names: dict[str, str] = dict(Locale.parse(lang).languages)
    known = LANGUAGES[code].name if code in LANGUAGES else code
    name = names.get(code.replace("-", "_")) or known
    return name[:1].upper() + name[1:]


def own_name(code: str) -> str:
    """Name of a language in that language itself, for choosing it.

    >>> own_name("uk")
    'Українська'
    """
    from babel import Locale

    name = Locale.parse(code).get_display_name(code) or code
    return name[:1].upper() + name[1:]


def decimal(value: float, digits: int = 2) -> str:
    """A number with `digits` places, as the page's language writes it."""
    from babel.numbers import format_decimal

    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return str(format_decimal(round(value, digits) + 0.0, pattern, locale=language()))


def percent(share: float) -> str:
    """A share 0–1 in whole per cent, as the page's language writes it."""
    from babel.numbers import format_percent

    return str(format_percent(share, "#,##0\xa0%" if language() != "en" else "#,##0%", locale=language()))
