"""Argos packages on CTranslate2: the stock program's output, in batches, from several threads, stoppable."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain

import pytest
from argos_support import EN_UK, UK_EN, UK_ES, sentences, stock, unpack
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import BadPackage, Cancelled, EngineFailed, NoRoute
from workbench.model import Document, Origin, Rendering, Segment, Span
from workbench.progress import SILENT, Progress
from workbench.translation import Interrupted, Options, argos, ct2, render
from workbench.translation.argos import Argos
from workbench.translation.argos_library import folders, tokenizer
from workbench.translation.batching import batches, parts
from workbench.translation.installed import digest, installed, read
from workbench.translation.token_words import owners
from workbench.words import words

CHILDREN = "The children bought the new map in Kyiv on August 4."


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    return unpack(tmp_path_factory.mktemp("argos") / "packages", EN_UK, UK_EN, UK_ES)


@pytest.fixture(scope="module")
def engine(packages):
    return Argos([packages], threads=1)


def answers(engine, texts, pair=("en", "uk"), options=Options(), progress=SILENT):
    """All hypotheses in the order of the texts; each index must come exactly once."""
    found = list(engine.translate(texts, pair, options, progress))
    assert sorted(index for index, _ in found) == list(range(len(texts)))
    return [ranked for _, ranked in sorted(found)]


def best(engine, texts, pair=("en", "uk"), options=Options()):
    return [ranked[0].text for ranked in answers(engine, texts, pair, options)]


@pytest.fixture(scope="module")
def stock_answers(packages):
    rows = sentences(0, 40)
    english, ukrainian = [row.en for row in rows], [row.uk for row in rows]
    jobs = {
        ("en", "uk"): (english, 1),
        ("uk", "en"): (ukrainian, 1),
        ("uk", "es"): (ukrainian, 1),
        ("en", "es"): (english, 1),
        "n-best": (english[:10], 4),
    }
    pairs = [key if isinstance(key, tuple) else ("en", "uk") for key in jobs]
    found = stock(packages, [(*pair, *job) for pair, job in zip(pairs, jobs.values(), strict=True)])
    return {key: (texts, answer) for (key, (texts, _)), answer in zip(jobs.items(), found, strict=True)}


@pytest.mark.parametrize("pair", [("en", "uk"), ("uk", "en"), ("uk", "es"), ("en", "es")], ids="-".join)
def test_same_output_as_the_stock_program(engine, stock_answers, pair):
    texts, expected = stock_answers[pair]
    assert best(engine, texts, pair) == list(chain.from_iterable(expected))


def test_same_hypotheses_as_the_stock_program_but_each_once(engine, stock_answers):
    texts, expected = stock_answers["n-best"]
    ours = [[h.text for h in ranked] for ranked in answers(engine, texts, options=Options(n_best=4))]
    assert ours == [list(dict.fromkeys(ranked)) for ranked in expected]


def test_held_out_sentences_of_the_grammar_are_translated_well(engine):
    rows = sentences(0, 60)
    right = sum(text == row.uk for text, row in zip(best(engine, [r.en for r in rows]), rows, strict=True))
    assert right >= 57


@pytest.mark.parametrize("beam", [1, 2, 4])
def test_every_quality_translates(engine, beam):
    assert best(engine, ["The museum is small."], options=Options(beam=beam)) == ["Музей малий."]


def test_a_pivot_shows_its_steps(engine):
    [[hypothesis]] = answers(engine, ["“The experts will read the new report,” she said."], ("en", "es"))
    assert hypothesis.text == "«Los expertos leerán el nuevo informe», dijo ella."
    assert hypothesis.steps == ("«Експерти прочитають новий звіт», — сказала вона.",)
    assert -0.1 < hypothesis.score < 0


def test_several_hypotheses_over_a_pivot_are_different_and_ordered(engine):
    [ranked] = answers(engine, [CHILDREN], ("en", "es"), Options(n_best=6))
    texts = [hypothesis.text for hypothesis in ranked]
    assert texts[0] == "Los niños compraron el nuevo mapa en Kiev el 4 de agosto."
    assert 3 <= len(texts) == len(set(texts)) <= 6
    assert len({hypothesis.steps for hypothesis in ranked}) > 1


def test_scores_are_mean_log_probabilities_per_token(engine):
    [ranked] = answers(engine, [CHILDREN], options=Options(n_best=3))
    scored = engine.score([(CHILDREN, hypothesis.text) for hypothesis in ranked], ("en", "uk"))
    assert [h.score for h in ranked] == pytest.approx([score.mean for score in scored], abs=2e-3)


def test_repeated_texts_and_texts_without_letters(engine):
    texts = ["12.05.2022", "The museum is small.", "—", "The museum is small.", ""]
    assert best(engine, texts) == ["12.05.2022", "Музей малий.", "—", "Музей малий.", ""]


def test_a_line_break_inside_a_sentence_is_a_space(engine):
    assert best(engine, ["The museum\nis  small."]) == ["Музей малий."]


def test_company_in_a_batch_changes_nothing(engine):
    texts = [row.en for row in sentences(0, 30)]
    assert [best(engine, [text])[0] for text in texts[:8]] == best(engine, texts)[:8]


def test_a_loop_ends(engine):
    [text] = best(engine, ["small"])
    assert 10 < len(text.split()) <= 64


def test_what_is_too_long_is_cut_and_not_dropped(engine):
    texts = [row.en for row in sentences(0, 80) if "”" not in row.en]
    text = " ".join(texts)
    [[hypothesis]] = answers(engine, [text], options=Options(alignment=True))
    assert hypothesis.text == " ".join(best(engine, texts))
    assert hypothesis.word_alignment[-1] == (len(words(text)) - 1, len(words(hypothesis.text)) - 1)
    [ranked] = answers(engine, ["the museum, " * 200], options=Options(n_best=2))
    assert len(ranked) == 2
    assert ranked[0].text == " ".join(best(engine, ["the museum, " * 50]) * 4)  # one sentence, cut in halves


def test_word_alignment_of_one_leg_and_of_two(engine):
    def linked(pair):
        [[hypothesis]] = answers(engine, [CHILDREN], pair, Options(alignment=True))
        left, right = words(CHILDREN), words(hypothesis.text)
        return {(left[i].text, right[j].text) for i, j in hypothesis.word_alignment}

    assert {("children", "Діти"), ("bought", "купили"), ("new", "нову"), ("map", "карту")} <= linked(
        ("en", "uk")
    )
    assert {("Kyiv", "Києві"), ("August", "серпня"), ("4", "4")} <= linked(("en", "uk"))
    assert {("children", "niños"), ("Kyiv", "Kiev"), ("new", "nuevo")} <= linked(("en", "es"))


def test_no_alignment_where_none_was_asked_for(engine):
    assert answers(engine, [CHILDREN])[0][0].word_alignment == ()


def test_score_finds_the_wrong_word(engine):
    right = "Діти купили нову карту у Києві 4 серпня."
    wrong = "Діти купили нову карту у  Києві 5 серпня."
    negated = "Діти не купили нову карту у Києві 4 серпня."
    good, bad, other, empty = engine.score(
        [(CHILDREN, right), (CHILDREN, wrong), (CHILDREN, negated), (CHILDREN, " ")], ("en", "uk")
    )
    assert empty is None
    assert good.mean > -0.1 > bad.mean > other.mean - 2

    def worst(score, text):
        return min(score.words, key=lambda word: word.log_probability).span.of(text)

    assert (worst(bad, wrong), worst(other, negated)) == ("5", "не")
    assert [word.span.of(right) for word in good.words] == [*right[:-1].split(), "."]


def test_score_sees_a_missing_end(engine):
    whole, cut = engine.score(
        [(CHILDREN, "Діти купили нову карту у Києві 4 серпня."), (CHILDREN, "Діти купили нову карту")],
        ("en", "uk"),
    )
    assert cut.end < -2 < whole.end


def test_scores_need_a_package_of_the_pair(engine):
    with pytest.raises(NoRoute, match="Install one: workbench models install"):
        engine.score([("a", "b")], ("en", "es"))


def test_alternatives_go_on_from_what_was_written(engine):
    found = engine.alternatives(CHILDREN, "Діти купили", ("en", "uk"), 5)
    assert found[0].text == "Діти купили нову карту у Києві 4 серпня."
    assert len(found) > 1
    assert all(h.text.startswith("Діти купили ") for h in found)
    assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)
    [first, *_] = engine.alternatives(CHILDREN, "", ("en", "es"), 3)
    assert first.text.startswith("Los niños")
    assert first.steps == ("Діти купили нову карту у Києві 4 серпня.",)
    assert engine.alternatives("", "", ("en", "uk")) == ()


def test_no_route_names_what_is_missing_and_the_command(engine, tmp_path):
    with pytest.raises(NoRoute, match=r"English \(en\) to French .*models install en-fr \(online\)"):
        engine.route(("en", "fr"))
    with pytest.raises(NoRoute, match="models install es-en en-fr"):
        list(engine.translate(["Hola"], ("es", "fr")))
    with pytest.raises(NoRoute, match=r"workbench models install FILE\.argosmodel"):
        Argos([tmp_path]).signature(("en", "uk"))
    with pytest.raises(NoRoute, match="both English"):
        engine.route(("en", "en"))


def test_state_in_words(engine, tmp_path):
    assert engine.state().ready
    assert "3 packages" in engine.state().summary
    state = Argos([tmp_path / "nothing"]).state()
    assert not state.ready
    assert "workbench models install" in state.hint


def test_signature_tells_models_and_search(engine, packages):
    signature = engine.signature(("en", "es"), Options(beam=2, n_best=3))
    assert signature.get("route") == "en-uk+uk-es"
    assert signature.get("beam") == "3"
    assert digest(read(packages / "translate-uk_es-0_1")) in signature.get("packages")


def test_broken_folders_spoil_nothing(tmp_path):
    folder = unpack(tmp_path / "packages", EN_UK)
    bad = {
        "empty": {},
        "no-json": {"metadata.json": "{"},
        "no-object": {"metadata.json": "[1]"},
        "no-codes": {"metadata.json": "{}"},
        "numbers": {"metadata.json": '{"from_code": 1, "to_code": 2}'},
        "slip": {"metadata.json": '{"from_code": "../../x", "to_code": "uk"}'},
        "no-model": {"metadata.json": '{"from_code": "en", "to_code": "fr"}'},
        "lists": {"metadata.json": '{"from_code": "en", "to_code": "fr", "source_languages": 5}'},
    }
    for name, files in bad.items():
        (folder / name).mkdir()
        for file, content in files.items():
            (folder / name / file).write_text(content)
    (folder / "model-only").mkdir()
    shutil.copytree(folder / "translate-en_uk-0_1" / "model", folder / "model-only" / "model")
    (folder / "model-only" / "metadata.json").write_text('{"from_code": "en", "to_code": "fr"}')
    (folder / ".hidden").mkdir()
    (folder / "a-file").write_text("x")
    listing = installed([folder])
    assert [package.name for package in listing.packages] == ["translate-en_uk-0_1"]
    assert {broken.path.name for broken in listing.broken} == {*bad, "model-only"}
    assert all(broken.path.name in broken.reason for broken in listing.broken)
    assert Argos([folder]).pairs() == {("en", "uk")}
    assert "passed over: empty" in Argos([folder]).state().summary


def test_packages_for_other_purposes_are_no_trouble(tmp_path):
    (tmp_path / "sbd").mkdir()
    (tmp_path / "sbd" / "metadata.json").write_text('{"type": "sbd", "from_codes": ["en"]}')
    assert installed([tmp_path]) == installed([tmp_path / "nothing"])


def renamed(folder, name, **metadata):
    """A copy of the en-uk package that says something else of itself."""
    path = folder / name
    shutil.copytree(folder / "translate-en_uk-0_1", path)
    content = json.loads((path / "metadata.json").read_text())
    (path / "metadata.json").write_text(json.dumps(content | metadata))
    return path


def test_the_newest_of_several_packages_is_used_and_the_plain_language_before_a_variety(tmp_path):
    folder = unpack(tmp_path, EN_UK)
    renamed(folder, "newer", package_version="1.10")
    renamed(folder, "older", package_version="1.9")
    renamed(folder, "aa-brazil", to_code="pb", package_version="9")
    renamed(folder, "zz-portugal", to_code="pt", package_version="1")
    listing = installed([folder])
    assert listing.of(("en", "uk")).name == "newer"
    assert listing.of(("en", "pt")).name == "zz-portugal"


def test_codes_become_ours_or_stay_what_they_are(tmp_path):
    folder = unpack(tmp_path, EN_UK)
    renamed(folder, "chinese", to_code="zt")
    renamed(folder, "unheard-of", to_code="qx")
    assert Argos([folder]).pairs() == {("en", "uk"), ("en", "zh-tw"), ("en", "qx")}


def test_a_model_of_several_target_languages_is_told_which_by_a_prefix(tmp_path):
    folder = unpack(tmp_path, EN_UK)
    model = folder / "translate-en_uk-0_1" / "sentencepiece.model"
    first = tokenizer(model, ("en", "uk")).encode("Музей малий.")[0]
    renamed(folder, "prefixed", to_code="be", target_prefix=first)
    engine = Argos([folder], threads=1)
    assert first == "▁М"
    assert best(engine, ["The museum is small."], ("en", "be")) == ["узей малий."]
    [score] = engine.score([("The museum is small.", "узей малий.")], ("en", "be"))
    assert [word.span for word in score.words] == [Span(0, 4), Span(5, 10), Span(10, 11)]
    [first, *_] = engine.alternatives("The museum is small.", "", ("en", "be"))
    assert first.text == "узей малий."


def test_a_new_package_is_seen_and_a_replaced_one_loaded_anew(tmp_path):
    folder = unpack(tmp_path, EN_UK)
    engine = Argos([folder], threads=1)
    assert best(engine, ["The museum is small."]) == ["Музей малий."]
    unpack(folder, UK_EN)
    assert ("uk", "en") in engine.pairs()
    before = engine.signature(("en", "uk"))
    shutil.copytree(folder / "translate-uk_en-0_1", folder / "translate-en_uk-0_1", dirs_exist_ok=True)
    renamed_metadata = {"from_code": "en", "to_code": "uk", "package_version": "0.2"}
    (folder / "translate-en_uk-0_1" / "metadata.json").write_text(json.dumps(renamed_metadata))
    os.utime(folder)
    assert engine.signature(("en", "uk")) != before
    assert best(engine, ["Музей малий."]) == ["The museum is small."]  # the other model, under this name


def test_one_model_for_many_threads(packages, monkeypatch):
    loaded = []
    monkeypatch.setattr(
        argos, "load", lambda package, threads: loaded.append(package) or ORIGINAL(package, 1)
    )
    engine = Argos([packages])
    texts = [row.en for row in sentences(0, 12)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: best(engine, texts), range(4)))
    assert found == [found[0]] * 4
    assert len(loaded) == 1


ORIGINAL = argos.load


class Until(Progress):
    """Asks to stop when `most` segments are done."""

    def __init__(self, most):
        self.most, self.done, self.tasks = most, 0, []

    def start(self, task, total=None):
        self.tasks.append((task, total))

    def advance(self, units=1, note=""):
        self.done += units

    def cancelled(self):
        return self.done >= self.most


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(ct2, "batches", partial(batches, most=100))


def test_progress_and_cancelling_between_batches(engine, small_batches):
    texts = [row.en for row in sentences(0, 20)]
    whole = Until(1000)
    assert len(answers(engine, texts, progress=whole)) == 20
    assert whole.tasks == [("argos en-uk", 20)]
    assert whole.done == 20
    impatient = Until(5)
    with pytest.raises(Cancelled):
        list(engine.translate(texts, ("en", "uk"), Options(), impatient))
    assert 5 <= impatient.done < 20


def source_of(texts):
    whole, segments = "", []
    for number, text in enumerate(texts):
        segments.append(Segment(text, Span(len(whole), len(whole) + len(text)), number))
        whole += text + "\n"
    return Rendering(Document("x", whole), "en", tuple(segments), Origin.SOURCE)


def test_a_model_that_breaks_down_half_way_loses_nothing(packages, small_batches):
    engine = Argos([packages], threads=1)
    source = source_of([row.en for row in sentences(0, 20)])
    whole = render(source, "uk", engine)
    model = engine._model(engine.route(("en", "uk"))[0])

    class Dying:
        """The translator, but its third batch fails as a full memory does."""

        calls = 0
        inner = model._translator

        def translate_batch(self, *args, **settings):
            self.calls += 1
            if self.calls == 4:
                raise RuntimeError("mkl_malloc: failed to allocate memory\nmore")
            return self.inner.translate_batch(*args, **settings)

    model._translator = Dying()
    with pytest.raises(
        Interrupted, match=r"failed to allocate memory\. [1-9][0-9]* of 20 segments"
    ) as stopped:
        render(source, "uk", engine)
    assert isinstance(stopped.value.cause, EngineFailed)
    model._translator = Dying.inner
    assert render(source, "uk", engine, resume=stopped.value.partial) == whole


def test_a_model_that_does_not_load(tmp_path):
    folder = unpack(tmp_path, EN_UK)
    file = folder / "translate-en_uk-0_1" / "model" / "model.bin"
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(BadPackage, match=r"translate-en_uk-0_1.* does not load"):
        list(Argos([folder]).translate(["The museum is small."], ("en", "uk")))


def test_underscores_stay(packages):
    pieces = tokenizer(packages / "translate-en_uk-0_1" / "sentencepiece.model", ("en", "uk"))
    assert pieces.decode(pieces.encode("my_file_name")) == "my_file_name"


BPE = "#version: 0.2\nt h\nth e</w>\nm u\ns e\nmu se\nmuse u\nmuseu m</w>\n"


def test_the_older_packages_with_bpe(tmp_path):
    file = tmp_path / "bpe.model"
    file.write_text(BPE)
    tokens = tokenizer(file, ("en", "es"))
    assert tokens.encode("the museum, the") == ["the", "museum", ",", "the"]
    assert tokens.encode("themes")[0] == "th@@"
    assert tokens.decode(["the", "muse@@", "um", ","]) == "the museum,"
    assert tokens.encode(" ") == []


def test_a_broken_bpe_model_does_not_end_the_program(tmp_path):
    folder = unpack(tmp_path, EN_UK)
    path = folder / "translate-en_uk-0_1"
    (path / "sentencepiece.model").unlink()
    (path / "bpe.model").write_text("#version: 0.2\nonly-one-piece\n")
    with pytest.raises(BadPackage, match=r"bpe\.model is no merge"):
        list(Argos([folder]).translate(["The museum is small."], ("en", "uk")))


def test_a_bpe_package_runs(tmp_path):
    """Random weights: nonsense, but it goes all the way, and the stock program says the same nonsense."""
    import ctranslate2

    spec = ctranslate2.specs.TransformerSpec.from_config(1, 1)
    vocabulary = ["<unk>", "<s>", "</s>", "the", "museum", "muse@@", "um", ",", "."]
    random_weights(spec, len(vocabulary), width=8)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    folder = tmp_path / "translate-en_es-1_0"
    (folder / "model").mkdir(parents=True)
    spec.validate()
    spec.optimize()
    spec.save(str(folder / "model"))
    (folder / "bpe.model").write_text(BPE)
    (folder / "metadata.json").write_text('{"from_code": "en", "to_code": "es"}')
    engine = Argos([tmp_path], threads=1)
    assert engine.route(("en", "es"))[0].tokenizer == "bpe.model"
    texts = ["the museum.", "the the, muse", "museum"]
    ours = [ranked[0].text for ranked in answers(engine, texts, ("en", "es"), Options(alignment=True))]
    unpack(tmp_path / "other", EN_UK)
    shutil.copytree(tmp_path / "other" / "translate-en_uk-0_1" / "minisbd", folder / "minisbd")
    shutil.rmtree(tmp_path / "other")
    [theirs] = stock(tmp_path, [("en", "es", texts, 1)])
    assert [[text] for text in ours] == theirs


def random_weights(spec, pieces, width):
    """Fill a Transformer with small random numbers."""
    import numpy as np

    random = np.random.default_rng(0)

    def weights(*shape):
        return random.normal(0, 0.3, shape).astype(np.float32)

    def norm(layer):
        layer.gamma, layer.beta = np.ones(width, np.float32), np.zeros(width, np.float32)

    def linear(layer, out, into=width):
        layer.weight, layer.bias = weights(out, into), np.zeros(out, np.float32)

    for side in (spec.encoder, spec.decoder):
        norm(side.layer_norm)
        for layer in side.layer:
            norm(layer.self_attention.layer_norm)
            linear(layer.self_attention.linear[0], 3 * width)
            linear(layer.self_attention.linear[1], width)
            if hasattr(layer, "attention"):
                norm(layer.attention.layer_norm)
                linear(layer.attention.linear[0], width)
                linear(layer.attention.linear[1], 2 * width)
                linear(layer.attention.linear[2], width)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, 2 * width)
            linear(layer.ffn.linear_1, width, 2 * width)
    spec.encoder.embeddings[0].weight = weights(pieces, width)
    spec.decoder.embeddings.weight = weights(pieces, width)
    linear(spec.decoder.projection, pieces)
    spec.decoder.projection.bias[:2] = -100  # neither <unk> nor <s>


def test_importing_the_library_leaves_no_trace(packages, tmp_path):
    """It would make folders in the user's home, set a variable, and fail where the home cannot be written."""
    home = tmp_path / "home"
    home.mkdir()
    program = (
        "import os, sys\nbefore = dict(os.environ)\n"
        "from workbench.translation.argos import Argos\n"
        "assert 'argostranslate' not in sys.modules\n"
        "print([h[0].text for _, h in Argos().translate(['The museum is small.'], ('en', 'uk'))][0])\n"
        "assert dict(os.environ) == before\n"
        "assert 'argostranslate' not in sys.modules\n"
    )
    for place in (home, "/proc/nobody/home"):
        environment = {"HOME": str(place), "ARGOS_PACKAGES_DIR": str(packages), "PATH": os.environ["PATH"]}
        run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
        assert (run.returncode, run.stdout.strip()) == (0, "Музей малий."), run.stderr
    assert list(home.iterdir()) == []


