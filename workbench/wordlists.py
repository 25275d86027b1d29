"""simplemma's form lists in a shape that a large document can ask a million times.

simplemma ships a list packed: finding the places to begin reading takes a pass over all of it (0.2 s for Ukrainian, 1.1
for Polish), each time, and then each word 6 µs. Here a list becomes a MARISA trie, hardly larger than the packed list,
which answers in 1 µs and is kept in the user's cache folder, where later runs open it in a millisecond. Making one
takes as long as four such passes, so it is made only for who asks much. A cache that cannot be read or written is set
aside; it never stops the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, overload

from workbench.files import replace_file

if TYPE_CHECKING:
    from marisa_trie import BytesTrie

__all__ = ["WordList", "keep", "kept"]

T = TypeVar("T")


class WordList(Mapping[str, str]):
    """Form -> lemma; also the factory simplemma wants, which gives itself for its one language."""

    def __init__(self, trie: BytesTrie) -> None:
        self._trie = trie
        self._find = trie.get

    @overload
    def get(self, key: str) -> str | None: ...
    @overload
    def get(self, key: str, default: str | T) -> str | T: ...
    def get(self, key: str, default: Any = None) -> Any:
        """The lemma of a form."""
        found = self._find(key)
        return found[0].decode() if found else default

    def __getitem__(self, key: str) -> str:
        return str(self._trie[key][0].decode())

    def __iter__(self) -> Iterator[str]:
        return iter(self._trie.keys())

    def __len__(self) -> int:
        return len(self._trie)

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        """Itself, whatever is asked: one list is one language's."""
        return self


def kept(code: str) -> WordList | None:
    """The list that an earlier run left, None where there is none that can be read.

    Args:
        code: simplemma's code of a language.
    """
    from marisa_trie import BytesTrie

    path = _path(code)
    try:
        return WordList(BytesTrie().load(str(path))) if path.exists() else None
    except (OSError, RuntimeError):  # RuntimeError: not a trie, or cut off
        return None


def keep(code: str) -> WordList:
    """The list, made from simplemma's, and left for later runs."""
    from marisa_trie import BytesTrie
    from simplemma.strategies import DefaultDictionaryFactory

    unpacked = DefaultDictionaryFactory().get_dictionary(code)  # of its own, to be forgotten
    trie = BytesTrie((form, lemma.encode()) for form, lemma in unpacked.items())
    path = _path(code)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob(f"forms-{code}-*.trie"):
            if old != path:
                old.unlink()
        replace_file(path, trie.tobytes())
    except OSError:
        pass
    return WordList(trie)


def _path(code: str) -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("workbench", appauthor=False) / f"forms-{code}-{version('simplemma')}.trie"
