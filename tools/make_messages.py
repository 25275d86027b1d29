"""Collect what the page says, and bring the catalogues up to date.

    python tools/make_messages.py            merge new texts into every workbench/locale/*/LC_MESSAGES/workbench.po
    python tools/make_messages.py --check    list what is not translated or does not fit; exit 1 if anything

To add a language, make the folder `workbench/locale/<code>/LC_MESSAGES` and run it. Besides the calls of
`_`, `ngettext` and `N_` in workbench/ui, it collects the tables of the core that the page shows, and every
sentence the core can make (context "core", see tools/core_sentences.py for what {1}, {n1} and {w1} mean).
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tools.core_sentences import sentences  # noqa: E402
from workbench.ui.sentences import CONTEXT, LISTED, QUOTED  # noqa: E402

HEADER = (
    "# What the web page says. Made and brought up to date by tools/make_messages.py; translate the msgstr."
)
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2, "pgettext": 2}
"""Names of the functions, and how many of their arguments are texts."""


def tables() -> Iterator[tuple[str, str, str | None]]:
    """(where, text, context) of what the core says in tables and the page translates."""
    from workbench.checks import CODES
    from workbench.comparison.doubt import PARTS
    from workbench.numerals import FigureKind
    from workbench.quotes.concordance import FLAGS
    from workbench.quotes.profile import STRENGTH

    for check in CODES.values():
        yield "workbench/checks/codes.py", check.about, None
        yield "workbench/checks/codes.py", check.subject, None
    for text in FLAGS.values():
        yield "workbench/quotes/concordance.py", text, None
    for text in STRENGTH:
        yield "workbench/quotes/profile.py", text, "cue"
    for part in PARTS:
        yield "workbench/comparison/doubt.py", part, None
    for kind in FigureKind:
        yield "workbench/numerals/model.py", kind.value, None
    for text in (QUOTED, *LISTED):
        yield "workbench/ui/sentences.py", text, CONTEXT
    yield from files_of_words()


def files_of_words() -> Iterator[tuple[str, str, str]]:
    """As :func:`tables`, of tables that are files."""
    for rule in _toml(debris := "workbench/reading/debris.toml").values():
        if "note" in rule:
            yield debris, rule["note"], CONTEXT
    for unit in _toml(units := "workbench/checks/units.toml"):
        yield units, unit, CONTEXT


def _toml(path: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / path).read_text("utf-8"))


def spoken(code: str) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """(text or its two English forms, context) of every call in `code`; inside f-strings too.

    Raises:
        ValueError: an f-string stands where a text belongs, so that nothing could look it up.
    """
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        given = call.args[: KEYWORDS.get(name, 0)]
        if any(isinstance(argument, ast.JoinedStr) for argument in given):
            raise ValueError(f"an f-string in {name}(), line {call.lineno}")
        texts = [a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in KEYWORDS and len(texts) == KEYWORDS[name]:
            if name == "pgettext":
                yield texts[1], texts[0]
            else:
                yield (texts[0], texts[1]) if name == "ngettext" else texts[0], None


@cache
def template() -> Catalog:
    """Every text, with the files it stands in."""
    catalog = Catalog(project="translation-workbench", charset="utf-8", fuzzy=False)
    folder = ROOT / "workbench" / "ui"
    for path in sorted(folder.rglob("*.py")):
        for text, context in spoken(path.read_text("utf-8")):
            catalog.add(text, None, [(path.relative_to(ROOT).as_posix(), None)], context=context)
    known = set()
    for where, text, context in tables():
        catalog.add(text, None, [(where, None)], context=context)
        known |= {text} if context in (None, CONTEXT) else set()
    for sentence in sentences(ROOT):
        if sentence.text in known:
            continue
        places = [(file, None) for file in sentence.files]
        catalog.add(sentence.text, None, places, auto_comments=sentence.fields, context=CONTEXT)
    return catalog


def path_of(lang: str) -> Path:
    """Where a language's catalogue lies."""
    return ROOT / "workbench" / "locale" / lang / "LC_MESSAGES" / "workbench.po"


def languages() -> list[str]:
    """Languages that have a folder."""
    return sorted(folder.parent.name for folder in (ROOT / "workbench" / "locale").glob("*/LC_MESSAGES"))


def merged(lang: str) -> Catalog:
    """The language's catalogue with the texts of today."""
    path = path_of(lang)
    catalog = Catalog(locale=lang, project="translation-workbench", charset="utf-8", fuzzy=False)
    if path.is_file():
        with path.open("rb") as file:
            catalog = read_po(file, locale=lang)
    _renamed(catalog)
    catalog.update(template(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    return catalog


def _renamed(catalog: Catalog) -> None:
    """Keep the translation of a sentence of which only the kind of a field is another now ({1}, {w1})."""
    bare = re.compile(r"\{[nw](\d+)\}")
    known = {bare.sub(r"{\1}", str(old.id)): old for old in catalog if old.context == CONTEXT}
    for new in template():
        old = known.get(bare.sub(r"{\1}", str(new.id)))
        if new.context == CONTEXT and old is not None and old.id != new.id:
            said = str(old.string)
            for before, now in zip(_placeholders(old.id), _placeholders(new.id), strict=True):
                said = said.replace(before, now)
            catalog.add(new.id, said, context=CONTEXT)


def _placeholders(text: object) -> list[str]:
    return re.findall(r"\{[nw]?\d+\}", str(text))


def fields(text: str) -> set[str]:
    """Names of the placeholders."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def wrong(message: Message, plurals: int) -> str:
    """What is wrong with a translation, or "". A form for one thing may leave the number out."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(said) or (message.pluralizable and len(said) != plurals):
        return "not translated"
    try:
        asked = set().union(*map(fields, ids))
        for text in said:
            if fields(text) != asked:
                return f"placeholders {sorted(fields(text))}, not {sorted(asked)}"
    except ValueError as error:
        return f"placeholders: {error}"
    if ids[0].strip() != ids[0] or any(text.strip() != text for text in said):
        return "white space at an end"
    return ""


def problems(lang: str) -> list[str]:
    """Every text of today that the catalogue as it stands does not translate rightly."""
    path = path_of(lang)
    if not path.is_file():
        return [f"{path} is missing"]
    with path.open("rb") as file:
        catalog = read_po(file, locale=lang)
    out = []
    for message in template():
        if message.id:
            own = catalog.get(message.id[0] if isinstance(message.id, tuple) else message.id, message.context)
            trouble = wrong(own, catalog.num_plurals) if own else "not in the catalogue"
            if trouble or own is None or own.fuzzy:
                out.append(f"{lang}: {message.id!r}: {trouble or 'fuzzy'}")
    return out


def settled(text: str) -> str:
    """Without the header's dates and empty credits, which would change the file at every run."""
    names = (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Report-Msgid",
        "Language-Team",
        "Generated-By",
    )
    lines = [line for line in text.splitlines() if not line.startswith(tuple(f'"{name}' for name in names))]
    return "\n".join([HEADER, *lines[lines.index("#") :]]) + "\n"


def main() -> int:
    """Check or bring up to date."""
    if "--check" in sys.argv[1:]:
        found = [problem for lang in languages() for problem in problems(lang)]
        print("\n".join(found) or "All texts are translated.")
        return 1 if found else 0
    for lang in languages():
        out = BytesIO()
        write_po(out, merged(lang), width=110, include_lineno=False)
        path_of(lang).write_text(settled(out.getvalue().decode("utf-8")), "utf-8")
        left = problems(lang)
        print(f"{lang}: {path_of(lang).relative_to(ROOT)}, {len(left)} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main())
