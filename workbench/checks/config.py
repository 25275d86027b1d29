"""What a user may change about the checks: severity, thresholds, on or off per language pair.

A config file is TOML::

    [checks.length]
    severity = "I"          # E, W, I or off
    factor = 3.0

    [pairs.en-uk.checks.dash]
    severity = "off"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import BadFile
from workbench.model import Severity

__all__ = ["DEFAULT", "Config", "Setting", "load_config", "parse_config"]


@dataclass(frozen=True, slots=True)
class Setting:
    """What is changed about one check. None and () mean: as in the table."""

    severity: Severity | None = None
    off: bool = False
    thresholds: tuple[tuple[str, float], ...] = ()

    def over(self, other: Setting) -> Setting:
        """This setting laid over a more general one."""
        return Setting(
            severity=self.severity if self.severity is not None or self.off else other.severity,
            off=self.off or (other.off and self.severity is None),
            thresholds=tuple({**dict(other.thresholds), **dict(self.thresholds)}.items()),
        )


@dataclass(frozen=True, slots=True)
class Config:
    """Settings per check, and per language pair and check; the pair's win.

    Attributes:
        checks: (code, setting).
        pairs: (pair such as ``en-uk`` or ``*-uk`` or ``en-*``, code, setting).
    """

    checks: tuple[tuple[str, Setting], ...] = ()
    pairs: tuple[tuple[str, str, Setting], ...] = ()

    def setting(self, code: str, pair: str) -> Setting:
        """What holds for one check and one language pair."""
        setting = dict(self.checks).get(code, Setting())
        source, _, target = pair.partition("-")
        for name in (f"*-{target}", f"{source}-*", pair):
            for at, for_code, own in self.pairs:
                if (at, for_code) == (name, code):
                    setting = own.over(setting)
        return setting


DEFAULT = Config()
"""Nothing changed: the table of codes as it stands."""


def load_config(path: Path, known: Mapping[str, frozenset[str]]) -> Config:
    """Read a config file.

    Args:
        path: a TOML file.
        known: the codes, each with the names of its thresholds.

    Raises:
        BadFile: not readable, not TOML, or it names a check, threshold or severity that does not exist.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"Cannot read the check settings “{path}”: {error}.") from error
    return parse_config(text, known, name=str(path))


def parse_config(text: str, known: Mapping[str, frozenset[str]], name: str = "settings") -> Config:
    """Read config text; see :func:`load_config`.

    >>> parse_config('[checks.dash]\\nseverity = "off"', {"dash": frozenset()}).setting("dash", "en-uk").off
    True
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFile(
            f"“{name}” is not TOML: {error}.", hint="See docs/findings.md for an example."
        ) from error
    _only(data, {"checks", "pairs"}, name, "section")
    pairs = _table(data.get("pairs", {}), f"{name}: pairs")
    checks = tuple(_settings(data.get("checks", {}), known, name))
    for_pairs = []
    for pair, section in pairs.items():
        place = f"{name}: pairs.{pair}"
        _only(_table(section, place), {"checks"}, place, "section")
        for_pairs += [
            (pair, code, setting) for code, setting in _settings(section.get("checks", {}), known, place)
        ]
    return Config(checks, tuple(for_pairs))


def _settings(section: Any, known: Mapping[str, frozenset[str]], place: str) -> list[tuple[str, Setting]]:
    out = []
    for code, values in _table(section, f"{place}: checks").items():
        if code not in known:
            raise BadFile(
                f"{place}: no check is called “{code}”.", hint=f"The codes are: {', '.join(sorted(known))}."
            )
        out.append(
            (code, _setting(_table(values, f"{place}: checks.{code}"), known[code], f"{place}: {code}"))
        )
    return out


def _setting(values: dict[str, Any], thresholds: frozenset[str], place: str) -> Setting:
    _only(values, {"severity", *thresholds}, place, "setting")
    word = values.get("severity")
    if word not in (None, "off", "E", "W", "I"):
        raise BadFile(f"{place}: severity “{word}”.", hint="It is E, W, I or off.")
    numbers = []
    for key in thresholds & values.keys():
        if isinstance(values[key], bool) or not isinstance(values[key], int | float):
            raise BadFile(f"{place}: {key} is “{values[key]}”.", hint="It must be a number.")
        numbers.append((key, float(values[key])))
    severity = Severity(word) if word in ("E", "W", "I") else None
    return Setting(severity, word == "off", tuple(sorted(numbers)))


def _table(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadFile(f"{place}: “{value}” stands where a table is meant.")
    return value


def _only(data: Mapping[str, Any], allowed: set[str], place: str, what: str) -> None:
    for key in data:
        if key not in allowed:
            raise BadFile(f"{place}: unknown {what} “{key}”.", hint=f"Known: {', '.join(sorted(allowed))}.")
