"""What translators get wrong, found row by row, each with its evidence.

:func:`run` applies the checks of the table :data:`CODES` to every rendering. A check that cannot run
says why (:class:`~workbench.model.NotRun`); one cause gives one finding.
"""

from __future__ import annotations

from workbench.checks.codes import CODES
from workbench.checks.config import DEFAULT, Config, load_config
from workbench.checks.running import run

__all__ = ["CODES", "DEFAULT", "Config", "load_config", "run"]
