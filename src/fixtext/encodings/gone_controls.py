"""UTF-8 that ISO 8859-1 showed, of which a program took out the C1 controls: most cannot be known.

Of the bytes that go on in UTF-8, 80 to BF, half are controls there. Programs that clean text strip
them, and then a character of three bytes has all of them once in four times. What is left is
letters with accents, each followed by a sign or two or by none, as ``æå`` and ``Ñ``, which right
text of any language has hardly ever. Nothing that could be read into it would be more than a guess.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["CONTINUED", "FEWEST", "NOTE", "lacks_controls", "may_begin", "may_go_on"]

NOTE = (
    "UTF-8 read as ISO-8859-1, of which the C1 controls were taken out: half of its bytes are gone"
)
FEWEST = 6
"""Characters that lack bytes, from which on so much is told: windows-1252 lacks 5 of the 64 bytes
that go on, and in a short text no other may be among those that are controls in ISO 8859-1."""
_FIRST_BEGINNING, _LAST_BEGINNING, _OF_THREE, _OF_FOUR = 0xC2, 0xF4, 0xE0, 0xF0
_FIRST_SIGN, _LAST_SIGN = 0xA0, 0xBF
_ALPHABETS = (
    *((0xE3, 0xE9), (0xEA, 0xED), (0xD0, 0xD3), (0xCD, 0xCF)),
    *((0xC3, 0xC6), (0xD6, 0xD7), (0xD8, 0xDB), (0xE0, 0xE1)),
)
"""What begins characters of one script, or of several that are written together."""
_USUAL = (0xC2, 0xE2, 0xEF)
"""What begins marks that any of them has."""
_OF_ONE = 0.9
"""The part of the characters that are of one script, or such marks; bytes of other codecs are
spread over all."""
CONTINUED = 0.35
"""So many signs there are for each that is begun, at least, or it is right text with accents."""
_BROKEN = 0.2
"""The part of the characters that lack bytes, from which on too many do."""
_FEW = 0.1
"""The part of those that stand without any sign, or begin characters of two bytes, up to which they
were others before."""
_OTHERS = 0.1
"""The part of the characters beyond ASCII that may be of no byte."""
_STRAY, _ASTRAY = 0.01, 0.05
"""The part of them that may be bytes which UTF-8 does not have; and of signs that go on nothing."""

_Codes = NDArray[np.uint32]


def may_begin(codes: _Codes) -> NDArray[np.bool_]:
    """Which characters ISO 8859-1 shows for the bytes that begin characters in UTF-8.

    >>> from fixtext.scan import code_points
    >>> may_begin(code_points("æå¥½")).tolist()
    [True, True, False, False]
    """
    return (codes >= _FIRST_BEGINNING) & (codes <= _LAST_BEGINNING)


def may_go_on(codes: _Codes) -> NDArray[np.bool_]:
    """The same of the bytes that go on, but for those that were controls.

    >>> from fixtext.scan import code_points
    >>> may_go_on(code_points("æ¥½")).tolist()
    [False, True, True]
    """
    return (codes >= _FIRST_SIGN) & (codes <= _LAST_SIGN)


def lacks_controls(codes: _Codes, fewest: int = FEWEST) -> bool:
    """Whether a text is UTF-8 as ISO 8859-1 shows it, without C1 controls, and mostly broken.

    At least so many of its characters are to be broken; one will do where it is known of the text
    around.

    >>> from fixtext.scan import code_points
    >>> shown = "好的，非常感谢你们大家的帮助".encode().decode("latin-1")
    >>> stripped = "".join(char for char in shown if not "\x80" <= char <= "\x9f")
    >>> lacks_controls(code_points(stripped)), lacks_controls(code_points(shown))
    (True, False)
    """
    counts = np.bincount(np.minimum(codes, 0x100), minlength=0x101)
    begun, signs, others = (
        _sum(counts, _FIRST_BEGINNING, _LAST_BEGINNING),
        _sum(counts, _FIRST_SIGN, _LAST_SIGN),
        counts[0x100],
    )
    beyond = int(counts[0x80:].sum())
    if signs < CONTINUED * begun or others > _OTHERS * beyond:
        return False
    if beyond - begun - signs - others > _STRAY * beyond:
        return False  # C1 controls that were not taken out, or bytes that UTF-8 does not have
    usual = int(counts[list(_USUAL)].sum())
    if max(_sum(counts, *edges) for edges in _ALPHABETS) + usual < _OF_ONE * begun:
        return False
    return _is_broken(codes, signs, fewest)


def _sum(counts: NDArray[np.int64], first: int, last: int) -> int:
    return int(counts[first : last + 1].sum())


def _is_broken(codes: _Codes, number: int, fewest: int) -> bool:
    """Whether all signs go on what was begun, of which much still lacks some."""
    begins = may_begin(codes)
    signs = may_go_on(codes)
    first = np.flatnonzero(begins)
    size = 1 + (codes[first] >= _OF_THREE).astype(np.int64) + (codes[first] >= _OF_FOUR)
    padded = np.concatenate((signs, np.zeros(3, np.bool_)))
    going_on = np.ones(first.size, np.bool_)
    has = np.zeros(first.size, np.int64)
    for place in range(1, 4):
        going_on &= padded[first + place] & (size >= place)
        has += going_on
    # the first may go on what stood in front
    all_go_on = int(has.sum()) >= number - 1 - int(_ASTRAY * number)
    broken = int(np.count_nonzero(has < size))
    if not all_go_on or broken < max(fewest, _BROKEN * first.size):
        return False
    # if letters were made small, those that begin characters of two bytes seem to begin longer ones
    alone = int(np.count_nonzero(has == 0))
    return max(alone, int(np.count_nonzero(size == 1))) >= _FEW * first.size
