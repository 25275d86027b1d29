"""Text of documents, file names and engines in places of Streamlit that read Markdown."""

from __future__ import annotations

from workbench.exporting.marks import bracketed

__all__ = ["plain"]


def plain(text: str) -> str:
    r"""Text for a Streamlit element that reads Markdown (labels, titles, messages): nothing in it acts.

    Controls and bidirectional overrides become signs, white space becomes single spaces.

    >>> print(plain("**a** ![x](http://x)"))
    \*\*a\*\* \!\[x\]\(http\:\/\/x\)
    """
    text = bracketed(text)
    for char in "\\`*_{}[]<>()#+-.!|~$:&/@":
        text = text.replace(char, "\\" + char)
    return " ".join(text.split())
