"""Small tables of renderings for the tests of checks, ledger and scores."""

from workbench.model import Document, Origin, Parallel, Rendering, Row, Segment, Span


def rendering(lines, lang, kind=Origin.HUMAN, label=""):
    """A rendering with one segment per line."""
    segments, at = [], 0
    for number, line in enumerate(lines):
        segments.append(Segment(line, Span(at, at + len(line)), number))
        at += len(line) + 1
    return Rendering(Document(label or "text", "\n".join(lines)), lang, tuple(segments), kind, label)


def table(source_lang, source, *renderings):
    """A table whose row i is line i of every text; `renderings` are (lang, lines)."""
    sides = tuple(rendering(lines, lang, label=f"r{i}") for i, (lang, lines) in enumerate(renderings))
    rows = tuple(Row((i,), tuple((i,) for _ in sides)) for i in range(len(source)))
    return Parallel(rendering(source, source_lang, Origin.SOURCE), sides, (), rows)


def pair(source_lang, target_lang, *rows):
    """One rendering; `rows` are (source, target)."""
    return table(source_lang, [s for s, _ in rows], (target_lang, [t for _, t in rows]))
