"""Machine renderings: law 2, one segment per segment, and nothing lost when work stops half-way."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import Cancelled, EngineFailed, NetworkFailed, NoRoute, UnknownLanguage, WorkbenchError
from workbench.model import Document, Hypothesis, Origin, Removal, Rendering, Segment, Signature, Span
from workbench.progress import Progress
from workbench.translation import Interrupted, Options, is_rendering_of, render
from workbench.translation.echo import Echo
from workbench.translation.engine import Engine


def source_of(*pieces, lang="en"):
    """A source from its segments ("text"), white space (" ") and debris (["Share this"]), in order."""
    text, segments, removed = "", [], []
    for piece in pieces:
        word = piece[0] if isinstance(piece, list) else piece
        span = Span(len(text), len(text) + len(word))
        text += word
        if isinstance(piece, list):
            removed.append(Removal(span, "test"))
        elif word.strip():
            segments.append(Segment(word, span, len(segments)))
    return Rendering(Document("x", text, tuple(removed)), lang, tuple(segments), Origin.SOURCE)


class Shouting(Echo):
    """Capitals, twice as long, last segment first; stops with `error` when `after` segments are done."""

    name = "shouting"

    def __init__(self, after=None, error=None, version=1):
        self.after, self.error, self.version, self.asked = after, error, version, []

    def signature(self, pair, options=Options()):
        return Signature.of(engine="shouting", version=self.version, beam=options.beam)

    def translate(self, texts, pair, options=Options(), progress=None):
        for done, index in enumerate(reversed(range(len(texts)))):
            if done == self.after:
                raise self.error
            self.asked.append(texts[index])
            yield index, (Hypothesis(texts[index].upper() * 2, -0.1), Hypothesis("other", -1.0))


PIECES = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=8),
        st.sampled_from([" ", "\n\n", "\u00a0", "\t "]),
        st.builds(lambda text: [text], st.text(min_size=1, max_size=8)),
    ),
    max_size=12,
)


@settings(max_examples=150)
@given(PIECES)
def test_an_echo_gives_the_document_back(pieces):
    source = source_of(*pieces)
    rendering = render(source, "en", Echo())
    assert rendering.document.text == source.document.text
    assert rendering.document.removed == source.document.removed
    assert rendering.segments == source.segments
    assert rendering.finished is None


@settings(max_examples=150)
@given(PIECES)
def test_segments_removals_and_white_space_keep_their_order(pieces):
    source = source_of(*pieces)
    rendering = render(source, "uk", Shouting())
    document = rendering.document
    assert [s.text for s in rendering.segments] == [s.text.upper() * 2 for s in source.segments]
    assert all(s.span.of(document.text) == s.text for s in rendering.segments)
    assert [s.paragraph for s in rendering.segments] == [s.paragraph for s in source.segments]
    assert [r.span.of(document.text) for r in document.removed] == [
        r.span.of(source.document.text) for r in source.document.removed
    ]

    def between(one):
        """What is left of the text without its segments."""
        parts, at = [], 0
        for segment in one.segments:
            parts.append(one.document.text[at : segment.span.start])
            at = segment.span.end
        return [*parts, one.document.text[at:]]

    assert between(rendering) == between(source)


def test_who_made_it_and_how():
    source = source_of("One.", " ", "Two.")
    rendering = render(source, "uk", Shouting(), Options(beam=2))
    assert rendering.kind is Origin.MACHINE
    assert (rendering.lang, rendering.label) == ("uk", "shouting")
    assert str(rendering.signature).startswith("engine:shouting|version:1|beam:2|source:")
    assert [len(ranked) for ranked in rendering.hypotheses] == [2, 2]
    assert is_rendering_of(rendering, source)
    assert not is_rendering_of(rendering, source_of("One.", " ", "Two!"))
    assert not is_rendering_of(source, source)


@pytest.mark.parametrize(
    "error", [Cancelled("Stopped as asked."), EngineFailed("It died."), NetworkFailed("Gone.")]
)
def test_what_was_done_before_the_stop_is_kept_and_only_the_rest_is_done(error):
    source = source_of("One.", " ", "Two.", " ", "Three.", ["junk"])
    with pytest.raises(Interrupted) as stopped:
        render(source, "uk", Shouting(after=2, error=error))
    partial = stopped.value.partial
    assert stopped.value.cause is error
    assert "2 of 3 segments" in str(stopped.value)
    assert partial.finished == 2
    assert partial.texts() == ["", "TWO.TWO.", "THREE.THREE."]
    assert [bool(ranked) for ranked in partial.hypotheses] == [False, True, True]

    engine = Shouting()
    whole = render(source, "uk", engine, resume=partial)
    assert engine.asked == ["One."]
    assert whole == render(source, "uk", Shouting())


def test_a_finished_rendering_needs_no_engine_any_more():
    source = source_of("One.")
    engine = Shouting(after=0, error=EngineFailed("must not be asked"))
    done = render(source, "uk", Shouting())
    assert render(source, "uk", engine, resume=done) == done


def test_a_stop_before_anything_was_done_is_the_error_itself():
    with pytest.raises(Cancelled):
        render(source_of("One."), "uk", Shouting(after=0, error=Cancelled("Stopped.")))


def test_two_ways_of_making_are_never_mixed():
    source = source_of("One.", " ", "Two.")
    with pytest.raises(Interrupted) as stopped:
        render(source, "uk", Shouting(after=1, error=EngineFailed("It died.")))
    with pytest.raises(WorkbenchError, match="in another way"):
        render(source, "uk", Shouting(version=2), resume=stopped.value.partial)
    with pytest.raises(WorkbenchError, match="another text"):
        render(source_of("One.", " ", "2."), "uk", Shouting(), resume=stopped.value.partial)


def test_an_interruption_survives_pickling():
    with pytest.raises(Interrupted) as stopped:
        render(source_of("One.", " ", "Two."), "uk", Shouting(after=1, error=EngineFailed("It died.")))
    copy = pickle.loads(pickle.dumps(stopped.value))
    assert (str(copy), copy.partial) == (str(stopped.value), stopped.value.partial)


def test_an_engine_that_leaves_segments_out_is_found_out():
    class Forgetful(Shouting):
        def translate(self, texts, pair, options=Options(), progress=None):
            yield 0, (Hypothesis("done"),)
            yield 1, ()

    with pytest.raises(Interrupted, match="no answer for 2 of 3") as stopped:
        render(source_of("One.", " ", "Two.", " ", "Three."), "uk", Forgetful())
    assert stopped.value.partial.finished == 1


def test_cancelling_through_the_listener():
    class Impatient(Progress):
        done = 0

        def advance(self, units=1, note=""):
            self.done += units

        def cancelled(self):
            return self.done >= 2

    with pytest.raises(Interrupted) as stopped:
        render(source_of("One.", " ", "Two.", " ", "Three."), "uk", Echo(), progress=Impatient())
    assert stopped.value.partial.finished == 2
    assert isinstance(stopped.value.cause, Cancelled)


def test_an_undecided_source_is_not_guessed_at():
    with pytest.raises(UnknownLanguage, match="undecided"):
        render(source_of("One.", lang=None), "uk", Echo())


def test_chinese_sentences_get_a_space_between_them_in_english():
    assert (
        render(source_of("一。", "二。", lang="zh-cn"), "en", Shouting()).document.text == "一。一。 二。二。"
    )
    assert (
        render(source_of("一。", "二。", lang="zh-cn"), "ja", Shouting()).document.text == "一。一。二。二。"
    )


def test_an_empty_document_is_an_empty_rendering():
    assert render(source_of(" \n"), "uk", Shouting()).document.text == " \n"


def test_engines_by_name():
    from workbench.translation import available, best_engine, find

    engines = available()
    assert [engine.name for engine in engines] == ["argos", "apertium", "libretranslate"]
    assert all(isinstance(engine, Engine) for engine in (*engines, Echo()))
    assert find(" Argos ").name == "argos"
    with pytest.raises(WorkbenchError, match="There are: argos, apertium, libretranslate"):
        find("google")
    assert best_engine(("en", "uk"), [engines[0], Echo()]).name == "echo"
    with pytest.raises(NoRoute, match="workbench models install en-uk"):
        best_engine(("en", "uk"), [engines[0]])
