"""What translators get wrong, found row by row, each with its evidence.

:func:`run` applies the checks of the table :data:`CODES` to every rendering. A check that cannot run
says why (:class:`~workbench.model.NotRun`); one cause gives one finding. :func:`figure_ledger` lays the
numbers, dates and sums of a source and its renderings side by side.
"""

from __future__ import annotations

from pathlib import Path

from workbench.checks import config as _config
from workbench.checks.base import Check
from workbench.checks.codes import CODES
from workbench.checks.config import DEFAULT, Config
from workbench.checks.dismissals import (
    Dismissal,
    add_dismissals,
    apply_dismissals,
    dismissal_path,
    find_by_key,
    key,
    load_dismissals,
    set_aside,
)
from workbench.checks.ledger import LedgerRow, figure_ledger
from workbench.checks.running import run

__all__ = [
    "CODES",
    "DEFAULT",
    "Check",
    "Config",
    "Dismissal",
    "LedgerRow",
    "add_dismissals",
    "apply_dismissals",
    "dismissal_path",
    "figure_ledger",
    "find_by_key",
    "key",
    "load_config",
    "load_dismissals",
    "run",
    "set_aside",
]


def load_config(path: Path) -> Config:
    """Read a TOML file of severities and thresholds; see :mod:`workbench.checks.config`.

    Raises:
        BadFile: not readable, not TOML, or it names a check, threshold or severity that does not exist.
    """
    known = {code: frozenset(name for name, _, _ in check.thresholds) for code, check in CODES.items()}
    return _config.load_config(path, known)
