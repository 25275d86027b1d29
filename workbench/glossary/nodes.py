"""YAML text taken apart: plain nodes that know their place."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Items", "Listing", "Node", "Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as written, quotes taken off. `null` is a plain empty value, ``~`` or ``null``."""

    line: int
    column: int
    value: str
    null: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A sequence."""

    line: int
    column: int
    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A mapping, in the order of the file; keys are unique."""

    line: int
    column: int
    pairs: tuple[tuple[Text, Node], ...]

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None."""
        return next((value for name, value in self.pairs if name.value == key), None)


Node = Text | Listing | Items
