"""SARIF: what the standard demands of a log, and places that lead an editor to the right words."""

import json

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from report_support import full_report

from workbench.cli import main
from workbench.exporting.sarif import to_sarif
from workbench.pipeline import Given, Plan, run
from workbench.reading import read

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
COUNT = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "id": {"type": "integer", "minimum": 0},
        "message": TEXT,
        "logicalLocations": {"type": "array", "items": {"type": "object", "required": ["name"]}},
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri", "index"],
                    "properties": {"uri": {"type": "string", "pattern": "^[!-~]+$"}},
                },
                "region": {
                    "type": "object",
                    "required": ["startLine", "startColumn", "endLine", "endColumn"],
                    "additionalProperties": False,
                    "properties": {
                        "startLine": COUNT,
                        "startColumn": COUNT,
                        "endLine": COUNT,
                        "endColumn": COUNT,
                        "charOffset": {"type": "integer", "minimum": 0},
                        "charLength": {"type": "integer", "minimum": 0},
                        "snippet": {"type": "object", "required": ["text"]},
                    },
                },
            },
        },
    },
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
    "properties": {
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "minItems": 1, "items": LOCATION},
        "relatedLocations": {"type": "array", "items": LOCATION},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "suppressions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": {"enum": ["inSource", "external"]},
                    "status": {"enum": ["accepted", "underReview", "rejected"]},
                    "justification": {"type": "string"},
                },
            },
        },
    },
}
ESSENTIALS = {
    # what the SARIF 2.1.0 specification requires of the objects we write, in our own words
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "properties": {
                                                "shortDescription": TEXT,
                                                "defaultConfiguration": {"properties": {"level": LEVEL}},
                                            },
                                        },
                                        "uniqueItems": True,
                                    }
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "newlineSequences": {"type": "array", "minItems": 1},
                    "invocations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["executionSuccessful"],
                            "properties": {
                                "toolExecutionNotifications": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["message"],
                                        "properties": {"level": LEVEL, "message": TEXT},
                                    },
                                }
                            },
                        },
                    },
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}


def checked(text):
    log = json.loads(text)
    jsonschema.validate(log, ESSENTIALS)
    run_ = log["runs"][0]
    for result in run_["results"]:
        assert run_["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        for place in (*result["locations"], *result["relatedLocations"]):
            where = place["physicalLocation"]["artifactLocation"]
            assert run_["artifacts"][where["index"]]["location"]["uri"] == where["uri"]
    return run_


def words_at(text, region):
    """What an editor marks: lines end with CRLF or LF, columns are code points, the end is behind."""
    lines = text.replace("\r\n", "\n").split("\n")
    picked = lines[region["startLine"] - 1 : region["endLine"]]
    picked[-1] = picked[-1][: region["endColumn"] - 1]
    picked[0] = picked[0][region["startColumn"] - 1 :]
    return "\n".join(picked)


def test_a_report_with_everything_in_it_is_valid():
    assert len(checked(to_sarif(full_report()))["results"]) == 3


def test_same_input_gives_same_bytes():
    assert to_sarif(full_report()) == to_sarif(full_report())


def test_places_lead_to_the_words(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = "A headline here\r\n\r\nIt was warm. There were 120 people in the hall.\r\n"
    target = "Ось тут заголовок\r\n\r\nБуло тепло 😀. У залі була 121 людина.\r\n"
    (tmp_path / "the source.txt").write_bytes(source.encode())
    (tmp_path / "ціль.txt").write_bytes(target.encode())
    arguments = ["check", "the source.txt", "ціль.txt", "--from", "en", "--to", "uk", "--select", "numbers"]
    result = CliRunner().invoke(main, [*arguments, "--format", "sarif", "-o", "out.sarif"])
    assert result.exit_code == 1, result.output
    (found,) = checked((tmp_path / "out.sarif").read_text("utf-8"))["results"]
    there, here = found["locations"][0]["physicalLocation"], found["relatedLocations"][0]["physicalLocation"]
    assert there["artifactLocation"]["uri"] == "%D1%86%D1%96%D0%BB%D1%8C.txt"
    assert here["artifactLocation"]["uri"] == "the%20source.txt"
    assert words_at(target, there["region"]) == "121"
    assert words_at(source, here["region"]) == "120"
    assert (there["region"]["startLine"], here["region"]["startColumn"]) == (3, 25)


def test_formats_without_lines_of_their_own_name_the_row_only():
    source = read(b"<p>There were 120 people.</p>", name="a.html")
    target = read("Було 121 людина.", name="b.txt")
    report = run(Plan(Given(source, "en"), (Given(target, "uk"),), select=("numbers",), method="length"))
    (found,) = checked(to_sarif(report))["results"]
    assert "region" in found["locations"][0]["physicalLocation"]
    assert "region" not in found["relatedLocations"][0]["physicalLocation"]
    assert found["relatedLocations"][0]["logicalLocations"] == [{"name": "row 1"}]


LINE = st.text(st.sampled_from("ab1 «»\u202e\u200b😀é"), min_size=1, max_size=12)


@given(st.lists(st.tuples(LINE, LINE), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_any_text_gives_a_valid_log_whose_regions_are_the_spans(rows):
    source, target = ("\n".join(side) for side in zip(*rows, strict=True))
    if not source.strip() or not target.strip():
        return
    plan = Plan(
        Given(read(source), "en"), (Given(read(target), "uk"),), presegmented=True, paired=True, checks=True
    )
    report = run(plan)
    for result, finding in zip(checked(to_sarif(report))["results"], report.findings, strict=True):
        region = result["locations"][0]["physicalLocation"].get("region")
        if finding.target_span is not None and region:
            text = report.parallel.cell_text(finding.row, 0)
            assert words_at(target, region) == finding.target_span.of(text)


@pytest.mark.parametrize("form", ["sarif", "html", "json", "table"])
def test_output_goes_into_the_file(tmp_path, monkeypatch, form):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("There were 120 people.\n", "utf-8")
    (tmp_path / "b.txt").write_text("Було 121 людина.\n", "utf-8")
    arguments = ["check", "a.txt", "b.txt", "--from", "en", "--to", "uk", "--format", form, "-o", "out"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "121" in (tmp_path / "out").read_text("utf-8")
