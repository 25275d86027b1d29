"""Key quotes: who says what, in whatever way a language marks it, over one paragraph or many.

:func:`find_quotes` reads one text, :func:`concordance` sets a source's quotations beside their renderings.
The way of a text: :mod:`.layout` -> :mod:`.marks` and :mod:`.dashes` -> :mod:`.inside` and
:mod:`.attribution` (with :mod:`.speakers` and the rows of ``attribution.toml``) -> :mod:`.resolve`.
"""

from __future__ import annotations

from workbench.quotes.concordance import FLAGS, Counterpart, Entry, Flag, concordance
from workbench.quotes.finder import find_quotes

__all__ = ["FLAGS", "Counterpart", "Entry", "Flag", "concordance", "find_quotes"]
