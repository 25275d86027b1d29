"""The engines by name. Each module is imported when its engine is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workbench.errors import NoRoute, WorkbenchError
from workbench.languages import LANGUAGES
from workbench.translation.engine import Engine, Options, Pair

__all__ = ["NAMES", "available", "best_engine", "find"]


@dataclass(frozen=True, slots=True)
class _Settings:
    """What a user may say about engines."""

    libretranslate_url: str | None = None
    libretranslate_key: str | None = None


def _argos(settings: _Settings) -> Engine:
    from workbench.translation.argos import Argos

    return Argos()


def _apertium(settings: _Settings) -> Engine:
    from workbench.translation.apertium import Apertium

    return Apertium()


def _libretranslate(settings: _Settings) -> Engine:
    from workbench.translation.libretranslate import LibreTranslate

    return LibreTranslate(settings.libretranslate_url, settings.libretranslate_key)


def _echo(settings: _Settings) -> Engine:
    from workbench.translation.echo import Echo

    return Echo()


_ENGINES: dict[str, Callable[[_Settings], Engine]] = {
    # the best first, by what is known of their quality on news (neural before rule-based, offline before HTTP)
    "argos": _argos,
    "apertium": _apertium,
    "libretranslate": _libretranslate,
    "echo": _echo,
}

NAMES = tuple(name for name in _ENGINES if name != "echo")
"""Names for people to choose from, the best first. ``echo`` can be found by name but is for tests."""


def available(
    *, libretranslate_url: str | None = None, libretranslate_key: str | None = None
) -> tuple[Engine, ...]:
    """All engines, installed or not, the best first; ask each for its :meth:`~Engine.state`.

    Args:
        libretranslate_url: address of a LibreTranslate server; without it that engine stays off.
        libretranslate_key: API key, for servers that ask for one.
    """
    settings = _Settings(libretranslate_url, libretranslate_key)
    return tuple(_ENGINES[name](settings) for name in NAMES)


def find(name: str, *, libretranslate_url: str | None = None) -> Engine:
    """The engine called `name`, in any case.

    Raises:
        WorkbenchError: there is none; the hint names those there are.
    """
    known = _ENGINES.get(name.strip().lower())
    if known is None:
        raise WorkbenchError(f"There is no engine “{name[:40]}”.", hint=f"There are: {', '.join(NAMES)}.")
    return known(_Settings(libretranslate_url))


def best_engine(pair: Pair, engines: Iterable[Engine]) -> Engine:
    """The first of `engines` that can translate `pair`.

    Args:
        pair: source and target.
        engines: in order of preference, as :func:`available` gives them.

    Raises:
        NoRoute: none can; the message names each engine and what would help.
    """
    asked = tuple(engines)
    for engine in asked:
        if pair in engine.pairs():
            return engine
    names = [LANGUAGES[code].name if code in LANGUAGES else code for code in pair]
    raise NoRoute(
        f"No engine here translates {names[0]} to {names[1]} ({', '.join(e.name for e in asked)}).",
        hint=_what_helps(asked[0], pair)
        if asked
        else f"Name an engine, or install a model: workbench models install {pair[0]}-{pair[1]}.",
    )


def _what_helps(engine: Engine, pair: Pair) -> str:
    """An engine knows best what it lacks for a pair."""
    try:
        engine.signature(pair, Options())
    except WorkbenchError as why:
        return why.hint
    return ""
