"""Apertium: the stream format, discovery, marks, failures (fake programs); real pairs where installed."""

import os
import stat
import sys
import textwrap
import threading
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workbench.errors import Cancelled, EngineFailed, NoRoute
from workbench.progress import Progress
from workbench.translation.apertium import MODES, Apertium
from workbench.translation.apertium_pipe import PROGRAMS, PipeBroken, Pipeline, commands, without_tagger
from workbench.translation.apertium_stream import decode, encode, has_words
from workbench.translation.engine import Engine, Options

HOSTILE = [
    "*",
    "#",
    "@",
    "~",
    "[",
    "]",
    "\\",
    "^",
    "$",
    "/",
    "<b>",
    "{x}",
    "&amp;",
    "[e]",
    "[0]",
    ".[]",
    "\0",
]


# --- the stream -------------------------------------------------------------------------------------


@given(st.lists(st.one_of(st.sampled_from([*HOSTILE, " ", "  ", "\n", "a", "дім"]), st.text(max_size=5))))
@example(["[e]", ".", "[]"])
@settings(max_examples=200, deadline=None)
def test_an_engine_that_echoes_gives_the_text_back(parts):
    text = "".join(parts)
    encoded = encode(text)
    decoded = decode(encoded.stream, encoded)
    assert decoded.text == text
    assert decoded.unknown == ()


@given(st.text(alphabet=st.sampled_from("ab[]{}^$/@<>\\*#~. \0")))
@settings(max_examples=200, deadline=None)
def test_nothing_of_the_authors_can_end_a_message_or_look_like_a_mark(text):
    stream = encode(text).stream
    assert "\0" not in stream
    assert not any(mark in stream.replace("\\@", "") for mark in "*#@")


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a_b?c=d#e",
        "http://example.org/(x).html",
        "www.example.org",
        "press.office@example.org.ua",
        "amnesty.org/en/latest",
        "@reporter_1",
        "#StandWithUs",
        "#2022-14",
        "<a href='x'>",
        "</p>",
        "&nbsp;",
        "{name}",
        "*",
    ],
)
def test_addresses_tags_and_handles_travel_as_superblanks(text):
    assert encode(f"See {text}, please").stream == "See [0], please[e].[]"
    assert not has_words(text)


@pytest.mark.parametrize("text", ["end.Next", "e.g. this", "p.m.", "U.S.", "5 < 6", "a / b", "No. 5"])
def test_ordinary_words_are_not_protected(text):
    assert encode(text).kept == ()


def test_marks_are_counted_and_stripped_but_the_authors_stars_stay():
    encoded = encode("*Pokalchuk* wrote to #team about the 1980s")
    answer = "[0]*Pokalchuk[1] #escribir a [2] encima los \\@1980s[e].[]"
    decoded = decode(answer, encoded)
    assert decoded.text == "*Pokalchuk* escribir a #team encima los 1980s"
    assert decoded.unknown == ("Pokalchuk", "escribir", "1980s")


def test_a_word_broken_at_its_apostrophe_is_one_unknown_word():
    assert decode("*м'*яч і «*Овва»[e].[]", encode("м'яч і «Овва»")).unknown == ("м", "Овва")


def test_only_spaces_that_apertium_added_are_tidied():
    assert decode("Tiene  36 años .[e].[]", encode("It's 36 years.")).text == "Tiene 36 años."
    assert decode("Tiene  36 .[e].[]", encode("It has  36 .")).text == "Tiene  36 ."
    assert decode("“ Soy ( uno ).”[e].[]", encode("“I am (one).”")).text == "“Soy (uno).”"
    assert decode("„слово“ слово[e].[]", encode("„слово“ слово")).text == "„слово“ слово"


@pytest.mark.parametrize(
    ("source", "answer", "text"),
    [
        ("Giles said so.", "*Giles Dijo así.", "Giles dijo así."),
        ("– Pokalchuk's wrote.", "– *Pokalchuk Escribió.", "– Pokalchuk escribió."),
        ("Giles NATO said", "*Giles NATO dijo", "Giles NATO dijo"),
        ("Giles Facebook said", "*Giles Facebook dijo", "Giles Facebook dijo"),
        ("Giles met Spain's", "*Giles España", "Giles españa"),  # the price: a country, not seen in NTREX
        ("Giles Said", "*Giles Dijo", "Giles Dijo"),
        ("Giles of NATO", "*Giles OTAN", "Giles OTAN"),
    ],
)
def test_the_sentences_capital_stays_with_the_name_that_had_it(source, answer, text):
    assert decode(answer + "[e].[]", encode(source)).text == text


