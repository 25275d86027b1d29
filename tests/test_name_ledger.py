"""Every name of the source beside what the renderings write for it."""

from report_support import report

from workbench.checks.name_ledger import NameCell, name_ledger


def ledger(*rows, langs=("en", "uk")):
    columns = list(zip(*rows, strict=True))
    return {row.name: row for row in name_ledger(report(*columns, langs=list(langs)).parallel)}


def test_a_name_is_found_across_scripts_and_endings():
    found = ledger(
        ("We spoke with Oksana Pokalchuk today.", "Сьогодні ми говорили з Оксаною Покальчук."),
        ("Pokalchuk did not answer.", "Покальчук не відповіла."),
    )
    assert found["Pokalchuk"].rows == (0, 1)
    assert found["Pokalchuk"].cells[0].forms == (("Покальчук", 2),)
    assert not found["Pokalchuk"].differs
    assert found["Oksana"].cells[0].forms == (("Оксаною", 1),)


def test_a_lost_name_is_told_with_its_row():
    found = ledger(("Then came Hnatiuk.", "Тоді прийшла вона."))
    assert found["Hnatiuk"].cells[0] == NameCell((), (0,))
    assert found["Hnatiuk"].differs


def test_another_spelling_is_told_but_another_ending_is_not():
    once = ("Then came Hnatiuk.", "Тоді прийшла Гнатюк.")
    assert ledger(once, ("They saw Hnatiuk.", "Вони бачили Гнатюка."))["Hnatiuk"].differs is False
    twice = ledger(once, ("They saw Hnatiuk.", "Вони бачили Хнатюк."))["Hnatiuk"]
    assert twice.cells[0].spellings == 2
    assert twice.differs


def test_the_nearest_word_is_taken_not_the_first_that_is_possible():
    found = ledger(("The head of the Kyiv office left.", "Керівниця київського офісу пішла."))
    assert found["Kyiv"].cells[0].forms == (("київського", 1),)


def test_a_place_with_a_name_of_its_own_is_no_difference():
    found = ledger(("They went to Germany.", "Вони поїхали до Німеччини."))
    assert found["Germany"].cells[0].places == (0,)
    assert not found["Germany"].differs


def test_what_is_not_translated_yet_is_not_missing():
    assert not ledger(("Then came Hnatiuk.", ""))["Hnatiuk"].differs


def test_common_words_and_languages_without_capitals_have_no_names():
    assert ledger(("He said: Yes, the Report is here.", "Так.")) == {}
    assert ledger(("他说了。", "He said it to Hnatiuk."), langs=("zh-cn", "en")) == {}
    assert ledger(("Then came Hnatiuk.", "Прийшла Гнатюк."), langs=(None, "uk"))["Hnatiuk"].differs is False
