"""OmegaT translates with our translation memory and reads our glossary with its own reader."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from report_support import report

from workbench.exporting.registry import export

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("omegat") is None,
        reason="OmegaT is not installed; `sh tools/system.sh omegat` installs it on Debian",
    ),
]

JAR = "/usr/share/omegat/OmegaT.jar"
SOURCE = ["He said “no” 120 times.", "The press release came out.", "In Kyiv & Lviv on <b>14</b> October."]
TARGET = ["Він сказав «ні» 120 разів.", "Пресреліз вийшов.", "У Києві та Львові <b>14</b> жовтня & далі."]
PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>en</source_lang><target_lang>uk</target_lang>
<source_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.DefaultTokenizer</target_tok>
<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags></project></omegat>
"""
LOOK = """
import org.omegat.gui.glossary.GlossaryReaderTSV
for (entry in GlossaryReaderTSV.read(new File(args[0]), false)) {
    println([entry.srcText, entry.locText, entry.commentText].join('|'))
}
"""
GLOSSARY = """\
name: Press
languages: [en, uk]
concepts:
  - id: press-release
    definition: A text for journalists.
    terms:
      en: press release
      uk: [пресреліз, прес-реліз]
"""


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    for name in ("source", "target", "tm/auto", "glossary", "omegat", "dictionary"):
        (folder / name).mkdir(parents=True)
    (folder / "omegat.project").write_text(PROJECT, "utf-8")
    return folder


def translated(project, tmp_path):
    """The project's target text after OmegaT in console mode."""
    command = [
        "omegat",
        "--mode=console-translate",
        f"--config-dir={tmp_path / 'config'}",
        "--no-team",
        str(project),
    ]
    done = subprocess.run(command, capture_output=True, timeout=180, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "error" not in done.stdout.casefold(), done.stdout
    return (project / "target" / "a.txt").read_text("utf-8").split("\n\n")


def test_a_project_with_our_memory_is_translated(project, tmp_path):
    (project / "source" / "a.txt").write_text("\n\n".join([*SOURCE, "Unknown here."]), "utf-8")
    (project / "tm" / "auto" / "ours.tmx").write_bytes(export(report(SOURCE, TARGET), "tmx").data)
    assert [part.strip() for part in translated(project, tmp_path)] == [*TARGET, "Unknown here."]


def test_of_two_renderings_of_a_language_both_are_read_and_the_last_is_used(project, tmp_path):
    (project / "source" / "a.txt").write_text(SOURCE[1], "utf-8")
    other = ["a", "Заява для преси вийшла.", "b"]
    (project / "tm" / "auto" / "ours.tmx").write_bytes(export(report(SOURCE, TARGET, other), "tmx").data)
    assert translated(project, tmp_path)[0].strip() == other[1]  # the last of several exact matches


def test_the_glossary_is_read_with_all_its_terms(tmp_path):
    if shutil.which("groovy") is None:
        pytest.skip("groovy, which comes with Debian's omegat, is not installed")
    from click.testing import CliRunner

    from workbench.cli import main

    (tmp_path / "press.yaml").write_text(GLOSSARY, "utf-8")
    made = tmp_path / "press.utf8"
    tsv = tmp_path / "press.tsv"
    command = [
        "glossary",
        "convert",
        str(tmp_path / "press.yaml"),
        "-o",
        str(tsv),
        "--from",
        "en",
        "--to",
        "uk",
    ]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    made.write_bytes(tsv.read_bytes())
    script = tmp_path / "look.groovy"
    script.write_text(LOOK, "utf-8")
    command = ["groovy", "-cp", JAR, str(script), str(made)]
    java = Path(shutil.which("java")).resolve().parent.parent  # groovy's own default is not always there
    environment = {**os.environ, "JAVA_HOME": str(java), "JAVA_OPTS": "-Dfile.encoding=UTF-8"}
    seen = subprocess.run(
        command, capture_output=True, timeout=180, check=True, encoding="utf-8", env=environment
    )
    lines = [line for line in seen.stdout.splitlines() if "|" in line]
    assert [line.split("|")[:2] for line in lines] == [
        ["press release", "пресреліз"],
        ["press release", "прес-реліз"],
    ]
    assert "A text for journalists." in lines[0]
