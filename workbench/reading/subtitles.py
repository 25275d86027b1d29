"""Subtitles (SubRip, WebVTT): the lines without times and marks; each cue is a paragraph."""

from __future__ import annotations

import html
from collections.abc import Callable

from workbench.errors import BadFile
from workbench.reading.decoding import decode
from workbench.reading.extracted import Extracted, joined

__all__ = ["srt", "vtt"]


def _reader(form: str, text_of: Callable[[str], str]) -> Callable[[bytes, str, str | None], Extracted]:
    def read(data: bytes, name: str, encoding: str | None = None) -> Extracted:
        import pysubs2

        decoded = decode(data, name, encoding)
        try:
            cues = pysubs2.SSAFile.from_string(decoded.text, format_=form)
        except (pysubs2.exceptions.Pysubs2Error, ValueError, IndexError, OverflowError) as error:
            raise BadFile(
                f"“{name}” cannot be read as {form} subtitles.",
                hint="Rename it to .txt to read it as it stands.",
            ) from error
        if not cues:
            raise BadFile(
                f"“{name}” holds no {form} subtitles.", hint="Rename it to .txt to read it as it stands."
            )
        text = joined(text_of(cue.plaintext) for cue in cues if not cue.is_comment)
        return Extracted(text, decoded.notes, decoded.encoding)

    return read


srt = _reader("srt", str)
vtt = _reader("vtt", html.unescape)  # WebVTT writes & and < as HTML does
