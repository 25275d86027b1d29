"""Quotations of a source beside their renderings, and what changed on the way."""

import pytest

from workbench.model import Alignment, Bead, Document, Parallel, Rendering, Row, Segment, Span
from workbench.quotes import FLAGS, concordance


def rendering(lines, lang):
    text = "\n".join(lines)
    segments, at = [], 0
    for number, line in enumerate(lines):
        if line:
            segments.append(Segment(line, Span(at, at + len(line)), number))
        at += len(line) + 1
    return Rendering(Document(lang, text), lang, tuple(segments))


def parallel(source, *targets):
    """One row a line; an empty line is an empty cell. Targets are (lines, language)."""
    renderings = [rendering(lines, lang) for lines, lang in (source, *targets)]

    def indexes(lines):
        seen, out = 0, []
        for line in lines:
            out.append((seen,) if line else ())
            seen += bool(line)
        return out

    columns = [indexes(lines) for lines, _ in (source, *targets)]
    rows = [Row(cells[0], tuple(cells[1:])) for cells in zip(*columns, strict=True)]
    alignments = [
        Alignment(tuple(Bead(left, right) for left, right in zip(columns[0], column, strict=True)))
        for column in columns[1:]
    ]
    return Parallel(renderings[0], tuple(renderings[1:]), tuple(alignments), tuple(rows))


EN = (["“We will rebuild the school,” said Olena Bondar.", "The work begins in May."], "en")


def flags(*targets, source=EN):
    return [
        [flag.code for cell in entry.cells for flag in cell.flags]
        for entry in concordance(parallel(source, *targets))
    ]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("«Ми відбудуємо школу», — сказала Олена Бондар.", "Роботи почнуться в травні.", [[]]),
        ("Олена Бондар сказала, що школу відбудують.", "Роботи почнуться в травні.", [["became-indirect"]]),
        (
            "«Ми відбудуємо школу», — запевнила Олена Бондар.",
            "Роботи почнуться в травні.",
            [["stronger-cue"]],
        ),
        (
            "«Ми відбудуємо школу», — сказав Петро Ткаченко.",
            "Роботи почнуться в травні.",
            [["other-speaker"]],
        ),
        ("«Ми», — сказала Олена Бондар: вони відбудують школу.", "Роботи почнуться.", [["words-moved"]]),
        (
            "«Ми відбудуємо школу», — сказала Олена Бондар.",
            "«Роботи почнуться в травні», — додала вона.",
            [[], ["became-direct"]],
        ),
        ("", "Роботи почнуться в травні.", [["untranslated"]]),
    ],
)
def test_what_changed_is_flagged(first, second, expected):
    assert flags(([first, second], "uk")) == expected


def test_admitted_that_became_said_is_weaker():
    source = (["“We were late,” admitted Anna Weiss.", "It rained."], "en")
    assert flags((["„Wir waren zu spät“, sagte Anna Weiss.", "Es regnete."], "de"), source=source) == [
        ["weaker-cue"]
    ]


def test_a_quotation_over_rows_is_one_entry():
    source = (
        ["“We came in March. It was cold.", "Nobody met us.” – Ruth Dale wrote.", "Now it is warm."],
        "en",
    )
    target = (
        [
            "«Ми приїхали в березні. Було холодно.",
            "Нас ніхто не зустрів», – написала Рут Дейл.",
            "Тепер тепло.",
        ],
        "uk",
    )
    (entry,) = concordance(parallel(source, target))
    assert entry.rows == (0, 1)
    assert entry.cells[0].quote is not None
    assert entry.cells[0].flags == ()


def test_each_rendering_has_its_cell():
    entries = concordance(
        parallel(
            EN,
            (["«Ми відбудуємо школу», — сказала Олена Бондар.", "Роботи почнуться в травні."], "uk"),
            (["Bondar sagte, die Schule werde wieder aufgebaut.", "Im Mai geht es los."], "de"),
        )
    )
    (entry,) = entries
    assert [cell.rendering for cell in entry.cells] == [0, 1]
    assert [[flag.code for flag in cell.flags] for cell in entry.cells] == [[], ["became-indirect"]]
    assert entry.source.speaker == "Olena Bondar"


def test_scripts_that_are_not_romanised_raise_no_doubt_about_the_speaker():
    assert flags((["“我们会重建学校。”邦达尔说。", "工程五月开始。"], "zh-cn")) == [[]]


def test_titles_are_no_entries():
    source = (["The film “Long Winter” opens today.", "It is good."], "en")
    assert flags((["Фільм «Довга зима» виходить сьогодні.", "Він добрий."], "uk"), source=source) == []


def test_every_flag_is_explained():
    assert all(text.endswith(".") for text in FLAGS.values())
