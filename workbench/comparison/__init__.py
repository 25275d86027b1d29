"""Compare renderings of one language: differences word by word, and agreement over any number of them."""

from __future__ import annotations

from workbench.comparison.agreement import Agreement, WordAgreement, agreement
from workbench.comparison.diff import apply, comparable, diff, inside

__all__ = ["Agreement", "WordAgreement", "agreement", "apply", "comparable", "diff", "inside"]
