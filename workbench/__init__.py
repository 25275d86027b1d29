"""An offline workbench for translators: detect, translate, align and compare renderings."""

__version__ = "0.1.0"
