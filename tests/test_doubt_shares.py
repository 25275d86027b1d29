"""The shares of a text, and what its quotation marks tell of a row."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.comparison.doubt import PARTS, USUAL_SHARE, combine
from workbench.judgement.quotations import quotation_part
from workbench.judgement.shares import shares_of

values = st.lists(st.floats(0, 1), min_size=0, max_size=30)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(sorted(PARTS)), st.floats(0, 1), min_size=1), st.integers(0, 30))
def test_shares_are_shares_whatever_the_parts_say(parts, rows):
    shares = shares_of({name: [value] * rows for name, value in parts.items()})
    assert shares.keys() == parts.keys()
    assert all(0 < share <= 0.3 for share in shares.values())
    assert 0 <= combine(parts, shares).value <= 1


@given(st.dictionaries(st.sampled_from(sorted(PARTS)), st.floats(0, 1)))
def test_the_usual_share_changes_nothing(parts):
    assert combine(parts, dict.fromkeys(parts, USUAL_SHARE)).value == pytest.approx(
        combine(parts).value, abs=1e-5
    )


def test_a_weak_sign_all_over_the_text_does_not_hide_a_sure_one():
    columns = {"names": [0.6] * 12 + [0.0] * 188, "numbers": [0.0] * 197 + [0.55] * 3}
    columns["numbers"][190:197] = [0.97] * 7
    shares = shares_of(columns)
    sure, weak = (
        combine({"names": 0.0, "numbers": 0.97}, shares),
        combine({"names": 0.6, "numbers": 0.0}, shares),
    )
    assert sure.value > 0.8 > 0.4 > weak.value


def test_more_rows_spoilt_in_a_way_make_its_signs_weigh_more():
    few = shares_of({"names": [0.95] * 2 + [0.0] * 198})["names"]
    many = shares_of({"names": [0.95] * 20 + [0.0] * 180})["names"]
    assert few < many


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("“Go,” he said.", "«Йди, — сказав він.", True),
        ("“Go,” he said.", "«Йди», — сказав він.", False),
        ("“Go, he said.", "«Йди, — сказав він.", False),  # runs on in both
        ("“Go,” he said.", "— Йди, — сказав він.", False),  # a dialogue in dashes
        ("He said: Go.”", "Він сказав: йди.", True),  # the closing mark of a quotation begun before
        ("It was 5'10\".", "Це було 178 см.", False),
        ("'Go', he said.", "«Йди», сказав він.", False),
        ("", "", False),
    ],
)
def test_a_lost_quotation_mark(source, target, lost):
    value, signs = quotation_part(source, target, ("en", "uk"))
    assert (value > 0.5) is lost
    assert bool(signs) is lost
    for sign in signs:
        assert (sign.source is None) != (sign.target is None)
