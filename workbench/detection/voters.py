"""The detectors that are asked, each behind the same small door: text and script in, probabilities out.

langdetect is the one users know; py3langid is the best single one on whole sentences, eldc on fragments of
two to five words. All are loaded when first asked, once, under a lock: langdetect's own loading races when
two threads start together (14 of 16 calls failed with eight threads).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from workbench.languages import LANGUAGES, SCRIPTS, Language

__all__ = ["VOTERS", "candidates", "eldc", "langdetect", "py3langid"]

_loading = Lock()

Votes = Mapping[str, float]
"""Our code -> probability among the languages of one script that the detector knows; empty: no answer."""


@cache
def candidates(script: str) -> tuple[Language, ...]:
    """The languages written in a script, by its Unicode name.

    >>> [language.code for language in candidates("DEVANAGARI")]
    ['hi', 'mr', 'ne']
    """
    return tuple(
        row for row in LANGUAGES.values() if any(SCRIPTS[code].unicode == script for code in row.scripts)
    )


def langdetect(text: str, script: str) -> Votes:
    """langdetect 1.0.9 with the profiles of one script, seeded.

    Args:
        text: words of that script, capitals folded (langdetect drops words in capitals).
        script: Unicode name.
    """
    from langdetect.lang_detect_exception import LangDetectException

    factory = _langdetect_factory(script)
    if factory is None:
        return {}
    detector = factory.create()
    detector.PROB_THRESHOLD = 0.0  # it would keep what is under 0.1 to itself
    detector.append(text)
    try:
        return {found.lang: found.prob for found in detector.get_probabilities()}
    except LangDetectException:  # "No features in text."
        return {}


def _langdetect_factory(script: str) -> Any:
    with _loading:
        return _loaded_factory(script)


@cache
def _loaded_factory(script: str) -> Any:
    """A factory of our own per script: a third of the time, and profiles in the same order everywhere.

    (``init_factory()`` takes them as the folder lists them, which changes last digits between machines.)
    """
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    known = sorted(row.langdetect for row in candidates(script) if row.langdetect)
    if len(known) < 2:
        return None
    factory = DetectorFactory()
    factory.set_seed(0)  # unseeded, one sentence in 300 changes its language from call to call
    factory.load_json_profile([Path(PROFILES_DIRECTORY, code).read_text("utf-8") for code in known])
    return factory


def py3langid(text: str, script: str) -> Votes:
    """py3langid: multinomial naive Bayes over byte n-grams, softmax over the script's languages."""
    scores = dict(_py3langid_identifier().rank(text))
    best = {
        row.code: max(scores[label] for label in row.py3langid) for row in candidates(script) if row.py3langid
    }
    return _softmax(best)


def _py3langid_identifier() -> Any:
    with _loading:
        return _loaded_identifier()


@cache
def _loaded_identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)
    identifier.set_languages(sorted({label for row in LANGUAGES.values() for label in row.py3langid}))
    return identifier


_ELDC_SHARPNESS = 0.04
"""eldc's scores are shares near each other; divided by this they become log-odds."""


def eldc(text: str, script: str) -> Votes:
    """eldc: n-gram frequencies compiled into a C extension. Answers nothing where it is not installed.

    Args:
        text: in lower case, at most some 80 letters; beyond that py3langid is better.
        script: Unicode name.
    """
    module = _eldc_module()
    if module is None:
        return {}
    scores = module.detect_details(text).scores
    return _softmax(
        {row.code: scores[row.eldc] / _ELDC_SHARPNESS for row in candidates(script) if row.eldc in scores}
    )


def _eldc_module() -> Any:
    with _loading:
        return _loaded_eldc()


@cache
def _loaded_eldc() -> Any:
    try:
        import eldc as module
    except ImportError:
        return None
    module.init()
    module.set_scores(20)
    return module


def _softmax(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    top = max(scores.values())
    weights = {code: math.exp(score - top) for code, score in scores.items()}
    total = sum(weights.values())
    return {code: weight / total for code, weight in weights.items()}


VOTERS = {"langdetect": langdetect, "py3langid": py3langid, "eldc": eldc}
