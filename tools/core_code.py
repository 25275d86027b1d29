"""What the code of the core is made of, by name: files, functions, classes, calls, and what names are given."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

__all__ = ["FUNCTION", "SCOPE", "Core", "Module", "argument_of", "last_name", "own_nodes"]

_LEFT_OUT = (
    "workbench/ui/",
    "workbench/cli/",
    "workbench/memory/migrations/",
    "workbench/health.py",
    "workbench/exporting/html.py",
    "workbench/exporting/plain.py",
    "workbench/exporting/sarif.py",
    "workbench/exporting/docx_table.py",
    "workbench/terminology/",
    "workbench/inflection.py",
)
"""What says everything itself, or is seen on the command line and in files only."""

_OF_THE_PAGE = tuple(
    f"workbench/ui/{name}.py" for name in ("glossary_files", "jobs", "memory_carry", "settings")
)
"""What makes plain sentences although it belongs to the page: it works where no language is known."""


@dataclass(slots=True)
class Module:
    """One file of the core."""

    path: str
    tree: ast.Module
    nodes: list[ast.AST] = field(default_factory=list)
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    _bound: dict[ast.AST, dict[str, list[ast.expr]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            self.nodes.append(node)
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
            if isinstance(node, ast.ImportFrom) and node.module:
                self.imports |= {(a.asname or a.name): node.module for a in node.names}

    def bindings(self) -> Iterator[tuple[str, ast.expr]]:
        """All that names are given anywhere in the file."""
        for scope in (self.tree, *(node for node in self.nodes if isinstance(node, ast.FunctionDef))):
            yield from ((name, value) for name, values in self.bound(scope).items() for value in values)

    @property
    def dotted(self) -> str:
        """Its name as imports have it."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def bound(self, scope: ast.AST) -> dict[str, list[ast.expr]]:
        """What every name of a scope is given there."""
        if scope not in self._bound:
            found: dict[str, list[ast.expr]] = defaultdict(list)
            for name, value in _bindings(scope):
                found[name].append(value)
            self._bound[scope] = dict(found)
        return self._bound[scope]

    def around(self, node: ast.AST, kinds: tuple[type, ...]) -> ast.AST | None:
        """The nearest node of those kinds that `node` stands in."""
        above = self.parents.get(node)
        while above is not None and not isinstance(above, kinds):
            above = self.parents.get(above)
        return above


FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module)


class Core:
    """All files, and what is known of them by name."""

    def __init__(self, root: Path) -> None:
        paths = sorted((root / "workbench").rglob("*.py"))
        named = [(path, path.relative_to(root).as_posix()) for path in paths]
        self.modules = [
            Module(name, ast.parse(path.read_text("utf-8")))
            for path, name in named
            if name.startswith(_OF_THE_PAGE) or not name.startswith(_LEFT_OUT)
        ]
        self.functions: dict[str, list[tuple[Module, ast.FunctionDef]]] = defaultdict(list)
        self.classes: dict[str, list[ast.ClassDef]] = defaultdict(list)
        self.calls: dict[str, list[tuple[Module, ast.Call]]] = defaultdict(list)
        self.dotted = {module.dotted: module for module in self.modules}
        for module in self.modules:
            for node in module.nodes:
                if isinstance(node, ast.FunctionDef):
                    self.functions[node.name].append((module, node))
                elif isinstance(node, ast.ClassDef):
                    self.classes[node.name].append(node)
                elif isinstance(node, ast.Call):
                    self.calls[last_name(node.func)].append((module, node))

    @cached_property
    def errors(self) -> frozenset[str]:
        """Names of all kinds of WorkbenchError."""
        found, before = {"WorkbenchError"}, 0
        while before != len(found):
            before = len(found)
            for name, defined in self.classes.items():
                if any(last_name(base) in found for one in defined for base in one.bases):
                    found.add(name)
        return frozenset(found)


def last_name(node: ast.expr) -> str:
    """The last name of `a.b.c` or of a call's function."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Nodes of a scope without those of the functions in it."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, (*FUNCTION, ast.ClassDef, ast.Lambda)):
            yield from own_nodes(child)


def _bindings(scope: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """What names are given in a scope: by assignment, in a loop, or by appending to them."""
    for node in own_nodes(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _unpacked(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
            yield from _unpacked(node.target, node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            yield from _unpacked(node.target, node.iter)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            filled = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            if filled and node.func.attr in ("append", "extend", "add"):
                yield from ((filled, argument) for argument in node.args)


def _unpacked(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Attribute):
        yield target.attr, value
    elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        yield from ((target.value.id, one) for one in (target.slice, value))
    elif isinstance(target, ast.Tuple):
        same = isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts)
        for number, one in enumerate(target.elts):
            yield from _unpacked(one, value.elts[number] if same else value)  # type: ignore[attr-defined]


def argument_of(function: ast.FunctionDef, call: ast.Call, parameter: str) -> ast.expr | None:
    """What a call gives for a parameter, by name or by place."""
    for keyword in call.keywords:
        if keyword.arg == parameter:
            return keyword.value
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    if names[:1] in (["self"], ["cls"]) and isinstance(call.func, ast.Attribute):
        names = names[1:]
    if parameter in names and names.index(parameter) < len(call.args):
        return call.args[names.index(parameter)]
    return None
