"""What cleaning finds, file-like cases both ways: each rule fires, and its look-alike stays."""

import pytest
from memory_support import day, unit

from workbench.errors import Cancelled
from workbench.memory.store import open_store
from workbench.memory.tm import Memory
from workbench.memory.units import RULES, UnitOrigin
from workbench.progress import Progress


@pytest.fixture
def memory(tmp_path):
    with open_store(tmp_path / "s.sqlite") as store:
        yield Memory(store.database)


MACHINE = UnitOrigin.MACHINE
CASES = {
    # rule: (units, targets that it names)
    "empty": ([unit("***", "***x"), unit("5", "5"), unit("Yes.", "—")], {"***x", "—"}),
    "same": (
        [unit("Press Save.", "Press  Save."), unit("12 %", "12 %"), unit("{0}: 5", "{0}: 5"), unit("A", "А")],
        {"Press  Save."},
    ),
    "duplicate": (
        [
            unit("He left.", "Він пішов.", previous="A.", next="B."),
            unit("He  left.", "Він пішов. "),
            unit("He left.", "Він залишив."),
            unit("Same.", "Те саме.", origin=MACHINE, changed=day(9)),
            unit("SAME.", "те саме.", changed=day(1)),
        ],
        {"Він пішов. ", "Те саме."},
    ),
    "conflict": (
        [
            unit("Right.", "Старе.", changed=day(1)),
            unit("Right.", "Нове.", changed=day(2)),
            unit("Right.", "нове.", changed=day(1)),
            unit("Right.", "Машина.", origin=MACHINE, changed=day(5)),
            unit("Right.", "Richtig.", target_lang="de"),
        ],
        {"Старе.", "Машина."},
    ),
    "quality": (
        [
            unit("A good one.", "Добре\ufffd."),
            unit("A good one.", "Добре."),
            unit("A sentence of some length in which a lot is said.", "Ні."),
            unit("In 1999 it rained.", "У 1998 дощило."),
            unit("On 02/24/2022.", "24.02.2022."),
            unit("It cost 1,200.", "Коштувало 1 200."),
            unit("It has 12 rooms.", "Має дванадцять кімнат."),
            unit("Two\nlines", "Два\nрядки"),
        ],
        {"Добре\ufffd.", "Ні.", "У 1998 дощило."},
    ),
}


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_names_what_it_should(memory, rule):
    units, wanted = CASES[rule]
    memory.add(units)
    found = memory.clean((rule,))
    assert {suspect.unit.target for suspect in found.suspects} == wanted
    assert found.counts == ((rule, len(wanted)),)
    assert all(suspect.reason for suspect in found.suspects)
    assert found.removed == 0
    assert memory.stats().units == len(units)
    assert memory.clean((rule,), dry_run=False).removed == len(wanted)
    assert {u.target for u in memory.units()} == {u.target for u in units} - wanted
    assert memory.clean((rule,)).suspects == ()


def test_every_rule_has_a_case():
    assert {*CASES, "chosen"} == set(RULES)


def test_an_origin_and_a_date_narrow_the_rules(memory):
    memory.add(
        [
            unit("Old machine.", "1", origin=MACHINE, changed=day(1)),
            unit("New machine.", "2", origin=MACHINE, changed=day(9)),
            unit("Undated machine.", "3", origin=MACHINE),
            unit("Old person.", "4", changed=day(1)),
            unit("Old empty.", "!", changed=day(1)),
            unit("New empty.", "?", changed=day(9)),
        ]
    )

    def named(*rules, **narrowed):
        return {s.unit.target for s in memory.clean(rules, **narrowed).suspects}

    assert named(origin=MACHINE) == {"1", "2", "3"}
    assert named(origin=MACHINE, before=day(5)) == {"1"}
    assert named(before=day(5)) == {"1", "4", "!"}
    assert named(before=day(5).replace(tzinfo=None)) == {"1", "4", "!"}
    assert named("empty", before=day(5)) == {"!"}
    assert named("empty", origin=MACHINE) == set()
    with pytest.raises(ValueError, match="chosen"):
        memory.clean(("chosen",))
    with pytest.raises(ValueError, match="no such rule"):
        memory.clean(("nonsense",))


def test_few_are_shown_but_all_are_counted_and_each_once(memory):
    memory.add([unit(f"{n} …", "—") for n in range(30)])
    found = memory.clean(("empty", "quality"), shown=5)
    assert len(found.suspects) == 5
    assert dict(found.counts) == {"empty": 30, "quality": 0}


def test_cancelled_takes_nothing_out(memory):
    class Stop(Progress):
        def cancelled(self):
            return True

    memory.add([unit(f"Word {n}", "—") for n in range(1200)])
    with pytest.raises(Cancelled):
        memory.clean(("empty",), dry_run=False, progress=Stop())
    assert memory.stats().units == 1200