def test_a_protected_stretch_that_does_not_come_back_is_put_at_the_end():
    assert decode("Ve ahora[e].[]", encode("See http://a.b now")).text == "Ve ahora http://a.b"


def test_the_final_stop_goes_even_if_the_end_mark_is_lost():
    assert decode("La casa.", encode("The house")).text == "La casa"


# --- fake programs ----------------------------------------------------------------------------------

ECHO = """
import sys, os, time, pathlib
assert sys.argv[1] == "-z", "must flush on NUL"
here = pathlib.Path(sys.argv[-1]).parent
def messages():
    buffer = b""
    while chunk := os.read(0, 65536):
        *whole, buffer = (buffer + chunk).split(b"\\0")
        yield from whole
def say(data):
    os.write(1, data + b"\\0")
for number, message in enumerate(messages()):
    word = message.decode()
"""


@pytest.fixture
def machine(tmp_path):
    """Make modes of fake programs: ``machine("eng-spa", "say(message)")``; returns the folder of modes."""
    (tmp_path / "modes").mkdir()

    def make(mode, body, *, program="lt-proc", more=""):
        folder = tmp_path / f"apertium-{mode}"
        folder.mkdir(exist_ok=True)
        data = folder / "data.bin"
        data.write_text(mode)
        script = folder / program
        script.write_text(f"#!{sys.executable}\n{ECHO}{textwrap.indent(textwrap.dedent(body), '    ')}\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        (tmp_path / "modes" / f"{mode}.mode").write_text(f"'{script}' $1 '{data}'{more}\n")
        return tmp_path / "modes"

    return make


@pytest.fixture
def engine():
    """Make an engine and close it at the end."""
    made = []

    def make(folder, **options):
        made.append(Apertium(folder, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


def drain(steps, into):
    """Read to the end, keeping what came before an error."""
    for index, _ in steps:
        into.append(index)


def run(engine, texts, pair=("en", "es"), **options):
    return [hypotheses[0] for _, hypotheses in sorted(engine.translate(texts, pair, **options))]


def test_it_is_an_engine():
    assert isinstance(Apertium(), Engine)


def test_without_apertium_the_state_names_the_line_that_installs_it(tmp_path):
    engine = Apertium(tmp_path / "none")
    state = engine.state()
    assert not state.ready
    assert "apt-get install -y --no-install-recommends apertium apertium-eng-spa" in state.hint
    assert engine.pairs() == frozenset()
    with pytest.raises(NoRoute, match="apt-get install"):
        list(engine.translate(["a"], ("en", "es")))


def test_directions_are_found_by_either_generation_of_codes_and_variants_kept_apart(machine, engine):
    for mode in (
        "eng-spa",
        "es-pt",
        "es-pt_BR",
        "eng-hbs_SR",
        "eco-es-fr",
        "gl-pt-latin1",
        "eng-xyz",
        "nob-eng",
    ):
        folder = machine(mode, "say(message)")
    found = {(mode.pair, mode.variant) for mode in engine(folder).modes()}
    assert found == {
        (("en", "es"), ""),
        (("es", "pt"), ""),
        (("es", "pt"), "BR"),
        (("en", "sr"), ""),
        (("no", "en"), ""),
    }
    assert engine(folder).variants("pt") == ("pt_BR",)


def test_modes_that_call_anything_else_are_not_offered_nor_run(machine, engine, tmp_path):
    machine("eng-spa", "say(message)", more=f" | touch '{tmp_path}/ran'")
    machine("eng-cat", "say(message)", more="; touch x")
    (tmp_path / "modes" / "eng-fra.mode").write_text("lt-proc-that-is-not-there $1 'x'")
    folder = machine("eng-glg", "say(message)")
    (folder / "eng-ita.mode").write_bytes(b"\xff\xfe")
    assert engine(folder).pairs() == {("en", "gl")}
    assert not (tmp_path / "ran").exists()


def test_a_newly_installed_pair_is_seen_without_a_restart(machine, engine):
    one = engine(machine("eng-spa", "say(message)"))
    assert one.pairs() == {("en", "es")}
    time.sleep(0.01)
    machine("spa-ita", "say(message)")
    assert one.pairs() == {("en", "es"), ("es", "it"), ("en", "it")}


def test_text_comes_back_in_order_and_what_has_no_words_is_not_sent(machine, engine):
    one = engine(machine("eng-spa", "say(word.replace('house', 'casa').encode())"))
    texts = ["a house", "12.5", " house\n", "", "https://a.b", *(f"house {n}" for n in range(60))]
    assert [h.text for h in run(one, texts)] == [text.replace("house", "casa") for text in texts]


def test_unknown_words_are_counted_once_over_a_pivot_and_steps_are_kept(machine, engine):
    machine("eng-spa", "say(word.replace('dog', '*dog').replace('house', 'casa').encode())")
    folder = machine("spa-ita", "say(word.replace('dog', '*dog').replace('casa', '@casa').encode())")
    (hypothesis,) = run(engine(folder), ["dog house"], ("en", "it"))
    assert hypothesis.text == "dog casa"
    assert hypothesis.unknown == 2
    assert hypothesis.steps == ("dog casa",)


def test_a_variant_can_be_asked_for_and_an_unknown_one_is_refused(machine, engine):
    machine("es-pt", "say(b'x' + message)")
    one = engine(machine("es-pt_BR", "say(b'y' + message)"))
    assert run(one, ["a"], ("es", "pt"))[0].text == "xa"
    assert run(one, ["a"], ("es", "pt-BR"))[0].text == "ya"
    with pytest.raises(NoRoute):
        one.route(("es", "pt_XX"))


def test_no_route_names_what_there_is(machine, engine):
    one = engine(machine("eng-spa", "say(message)"))
    with pytest.raises(NoRoute, match=r"from en to uk.*translate to: es"):
        run(one, ["a"], ("en", "uk"))


def test_a_chain_that_dies_once_is_restarted_and_nothing_is_lost(machine, engine):
    body = """
        if "five" in word and not (here / "died").exists():
            (here / "died").touch()
            sys.exit(3)
        say(message)
    """
    one = engine(machine("eng-spa", body))
    texts = [f"word {n}" for n in range(40)] + ["five"] + [f"more {n}" for n in range(40)]
    assert [h.text for h in run(one, texts)] == texts


def test_a_chain_that_dies_twice_fails_and_what_was_done_is_kept(machine, engine):
    body = """
        if "five" in word:
            os.write(2, b"out of beans\\n")
            sys.exit(3)
        say(message)
        time.sleep(0.002)
    """
    one = engine(machine("eng-spa", body))
    done = []
    with pytest.raises(
        EngineFailed, match=r"eng-spa stopped twice.*lt-proc ended with status 3 \(“out of beans”\)"
    ):
        drain(one.translate(["one", "two", "five", "six"], ("en", "es")), done)
    assert done == [0, 1]
    assert run(one, ["seven"])[0].text == "seven"  # the engine itself is still good


@pytest.mark.parametrize("body", ["say(b'')", "os.close(1); time.sleep(9)"])
def test_an_empty_answer_is_a_failure(machine, engine, body):
    with pytest.raises(EngineFailed, match="stopped twice, after 0 segments"):
        run(engine(machine("eng-spa", body)), ["a house"])


def test_a_chain_that_hangs_is_given_up(machine, engine):
    one = engine(machine("eng-spa", "time.sleep(60)"), timeout=0.3)
    start = time.monotonic()
    with pytest.raises(EngineFailed, match=r"no answer within 0\.3 seconds"):
        run(one, ["a house"])
    assert time.monotonic() - start < 5


def test_a_text_larger_than_every_pipe_goes_through(machine, engine):
    one = engine(machine("eng-spa", "say(message)"))
    texts = ["слово " * 20_000, "b", "c " * 100_000]
    assert [h.text for h in run(one, texts)] == texts


def test_cancelling_keeps_what_was_done_and_leaves_a_clean_engine(machine, engine):
    class Impatient(Progress):
        seen = 0

        def advance(self, units=1, note=""):
            self.seen += units

        def cancelled(self):
            return self.seen >= 2

    one = engine(machine("eng-spa", "say(message)"))
    done = []
    with pytest.raises(Cancelled):
        drain(one.translate([f"word {n}" for n in range(50)], ("en", "es"), Options(), Impatient()), done)
    assert done == [0, 1]
    assert [h.text for h in run(one, ["x", "y"])] == ["x", "y"]


def test_a_reader_that_stops_early_does_not_leave_its_answers_to_the_next(machine, engine):
    one = engine(machine("eng-spa", "say(message)"))
    reader = one.translate([f"old {n}" for n in range(50)], ("en", "es"))
    next(reader)
    reader.close()
    assert [h.text for h in run(one, ["new"])] == ["new"]


def test_two_documents_at_once_do_not_mix(machine, engine):
    one = engine(machine("eng-spa", "say(message)"))
    results = {}

    def work(name):
        results[name] = [h.text for h in run(one, [f"{name} {n}" for n in range(100)])]

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {name: [f"{name} {n}" for n in range(100)] for name in "abcd"}


def test_one_document_starts_each_program_once_and_the_next_document_none(machine, engine):
    body = """
        if number == 0:
            with open(here / "starts", "a") as log:
                log.write("x")
        say(message)
    """
    folder = machine("eng-spa", body)
    one = engine(folder)
    run(one, [f"word {n}" for n in range(50)])
    run(one, ["again"])
    assert (folder.parent / "apertium-eng-spa" / "starts").read_text() == "x"


def test_closing_ends_the_programs(machine, engine):
    one = engine(machine("eng-spa", "say(str(os.getpid()).encode() + b'[e].[]')"))
    pid = int(run(one, ["a"])[0].text)
    one.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_signature_follows_the_data(machine, engine):
    folder = machine("eng-spa", "say(message)")
    before = engine(folder).signature(("en", "es"), Options())
    assert before.get("route") == "eng-spa"
    assert before.get("packages").startswith("apertium-eng-spa@")
    (folder.parent / "apertium-eng-spa" / "data.bin").write_text("other")
    assert engine(folder).signature(("en", "es"), Options()) != before


def test_a_program_that_cannot_be_started_is_named():
    with pytest.raises(PipeBroken, match="could not be started"):
        Pipeline([["/nowhere/lt-proc", "-z"]])


def test_the_tagger_is_left_out_only_behind_a_constraint_grammar():
    chain = [
        ["a/lt-proc", "-z"],
        ["a/cg-proc", "-z", "-w", "g"],
        ["a/apertium-tagger", "-z"],
        ["a/lt-proc", "-z"],
    ]
    assert without_tagger(chain) == (
        ("a/lt-proc", "-z"),
        ("a/cg-proc", "-z", "-1", "-n", "-w", "g"),
        ("a/lt-proc", "-z"),
    )
    assert without_tagger(chain[:1] + chain[2:]) is None
    assert without_tagger(chain[:2]) is None


# --- the real thing ---------------------------------------------------------------------------------

REAL = pytest.mark.skipif(not Apertium().state().ready, reason="Apertium is not installed")


@pytest.fixture(scope="module")
def apertium():
    one = Apertium()
    yield one
    one.close()


@pytest.mark.apertium
@REAL
def test_every_installed_mode_is_understood():
    for path in sorted(MODES[0].glob("*.mode")):
        assert all(words[1] == "-z" for words in commands(path))
        assert all(words[0].rsplit("/")[-1] in PROGRAMS for words in commands(path))


@pytest.mark.apertium
@REAL
def test_english_to_spanish(apertium):
    if ("en", "es") not in apertium.pairs():
        pytest.skip("apertium-eng-spa is not installed")
    texts = [
        "The house is red.",
        "Yaremchenko met @user about #peace at https://a.b/c_d, see [5] & {x}.",
        "*The* house…",
        "It's 36 years old.",
    ]
    first, second, third, fourth = run(apertium, texts)
    assert (first.text, first.unknown) == ("La casa es roja.", 0)
    assert second.unknown == 1
    for kept in ("Yaremchenko", "@user", "#peace", "https://a.b/c_d", "[5]", "{x}"):
        assert kept in second.text
    assert third.text[0] + third.text[-1] == "*…"
    assert fourth.text == "Tiene 36 años."


@pytest.mark.apertium
@REAL
def test_the_crashing_taggers_are_worked_around_and_the_signature_says_so(apertium):
    if ("uk", "ru") not in apertium.pairs():
        pytest.skip("apertium-rus-ukr is not installed")
    assert run(apertium, ["Це добрий день."], ("uk", "ru"))[0].text == "Это добрый день."
    assert run(apertium, ["Это хороший день."], ("ru", "uk"))[0].text == "Це хороший день."
    assert apertium.signature(("uk", "ru")).get("route") == "ukr-rus"


@pytest.mark.apertium
@REAL
@given(
    st.lists(
        st.sampled_from([*HOSTILE, "house", " ", "  ", "\n", "don’t", "дім", "ß", "😀", ".", "«"]),
        max_size=12,
    )
)
@settings(max_examples=40, deadline=None)
def test_whatever_is_sent_comes_back_without_marks_and_in_step(apertium, parts):
    if ("en", "es") not in apertium.pairs():
        pytest.skip("apertium-eng-spa is not installed")
    text = "".join(parts)
    first, last = run(apertium, [text, "The house is red."])
    assert last.text == "La casa es roja."
    for mark in "*#~":
        assert first.text.count(mark) == text.count(mark)
