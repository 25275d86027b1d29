"""The whole way: what goes in, what comes out, and what is kept when something fails."""

import pytest

from workbench.errors import Cancelled, EngineFailed, NoRoute, UnknownLanguage
from workbench.model import Document, Hypothesis, Origin
from workbench.pipeline import UNFINISHED, Given, Plan, cut, run
from workbench.progress import Progress
from workbench.reading import read
from workbench.translation.echo import Echo
from workbench.translation.engine import Options

TEXT = "The minister resigned on Friday.\n\nShe announced it in a press release. Nobody was surprised by this news.\n"


class Dying(Echo):
    """Does two segments, then dies (or is cancelled)."""

    def __init__(self, error):
        self.error = error

    def translate(self, texts, pair, options=Options(), progress=None):
        for index in range(2):
            yield index, (Hypothesis(texts[index]),)
        raise self.error


def plan(text=TEXT, **wishes):
    wishes.setdefault("method", "length")
    return Plan(Given(Document("a.txt", text), wishes.pop("lang", None)), **wishes)


def test_the_article_of_the_example(examples):
    renderings = tuple(Given(read(examples / f"article.{name}.txt")) for name in ("uk-a", "uk-b", "es"))
    source = Given(read(examples / "article.en.txt"))
    report = run(Plan(source, renderings, method="length"))
    assert report.guess.lang == "en"
    assert [r.lang for r in report.parallel.renderings] == ["uk", "uk", "es"]
    assert "Translate »" not in "".join(report.parallel.source.texts())
    assert any("Translate »" in note for note in report.notes)
    assert [f.evidence for f in report.findings if f.code == "numbers"]
    (long, *_) = [quote for quote in report.quotes if quote.kind == "statement"]
    assert long.text.startswith("I am resigning")
    assert long.text.endswith("from outside.")
    assert long.speaker == "Hnatiuk"


def test_real_article(development_data):
    document = read(development_data / "article-en.txt")
    report = run(Plan(Given(document), targets=("uk",), engines=(Echo(),), checks=False))
    assert report.guess.lang == "en"
    assert len(report.parallel.source.segments) == 41  # 42 with the widget line
    assert any(text.endswith("by force.” – Pokalchuk wrote.") for text in report.parallel.source.texts())
    assert (
        report.parallel.renderings[0].document.clean_text.strip()
        == document.text.removesuffix("Translate »").strip()
    )


def test_a_machine_rendering_of_an_echo_is_the_source():
    report = run(plan(targets=("uk",), engines=(Echo(),), checks=False))
    (machine,) = report.parallel.renderings
    assert machine.kind is Origin.MACHINE
    assert machine.document.text == TEXT
    assert [row.source for row in report.parallel.rows] == [row.cells[0] for row in report.parallel.rows]


@pytest.mark.parametrize("error", [EngineFailed("It died."), Cancelled("Stopped as asked.")])
def test_what_was_done_before_a_failure_is_kept(error):
    report = run(plan(targets=("uk", "de"), engines=(Dying(error),), checks=False))
    unfinished = [item for item in report.not_run if item.code == UNFINISHED]
    assert unfinished
    assert "2 of 3" in unfinished[0].reason
    machine = report.parallel.renderings[0]
    assert machine.finished == 2
    assert [text for text in machine.texts() if text] == report.parallel.source.texts()[:2]
    assert len(report.parallel.renderings) == (1 if isinstance(error, Cancelled) else 2)


def test_no_engine_for_the_pair():
    with pytest.raises(NoRoute, match="models install"):
        run(plan(targets=("uk",)))


def test_same_language_is_no_translation():
    with pytest.raises(NoRoute, match="English already"):
        run(plan(targets=("en",), engines=(Echo(),)))


def test_undecided_language_asks_for_it_only_when_translating():
    with pytest.raises(UnknownLanguage, match="--from"):
        run(plan("12 345\n", targets=("uk",), engines=(Echo(),)))
    report = run(plan("12 345\n", renderings=(Given(Document("b", "12 345\n")),)))
    assert report.guess.lang is None
    assert any("could not be told" in note for note in report.notes)


def test_another_version_in_the_same_language_is_said_to_be_one():
    report = run(plan(renderings=(Given(Document("b", TEXT.replace("Friday", "Monday"))),)))
    assert any("another version" in note for note in report.notes)


def test_presegmented_lines_stay_as_they_are():
    segments = cut(Document("a", "One. Two.\r\n\r\nThree.\n"), "en", presegmented=True)
    assert [s.text for s in segments] == ["One. Two.", "", "Three."]
    assert all(s.span.of("One. Two.\r\n\r\nThree.\n") == s.text for s in segments)


def test_cancelling_before_anything_is_done_raises():
    class Stopped(Progress):
        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        run(plan(renderings=(Given(Document("b", "Одне речення.")),)), Stopped())
