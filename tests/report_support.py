"""Small reports for tests, built without any model."""

from workbench.model import (
    Alignment,
    Bead,
    Document,
    Finding,
    Guess,
    NotRun,
    Origin,
    Parallel,
    Quote,
    Rendering,
    Report,
    Row,
    Segment,
    Severity,
    Signature,
    Span,
    TermHit,
    TermStatus,
)


def rendering(lines, lang, kind=Origin.HUMAN, label="text"):
    """A rendering with one segment a line."""
    text = "\n".join(lines)
    segments, at = [], 0
    for number, line in enumerate(lines):
        segments.append(Segment(line, Span(at, at + len(line)), number))
        at += len(line) + 1
    return Rendering(Document(label, text), lang, tuple(segments), kind, label, Signature.of(made="by hand"))


def report(source, *columns, langs=None, **fields):
    """A report whose rows pair the lines of `source` and every column one to one."""
    langs = langs or ["en", *["uk"] * len(columns)]
    left = rendering(source, langs[0], Origin.SOURCE, "source.txt")
    renderings = tuple(
        rendering(c, lang, label=f"{lang}-{i}")
        for i, (c, lang) in enumerate(zip(columns, langs[1:], strict=False))
    )
    alignment = Alignment(tuple(Bead((i,), (i,), 0.5 + 0.1 * (i % 5)) for i in range(len(source))))
    rows = tuple(
        Row((i,), tuple((i,) for _ in columns), tuple(0.5 + 0.1 * (i % 5) for _ in columns))
        for i in range(len(source))
    )
    parallel = Parallel(left, renderings, tuple(alignment for _ in columns), rows)
    return Report(parallel, Guess(langs[0], ((langs[0], 0.99),), 0.9, ("Told by hand.",)), **fields)


def full_report():
    """A report with something in every field."""
    return report(
        ["He said “no” 120 times.", "The press release."],
        ["Він сказав «ні» 210 разів.", "Пресреліз."],
        ["Він 120 разів відмовив.", "Заява для преси."],
        findings=(
            Finding(
                "numbers",
                Severity.ERROR,
                "120 became 210.",
                0,
                0,
                Span(13, 16),
                Span(16, 19),
                (("source", "120"),),
            ),
            Finding("term-missing", Severity.WARNING, "“press release” is missing.", 1, 1, Span(4, 17), None),
            Finding("dash", Severity.INFO, "A dash.", 1, 0),
        ),
        not_run=(NotRun("copy", "no language", 1),),
        quotes=(Quote(Span(9, 11), (Span(9, 11),), "no", "He", "said", "said", paragraphs=(0,)),),
        terms=(TermHit(1, 0, Span(0, 9), "press-release", TermStatus.PREFERRED, "a note"),),
        glossaries=("press.yaml",),
        notes=("source.txt: “Translate »” was taken off.",),
        signature=Signature.of(workbench="0"),
    )
