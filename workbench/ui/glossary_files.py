"""Where glossaries lie: those that come with the workbench, and the user's own. Pure: no Streamlit.

Own glossaries are the ``*.yaml`` files of the folder ``glossaries`` in the user's data folder
(``~/.local/share/workbench/glossaries`` on Linux). Whoever uses the same folder shares them: edits are merged.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import BadFile
from workbench.files import replace_file
from workbench.glossary.base import Glossary, ident
from workbench.glossary.write import to_yaml
from workbench.resources import shipped

__all__ = ["Shelved", "add", "copy", "create", "in_use", "own_folder", "remove", "shelf"]

_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Shelved:
    """One glossary file.

    Attributes:
        path: the file.
        own: the user's, so it can be edited; the shipped ones can only be copied.
    """

    path: Path
    own: bool


def own_folder() -> Path:
    """The folder of the user's own glossaries; it need not be there."""
    from platformdirs import user_data_path

    return user_data_path("workbench", appauthor=False) / "glossaries"


def shelf() -> tuple[Shelved, ...]:
    """All glossaries, the user's own first."""
    return (
        *(Shelved(path, True) for path in _inside(own_folder())),
        *(Shelved(path, False) for path in _inside(shipped("glossaries"))),
    )


def in_use(off: Collection[str] = ()) -> tuple[Path, ...]:
    """The glossaries to check texts against: all, but an own one stands for a shipped one of the same name.

    Args:
        off: file names that the user has switched off.
    """
    chosen: dict[str, Path] = {}
    for shelved in shelf():
        chosen.setdefault(shelved.path.name, shelved.path)
    return tuple(path for name, path in sorted(chosen.items()) if name not in off)


def copy(path: Path) -> Path:
    """Copy a shipped glossary into the user's folder, comments and all, so that it can be edited.

    Raises:
        BadFile: there is one of that name, or the folder cannot be written.
    """
    return _put(path.name, path.read_bytes())


def create(name: str, languages: Sequence[str] = ()) -> Path:
    """A new, empty glossary.

    Args:
        name: its title; the file's name is made of it.
        languages: codes of the languages to be kept complete.

    Raises:
        BadFile: there is one of that name, or the folder cannot be written.
    """
    name = " ".join(name.split())
    file = f"{ident(_latin(name), set())}.yaml"
    return _put(file, to_yaml(Glossary(Path(file), name, (), languages=tuple(languages))).encode())


def add(name: str, data: bytes) -> Path:
    """Keep an imported glossary.

    Args:
        name: of the file it comes from, as the user's machine has it; the new file's name is made of it.
        data: YAML that has been read without problems.

    Raises:
        BadFile: there is one of that name, or the folder cannot be written.
    """
    return _put(f"{ident(_latin(Path(name).stem), set())}.yaml", data)


def remove(path: Path) -> Path:
    """Put an own glossary aside: it keeps lying beside the others as ``NAME.yaml.removed``.

    Returns:
        Where it lies now.

    Raises:
        BadFile: it is not one of the user's own, or it cannot be renamed.
    """
    if path not in _inside(own_folder()):
        raise BadFile(f"“{path.name}” is not in your folder.", hint="Shipped glossaries stay.")
    aside, number = path.with_name(f"{path.name}.removed"), 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.removed-{number}")
    try:
        return path.rename(aside)
    except OSError as error:
        raise BadFile(f"Cannot remove “{path}”: {error.strerror}.", hint="Check its rights.") from error


def _inside(folder: Path) -> tuple[Path, ...]:
    try:
        return tuple(sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES and path.is_file()))
    except OSError:
        return ()


def _put(name: str, data: bytes) -> Path:
    path = own_folder() / name
    if path.exists():
        raise BadFile(f"You have a glossary “{name}” already.", hint="Open it, or choose another name.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)
    except OSError as error:
        raise BadFile(
            f"Cannot write “{path}”: {error.strerror or error}.", hint="Make the folder writable."
        ) from error
    return path


def _latin(text: str) -> str:
    """A title in letters a file's name can have everywhere."""
    from workbench.glossary.mine import romanized

    return " ".join(
        "".join(char if char.isdigit() or char in "-_" else romanized(char) for char in word)
        for word in text.split()
    )
