"""Translation Memory eXchange: the one reader and the one writer, both streaming.

>>> from io import BytesIO
>>> file = BytesIO()
>>> write([TmxUnit((TmxVariant("en", "Yes."), TmxVariant("uk", "Так.")), tuid="1")], file)
1
>>> [unit.variants[1].text for unit in read_units(file.getvalue()) if isinstance(unit, TmxUnit)]
['Так.']
"""

from workbench.interchange.problems import Problem
from workbench.interchange.tmx_model import Code, TmxHeader, TmxItem, TmxUnit, TmxVariant, language_code
from workbench.interchange.tmx_reader import LONGEST, read_units
from workbench.interchange.tmx_writer import write

__all__ = [
    "LONGEST",
    "Code",
    "Problem",
    "TmxHeader",
    "TmxItem",
    "TmxUnit",
    "TmxVariant",
    "language_code",
    "read_units",
    "write",
]
