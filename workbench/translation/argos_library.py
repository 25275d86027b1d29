"""The library ``argostranslate``, as far as the workbench uses it: metadata and tokenizers.

The only module that imports it. Its own ``translate`` is not used: it cuts sentences anew, may go to the
network for a sentence splitter, and sends one sentence at a time (docs/decisions/0002-argos-distribution.md).
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from workbench.translation.ct2 import Tokenizer

__all__ = ["folders", "index_address", "stock_package", "tokenizer"]


def folders(environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Where Argos Translate itself keeps packages; new ones go to the first.

    The rules are those of ``argostranslate.settings``: the variable ``ARGOS_PACKAGES_DIR``, else the same key
    in ``$XDG_CONFIG_HOME/argos-translate/settings.json``, else ``$XDG_DATA_HOME/argos-translate/packages``
    (``~/.local/share/argos-translate/packages``).
    """
    home = Path(environment.get("HOME") or Path.home())
    asked = environment.get("ARGOS_PACKAGES_DIR")
    if not asked:
        config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
        try:
            settings = json.loads((config / "argos-translate" / "settings.json").read_text("utf-8"))
            asked = settings.get("ARGOS_PACKAGES_DIR")
        except (OSError, ValueError, AttributeError):
            asked = None
    if isinstance(asked, str) and asked:
        return (Path(asked),)
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return (data / "argos-translate" / "packages",)


class _Pieces:
    """SentencePiece, as ``argostranslate.tokenizer`` has it but for ``_``, which stays what it is."""

    def __init__(self, stock: Any) -> None:
        self._stock = stock

    def encode(self, text: str) -> list[str]:
        pieces: list[str] = self._stock.encode(text)
        return pieces

    def decode(self, tokens: list[str]) -> str:
        text: str = self._stock.lazy_processor().decode_pieces(tokens)
        return text.replace("▁", " ")


class _Moses:
    """Moses' words in BPE pieces, of the older packages. Moses' rules keep state, so one thread at a time."""

    def __init__(self, stock: Any) -> None:
        self._stock = stock
        self._lock = threading.Lock()

    def encode(self, text: str) -> list[str]:
        try:
            with self._lock:
                pieces: list[str] = self._stock.encode(text)
        except SystemExit as exit_:  # what it does on a line it cannot read
            raise ValueError("a line of bpe.model is no merge of two pieces") from exit_
        return [piece for piece in pieces if piece]

    def decode(self, tokens: list[str]) -> str:
        with self._lock:
            text: str = self._stock.decode(tokens)
        return text


def tokenizer(file: Path, codes: tuple[str, str]) -> Tokenizer:
    """The tokenizer in a package's ``sentencepiece.model`` or ``bpe.model``; it loads itself when first used.

    Args:
        file: the model.
        codes: the package's own language codes, which choose Moses' rules.
    """
    library = _library().tokenizer
    if file.name == "sentencepiece.model":
        return _Pieces(library.SentencePieceTokenizer(file))
    return _Moses(library.BPETokenizer(file, *codes))


def stock_package(path: Path) -> Any:
    """The library's own object for a package's folder. Raises all sorts of errors where that is broken."""
    return _library().package.Package(path)


def index_address(environment: Mapping[str, str] = os.environ) -> str:
    """Address of Argos' package index, or of the one in the folder named by ``ARGOS_PACKAGE_INDEX``."""
    return environment.get("ARGOS_PACKAGE_INDEX", _INDEX).rstrip("/") + "/index.json"


_INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main"
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Library:
    """The two modules of it that are used."""

    package: ModuleType
    tokenizer: ModuleType


def _library() -> _Library:
    with _lock:
        return _imported()


@cache
def _imported() -> _Library:
    """The library, imported without its side effects.

    Its ``settings`` module makes four folders in the user's home, fails where the home cannot be written, and
    sets ``KMP_DUPLICATE_LIB_OK``. What is used of the library needs one value of it. So a stand-in takes its
    place during the import, and everything is forgotten afterwards: whoever else imports the library in this
    process gets it anew, with real settings.
    """
    others = {name for name in sys.modules if name.split(".")[0] == "argostranslate"}
    if not others:
        settings = ModuleType("argostranslate.settings")
        vars(settings)["debug"] = False
        sys.modules["argostranslate.settings"] = settings
    try:
        from argostranslate import package, tokenizer
    finally:
        if not others:
            for name in [name for name in sys.modules if name.split(".")[0] == "argostranslate"]:
                del sys.modules[name]
    return _Library(package, tokenizer)
