"""Forms of a term for a place: Russian data are always installed, Ukrainian ones with an extra."""

import pytest

from workbench.inflection import fit

RUSSIAN = [
    # term, what it replaces, the text before, the forms
    ("документ", "карту", "увидел ", ["документ"]),
    ("пресс-релиз", "сообщении", "в ", ["пресс-релизе"]),
    ("Министерство обороны", "ведомством", "с ", ["Министерством обороны"]),
    ("местный", "новую", "", ["местную"]),
    ("старший офицер", "капитана", "увидел ", ["старшего офицера"]),
    ("новый отчёт", "карту", "увидел ", ["новый отчёт"]),
    ("новый отчёт", "картами", "с ", ["новыми отчётами"]),
    ("вооружённые силы", "армией", "с ", ["вооружёнными силами"]),  # has no singular
    ("статья", "доклада", "старого ", ["статьи"]),  # the adjective tells the case
]

UKRAINIAN = [
    ("документ", "карту", "побачив ", ["документ"]),
    ("прес-реліз", "повідомленні", "у ", ["прес-релізі"]),
    ("Міністерство оборони", "відомством", "з ", ["Міністерством оборони"]),
    ("місцевий", "нову", "", ["місцеву"]),
    ("лист", "звіт", "", ["лист"]),
    ("стаття", "звіт", "", ["стаття", "статтю"]),  # nominative and accusative look alike
    ("новий звіт", "карту", "", ["новий звіт"]),
]


@pytest.mark.parametrize(("term", "replaced", "before", "forms"), RUSSIAN)
def test_russian_terms_take_over_case_and_number(term, replaced, before, forms):
    assert [one.text for one in fit(term, "ru", replaced, before)] == forms


@pytest.mark.parametrize(("term", "replaced", "before", "forms"), UKRAINIAN)
def test_ukrainian_terms_take_over_case_and_number(term, replaced, before, forms):
    pytest.importorskip("pymorphy3_dicts_uk", reason="the extra morphology is not installed")
    assert [one.text for one in fit(term, "uk", replaced, before)] == forms


def test_the_way_is_told():
    [found] = fit("документ", "ru", "картами", "новыми ")
    assert found.how == "instrumental plural like “картами”; see that “новыми” agrees"


@pytest.mark.parametrize(
    ("term", "lang", "replaced"),
    [
        ("МККК", "ru", "Красного Креста"),  # an acronym stays
        ("Press", "ru", "карту"),
        ("документ", "ru", "Book"),  # nothing to take a case from
        ("документ", "ru", ""),
        ("документ", "ru", "\U0001e030"),  # a letter newer than Python's table of names
        ("press release", "en", "statements"),
    ],
)
def test_otherwise_the_dictionary_form_stands(term, lang, replaced):
    [found] = fit(term, lang, replaced)
    assert (found.text, found.how) == (term, "dictionary form")


def test_listed_forms_are_offered_where_nothing_can_be_told():
    found = fit("Ministerium", "de", "Amtes", listed=("Ministeriums", "Ministerien"))
    assert [one.text for one in found] == ["Ministerium", "Ministeriums", "Ministerien"]
    assert found[1].how == "a form listed in the glossary"
