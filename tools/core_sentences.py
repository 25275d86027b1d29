"""Read from the code of the core which sentences it can say, as templates for the catalogues.

The core makes plain English: it knows nothing of catalogues, and what it says is stored and compared as it
is. So that a page can say it in another language, this finds every sentence by following the values: from
where one is handed over (a finding's message, an error and its hint, see `SENTENCES`) back over variables,
conditions, tables, parameters and what functions return, to the strings and f-strings it is made of.

A field of an f-string becomes a placeholder that says what stands there:

    {1}     text or a number as it is: words of a document, a name, a path
    {n1}    a number with a format, which is written the way of the language
    {w1}    words of the core, which have entries of their own ("a full stop", "lost its unit in “{1}”")

Between quotation marks stands somebody else's text: that is never words of the core.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.core_code import FUNCTION, SCOPE, Core, Module, argument_of, last_name, own_nodes

__all__ = ["Sentence", "sentences"]

SENTENCES: dict[str, tuple[str, ...]] = {
    "Bead": ("reasons",),
    "Bitext": ("notes",),
    "Broken": ("reason",),
    "Converted": ("lost",),
    "Decoded": ("notes",),
    "Document": ("notes",),
    "Edit": ("kind",),
    "EncoderState": ("summary", "hint"),
    "Extracted": ("notes",),
    "Guess": ("clues",),
    "Hit": ("message",),
    "NotRun": ("reason",),
    "Problem": ("message", "fix", "what"),
    "Removal": ("note",),
    "Report": ("notes",),
    "Sign": ("message",),
    "State": ("summary", "hint"),
    "Verified": ("problems",),
    "replace": ("lost", "notes", "reasons"),
}
"""Classes of the core, and which of their fields a person reads. Of every error it is message and hint."""

FUNCTIONS: dict[str, tuple[str, ...]] = {"start": ("task",)}
"""Functions that are handed a sentence without putting it into one of the classes."""

LISTS = frozenset({"error", "lost", "notes", "trouble"})
"""Variables and attributes that hold sentences, among them lists that are handed on to be filled."""

RETURNED = {
    "workbench/checks/codes.py": "",
    "workbench/comparison/kinds.py": "",
    "workbench/judgement/judge.py": "",
    "workbench/memory/cleaning.py": "Cleaning",
    "workbench/ui/settings.py": "",
}
"""Files whose functions (or those of a class of them) answer with sentences, kept in a table and called so."""

RAISED = ("workbench/bitext/", "workbench/desk/", "workbench/memory/verify.py")
"""Where a ValueError, too, tells the user why something cannot be done."""

ELSEWHERE = frozenset({"fix", "hint", "message", "note", "reason", "summary"})
"""Attributes that hold a sentence made elsewhere; so does a variable called `error`."""

_IDENTIFIERS = """
alt-trans argos argos-translate-lt argostranslate ascii asked bidi code comments concept echo en-uk fuzzy id
indent key loose martifHeader match message mimetype note reason reference region replace scope srt status
sudo tbxHeader terminology terms text tm und val vtt why
"""
"""Single words that reach a sentence as a name in a file or a command."""

_WORD = re.compile(r"[A-Za-z]{2}")
_NO_WORDS = re.compile(
    r"\\|\n|=\"|^-|_[a-z]+$|^[^ ]*[^A-Za-z’,;\- ][^ ]*$|^import |^(?:workbench|apertium)\b[^.]*$"
)
"""Options, file names, patterns and the like, which are fields of sentences but nobody's words."""


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of an f-string: what the code puts there, and of which kind it is (see the module's text)."""

    code: str
    kind: str = ""


_Parts = tuple[str | _Field, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template: the text with its placeholders, what they stand for, and the files that say it."""

    text: str
    fields: tuple[str, ...]
    files: tuple[str, ...]


class _Reader:
    """Follows values from where they are said to the strings they are made of."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.found: dict[_Parts, set[str]] = defaultdict(set)
        self._followed: dict[tuple[str, str], bool] = {}

    def read(self) -> None:
        """Everything that is said."""
        for name, fields in SENTENCES.items():
            for module, call in self.core.calls[name]:
                for argument in self._of_class(name, call, fields):
                    self.say(module, argument)
        for name in (*sorted(self.core.errors), "__init__"):
            for module, call in self.core.calls[name]:
                within = module.around(call, (ast.ClassDef,)) if name == "__init__" else None
                if name != "__init__" or getattr(within, "name", "") in self.core.errors:
                    for argument in (*call.args[:1], *(k.value for k in call.keywords if k.arg == "hint")):
                        self.say(module, argument)
        for name, parameters in FUNCTIONS.items():
            for parameter in parameters:
                self._follow(name, parameter)
        for module in self.core.modules:
            for node in module.nodes if module.path.startswith(RAISED) else ():
                if (
                    isinstance(node, ast.Call)
                    and last_name(node.func) in ("ValueError", "Stale")
                    and node.args
                ):
                    self.say(module, node.args[0])
            for name, value in module.bindings():
                if name in LISTS:
                    self.say(module, value)
            if module.path in RETURNED:
                self._answers(module, RETURNED[module.path])

    def _answers(self, module: Module, owner: str) -> None:
        for node in module.nodes:
            above = module.around(node, (ast.ClassDef,))
            if isinstance(node, ast.FunctionDef) and owner in ("", getattr(above, "name", "")):
                for parts in self._returned(module, node, frozenset()):
                    self._take(module, parts)

    def _of_class(self, name: str, call: ast.Call, fields: tuple[str, ...]) -> Iterator[ast.expr]:
        for defined in self.core.classes[name]:
            order = [
                one.target.id
                for one in defined.body
                if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
            ]
            for number, argument in enumerate(call.args):
                if number < len(order) and order[number] in fields:
                    yield argument
        yield from (k.value for k in call.keywords if k.arg in fields)

    def say(self, module: Module, node: ast.expr) -> None:
        """Take in what `node` can be; where it is a parameter, what it is called with."""
        for parts in self.values(module, node, frozenset(), follow=True):
            self._take(module, parts)

    def _take(self, module: Module, parts: _Parts) -> bool:
        if parts == (_KNOWN,):
            return True
        text = "".join(part for part in parts if isinstance(part, str))
        glued = len(parts) == 2 and isinstance(parts[1], str) and parts[1][:1].isalpha()
        if text.strip() in _IDENTIFIERS.split() or len(text.replace(" ", "")) < 2:
            return False
        if glued or "×" in text or _NO_WORDS.search(text.strip()):
            return False
        ours = _WORD.search(text) is not None or any(isinstance(p, _Field) and p.kind == "w!" for p in parts)
        if ours:
            self.found[_trimmed(parts)].add(module.path)
        return ours

    # --- following -------------------------------------------------------------------------------

    def values(
        self, module: Module, node: ast.expr, within: frozenset[ast.AST], *, follow: bool = False
    ) -> list[_Parts]:
        """Every template that `node` can be; nothing where it is data."""
        if node in within or len(within) > 40:
            return []
        within = within | {node}
        several = self._several(node)
        if several is not None:
            found = [parts for one in several for parts in self.values(module, one, within, follow=follow)]
            listed = isinstance(node, ast.List | ast.Tuple | ast.Set)
            return [parts for parts in found if not (listed and _is_name(parts))]
        if isinstance(node, ast.Constant):
            return [(node.value,)] if isinstance(node.value, str) and node.value.strip() else []
        if isinstance(node, ast.JoinedStr):
            return [self._joined(module, node, within)]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.values(module, node.left, within) + self.values(module, node.right, within)
        if isinstance(node, ast.Name):
            return self._named(module, node, within, follow=follow)
        if isinstance(node, ast.Subscript):
            return self.values(module, node.value, within)
        if isinstance(node, ast.Attribute):
            return [(_KNOWN,)] if node.attr == "name" and _is_language(node.value) else []
        if isinstance(node, ast.Call):
            return self._called(module, node, within, follow=follow)
        return []

    @staticmethod
    def _several(node: ast.expr) -> list[ast.expr] | None:
        if isinstance(node, ast.IfExp):
            return [node.body, node.orelse]
        if isinstance(node, ast.BoolOp):
            return list(node.values)
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return list(node.elts)
        if isinstance(node, ast.Dict):
            return list(node.values)
        if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            return [node.elt]
        if isinstance(node, ast.Starred | ast.NamedExpr):
            return [node.value]
        return None

    def _joined(self, module: Module, node: ast.JoinedStr, within: frozenset[ast.AST]) -> _Parts:
        parts: list[str | _Field] = []
        pieces = node.values
        for at, piece in enumerate(pieces):
            if isinstance(piece, ast.Constant):
                parts.append(str(piece.value))
            elif isinstance(piece, ast.FormattedValue):
                before = str(getattr(pieces[at - 1], "value", "")) if at else ""
                after = str(getattr(pieces[at + 1], "value", "")) if at + 1 < len(pieces) else ""
                quoted = before.endswith(("“", "‘")) and after.startswith(("”", "’"))
                code = ast.unparse(piece.value)
                parts.append(_Field(code, self._kind(module, piece, within, quoted=quoted)))
        return tuple(parts)

    def _kind(
        self, module: Module, piece: ast.FormattedValue, within: frozenset[ast.AST], *, quoted: bool
    ) -> str:
        if piece.format_spec is not None:
            spec = ast.unparse(piece.format_spec)
            return "n" if re.search(r"[.,%][^X]*[f%'\"]|,", spec) else ""
        if quoted or piece.conversion != -1:
            return ""
        value = piece.value
        either = value.values if isinstance(value, ast.BoolOp) else [value]
        if any(map(_holds_words, either)):
            return "w"
        taken = [self._take(module, parts) for parts in self.values(module, value, within, follow=True)]
        return "w!" if any(taken) else ""

    def _named(
        self, module: Module, node: ast.Name, within: frozenset[ast.AST], *, follow: bool
    ) -> list[_Parts]:
        scope = module.around(node, SCOPE)
        while scope is not None:
            found: list[_Parts] = []
            for value in module.bound(scope).get(node.id, ()):
                found += self.values(module, value, within, follow=follow)
            if found:
                return found
            if isinstance(scope, FUNCTION):
                given = [a.arg for a in (*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs)]
                if node.id in given and follow:
                    return self._parameter(module, scope, node.id)
            scope = module.around(scope, SCOPE)
        return self._imported(module, node, within)

    def _imported(self, module: Module, node: ast.Name, within: frozenset[ast.AST]) -> list[_Parts]:
        other = self.core.dotted.get(module.imports.get(node.id, ""))
        if other is None:
            return []
        bound = other.bound(other.tree).get(node.id, ())
        return [parts for value in bound for parts in self.values(other, value, within)]

    def _parameter(self, module: Module, function: ast.AST, name: str) -> list[_Parts]:
        assert isinstance(function, FUNCTION)
        return self._follow(function.name, name, module)

    def _follow(self, function: str, parameter: str, module: Module | None = None) -> list[_Parts]:
        """What a function's parameter is called with: taken in where it is called."""
        if (function, parameter) in self._followed:
            return [(_KNOWN,)] if self._followed[function, parameter] else []
        self._followed[function, parameter] = False
        defined = [one for where, one in self.core.functions[function] if module is None or where is module]
        any_taken = False
        private = module is not None and function.startswith("_") and not function.startswith("__")
        for where, call in self.core.calls[function]:
            for one in defined if where is module or not private else ():
                argument = argument_of(one, call, parameter)
                if argument is None:
                    continue
                for parts in self.values(where, argument, frozenset(), follow=True):
                    any_taken = self._take(where, parts) or any_taken
                break
        self._followed[function, parameter] = any_taken
        return [(_KNOWN,)] if any_taken else []

    def _called(
        self, module: Module, node: ast.Call, within: frozenset[ast.AST], *, follow: bool
    ) -> list[_Parts]:
        name = last_name(node.func)
        if name in _TRANSLATED:
            return []
        if name in _FROM_TABLES:
            return [(_KNOWN,)]
        if isinstance(node.func, ast.Attribute) and name in _OF_TEXT:
            of = node.args[0] if name == "join" and node.args else node.func.value
            found = self.values(module, of, within, follow=follow)
            between = ast.unparse(node.func.value) if name == "join" else ""
            return found + [(_KNOWN,)] * bool(re.search(r" (?:or|and|\{last\}) ", between))
        if isinstance(node.func, ast.Attribute) and name in ("get", "pop"):
            default = [parts for one in node.args[1:] for parts in self.values(module, one, within)]
            return self.values(module, node.func.value, within) + default
        if name in _PASSING_ON:
            return [parts for one in node.args for parts in self.values(module, one, within, follow=follow)]
        own = [(where, one) for where, one in self.core.functions[name] if where is module]
        if not own and isinstance(node.func, ast.Name):
            imported = self.core.dotted.get(module.imports.get(name, ""))
            own = [(where, one) for where, one in self.core.functions[name] if where is imported]
        return [parts for where, one in own for parts in self._returned(where, one, within)]

    def _returned(
        self, module: Module, function: ast.FunctionDef, within: frozenset[ast.AST]
    ) -> list[_Parts]:
        if function in within:
            return []
        within = within | {function}
        found: list[_Parts] = []
        for node in own_nodes(function):
            value = getattr(node, "value", None)
            if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom) and value is not None:
                found += self.values(module, value, within, follow=True)
        return found


_KNOWN = "\0"
"""Stands for what was taken in where a function is called."""

_FROM_TABLES = frozenset({"language_name", "unit_after"})
"""Functions that answer with words of a table, which are in the catalogue in another way."""

_TRANSLATED = frozenset({"_", "N_", "ngettext", "pgettext", "translated", "explained"})
"""Functions of the page that look texts up themselves."""

_PASSING_ON = frozenset(
    {"tuple", "list", "sorted", "str", "next", "filter", "min", "max", "dict", "MappingProxyType"}
)
"""Functions whose answer is what they are given."""
_OF_TEXT = frozenset(
    {"join", "strip", "rstrip", "lstrip", "lower", "capitalize", "removesuffix", "removeprefix", "values"}
)


def _holds_words(node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        return node.id == "error"
    kind = isinstance(node, ast.Attribute) and node.attr == "value" and last_name(node.value) == "kind"
    return kind or (isinstance(node, ast.Attribute) and node.attr in ELSEWHERE)


def _is_language(node: ast.expr) -> bool:
    known = isinstance(node, ast.Subscript) and last_name(node.value) == "LANGUAGES"
    return known or last_name(node) in ("language", "row")


def _is_name(parts: _Parts) -> bool:
    """A single small word in a list: names of fields and formats, not words of a sentence."""
    return (
        len(parts) == 1
        and isinstance(parts[0], str)
        and re.fullmatch(r"[^A-Z\0 ]\S*|\w{1,4}", parts[0]) is not None
    )


def _trimmed(parts: _Parts) -> _Parts:
    """Without white space at the ends: where a piece is put, its surroundings have it."""
    out = list(parts)
    if isinstance(out[0], str):
        out[0] = out[0].lstrip()
    if isinstance(out[-1], str):
        out[-1] = out[-1].rstrip()
    return tuple(part for part in out if part != "")


def sentences(root: Path) -> list[Sentence]:
    """Every template of the core, in the order of its first file.

    Templates that differ only in the kind of a field are one: the most telling kind is kept.
    """
    reader = _Reader(Core(root))
    reader.read()
    by_shape: dict[tuple[str | None, ...], list[tuple[_Parts, set[str]]]] = defaultdict(list)
    for parts, files in reader.found.items():
        if _KNOWN not in parts:
            by_shape[tuple(p if isinstance(p, str) else None for p in parts)].append((parts, files))
    made = [_sentence(same) for same in by_shape.values()]
    return sorted(made, key=lambda one: (one.files, one.text))


def _sentence(same: Iterable[tuple[_Parts, set[str]]]) -> Sentence:
    same = list(same)
    text, fields = "", list[str]()
    for place in zip(*(parts for parts, _ in same), strict=True):
        first = place[0]
        if isinstance(first, str):
            text += first.replace("{", "{{").replace("}", "}}")
            continue
        asked = [one for one in place if isinstance(one, _Field)]
        kind = max((one.kind.rstrip("!") for one in asked), key=("", "n", "w").index)
        fields.append(f"{{{kind}{len(fields) + 1}}} = {asked[0].code}")
        text += fields[-1].split(" = ")[0]
    files = {file for _, own in same for file in own}
    return Sentence(text, tuple(fields), tuple(sorted(files)))
