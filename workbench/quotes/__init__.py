"""Key quotes: who says what, in whatever way a language marks it, over one paragraph or many."""

from __future__ import annotations

from workbench.quotes.finder import find_quotes

__all__ = ["find_quotes"]
