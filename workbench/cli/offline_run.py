"""Run workbench commands under the offline guard and report every connection they tried.

A program of its own, so that nothing was imported, cached or connected before: ``workbench doctor --offline``
starts it, in an empty network where the system can make one. Commands come as JSON on standard input, the
report goes as JSON to standard output, with the end of what each command printed on standard error.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time

from workbench.offline import guard, kernel_attempts, raise_loopback

__all__ = ["main"]


def main(*, empty: bool) -> None:
    """Run the commands on standard input.

    Args:
        empty: this process is in a network of its own, so the kernel's counters are ours alone.
    """
    commands: list[list[str]] = json.load(sys.stdin)
    counting = empty and raise_loopback()
    before = kernel_attempts() if counting else None
    with guard() as watch:
        runs = [_run(command) for command in commands]
    after = kernel_attempts() if counting else None
    json.dump(
        {
            "runs": runs,
            "attempts": [str(attempt) for attempt in watch.attempts],
            "programs": sorted(watch.programs),
            "kernel": after - before if before is not None and after is not None else None,
        },
        sys.stdout,
    )


def _run(command: list[str]) -> dict[str, object]:
    """One command, as the shell would run it: its arguments, exit status, seconds, and what it said."""
    from workbench.cli import main as workbench

    start = time.monotonic()
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        try:
            workbench.main(command, prog_name="workbench", standalone_mode=True)
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        except Exception as error:  # whatever happens, the attempts seen so far are reported
            status = 2
            said.write(f"\n{type(error).__name__}: {error}")
    return {
        "command": command,
        "status": status,
        "seconds": round(time.monotonic() - start, 2),
        "said": said.getvalue().strip()[-500:],
    }


if __name__ == "__main__":
    main(empty="--empty" in sys.argv[1:])
