"""Glossaries: YAML files that people maintain, and matching that knows word forms.

>>> from workbench import glossary
>>> glossaries = glossary.load_all(["glossaries/press.yaml"])        # doctest: +SKIP
>>> matcher = glossary.Matcher(glossaries)                           # doctest: +SKIP
>>> [m.text for m in matcher.find("у прес-релізі", "uk")]            # doctest: +SKIP
['прес-релізі']
"""

from workbench.glossary.adherence import Outcome, State, adherence
from workbench.glossary.base import Glossary, Problem, language_key, split_language
from workbench.glossary.load import load, load_all, read
from workbench.glossary.match import Match, Matcher

__all__ = [
    "Glossary",
    "Match",
    "Matcher",
    "Outcome",
    "Problem",
    "State",
    "adherence",
    "language_key",
    "load",
    "load_all",
    "read",
    "split_language",
]
