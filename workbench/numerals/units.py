"""Signs and words of money and per cent, in any language."""

from __future__ import annotations

import regex

from workbench.words import fold

__all__ = ["CURRENCY", "PERCENT", "SIGN_BEFORE", "currency_of", "names_unit"]

_CURRENCY_SIGNS = {
    "us$": "USD", "u.s.$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₴": "UAH", "₽": "RUB",
    "zł": "PLN", "₪": "ILS", "₹": "INR",
}  # fmt: skip
_CURRENCY_WORDS = (
    # (ISO code, start of the word in any language; "|" separates them). Stems, since they inflect.
    ("USD", r"dollar|долл|дол\b|долар|dólar|dolar|usd|دولار"),
    ("EUR", "euro|евро|євро|eur|يورو"),
    ("GBP", "pound|фунт|pfund|livre|libra|funt|gbp|جنيه إسترليني"),
    ("UAH", "hryvn|грив|hryw|griwn|grivn|uah|грн"),
    ("RUB", "ruble|rouble|рубл|карбован|rubel|rublo|rubl|rub|руб|روبل"),
    ("PLN", "zlot|злот|złot|pln"),
    ("JPY", "yen|иен|йен|єн|jen"),
)
CURRENCY = regex.compile(
    r"[\s\u00a0\u202f\-]{0,2}(?:de\s|d')?(?:(?P<sign>us\$|[$€£¥₴₽₪₹]|zł\b)|"
    + "|".join(rf"(?P<{code}>(?:{stems})\w*)" for code, stems in _CURRENCY_WORDS)
    + ")"
)
SIGN_BEFORE = regex.compile(r"(?:u\.?s\.?\s?\$|[$€£¥₴₽₪₹]|\b(?:usd|eur|gbp|uah))[\s\u00a0\u202f]?$")
PERCENT = regex.compile(
    r"[\s\u00a0\u202f\-]{0,2}(?:[%٪‰]|(?:(?:punkt\p{L}*|pkt\.?)[ \u00a0])?"
    r"(?P<word>\p{L}+(?:[ \u00a0](?:cent[oi]?|ciento))?))"
)
_PERCENT_WORD = regex.compile(
    r"[%٪]|процент|відсот|percent|per cent|prozent|pour ?cent|por ciento|porcent|procent"
)


def currency_of(sign: str) -> str:
    """ISO code of a sign or code of money."""
    sign = sign.strip().lower().replace(" ", "")
    return _CURRENCY_SIGNS.get(sign, sign.upper() if sign.isalpha() else "USD")


def names_unit(text: str, unit: str) -> bool:
    """True if `text` names the currency `unit` (an ISO code) or, for ``%``, the percentage anywhere.

    >>> names_unit("у доларах США", "USD")
    True
    """
    folded = fold(text).text
    if unit == "%":
        return bool(_PERCENT_WORD.search(folded))
    if any(sign in folded for sign, code in _CURRENCY_SIGNS.items() if code == unit):
        return True
    stems = dict(_CURRENCY_WORDS).get(unit)
    return stems is not None and regex.search(rf"\b(?:{stems})", folded) is not None
