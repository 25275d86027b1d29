"""From a bitext to the stretches of the source's file that are replaced, and what replaces them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from workbench.bitext import SOURCE, Bitext, BitextRow, Piece
from workbench.exporting.layout.slots import ITEM, Block, Place, bare, cells_of, solid
from workbench.languages import LANGUAGES
from workbench.model import Span

__all__ = ["Fill", "Placed", "fills", "repeated", "unspaced"]


@dataclass(frozen=True, slots=True)
class Fill:
    """What replaces a stretch of one block.

    Attributes:
        block: number of the block.
        start, end: the stretch, in the block's text.
        text: what takes its place.
        pairs: (source word, target word) numbers where an engine gave them.
    """

    block: int
    start: int
    end: int
    text: str
    pairs: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """What is put where, and what has no place.

    Attributes:
        fills: ascending by place.
        unplaced: target texts whose source stands nowhere in the file.
        added: target texts with nothing opposite, put behind what stands before them.
        omitted: how many source cells have nothing opposite, and so vanish.
    """

    fills: tuple[Fill, ...]
    unplaced: tuple[str, ...] = ()
    added: int = 0
    omitted: int = 0


@dataclass(slots=True)
class _Region:
    """Source segments of one row that stand in one block, and what they say in the target."""

    block: int
    start: int
    end: int
    length: int
    text: str = ""
    pairs: tuple[tuple[int, int], ...] = ()


def fills(bitext: Bitext, column: int, places: dict[int, Place], *, keep_removed: bool) -> Placed:
    """What to put where.

    Args:
        bitext: the table.
        column: the rendering, or :data:`SOURCE`.
        places: of the document's characters, from :func:`~workbench.exporting.layout.slots.find`.
        keep_removed: leave in what was taken off as debris.
    """
    spans = _spans(bitext)
    regions: list[_Region] = []
    unplaced: list[str] = []
    waiting: list[str] = []
    added = omitted = 0
    for row in bitext.rows:
        pieces = row.cell(column).pieces
        here = _regions(row, spans, places)
        if here:
            omitted += not pieces
            _share_out(row, pieces, here)
            here[0].text = _sentence([*waiting, here[0].text], bitext, column)
            waiting = []
            regions += here
        elif pieces and not row.source.pieces:
            added += 1
            text = _joined(pieces)
            if regions:
                regions[-1].text = _sentence([regions[-1].text, text], bitext, column)
                regions[-1].pairs = ()
            else:
                waiting.append(text)
        elif pieces and any(char.isalnum() for char in row.source.text):
            unplaced.append(_joined(pieces))
    found = [Fill(r.block, r.start, r.end, r.text, r.pairs) for r in regions]
    if not keep_removed:
        found += [gone for removal in bitext.document.removed for gone in _gone(removal.span, places)]
    found.sort(key=lambda fill: (fill.block, fill.start))
    return Placed(tuple(found), (*unplaced, *waiting), added, omitted)


def _spans(bitext: Bitext) -> dict[int, Span]:
    """The source's stretch of each segment by its start: to the next one, or to what was taken off."""
    starts = sorted(p.start for p in bitext.pieces(SOURCE) if p.start is not None)
    stops = sorted(removal.span.start for removal in bitext.document.removed)
    ends = sorted({*starts, *stops, len(bitext.document.text)})
    following = dict(zip(ends, [*ends[1:], len(bitext.document.text)], strict=True))
    return {start: Span(start, following[start]) for start in starts}


def _regions(row: BitextRow, spans: dict[int, Span], places: dict[int, Place]) -> list[_Region]:
    """Where the row's source stands: one region a block."""
    found: list[Place] = []
    for piece in row.source.pieces:
        if piece.start is not None:
            span = spans[piece.start]
            found += [places[at] for at in range(span.start, span.end) if at in places]
    regions = []
    for block, group in groupby(found, key=lambda place: place[0]):
        offsets = [at for _, at in group]
        regions.append(_Region(block, offsets[0], offsets[-1] + 1, len(offsets)))
    return regions


