"""The translation packages in Argos' folders: what is there, and whether it is sound."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from contextlib import suppress
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
    "Provenance",
    "digest",
    "installed",
    "licence",
    "our_code",
    "preference",
    "provenance",
    "read",
    "size",
]

RECORD = "workbench.json"
"""Our own file in a package's folder: where it came from and what its files' hashes were."""

_METADATA_BYTES = 1 << 20
_LICENCE_BYTES = 1 << 16
_LICENCE_WORD = re.compile(r"[\W_]*licen[cs]ed?\b[\W_]*(?:under\b|is\b)?\W*(?P<rest>.*)", re.IGNORECASE)
_LICENCE_NAME = re.compile(r"\b(?:CC0|CC[ -]BY(?:[ -]\w+)*|MIT|Apache|L?A?GPL|MPL|BSD|public domain)\b")
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


def size(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@dataclass(frozen=True, slots=True)
class Provenance:
    """What was written down when a package was installed; all "" where another program installed it.

    Attributes:
        archive_sha256: of the file it came from.
        origin: that file's name, or its address.
        installed: when, ISO 8601.
    """

    archive_sha256: str = ""
    origin: str = ""
    installed: str = ""


def provenance(package: Package) -> Provenance:
    """Where a package came from, as far as it was written down."""
    try:
        record = json.loads((package.path / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return Provenance()
    values = record if isinstance(record, dict) else {}
    return Provenance(*(str(values.get(key) or "")[:300] for key in Provenance.__slots__))


def licence(package: Package) -> str:
    """What the package itself says of its licence, one line; "" where it says nothing.

    Argos packages have no field for it: it is looked for in the metadata, then in a file LICENSE, then in README.
    """
    try:
        metadata = json.loads((package.path / "metadata.json").read_text("utf-8"))
    except (OSError, ValueError):
        metadata = {}
    stated = [metadata.get(key) for key in ("license", "licence")] if isinstance(metadata, dict) else []
    texts = [text for text in stated if isinstance(text, str)]
    for pattern in ("LICEN[CS]E*", "README*"):
        for path in sorted(package.path.glob(pattern)):
            with suppress(OSError):
                lines = path.read_bytes()[:_LICENCE_BYTES].decode("utf-8", "replace").splitlines()
                texts += lines[:5] if pattern[0] == "L" else _licence_lines(lines)
    return next((" ".join(text.split())[:160] for text in texts if text.strip()), "")


def _licence_lines(lines: Sequence[str]) -> list[str]:
    """Lines of a README that name a licence: behind the word, under it as a heading, or by a licence's name."""
    found = []
    for number, line in enumerate(lines):
        if match := _LICENCE_WORD.match(line):
            following = next((text for text in lines[number + 1 :] if text.strip()), "")
            found.append(match["rest"].strip() or following)
    return found + [line for line in lines if _LICENCE_NAME.search(line)]


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
