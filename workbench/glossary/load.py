"""Read a glossary file: YAML nodes become concepts, and every breach of the schema a placed problem.

The layout is described for people in ``docs/glossaries.md`` and for editors in ``schema.json``; a test
keeps this reader and the schema of one mind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import regex

from workbench.errors import BadGlossary
from workbench.glossary.base import (
    CONCEPT_KEYS,
    HEADER_KEYS,
    PARTS_OF_SPEECH,
    SCOPES,
    TERM_KEYS,
    Glossary,
    Problem,
    collector_off,
    split_language,
)
from workbench.glossary.nodes import Items, Listing, Node, Text
from workbench.glossary.yamltext import decode, parse, problem_of, read_bytes
from workbench.model import Concept, Term, TermStatus

__all__ = ["load", "load_all", "read"]

_ID = regex.compile(r"[a-z0-9][a-z0-9._-]*")
_LANGUAGE = regex.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


def load(path: str | Path) -> Glossary:
    """Read one glossary.

    Raises:
        BadGlossary: the file cannot be read or breaks the schema; the message gives
            ``file:line:column`` of the first problem, and how many more there are.
    """
    glossary, problems = read(path)
    if problems:
        more = f" ({len(problems) - 1} more problems.)" if len(problems) > 1 else ""
        first = problems[0]
        where = f"{first.path}:{first.line}:{first.column}"
        raise BadGlossary(f"{where}: {first.message}", hint=f"{first.fix}{more}".strip())
    return glossary


def load_all(paths: Iterable[str | Path]) -> list[Glossary]:
    """Read several glossaries; a folder stands for the ``*.yaml`` and ``*.yml`` files in it.

    Raises:
        BadGlossary: as :func:`load`; also if a folder holds no glossary.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix in (".yaml", ".yml"))
            if not inside:
                raise BadGlossary(f"“{path}” holds no .yaml file.", hint="Name a glossary file.")
            found += inside
        else:
            found.append(path)
    return [load(path) for path in found]


def read(path: str | Path, data: bytes | None = None) -> tuple[Glossary, list[Problem]]:
    """Read a glossary and **all** its problems; what is sound is kept.

    Args:
        path: the file; also names it in problems.
        data: its content, where it is not to be read from the disk.

    Raises:
        BadGlossary: the file is missing, too large or not UTF-8. Broken YAML is a problem instead.
    """
    path = Path(path)
    data = read_bytes(path) if data is None else data
    text = decode(data, str(path))
    reader = _Reader(path)
    with collector_off():
        try:
            root = parse(text, str(path))
        except BadGlossary as error:
            return Glossary(path, path.stem, ()), [problem_of(error, str(path))]
        return reader.glossary(root, sha256(data).hexdigest()), sorted(reader.problems)


