"""Build a tiny but genuine Argos package from the project's own grammar.

    python -m venv /tmp/train && /tmp/train/bin/pip install torch sentencepiece ctranslate2 onnx
    /tmp/train/bin/python tools/tiny_argos/build.py en uk tests/data/argos

About 150 CPU seconds a package; on a slow or busy machine give more with ``--seconds``. The last line says
how many of the 300 held-out sentences come out exactly right; the committed packages have 293 (en-uk),
288 (uk-en) and 299 (uk-es). Training is timed, so a build is equivalent to the committed one, not equal.
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import sentencepiece
import torch
from corpus import HELD_OUT, LANGUAGES, corpus
from network import Size, export, train
from splitter import splitter

_NAMES = {"en": "English", "uk": "Ukrainian", "es": "Spanish"}
_LETTERS = {
    "en": "“”‘’",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ'’«»—№",
    "es": "áéíóúüñÁÉÍÓÚÜÑ¿¡«»",
}
_ALWAYS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;!?()-–—"%/@_'
_DATE = (2026, 1, 1, 0, 0, 0)
"""Of every file in the archive, so that the same content gives the same bytes."""


def build(source: str, target: str, folder: Path, seconds: float, sentences: int) -> tuple[Path, int]:
    """Train and pack one package.

    Returns:
        The file, and how many held-out sentences it translates exactly.
    """
    sides = (LANGUAGES.index(source), LANGUAGES.index(target))
    pairs = [(row[sides[0]], row[sides[1]]) for row in corpus(sentences + HELD_OUT)]
    held_out, rest = pairs[:HELD_OUT], pairs[HELD_OUT:]
    pieces = _pieces([text for pair in rest for text in pair], _ALWAYS + _LETTERS[source] + _LETTERS[target])
    processor = sentencepiece.SentencePieceProcessor(model_proto=pieces)
    size = Size()
    numbers = [(processor.encode(left), processor.encode(right)) for left, right in rest]
    network = train(numbers, processor.get_piece_size(), size, seconds, seed=1)
    vocabulary = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    with tempfile.TemporaryDirectory() as workplace:
        model = Path(workplace) / "model"
        export(network, vocabulary, model)
        right = _exact(model, processor, held_out)
        files = {f"model/{file.name}": file.read_bytes() for file in sorted(model.iterdir())}
    files |= {
        "metadata.json": json.dumps(_metadata(source, target), indent=1).encode(),
        "README.md": b"Tiny test model trained on template sentences. CC0.\n",
        "sentencepiece.model": pieces,
        "minisbd/rules.onnx": splitter(),
    }
    path = folder / f"translate-{source}_{target}-0_1.argosmodel"
    _pack(path, files)
    return path, right


def _pieces(texts: Sequence[str], characters: str) -> bytes:
    """One SentencePiece model for both sides: an Argos package has exactly one."""
    content = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=content,
        vocab_size=1200,
        hard_vocab_limit=False,
        model_type="unigram",
        character_coverage=1.0,
        split_digits=True,
        required_chars=characters,
        pad_id=-1,
        unk_id=0,
        bos_id=1,
        eos_id=2,
        minloglevel=2,
        num_threads=1,
    )
    return content.getvalue()


def _metadata(source: str, target: str) -> dict[str, object]:
    return {
        "package_version": "0.1",
        "argos_version": "1.9",
        "from_code": source,
        "from_name": _NAMES[source],
        "to_code": target,
        "to_name": _NAMES[target],
        "links": [],
    }


def _exact(
    model: Path, processor: sentencepiece.SentencePieceProcessor, held_out: Sequence[tuple[str, str]]
) -> int:
    translator = ctranslate2.Translator(str(model), device="cpu")
    sources = [processor.encode(source, out_type=str) for source, _ in held_out]
    results = translator.translate_batch(sources, beam_size=4, max_batch_size=64)
    texts = [processor.decode_pieces(result.hypotheses[0]) for result in results]
    return sum(text == target for text, (_, target) in zip(texts, held_out, strict=True))


def _pack(path: Path, files: dict[str, bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{path.stem}/{name}", _DATE)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", choices=LANGUAGES)
    parser.add_argument("target", choices=LANGUAGES)
    parser.add_argument("folder", type=Path, help="where the .argosmodel file goes")
    parser.add_argument("--seconds", type=float, default=150, help="CPU seconds of training")
    parser.add_argument("--sentences", type=int, default=6000, help="sentences of training")
    asked = parser.parse_args()
    torch.set_num_threads(1)  # more threads only wait for each other on matrices this small
    path, right = build(asked.source, asked.target, asked.folder, asked.seconds, asked.sentences)
    print(f"{path}: {path.stat().st_size} bytes, {right} of {HELD_OUT} held-out sentences exact")


if __name__ == "__main__":
    main()
