"""The library ``argostranslate``, as far as the workbench uses it: metadata and tokenizers.

The only module that imports it. Its own ``translate`` is not used: it cuts sentences anew, may go to the
network for a sentence splitter, and sends one sentence at a time (docs/decisions/0002-argos-distribution.md).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
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
        with self._lock:
            pieces: list[str] = self._stock.encode(text)
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


def index_address() -> str:
    """Address of Argos' package index, or of the one named by ``ARGOS_PACKAGE_INDEX``."""
    address: str = _library().settings.remote_package_index
    return address


_FOLDER_VARIABLES = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR")
_import_lock = threading.Lock()


def _library() -> Any:
    """The library, imported without its side effects.

    Importing ``argostranslate.settings`` creates four folders in the user's home and sets
    ``KMP_DUPLICATE_LIB_OK``; on a machine where the home is read-only it fails. So it sees another home while
    it is imported, and learns the real packages folders afterwards.
    """
    if "argostranslate.package" not in sys.modules:
        with _import_lock, tempfile.TemporaryDirectory() as elsewhere:
            variables = (*_FOLDER_VARIABLES, "KMP_DUPLICATE_LIB_OK")
            before = {name: os.environ.get(name) for name in variables}
            real = folders()
            os.environ.update(dict.fromkeys(_FOLDER_VARIABLES, elsewhere))
            try:
                import argostranslate.package
                import argostranslate.tokenizer
            finally:
                for name, value in before.items():
                    os.environ.pop(name, None)
                    if value is not None:
                        os.environ[name] = value
            argostranslate.settings.package_data_dir = real[0]
            argostranslate.settings.package_dirs = list(real)
    import argostranslate

    return argostranslate
