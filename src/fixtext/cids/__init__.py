"""Characters of Adobe's glyph ids (CIDs), by character collection, from a table built out of CMaps.

``python -m fixtext.cids.build`` makes the table; only the builder needs the CMaps.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fixtext.tables import read_table

__all__ = ["COLLECTIONS", "characters"]

PATH = os.path.join(os.path.dirname(__file__), "data", "cids.table")
COLLECTIONS = ("Adobe-Japan1", "Adobe-GB1", "Adobe-CNS1", "Adobe-Korea1")
"""The character collections that there are tables of."""


@functools.cache
def _arrays() -> Mapping[str, NDArray[np.uint16]]:
    return read_table(PATH).arrays


def characters(collection: str) -> NDArray[np.uint16]:
    """The code point of each glyph id of a collection, 0 where it is none of the BMP.

    >>> chr(characters("Adobe-Japan1")[843])
    'あ'
    """
    return _arrays()[collection]
