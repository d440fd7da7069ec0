"""One look at a text: the classes of its characters, and the signs of what stands beside what.

Most text is right, and most kinds are told to be absent here, before any of them is asked.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.east_asian import classes
from fixtext.encodings.halves import half_traits
from fixtext.scan import SIGNS, class_table, code_points, scan, scan_ascii

__all__ = ["SHOWN_MARKS", "glance"]

_MARK = "\ufeff"
_CODECS = (
    "cp1250 cp1251 cp1252 cp1253 cp1255 cp1256 cp1257 cp874 cp437 cp850 cp866 koi8-r mac-roman"
    " mac-cyrillic iso8859-2 iso8859-5"
)
SHOWN_MARKS = tuple({_MARK.encode().decode(name) for name in _CODECS.split()})
"""What codecs show of the bytes that a byte order mark has in UTF-8; those that are not named show
it as one of these does."""
_FIRST_OF_MARK, _HALVES_SHIFT, _HALVES = 0x200, 4, 0x1F


def glance(text: str) -> int:
    """What a text holds, as the numbers of :class:`fixtext.scan.Seen`.

    Where loops are not compiled, all signs: then each kind looks for its own.

    >>> from fixtext.scan import Seen
    >>> bool(glance("100%E4") & Seen.PERCENT_CODE)
    True
    """
    if compiled.IS_COMPILED:
        return compiled.glance(text, class_table(), _traits())
    return SIGNS | int(scan_ascii(text) if text.isascii() else scan(code_points(text)))


@functools.cache
def _traits() -> NDArray[np.uint16]:
    """The class in East Asian text of each code point of the BMP, and what its two bytes are."""
    table = classes(np.arange(0x10000, dtype=np.uint32)).astype(np.uint16)
    table |= (half_traits() & np.uint8(_HALVES)).astype(np.uint16) << np.uint16(_HALVES_SHIFT)
    table[[ord(shown[0]) for shown in SHOWN_MARKS]] |= np.uint16(_FIRST_OF_MARK)
    table.setflags(write=False)
    return table