def test_the_library_still_works_for_others_in_the_process(packages):
    program = (
        "from workbench.translation.argos import Argos\n"
        "assert Argos().pairs()\n"
        "from argostranslate import translate\n"
        "print(translate.translate('The museum is small.', 'en', 'uk'))\n"
    )
    environment = os.environ | {"ARGOS_PACKAGES_DIR": str(packages)}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert run.stdout.strip() == "Музей малий.", run.stderr


def test_packages_are_looked_for_where_argos_keeps_them(tmp_path):
    settings = tmp_path / ".config" / "argos-translate" / "settings.json"
    home = {"HOME": str(tmp_path)}
    assert folders(home) == (tmp_path / ".local/share/argos-translate/packages",)
    assert folders(home | {"XDG_DATA_HOME": "/data"})[0].as_posix() == "/data/argos-translate/packages"
    assert folders(home | {"ARGOS_PACKAGES_DIR": "/models"})[0].as_posix() == "/models"
    settings.parent.mkdir(parents=True)
    settings.write_text("[broken")
    assert folders(home) == (tmp_path / ".local/share/argos-translate/packages",)
    settings.write_text('{"ARGOS_PACKAGES_DIR": "/from-settings"}')
    assert folders(home)[0].as_posix() == "/from-settings"


@given(st.lists(st.integers(0, 300)), st.integers(1, 400))
def test_batches_hold_every_text_once_and_are_not_too_large(lengths, most):
    groups = batches(lengths, most)
    assert sorted(chain.from_iterable(groups)) == list(range(len(lengths)))
    for group in groups:
        assert len(group) == 1 or len(group) * max(lengths[index] for index in group) <= most


@given(st.text(alphabet="ab. ,;。", min_size=2).filter(str.strip))
def test_parts_lose_no_letter_and_get_shorter(text):
    cut = parts(text)
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert all(len(part) < len(text) for part in cut)


@given(st.text(max_size=20), st.lists(st.text(max_size=5), max_size=6))
def test_tokens_find_words_whatever_they_are(text, tokens):
    spans = [word.span for word in words(text)]
    found = owners(tokens, text, spans)
    assert len(found) == len(tokens)
    assert all(owner is None or 0 <= owner < len(spans) for owner in found)
