"""Exchange formats that several parts share: reading and writing translation memories, text in XML."""

from workbench.interchange.problems import Problem

__all__ = ["Problem"]
