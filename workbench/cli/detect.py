"""``workbench detect``: what language a text is in, how surely, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.common import Bar, console, edge, emit, emit_json, output_option, read_argument

if TYPE_CHECKING:
    from workbench.model import Document, Guess

__all__ = ["command"]

UNDECIDED = "und"
"""ISO 639-2 code for an undetermined language."""

_SHOWN = 60
"""Characters of a paragraph that a table shows."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line or a paragraph of the file, with its guess; offsets in the decoded text."""

    start: int
    end: int
    text: str
    guess: Guess


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--lines", is_flag=True, help="One row per line, each judged alone: code, tab, probability.")
@click.option("--context", is_flag=True, help="With --lines: let the whole file help its short lines.")
@click.option(
    "--working",
    metavar="LANGS",
    default="",
    help="Languages you work with, as uk,en,de: somewhat preferred, none excluded.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "tsv", "json"]),
    help="Default: table, with --lines tsv.",
)
@output_option
@edge
def command(
    file: str, lines: bool, context: bool, working: str, form: str | None, output: str | None
) -> None:
    """Say what language FILE (or - for standard input) is in, paragraph by paragraph, and why.

    “und” stands for undecided: no letters, or too few to tell. Probabilities are of the named language;
    of the texts given 0.80, about four in five are right.

    \b
    Examples:
      workbench detect article.txt
      workbench detect article.txt --format json
      workbench detect phrases.txt --lines
      workbench detect phrases.txt --lines --context --working uk,en
      echo "Речниця міністерства" | workbench detect -
    """
    from workbench.cli.options import check_writable, languages

    if context and not lines:
        raise click.UsageError("--context goes with --lines; without it paragraphs always have context.")
    check_writable(output)
    known = languages(working)
    document = read_argument(file)
    form = form or ("tsv" if lines else "table")
    places = _lines(document.text) if lines else _paragraphs(document)
    texts = [document.text[start:end] for start, end in places]
    overall, guesses = _alone(texts, known) if lines and not context else _together(texts, known)
    pieces = [_Piece(*place, text, guess) for place, text, guess in zip(places, texts, guesses, strict=True)]
    if form == "json":
        emit_json(_as_json(document, overall, pieces, "lines" if lines else "paragraphs"), output)
    elif form == "tsv":
        emit(_as_tsv(overall, pieces, lines), output)
    else:
        emit(_as_table(overall, pieces, lines, wide=bool(output)), output)


def _lines(text: str) -> list[tuple[int, int]]:
    r"""The lines of `text` as ranges: only \n and \r\n end one, and a last \n begins no further line."""
    ranges = []
    start = 0
    for line in text.removesuffix("\n").split("\n"):
        ranges.append((start, start + len(line.removesuffix("\r"))))
        start += len(line) + 1
    return ranges


def _paragraphs(document: Document) -> list[tuple[int, int]]:
    """The paragraphs as ranges, cut as the segmenter cuts them."""
    from workbench.segmentation.units import units

    ranges: dict[int, tuple[int, int]] = {}
    for unit in units(document):
        start, _ = ranges.get(unit.paragraph, (unit.span.start, 0))
        ranges[unit.paragraph] = (start, unit.span.end)
    return list(ranges.values())


def _alone(texts: Sequence[str], working: Sequence[str]) -> tuple[Guess | None, list[Guess]]:
    from workbench.detection import detect

    with Bar() as bar:
        bar.start("detecting", len(texts))
        guesses = []
        for text in texts:
            guesses.append(detect(text, working=working))
            bar.advance()
    return None, guesses


def _together(texts: Sequence[str], working: Sequence[str]) -> tuple[Guess | None, Sequence[Guess]]:
    from workbench.detection import detect_document

    found = detect_document(texts, working=working)
    return found.overall, found.paragraphs


def _row(guess: Guess) -> str:
    return f"{guess.lang or UNDECIDED}\t{guess.probability:.2f}"


def _as_tsv(overall: Guess | None, pieces: Sequence[_Piece], lines: bool) -> str:
    """With --lines exactly one row per line; else the whole first, then the paragraphs by number."""
    if lines:
        return "".join(f"{_row(piece.guess)}\n" for piece in pieces)
    rows = [f"all\t{_row(overall)}\n"] if overall else []
    rows += [f"{number}\t{_row(piece.guess)}\n" for number, piece in enumerate(pieces, 1)]
    return "".join(rows)


def _plain(guess: Guess) -> dict[str, Any]:
    return {
        "lang": guess.lang,
        "probability": guess.probability,
        "margin": guess.margin,
        "ranked": [{"lang": code, "probability": share} for code, share in guess.ranked],
        "clues": list(guess.clues),
    }


def _as_json(
    document: Document, overall: Guess | None, pieces: Sequence[_Piece], what: str
) -> dict[str, Any]:
    parts = [{"start": p.start, "end": p.end, "text": p.text, **_plain(p.guess)} for p in pieces]
    whole = {"overall": _plain(overall)} if overall else {}
    return {"name": document.name, "encoding": document.encoding, **whole, what: parts}


def _as_table(overall: Guess | None, pieces: Sequence[_Piece], lines: bool, *, wide: bool) -> str:
    """A table as wide as the terminal; the clues stand under each text."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Line" if lines else "Par.", justify="right")
    table.add_column("Language")
    table.add_column("Sure", justify="right")
    table.add_column("Text and clues", overflow="fold")
    for number, piece in enumerate(pieces, 1):
        text = Text(_short(piece.text))
        if piece.guess.clues:
            text.append("\n" + " ".join(piece.guess.clues), style="dim")
        sure = _percent(piece.guess.probability) if piece.guess.lang else ""
        table.add_row(str(number), _name(piece.guess), sure, text)
    page = console()
    if wide:
        page.width = 120
    with page.capture() as captured:
        page.print(Group(*([_summary(overall)] if overall else []), table))
    return captured.get()


def _summary(overall: Guess) -> Any:
    """The whole text in one line, with every language that has a twentieth of it."""
    from rich.text import Text

    from workbench.languages import LANGUAGES

    text = Text(_name(overall), style="bold")
    others = [(code, share) for code, share in overall.ranked if code != overall.lang and share >= 0.05]
    if overall.lang:
        text.append(f" {_percent(overall.probability)}", style="not bold")
    for code, share in others:
        text.append(f", {LANGUAGES[code].name} ({code}) {_percent(share)}", style="not bold")
    return text.append(f". {' '.join(overall.clues)}\n", style="not bold dim")


def _percent(share: float) -> str:
    return ">99%" if share > 0.99 else f"{share:.0%}"


def _name(guess: Guess) -> str:
    from workbench.languages import LANGUAGES

    return f"{LANGUAGES[guess.lang].name} ({guess.lang})" if guess.lang else "Undecided"


def _short(text: str) -> str:
    """The beginning of a text on one line; control characters would reach the terminal, so none is kept."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * _SHOWN]).split())
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1].rstrip() + "…"
