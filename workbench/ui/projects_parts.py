"""Widgets that several views of projects and memory share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workbench.languages import LANGUAGES
from workbench.ui.texts import language_name

__all__ = ["choice", "language_choice"]


def choice(place: Any, label: str, names: Mapping[Any, str], key: str) -> Any:
    """A box to choose one of `names` from (value -> what to call it), in the container `place`."""
    return place.selectbox(label, list(names), format_func=names.__getitem__, key=key)


def language_choice(
    place: Any, label: str, nothing: str, key: str, codes: Iterable[str] = tuple(LANGUAGES)
) -> str:
    """A box to choose a language from; "" for none of them, called `nothing`."""
    named = sorted((language_name(code), code) for code in codes)
    found: str = choice(place, label, {"": nothing, **{code: name for name, code in named}}, key)
    return found
