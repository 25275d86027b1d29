"""Write docs/findings.md from the table of codes and the first case of each case file.

Run it after changing a check: ``python tools/make_findings_doc.py``. A test fails while the page is stale.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from workbench.checks import CODES, Check

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "findings.md"
CASES = ROOT / "tests" / "data" / "checks"

INTRO = """\
# Findings

`workbench check SOURCE RENDERING…` reads a source and its renderings row by row and reports findings. Each
has a **code**, a **severity**, exact places on both sides, and its evidence in the message.

- **E** error: wrong on professionally translated, published text less than once in 200 rows.
- **W** warning: worth a look; often a free but right translation.
- **I** information: a difference that is usually intended.

A severity below is the usual one; a finding with weaker evidence carries a lower one. One cause gives one
finding. A check that could not run is listed with the reason, since “no findings” is not “was checked”.

This page is made from the table of codes by `tools/make_findings_doc.py`; do not edit it by hand.

## Setting a finding aside

A finding that is no mistake is dismissed by its key, which stands behind it (and in `--format json`), with a reason:

```
workbench check article.txt human.txt --dismiss 3f9a01c2 --reason "The author corrected the figure."
```

It is then shown as dismissed in every format and does not count for the exit status. The judgement is kept in
`human.txt.dismissals.toml` beside the rendering (or in the file named by `--dismissals`) and holds for the same
words in the same sentence, wherever these stand later. Where no finding answers to it any more, this is said:

```toml
[[dismissed]]
key = "3f9a01c2b7d84e50"
code = "numbers"
rendering = "human.txt"
finding = "“120” became “121”."
reason = "The author corrected the figure."
```

## Showing findings elsewhere

`--format sarif` writes SARIF 2.1.0, which code hosts and editors show beside the lines of a file; `--format html` a
page with the texts side by side, key quotes and figures; `--format json` plain values for scripts.

## Changing severities and thresholds

Give a TOML file with `--settings`. What a pair says wins over what is said for all:

```toml
[checks.length]
severity = "I"        # E, W, I or off
longer = 2.2

[pairs.en-uk.checks.dash]
severity = "off"

[pairs."*-fr".checks.punct-space]
severity = "I"
```
"""


def page() -> str:
    """The whole page."""
    parts = [INTRO]
    for subject, checks in groupby(CODES.values(), key=lambda check: check.subject):
        parts.append(f"## {subject}\n")
        parts += [_section(check) for check in checks]
    return "\n".join(parts)


def _section(check: Check) -> str:
    lines = [f"### `{check.code}` ({check.severity.value})", "", check.about, ""]
    for kind, label in (("fires", "Found in"), ("silent", "Not in")):
        langs, source, target = _example(check.code, kind)
        lines.append(f"- {label} ({langs}): {_quoted(source)} → {_quoted(target)}")
    if check.beats and check.beats != ("*",):
        named = ", ".join(f"`{code}`" for code in check.beats)
        lines.append(f"- Where it speaks about some words, these stay silent about them: {named}")
    if check.beats == ("*",):
        lines.append("- Where it speaks, all other checks of the row stay silent.")
    for name, value, meaning in check.thresholds:
        lines.append(f"- `{name} = {value:g}`: {meaning}")
    return "\n".join([*lines, ""])


def _example(code: str, kind: str) -> tuple[str, str, str]:
    """Languages, source and target of the first row of a case file: the Ukrainian one, where there is one."""
    own = sorted((CASES / code).glob(f"*.{kind}"), key=lambda path: path.stem != "uk")
    header, row = own[0].read_text("utf-8").splitlines()[:2]
    source, _, target = row.partition("\t")
    _, source_lang, target_lang = header.split()
    return f"{source_lang} → {target_lang}", source, target


def _quoted(text: str) -> str:
    return f"`{text}`" if text.strip() else "nothing"


def main() -> int:
    """Write the page; with ``--check`` only say whether it is current."""
    text = page()
    if "--check" in sys.argv:
        return 0 if PAGE.exists() and PAGE.read_text("utf-8") == text else 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
