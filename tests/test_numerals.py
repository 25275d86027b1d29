"""Figures as values: digits by each language's conventions, words, dates, times, money."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model import Span
from workbench.numerals import FigureKind, expand, figures, names_unit, number_prefixes, separators


def values(text, lang):
    return [f"{figure.value:f}" for figure in figures(text, lang) if not figure.loose]


def only(text, lang):
    (figure,) = figures(text, lang)
    return figure


@pytest.mark.parametrize(
    ("lang", "decimal", "group"),
    [
        ("en", ".", ","),
        ("uk", ",", "\u00a0"),
        ("de", ",", "."),
        ("fr", ",", "\u202f"),
        ("tlh", ".", ","),
        (None, ".", ","),
    ],
)
def test_separators_come_from_cldr(lang, decimal, group):
    assert (separators(lang).decimal, separators(lang).group) == (decimal, group)


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("1,234.5", "en", "1234.5"),
        ("1 234,5", "uk", "1234.5"),
        ("1\u00a0234,5", "ru", "1234.5"),
        ("1\u202f234,5", "fr", "1234.5"),
        ("1.234,5", "de", "1234.5"),
        ("1’234.5", "de", "1234.5"),
        ("1.234", "de", "1234"),
        ("1.234", "en", "1.234"),
        ("1,234", "en", "1234"),
        ("1,234", "uk", "1.234"),
        ("12,345,678", "en", "12345678"),
        ("0.234", "de", "0.234"),
        ("3.14", "en", "3.14"),
        ("١٢٣", "ar", "123"),
        ("۴۲", "fa", "42"),
        ("12 000", "pl", "12000"),
    ],
)
def test_digits_are_read_by_the_languages_own_separators(text, lang, value):
    assert only(text, lang).value == Decimal(value)


def test_an_ambiguous_separator_leaves_both_readings():
    assert only("1,234", "en").readings == (Decimal(1234), Decimal("1.234"))
    assert only("12,34", "en").readings == (Decimal("12.34"),)


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("twenty-five", "en", "25"),
        ("two hundred and five thousand", "en", "205000"),
        ("one hundred and one", "en", "101"),
        ("three million two hundred thousand", "en", "3200000"),
        ("двадцять п’ять", "uk", "25"),
        ("двадцяти п'яти тисяч", "uk", "25000"),
        ("сорока двох", "uk", "42"),
        ("двести тридцать один", "ru", "231"),
        ("пятьюдесятью", "ru", "50"),
        ("fünfundzwanzig", "de", "25"),
        ("zweihundert", "de", "200"),
        ("dreitausend", "de", "3000"),
        ("quatre-vingt-dix-sept", "fr", "97"),
        ("soixante-quinze", "fr", "75"),
        ("vingt et un", "fr", "21"),
        ("deux cents", "fr", "200"),
        ("treinta y cinco", "es", "35"),
        ("veintidós", "es", "22"),
        ("dos mil", "es", "2000"),
        ("dwadzieścia pięć tysięcy", "pl", "25000"),
        ("dwustu", "pl", "200"),
        ("trentacinque", "it", "35"),
        ("ventuno", "it", "21"),
    ],
)
def test_words_are_added_and_multiplied(text, lang, value):
    figure = only(text, lang)
    assert (figure.value, figure.written) == (Decimal(value), True)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("the first", "en"),
        ("both", "en"),
        ("one of them", "en"),
        ("перший", "uk"),
        ("zweite", "de"),
        ("pareja", "es"),
    ],
)
def test_words_that_need_not_be_numbers_are_loose(text, lang):
    assert [figure.loose for figure in figures(text, lang)][:1] == [True]


def test_ordinals_of_two_words():
    assert only("trzydziesty czwarty", "pl").value == 34
    assert only("двадцять перший", "uk").value == 21


def test_numbers_side_by_side_stay_apart():
    assert values("three four", "en") == ["3", "4"]
    assert values("In 2018 300 people", "en") == ["2018", "300"]
    assert values("2–1, 3-2", "en") == ["2", "1", "3", "2"]
    assert values("five of twenty", "en") == ["5", "20"]


@pytest.mark.parametrize(
    ("text", "lang", "value", "currency"),
    [
        ("$1.5 million", "en", "1500000", "USD"),
        ("£125m", "en", "125000000", "GBP"),
        ("€2bn", "en", "2000000000", "EUR"),
        ("US$50", "en", "50", "USD"),
        ("5 млн доларів", "uk", "5000000", "USD"),
        ("37 млрд. долл", "ru", "37000000000", "USD"),
        ("3,5 Millionen Euro", "de", "3500000", "EUR"),
        ("2 milliards d’euros", "fr", "2000000000", "EUR"),
        ("2 mil millones de dólares", "es", "2000000000", "USD"),
        ("5 mln zł", "pl", "5000000", "PLN"),
        ("50 гривень", "uk", "50", "UAH"),
    ],
)
def test_money(text, lang, value, currency):
    figure = only(text, lang)
    assert (figure.kind, figure.value, figure.currency) == (FigureKind.MONEY, Decimal(value), currency)
    assert figure.text == text


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("12%", "en"),
        ("12 percent", "en"),
        ("12 per cent", "en"),
        ("12 %", "uk"),
        ("12 відсотків", "uk"),
        ("12 процентов", "ru"),
        ("12 Prozent", "de"),
        ("12 pour cent", "fr"),
        ("12 por ciento", "es"),
        ("12 proc.", "pl"),
    ],
)
def test_percent(text, lang):
    figure = only(text, lang)
    assert (figure.kind, figure.value) == (FigureKind.PERCENT, 12)


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("February 24, 2022", "en", (2022, 2, 24)),
        ("24 February 2022", "en", (2022, 2, 24)),
        ("Sept. 5", "en", (None, 9, 5)),
        ("May 3rd", "en", (None, 5, 3)),
        ("May 2018", "en", (2018, 5, None)),
        ("02/24/2022", "en", (2022, 2, 24)),
        ("24/02/2022", "fr", (2022, 2, 24)),
        ("24.02.2022", "uk", (2022, 2, 24)),
        ("24.02.22", "ru", (2022, 2, 24)),
        ("2022-02-24", "en", (2022, 2, 24)),
        ("24 лютого 2022", "uk", (2022, 2, 24)),
        ("3 мая", "ru", (None, 5, 3)),
        ("3. Mai 2022", "de", (2022, 5, 3)),
        ("1er mai", "fr", (None, 5, 1)),
        ("3 de mayo de 2022", "es", (2022, 5, 3)),
        ("3 maja 2022", "pl", (2022, 5, 3)),
    ],
)
def test_dates(text, lang, day):
    figure = only(text, lang)
    assert (figure.kind, figure.day) == (FigureKind.DATE, day)


@pytest.mark.parametrize(("text", "lang"), [("You may go", "en"), ("32 May", "en"), ("13/13/2022", "en")])
def test_what_is_no_date(text, lang):
    assert not any(figure.day for figure in figures(text, lang))


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("3:30 p.m.", "en", "15.30"),
        ("3 pm", "en", "15"),
        ("12 a.m.", "en", "0"),
        ("12:15 pm", "en", "12.15"),
        ("15:30", "uk", "15.30"),
        ("15 h 30", "fr", "15.30"),
    ],
)
def test_times_are_on_the_24_hour_clock(text, lang, value):
    figure = only(text, lang)
    assert (figure.kind, figure.value) == (FigureKind.TIME, Decimal(value))


def test_short_years_and_decades_have_their_full_reading():
    assert Decimal(2019) in figures("2018-19", "en")[1].readings
    assert Decimal(90) in only("1990s", "en").readings
    assert Decimal(1990) in only("90-х", "uk").readings


def test_a_decomposed_or_soft_hyphenated_word_is_still_read():
    assert only("двадц\u00adять", "uk").value == 20
    assert only("veintido\u0301s", "es").text == "veintido\u0301s"


def test_expansion_of_a_table_row():
    assert list(expand("перш{adj} раз(|и)", {"adj": "ий|а"})) == ["перший", "перша", "раз", "рази"]


def test_prefixes_and_units():
    assert ("п'яти", Decimal(5)) in number_prefixes("uk")
    assert number_prefixes("tlh") == ()
    assert names_unit("у доларах", "USD")
    assert names_unit("points de pourcentage", "%")
    assert not names_unit("у гривнях", "USD")


@given(st.integers(0, 10**9), st.sampled_from(["en", "uk", "de", "fr", "es", "pl", "ru", "it", "pt", "tr"]))
@settings(max_examples=80, deadline=None)
def test_every_language_reads_what_cldr_writes(number, lang):
    from babel.numbers import format_decimal

    figure = only(format_decimal(number, locale=lang), lang)
    assert number in figure.readings


@given(st.decimals(0, 9999, places=2), st.sampled_from(["en", "uk", "de", "fr", "es", "pl"]))
@settings(max_examples=80, deadline=None)
def test_decimals_too(number, lang):
    from babel.numbers import format_decimal

    figure = only(format_decimal(number, locale=lang, format="#,##0.00"), lang)
    assert number in figure.readings


@given(
    st.text("0123456789.,:/-% $€ amptwo двfür’'–\u00a0", max_size=40),
    st.sampled_from(["en", "uk", "fr", None]),
)
@settings(max_examples=150, deadline=None)
def test_spans_ascend_and_quote_the_text(text, lang):
    end = 0
    for figure in figures(text, lang):
        assert figure.span.start >= end
        assert figure.span.of(text) == figure.text
        assert figure.readings
        end = figure.span.end


def test_spans_are_of_the_given_text():
    text = "Було 1\u00a0234,5 т"
    assert only(text, "uk").span == Span(5, 12)
