"""Translate a source offline with the engines that are installed.

The main verb is :func:`~workbench.translation.rendering.render`; :mod:`~workbench.translation.engines` lists
the engines by name. No engine is imported before it is asked for.
"""

from workbench.translation.engine import BEAM, Engine, Options, Pair, State
from workbench.translation.engines import available, best_engine, find
from workbench.translation.rendering import Interrupted, is_rendering_of, render

__all__ = [
    "BEAM",
    "Engine",
    "Interrupted",
    "Options",
    "Pair",
    "State",
    "available",
    "best_engine",
    "find",
    "is_rendering_of",
    "render",
]
