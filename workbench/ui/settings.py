"""What a user prefers: kept in one small file, and never a reason not to start.

Pure: no Streamlit. The page's access to it is :mod:`workbench.ui.preferences`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from workbench.checks import CODES
from workbench.errors import BadFile
from workbench.files import replace_file
from workbench.languages import LANGUAGES

__all__ = ["DENSITIES", "FONT_SIZES", "THEMES", "Settings", "default_path", "load", "save"]

DENSITIES = ("compact", "normal", "roomy")
THEMES = ("system", "light", "dark")
FONT_SIZES = (14, 16, 18, 20, 24)
"""Pixels of the base font; 16 is the browsers' own."""

_NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Settings:
    """A user's preferences. The defaults suit somebody who never opens the page.

    Attributes:
        name: written beside edits, for the audit trail; "" where not given.
        language: code of the page's own language, "" for the browser's.
        working: languages the user works with, a prior for detection.
        checks: run the checks at all.
        checks_off: codes of :data:`workbench.checks.CODES` that are not run.
        theme: ``system``, ``light`` or ``dark``.
        font_size: of the base font in pixels, one of :data:`FONT_SIZES`.
        density: of the segments in the table, one of :data:`DENSITIES`.
        network: the user allows downloading models, and a LibreTranslate server elsewhere.
    """

    name: str = ""
    language: str = ""
    working: tuple[str, ...] = ()
    checks: bool = True
    checks_off: tuple[str, ...] = ()
    theme: str = "system"
    font_size: int = 16
    density: str = "normal"
    network: bool = False

    def select(self) -> tuple[str, ...]:
        """What :attr:`workbench.pipeline.Plan.select` takes: the codes to run, () for all.

        >>> Settings().select()
        ()
        >>> "dash" in Settings(checks_off=("dash",)).select()
        False
        """
        return tuple(code for code in CODES if code not in self.checks_off) if self.checks_off else ()

    def sound(self) -> Settings:
        """These settings with every value that cannot be true put back to its default."""
        plain = Settings()
        return replace(
            self,
            name=" ".join(self.name.split())[:_NAME_LENGTH],
            working=tuple(code for code in dict.fromkeys(self.working) if code in LANGUAGES),
            checks_off=tuple(code for code in dict.fromkeys(self.checks_off) if code in CODES),
            theme=self.theme if self.theme in THEMES else plain.theme,
            font_size=self.font_size if self.font_size in FONT_SIZES else plain.font_size,
            density=self.density if self.density in DENSITIES else plain.density,
        )


_TYPES = get_type_hints(Settings)


def default_path(user: str = "") -> Path:
    """Where the settings lie: ``settings.json`` in the user's folder for configuration.

    Args:
        user: an opaque key where several people share one server, see :mod:`workbench.ui.login`.
    """
    import platformdirs

    folder = platformdirs.user_config_path("workbench", appauthor=False)
    return folder / (f"settings-{user}.json" if user else "settings.json")


def load(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings in `path`, and what could not be read of them, in words for a person.

    A missing file gives the defaults in silence. A broken file, or a broken field of a sound one, gives
    the defaults for what is broken, and says so.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings(), ()
    except (OSError, ValueError, RecursionError) as error:
        return Settings(), (f"The settings in “{path}” cannot be read ({type(error).__name__}).",)
    if not isinstance(found, dict):
        return Settings(), (f"The settings in “{path}” are not a table of names and values.",)
    values: dict[str, Any] = {}
    broken = []
    for field in fields(Settings):
        if field.name in found:
            try:
                values[field.name] = msgspec.convert(found[field.name], _TYPES[field.name])
            except msgspec.ValidationError:
                broken.append(field.name)
    settings = Settings(**values)
    sound = settings.sound()
    broken += [f.name for f in fields(Settings) if getattr(sound, f.name) != getattr(settings, f.name)]
    notes = (f"In the settings “{path}” these were not understood: {', '.join(broken)}.",) if broken else ()
    return sound, notes


def save(path: Path, settings: Settings) -> None:
    """Write the settings, whole or not at all; a damaged or foreign file there is replaced.

    Raises:
        BadFile: the folder cannot be made or written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, msgspec.json.format(msgspec.json.encode(settings)) + b"\n")
    except OSError as error:
        raise BadFile(
            f"The settings cannot be written to “{path}”: {error.strerror or error}.",
            hint="They hold until the page is closed. Make the folder writable to keep them.",
        ) from error
