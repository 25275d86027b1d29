"""Writing a page: who waits is told how far it is, and what was dismissed beside a rendering stays so."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from report_support import full_report

from workbench.checks import dismissal_path
from workbench.cli import main
from workbench.comparison import apply, diff
from workbench.errors import Cancelled
from workbench.exporting import to_html
from workbench.exporting.html import lines
from workbench.exporting.marks import Mark, pieces
from workbench.model import Span
from workbench.progress import Progress


class Listener(Progress):
    def __init__(self, *, stop: bool = False) -> None:
        self.tasks: list[tuple[str, int | None]] = []
        self.stop = stop

    def start(self, task: str, total: int | None = None) -> None:
        self.tasks.append((task, total))

    def cancelled(self) -> bool:
        return self.stop


def test_progress_is_told_and_changes_no_byte():
    listener = Listener()
    whole = full_report()
    assert to_html(whole, progress=listener) == to_html(whole)
    assert [total for _, total in listener.tasks] == [len(list(lines(whole))), None]


def test_writing_can_be_stopped():
    with pytest.raises(Cancelled):
        to_html(full_report(), progress=Listener(stop=True))


def test_align_sets_aside_what_check_dismissed(tmp_path):
    source, target = tmp_path / "en.txt", tmp_path / "de.txt"
    source.write_text("They lost 120 houses in the flood.\n", "utf-8")
    target.write_text("Sie verloren bei der Flut 210 Häuser.\n", "utf-8")
    args = [str(source), str(target), "--from", "en", "--presegmented", "--no-glossary"]
    run = CliRunner().invoke
    first = run(main, ["check", *args, "--to", "de", "--format", "json"])
    assert first.exit_code == 1
    keys = [f["key"] for f in json.loads(first.stdout)["findings"] if f["severity"] != "I"]
    dismiss = [part for key in keys for part in ("--dismiss", key)]
    run(main, ["check", *args, "--to", "de", *dismiss, "--reason", "The author corrected it."])
    assert dismissal_path(target).exists()
    align = [*args, "--rendering-lang", "de", "--method", "length"]
    assert run(main, ["align", *align]).exit_code == 0
    dismissal_path(target).unlink()
    assert run(main, ["align", *align]).exit_code == 1


WORDS = st.lists(
    st.sampled_from(["the", "house", "houses", "12", "21", ",", ".", "not", "House", "went\xa0go", "’"]),
    max_size=12,
)


@settings(max_examples=60)
@given(WORDS, WORDS)
def test_difference_covers_both_texts_in_long_equal_edits(a, b):
    left, right = " ".join(a), " ".join(b)
    found = diff(left, right, "en")
    assert apply(found) == right
    equal = [edit for edit in found.edits if edit.tag == "equal"]
    ends = {(edit.left.end, edit.right.end) for edit in equal}
    assert not any((edit.left.start, edit.right.start) in ends for edit in equal)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 14)).filter(lambda s: s[0] <= s[1]), max_size=6))
def test_each_character_carries_the_marks_over_it_in_their_order(spans):
    text = "abcdefghij"
    marks = [Mark(Span(*span), f"k{number}") for number, span in enumerate(spans)]
    at = 0
    for piece in pieces(text, marks):
        begun = at + (1 if piece.text else 0)  # a mark that begins where something is missing is behind it
        over = [m.kind for m in marks if m.span.start < begun and at < m.span.end]
        gap = [m.kind for m in marks if m.span.start == m.span.end == at and not piece.text]
        assert list(piece.kinds) == over + gap
        at += len(piece.text)
    assert at == len(text)
