"""The tiny packages, and what stock Argos Translate makes of the same texts."""

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

ARCHIVES = Path(__file__).parent / "data" / "argos"
EN_UK, UK_EN, UK_ES = (ARCHIVES / f"translate-{pair}-0_1.argosmodel" for pair in ("en_uk", "uk_en", "uk_es"))

STOCK = """
import json, sys
from argostranslate import translate
languages = {one.code: one for one in translate.get_installed_languages()}
out = []
for source, target, texts, count in json.load(sys.stdin):
    engine = languages[source].get_translation(languages[target])
    out.append([[h.value for h in engine.hypotheses(text, count)] for text in texts])
print("ANSWER" + json.dumps(out))
"""


def unpack(folder, *archives):
    """A packages folder as Argos itself would leave it."""
    folder.mkdir(parents=True, exist_ok=True)
    for archive in archives:
        with zipfile.ZipFile(archive) as file:
            file.extractall(folder)
    return folder


def sentences(start, stop):
    """Sentences of the grammar; the first 300 were not trained on."""
    place = Path(__file__).parent.parent / "tools" / "tiny_argos" / "corpus.py"
    spec = importlib.util.spec_from_file_location("tiny_corpus", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.corpus(stop)[start:]


def stock(folder, jobs):
    """What ``argostranslate.translate`` answers to (source, target, texts, number of hypotheses), in a process
    of its own: it reads its settings when it is imported."""
    run = subprocess.run(
        [sys.executable, "-c", STOCK],
        input=json.dumps(jobs),
        env={**os.environ, "ARGOS_PACKAGES_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout.partition("ANSWER")[2])
