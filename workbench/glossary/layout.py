"""`fmt`: one layout for all glossaries, with every comment, the order and the quoting kept."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path
from typing import Any

import regex

from workbench.errors import BadGlossary
from workbench.glossary.nodes import Items, Listing, Node
from workbench.glossary.yamltext import decode, parse, parse_full, read_bytes

__all__ = ["reformat", "reformat_file"]

_WIDTH = 4096  # the emitter must not fold long lines: it would move words between a maintainer's lines


def reformat(text: str, name: str) -> str:
    """`text` in the common layout: two spaces of indent, indented lists, single blank lines, NFC.

    Comments, the order of keys and the maintainer's quotes stay. The data stay the same, or an error says so;
    doing it twice changes nothing more.

    Args:
        text: a glossary's YAML.
        name: the file, for errors.

    Raises:
        BadGlossary: the YAML is broken, or the emitter would have changed the data.

    >>> print(reformat("name:   Press  # ours\\nconcepts:\\n- {id: a, terms: {no: 'nei'}}\\n", "x"), end="")
    name: Press    # ours
    concepts:
      - {id: a, terms: {no: 'nei'}}
    """
    text = unicodedata.normalize("NFC", text)
    before = parse(text, name)
    out = io.StringIO()
    yaml = _round_trip()
    yaml.dump(yaml.load(text), out)
    tidy = _tidy(out.getvalue())
    for done in (_comments_aligned(tidy), tidy):
        if _data(parse_full(done, name)) == _data(before):
            return done
    raise BadGlossary(f"{name}: it cannot be laid out anew without changing it.", hint="Indent it by hand.")


def _round_trip() -> Any:
    """ruamel's round-trip parser, told to read every plain scalar as text."""
    from ruamel.yaml import YAML
    from ruamel.yaml.resolver import VersionedResolver

    class TextResolver(VersionedResolver):
        """Without guesses: ``no``, ``1.10`` and dates come out as they went in."""

        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            if kind.__name__ == "ScalarNode" and value in ("", "~", "null") and implicit[0]:
                return super().resolve(kind, value, implicit)
            return super().resolve(kind, None if kind.__name__ == "ScalarNode" else value, (False, True))

    yaml = YAML(typ="rt")
    yaml.Resolver = TextResolver
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    return regex.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _comments_aligned(text: str) -> str:
    """Comments on lines of their own stand as far in as the line they precede.

    A block scalar may hold lines that look like comments; the caller compares the data and then leaves them.
    """
    lines = text.split("\n")
    indent = 0
    for at in range(len(lines) - 1, -1, -1):
        bare = lines[at].lstrip(" ")
        if bare.startswith("#"):
            lines[at] = " " * indent + bare
        elif bare:
            indent = len(lines[at]) - len(bare)
    return "\n".join(lines)


def _data(node: Node) -> Any:
    """A node's data without places, for comparing."""
    if isinstance(node, Items):
        return [(key.value, _data(value)) for key, value in node.pairs]
    if isinstance(node, Listing):
        return [_data(value) for value in node.values]
    return None if node.null else node.value


def reformat_file(path: Path) -> tuple[str, str]:
    """(text as it is, text as it should be) of a file."""
    text = decode(read_bytes(path), str(path))
    return text, reformat(text, str(path))
