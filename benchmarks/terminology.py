"""How far the tiny en-uk package is brought to obey: ``python benchmarks/terminology.py [--check]``.

300 held-out sentences of the grammar, with a glossary whose terms the model never chooses by itself: some it
knows as other words (*старий* for *new*), some it has never seen (*гімназія* for *school*). Since the grammar is
ours, the right sentence is known form for form, so the table says of the segments with exactly one term how many
chosen hypotheses and how many proposals are that sentence, letter for letter. Only segments that the model renders
as the reference does count, and wanted words have the gender of those they replace: agreement of the words around
them is not measured. ``--check`` exits 1 below the floors in floors.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import zipfile
from collections import Counter
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
ARCHIVE = HERE.parent / "tests" / "data" / "argos" / "translate-en_uk-0_1.argosmodel"
sys.path.insert(0, str(HERE.parent / "tools" / "tiny_argos"))
SENTENCES = 300
LOSSES = (0.0, 0.3, 0.5, 0.7, 1.0, 2.0)

TERMS = {
    # English: the model's word with its forms, the wanted one with the same forms, dictionary form first
    "new": ("новий нова нове нову", "старий стара старе стару"),
    "small": ("малий мала мале малу", "крихітний крихітна крихітне крихітну"),
    "report": ("звіт", "лист"),
    "law": ("закон", "статут"),
    "school": ("школа школу", "гімназія гімназію"),
    "book": ("книга книгу", "брошура брошуру"),
    "Kyiv": ("Київ Києві", "Львів Львові"),
}


def main() -> None:
    """Measure, print, and compare if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 if a figure is below its floor")
    check = parser.parse_args().check
    print("max loss  by model  reranked  (right)  proposed  (right)  not  seconds")
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(folder)
        for max_loss, row in measure(Path(folder)):
            print(f"{max_loss:8.1f}  {row['line']}")
            figures[f"reranked at {max_loss:g}, %"] = row["reranked"]
            figures[f"right at {max_loss:g}, %"] = row["right"]
    if check:
        sys.exit(compare(figures))


def measure(folder: Path):
    """(bound, figures) for each bound."""
    from corpus import corpus

    from workbench.glossary import Glossary, Matcher
    from workbench.model import Concept, Document, Origin, Rendering, Segment, Span, Term, TermStatus
    from workbench.terminology import constrain
    from workbench.translation import render
    from workbench.translation.argos import Argos

    pairs = corpus(SENTENCES)
    segments, at = [], 0
    for pair in pairs:
        segments.append(Segment(pair.en, Span(at, at + len(pair.en)), 0))
        at += len(pair.en) + 1
    text = "\n".join(pair.en for pair in pairs)
    source = Rendering(Document("grammar", text), "en", tuple(segments), Origin.SOURCE)
    concepts = tuple(
        Concept(
            en,
            (Term(en, "en"), Term(old.split()[0], "uk", TermStatus.FORBIDDEN), Term(new.split()[0], "uk")),
        )
        for en, (old, new) in TERMS.items()
    )
    matcher = Matcher([Glossary(Path("benchmark.yaml"), "Benchmark", concepts)])
    engine = Argos([folder], threads=1)
    raw = render(source, "uk", engine)
    for max_loss in LOSSES:
        start = time.perf_counter()
        done = constrain(raw, source, engine, matcher, max_loss=max_loss)
        yield max_loss, summary(done, raw, pairs, time.perf_counter() - start)


def summary(done, raw, pairs, seconds):
    """Counts of all decisions; of segments with one term that were right before, how many are right after."""
    by = Counter(decision.obeyed.value for decision in done.decisions)
    per_segment = Counter(decision.segment for decision in done.decisions)
    asked, right = Counter(), Counter()
    for decision in done.decisions:
        number, reference = decision.segment, pairs[decision.segment].uk
        if per_segment[number] > 1 or raw.texts()[number] != reference:
            continue
        text = decision.proposal.text if decision.proposal else done.rendering.texts()[number]
        asked[decision.obeyed.value] += 1
        right[decision.obeyed.value] += text == expected(reference, decision.concept)
    shown = {way: f"{right[way]}/{asked[way]}" if asked[way] else "-" for way in ("reranking", "proposal")}
    line = (
        f"{by['model']:8}  {by['reranking']:8}  {shown['reranking']:>7}  {by['proposal']:8}"
        f"  {shown['proposal']:>7}  {by['not']:3}  {seconds:7.1f}"
    )
    total = sum(asked.values())
    return {
        "line": line,
        "reranked": round(100 * by["reranking"] / len(done.decisions), 1),
        "right": round(100 * sum(right.values()) / total, 1),
    }


def expected(reference: str, concept: str) -> str:
    """The reference with the wanted term in the same form."""
    import regex

    old, new = (forms.split() for forms in TERMS[concept])
    table = dict(zip(old, new, strict=True))
    table |= {a.capitalize(): b.capitalize() for a, b in table.items()}
    return regex.sub(r"\w+", lambda match: table.get(match.group(), match.group()), reference)


def compare(figures: dict[str, float]) -> int:
    """1 if a figure is below its floor."""
    entry = json.loads((HERE / "floors.json").read_text("utf-8"))["terminology"]
    if find_spec("pymorphy3_dicts_uk") is None:
        print("the floors are for the extra morphology, which is not installed")
        return 2
    if sha256(ARCHIVE.read_bytes()).hexdigest() != entry["data_sha256"]:
        print("the package is another than the floors were measured with")
        return 2
    low = {name: floor for name, floor in entry["floor"].items() if figures[name] < floor}
    for name, floor in low.items():
        print(f"below its floor: {name} {figures[name]} < {floor}")
    return int(bool(low))


if __name__ == "__main__":
    main()
