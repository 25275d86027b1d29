"""The translation packages in Argos' folders: what is there, and whether it is sound."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from workbench.errors import BadPackage, UnknownLanguage
from workbench.languages import LANGUAGES, normalize
from workbench.translation.argos_library import folders, stock_package
from workbench.translation.engine import Pair

__all__ = [
    "CODE",
    "RECORD",
    "Broken",
    "Listing",
    "Package",
    "digest",
    "installed",
    "our_code",
    "preference",
    "read",
]

RECORD = "workbench.json"
"""Our own file in a package's folder: where it came from and what its files' hashes were."""

_METADATA_BYTES = 1 << 20
_TOKENIZERS = ("sentencepiece.model", "bpe.model")

CODE = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z]{2,8})?")
"""Language codes that are taken from a package or an index: letters only, since they become names of files."""


@dataclass(frozen=True, slots=True)
class Package:
    """One translation package in its folder.

    Attributes:
        path: its folder.
        pair: our codes of source and target language.
        codes: the package's own codes, such as ``("en", "zt")``.
        version: as in its metadata, "" if it has none.
        prefix: token that selects the target language in models of several, else "".
        tokenizer: name of its file, ``sentencepiece.model`` or ``bpe.model``.
    """

    path: Path
    pair: Pair
    codes: Pair
    version: str
    prefix: str
    tokenizer: str

    @property
    def name(self) -> str:
        """Name of its folder."""
        return self.path.name

    @property
    def direction(self) -> str:
        """The pair as people write it, ``en-uk``."""
        return "-".join(self.pair)


@dataclass(frozen=True, slots=True)
class Broken:
    """A folder among the packages that is not a usable one, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in the packages folders."""

    packages: tuple[Package, ...] = ()
    broken: tuple[Broken, ...] = ()

    def of(self, pair: Pair) -> Package | None:
        """The package used for a pair, see :func:`installed`."""
        return next((package for package in self.packages if package.pair == pair), None)


def installed(where: Sequence[Path] | None = None) -> Listing:
    """The packages in `where` (by default :func:`folders`), usable and broken ones.

    A folder that is broken, hidden, or holds something else than a translation package spoils nothing. Of
    several packages for one pair the newest version comes first and is the one that is used.
    """
    found: list[Package] = []
    broken: list[Broken] = []
    for folder in folders() if where is None else where:
        try:
            inside = sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0] != ".")
        except OSError:
            continue
        for path in inside:
            try:
                package = read(path)
            except BadPackage as error:
                broken.append(Broken(path, error.message))
            else:
                if package is not None:
                    found.append(package)
    found.sort(key=lambda package: preference(package.pair, package.codes, package.version))
    return Listing(tuple(found), tuple(broken))


def read(path: Path) -> Package | None:
    """Read the metadata of one package; nothing is loaded.

    Returns:
        None if it is a sound package of another sort (Argos has a few for splitting sentences).

    Raises:
        BadPackage: it is none, or something is missing.
    """
    metadata = path / "metadata.json"
    try:
        if metadata.stat().st_size > _METADATA_BYTES:
            raise BadPackage(f"“{path.name}” has a metadata.json of more than 1 MB.")
        stock = stock_package(path)
    except FileNotFoundError:
        raise BadPackage(f"“{path.name}” is no Argos package: it has no metadata.json.") from None
    except BadPackage:
        raise
    except Exception as error:  # whatever strange metadata makes the library stumble over
        raise BadPackage(f"The metadata.json of “{path.name}” cannot be read: {error}.") from error
    if stock.type != "translate":
        return None
    codes = (stock.from_code, stock.to_code)
    if not all(isinstance(code, str) and CODE.fullmatch(code) for code in codes):
        raise BadPackage(
            f"The metadata.json of “{path.name}” does not name two languages: {str(codes)[:60]}."
        )
    if not (path / "model" / "model.bin").is_file():
        raise BadPackage(f"“{path.name}” has no model (model/model.bin).")
    tokenizer = next((name for name in _TOKENIZERS if (path / name).is_file()), None)
    if tokenizer is None:
        raise BadPackage(f"“{path.name}” has neither sentencepiece.model nor bpe.model.")
    prefix, number = stock.target_prefix, stock.package_version
    return Package(
        path=path,
        pair=(our_code(codes[0]), our_code(codes[1])),
        codes=codes,
        version=number if isinstance(number, str) else "",
        prefix=prefix if isinstance(prefix, str) else "",
        tokenizer=tokenizer,
    )


def digest(package: Package) -> str:
    """SHA-256 over the names and contents of the package's files, 12 hexadecimal digits; remembered."""
    files = sorted(path for path in package.path.rglob("*") if path.is_file() and path.name != RECORD)
    stamps = tuple((path, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    return _digest(package.path, stamps)


@lru_cache(64)
def _digest(root: Path, stamps: tuple[tuple[Path, int, int], ...]) -> str:
    whole = hashlib.sha256()
    for path, _, _ in stamps:
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").digest()
        whole.update(path.relative_to(root).as_posix().encode() + b"\0" + content)
    return whole.hexdigest()[:12]


def our_code(code: str) -> str:
    """Our code for one of Argos'; its own where the table has no such language."""
    try:
        return normalize(code)
    except UnknownLanguage:
        return code


def preference(pair: Pair, codes: Pair, version: str) -> tuple[Pair, int, bool, tuple[int, ...]]:
    """Sort key of packages: by pair; the language itself before a variety (``pt`` before ``pb``), then the newest.

    >>> preference(("en", "uk"), ("en", "uk"), "1.10") < preference(("en", "uk"), ("en", "uk"), "1.9")
    True
    """
    rows = [LANGUAGES.get(code) for code in pair]
    varieties = sum(row is not None and row.argos != code for row, code in zip(rows, codes, strict=True))
    numbers = tuple(-int(number) for number in re.findall(r"\d{1,9}", version))
    return pair, varieties, not numbers, numbers