def _gone(span: Span, places: dict[int, Place]) -> list[Fill]:
    found = [places[at] for at in range(span.start, span.end) if at in places]
    gone = []
    for block, group in groupby(found, key=lambda place: place[0]):
        offsets = [at for _, at in group]
        gone.append(Fill(block, offsets[0], offsets[-1] + 1, ""))
    return gone


def _share_out(row: BitextRow, pieces: Sequence[Piece], regions: Sequence[_Region]) -> None:
    """Give each region its part of the row's target: whole segments, as many as its share of the source."""
    added = sum(region.length for region in regions) < len(
        bare(row.source.text)
    )  # by the reader of a web page
    cells = cells_of(_joined(pieces)) if added and "|" in row.source.text else []
    if cells and len(cells) == len(regions):
        for region, cell in zip(regions, cells, strict=True):
            region.text = cell
        return
    if len(regions) == 1:
        regions[0].text, regions[0].pairs = _joined(pieces), _pairs(row, pieces)
        if added and ITEM.match(row.source.text) and (item := ITEM.match(regions[0].text)):
            regions[0].text = regions[0].text[item.end() :]  # the page has a list's mark of its own
        return
    whole = sum(region.length for region in regions)
    total = sum(len(piece.text) for piece in pieces)
    done = at = 0
    for number, region in enumerate(regions):
        done += region.length
        taken: list[Piece] = []
        left = len(regions) - number - 1
        while at < len(pieces) and (not taken or len(pieces) - at > left):
            end = sum(len(piece.text) for piece in pieces[: at + 1])
            middle = end - len(pieces[at].text) / 2
            if taken and left and middle > total * done / whole:
                break
            taken.append(pieces[at])
            at += 1
        region.text = _joined(taken)


def _pairs(row: BitextRow, pieces: Sequence[Piece]) -> tuple[tuple[int, int], ...]:
    """The engine's word alignment, where the row is one segment as the engine wrote it."""
    if len(pieces) == 1 == len(row.source.pieces) and pieces[0].original is None:
        best = next((h for h in pieces[0].hypotheses if h.text == pieces[0].text), None)
        return best.word_alignment if best else ()
    return ()


def _joined(pieces: Sequence[Piece]) -> str:
    """Segments as one text: their own white space between them, a space for a new paragraph."""
    parts = []
    for number, piece in enumerate(pieces):
        gap = piece.gap if number else ""
        apart = number > 0 and piece.paragraph != pieces[number - 1].paragraph
        parts += [" " if apart or "\n\n" in gap else gap, piece.text]
    return "".join(parts)


def _sentence(parts: Sequence[str], bitext: Bitext, column: int) -> str:
    between = "" if unspaced(bitext.column(column).lang) else " "
    return between.join(part for part in parts if part)


def unspaced(lang: str | None) -> bool:
    """True for a language that writes no space between sentences."""
    return lang is not None and lang in LANGUAGES and not LANGUAGES[lang].spaced


def repeated(found: Sequence[Fill], blocks: Sequence[Block], places: dict[int, Place]) -> tuple[Fill, ...]:
    """The fills, and the same again for blocks that were not read but say what a block says that was.

    The title of a page is often its headline too, and the reader takes it once.
    """
    taken = {block for block, _ in places.values()}
    by_text = {bare(blocks[number].text): number for number in taken}
    more = []
    for number, block in enumerate(blocks):
        twin = None if number in taken else by_text.get(bare(block.text))
        if twin is None:
            continue
        to = dict(zip(solid(blocks[twin].text), solid(block.text), strict=True))
        for fill in found:
            if fill.block == twin:
                more.append(replace(fill, block=number, start=to[fill.start], end=to[fill.end - 1] + 1))
    return tuple(sorted([*found, *more], key=lambda fill: (fill.block, fill.start)))
