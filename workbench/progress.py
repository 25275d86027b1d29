"""How long work reports itself without knowing who listens.

The base class does nothing, so the core can always call it. The command line subclasses it with a
bar, the web page with a progress widget; both can cancel.
"""

from __future__ import annotations

from workbench.errors import Cancelled

__all__ = ["SILENT", "Progress"]


class Progress:
    """A listener to long work. The base class listens to nothing and never cancels.

    A stage calls :meth:`start` once per task, :meth:`advance` after each finished batch and
    :meth:`check` between batches. Methods may be called from a worker thread.
    """

    def start(self, task: str, total: int | None = None) -> None:
        """Begin `task` (words for a person); `total` is the number of units, None if unknown."""

    def advance(self, units: int = 1, note: str = "") -> None:
        """`units` more are done; `note` may name what was just finished."""

    def finish(self) -> None:
        """The task begun last is done."""

    def cancelled(self) -> bool:
        """True once the user has asked to stop."""
        return False

    def check(self) -> None:
        """Raise :class:`~workbench.errors.Cancelled` if the user has asked to stop."""
        if self.cancelled():
            raise Cancelled("Stopped as asked.", hint="What was finished before is kept.")


SILENT = Progress()