class _Reader:
    """Walks the nodes of one file, collecting problems instead of stopping."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._name = path.name
        self._file = path
        self.problems: list[Problem] = []

    def glossary(self, root: Node, digest: str) -> Glossary:
        empty = Glossary(self._file, self._file.stem, ())
        if not isinstance(root, Items):
            fix = "Start the file with “name: …” and “concepts:”."
            self._complain(root, "type", "a glossary is a mapping of keys.", fix)
            return empty
        self._keys(root, (*HEADER_KEYS, "concepts"), "the header")
        self._require(root, ("name", "concepts"), "the header")
        header = {
            key: self._text(root.get(key), key) for key in HEADER_KEYS if key not in ("languages", "name")
        }
        concepts = tuple(self._concepts(root.get("concepts")))
        return Glossary(
            self._file,
            self._text(root.get("name"), "name") or self._file.stem,
            concepts,
            languages=tuple(self._languages(root.get("languages"))),
            digest=digest,
            **header,
        )

    def _languages(self, node: Node | None) -> Iterator[str]:
        for code in self._texts(node, "languages"):
            if _LANGUAGE.fullmatch(code.value):
                yield split_language(code.value)[0]
            else:
                self._language_problem(code)

    def _language_problem(self, key: Text) -> None:
        fix = "Write codes such as en, uk or en-GB."
        self._complain(key, "value", f"“{key.value}” is not a language code.", fix)

    def _concepts(self, node: Node | None) -> Iterator[Concept]:
        if node is None:
            return
        if not isinstance(node, Listing):
            fix = "Begin each concept with “- id: …”."
            self._complain(node, "type", "“concepts” must be a list.", fix)
            return
        for child in node.values:
            if isinstance(child, Items):
                concept = self._concept(child)
                if concept:
                    yield concept
            else:
                self._complain(child, "type", "a concept is a mapping.", "Begin it with “- id: …”.")

    def _concept(self, node: Items) -> Concept | None:
        self._keys(node, CONCEPT_KEYS, "a concept")
        if not self._require(node, ("id", "terms"), "a concept"):
            return None
        ident = node.get("id")
        name = self._text(ident, "id")
        if ident and name and not _ID.fullmatch(name):
            fix = "Use small letters a–z, digits, “-”, “.” and “_”, such as press-release."
            self._complain(ident, "value", f"“{name}” cannot be an id.", fix)
        terms = tuple(self._terms(node.get("terms")))
        texts = {key: self._text(node.get(key), key) for key in ("definition", "domain", "note", "source")}
        return Concept(name, terms, where=self._where(node), **texts)

    def _terms(self, node: Node | None) -> Iterator[Term]:
        if not isinstance(node, Items):
            if node is not None:
                fix = "Write one line per language, such as “uk: пресреліз”."
                self._complain(node, "type", "“terms” must name languages.", fix)
            return
        if not node.pairs:
            self._complain(node, "missing", "a concept has no terms.", "Add one, or delete the concept.")
        for key, value in node.pairs:
            if not _LANGUAGE.fullmatch(key.value):
                self._language_problem(key)
                continue
            lang, region = split_language(key.value)
            listed = value.values if isinstance(value, Listing) else (value,)
            if not listed:
                self._complain(value, "missing", f"“{key.value}” has no term.", "Add one or delete the key.")
            seen: set[str] = set()
            for child in listed:
                term = self._term(child, lang, region, seen)
                if term:
                    yield term

    def _term(self, node: Node, lang: str, region: str, seen: set[str]) -> Term | None:
        """One term. The first of a language (and region) is preferred, later ones admitted, unless said."""
        where = self._where(node)
        if isinstance(node, Text):
            text = self._term_text(node)
            status = TermStatus.ADMITTED if region in seen else TermStatus.PREFERRED
            seen.add(region)
            return Term(text, lang, status, region=region, where=where) if text else None
        if not isinstance(node, Items):
            self._complain(node, "type", "a term is a text or a mapping.", "Write “- text: …”.")
            return None
        self._keys(node, TERM_KEYS, "a term")
        if not self._require(node, ("text",), "a term"):
            return None
        text = self._term_text(node.get("text"))
        own = self._text(node.get("region"), "region").upper() or region
        default = TermStatus.ADMITTED if own in seen else TermStatus.PREFERRED
        status = TermStatus(self._choice(node, "status", [*TermStatus], default))
        if status is not TermStatus.FORBIDDEN:
            seen.add(own)
        if not text:
            return None
        return Term(
            text,
            lang,
            status,
            region=own,
            forms=tuple(form.value for form in self._texts(node.get("forms"), "forms")),
            scope=self._choice(node, "scope", SCOPES, "anywhere"),
            part_of_speech=self._choice(node, "part_of_speech", PARTS_OF_SPEECH, ""),
            case_sensitive=self._choice(node, "case_sensitive", ("true", "false"), "false") == "true",
            loose=self._choice(node, "loose", ("true", "false"), "false") == "true",
            why=self._text(node.get("why"), "why"),
            note=self._text(node.get("note"), "note"),
            examples=tuple(e.value for e in self._texts(node.get("examples"), "examples")),
            where=where,
        )

    def _term_text(self, node: Node | None) -> str:
        text = " ".join(self._text(node, "text").split())
        if node is not None and isinstance(node, Text) and not any(char.isalnum() for char in text):
            seen = f"“{text}” has no letter or digit." if text else "a term is empty."
            self._complain(node, "value", seen, "Write the term, or delete the line.")
            return ""
        return text

    def _choice(self, node: Items, key: str, allowed: Sequence[str], default: str) -> str:
        value = node.get(key)
        if value is None:
            return default
        text = self._text(value, key)
        if text in allowed:
            return text
        fix = f"Choose one of {', '.join(allowed)}.{_near(text, allowed)}"
        self._complain(value, "value", f"“{text}” is no value of “{key}”.", fix)
        return default

    def _text(self, node: Node | None, key: str) -> str:
        if node is None or (isinstance(node, Text) and node.null):
            return ""
        if isinstance(node, Text):
            return node.value
        fix = "Write a text; put it in quotes if it contains [ or {."
        self._complain(node, "type", f"“{key}” must be a text.", fix)
        return ""

    def _texts(self, node: Node | None, key: str) -> tuple[Text, ...]:
        """A list of texts; one text stands for a list of one."""
        if node is None:
            return ()
        values = node.values if isinstance(node, Listing) else (node,)
        good = tuple(v for v in values if isinstance(v, Text) and v.value.strip() and not v.null)
        if len(good) < len(values):
            bad = next(v for v in values if v not in good)
            self._complain(bad, "type", f"“{key}” must be a list of texts.", "Write “- …” per line.")
        return good

    def _keys(self, node: Items, allowed: Sequence[str], owner: str) -> None:
        for key, _ in node.pairs:
            if key.value not in allowed:
                fix = f"Known keys: {', '.join(allowed)}.{_near(key.value, allowed)}"
                self._complain(key, "key", f"{owner} has no key “{key.value}”.", fix)

    def _require(self, node: Items, keys: Sequence[str], owner: str) -> bool:
        missing = [key for key in keys if node.get(key) is None or _is_null(node.get(key))]
        for key in missing:
            self._complain(node, "missing", f"{owner} lacks “{key}”.", f"Add “{key}: …”.")
        return not missing

    def _where(self, node: Node) -> str:
        return f"{self._name}:{node.line}"

    def _complain(self, node: Node, code: str, message: str, fix: str) -> None:
        self.problems.append(Problem(self._path, node.line, node.column, code, message, fix))


def _is_null(node: Node | None) -> bool:
    return isinstance(node, Text) and (node.null or not node.value.strip())


def _near(word: str, allowed: Sequence[str]) -> str:
    """“Did you mean …?” for a mistyped key, or ""."""
    from rapidfuzz.process import extractOne

    best = extractOne(word, allowed, score_cutoff=60)
    return f" Did you mean “{best[0]}”?" if best else ""
