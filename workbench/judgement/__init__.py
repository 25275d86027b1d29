"""A report's renderings scored, and its rows ordered by how much they ask to be looked at.

>>> from workbench.judgement import judge  # doctest: +SKIP
>>> judge(report).renderings[0].look_first(10)  # doctest: +SKIP
"""

from workbench.judgement.judge import JudgedRendering, JudgedRow, Judgement, judge

__all__ = ["JudgedRendering", "JudgedRow", "Judgement", "judge"]
