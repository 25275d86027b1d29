"""The command line: options become a plan, the pipeline runs it, the result is printed.

Commands are imported only when they are called, so that ``workbench --help`` comes at once.
Exit status: 0 clean, 1 findings, 2 could not run.
"""

from __future__ import annotations

import gc
from importlib import import_module

import click

from workbench import __version__

__all__ = ["COMMANDS", "main"]

COMMANDS: dict[str, tuple[str, str]] = {
    # name: (module, one line for --help)
    "align": ("workbench.cli.align", "Align a source with renderings and show them side by side."),
    "compare": ("workbench.cli.compare", "Score renderings and say which rows to look at first."),
    "check": ("workbench.cli.check", "Check renderings: numbers, names, terms, quotations, negations …"),
    "translate": ("workbench.cli.translate", "Translate a file offline and print the target text."),
    "detect": ("workbench.cli.detect", "Say what language a text is in, and how surely."),
    "convert": ("workbench.cli.convert", "Convert a table of renderings: TMX, XLIFF, PO, CSV, XLSX, DOCX …"),
    "segment": ("workbench.cli.segment", "Cut a text into sentences."),
    "quotes": ("workbench.cli.quotes", "Find who says what: quotations, speakers, cue verbs."),
    "glossary": ("workbench.cli.glossary", "Lint, format, search, compare and convert glossaries."),
    "project": ("workbench.cli.project", "Keep documents with every edit; export, back up, restore."),
    "memory": ("workbench.cli.memory", "Find what was translated before; take TMX in and out."),
    "models": ("workbench.cli.models", "List, install, verify and remove translation models."),
    "doctor": ("workbench.cli.doctor", "Show what works on this machine; prove that it works offline."),
    "app": ("workbench.cli.app", "Open the web page on this machine."),
}


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are first needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0] if args else "", COMMANDS, n=1)
            if near:
                raise click.UsageError(f"{error.message} Did you mean “{near[0]}”?", ctx) from None
            raise


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 clean, 1 findings, 2 could not run. Everything works without a network.",
)
@click.version_option(__version__, prog_name="workbench")
def main() -> None:
    """Compare translations offline: detect, translate, align, and see renderings side by side.

    \b
    Examples:
      workbench align article.txt rendering-a.txt rendering-b.txt
      workbench align article.txt human.txt --to es --engine apertium -o side-by-side.html
      workbench detect article.txt
      workbench doctor
    """
    # a command ends soon and makes few cycles: looking for them among millions of values took a seventh of its time
    gc.set_threshold(100_000, 50, 100)
