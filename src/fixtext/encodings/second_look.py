"""A second look at what is surprising: may a part of a text save enough by a few routes?

The same bound as in :mod:`fixtext.encodings.screening`, but for words of mixed scripts, of one part
at a time and in one loop over its bytes.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.as_it_is import UNIT
from fixtext.encodings.candidates import row_of
from fixtext.encodings.codecs import codec, decoded_pairs
from fixtext.encodings.lattice import mark_of
from fixtext.encodings.routes import LATIN, Route
from fixtext.encodings.screening import Screened, Shown, forgiven, share_of_evidence
from fixtext.language import Model

__all__ = ["may_save"]

_NOT_TOLD = -1
_SEVERAL = 0xFFFFFFFF
_SINGLE, _DOUBLE, _GBK = range(3)

_Table = NDArray[np.uint32]


def may_save(model: Model, each: Screened) -> list[Route]:
    """The likely routes of a part by which a stretch of it, its whole a core, may save enough.

    At least those that :func:`fixtext.encodings.screening.promising` says when it is thorough.
    """
    codes = np.ascontiguousarray(each.whole.codes, np.uint32)
    units = np.rint(each.whole.bits / UNIT).astype(np.int32)
    strange = forgiven(each)
    good: list[Route] = []
    for route in each.likely:
        least = share_of_evidence(route.meant == "utf-8") * each.needed + route.cost
        if route.meant in LATIN and route.read in LATIN:
            least -= strange
        saved = _NOT_TOLD
        if model.scorer is not None:
            shown_by, decoder = _shown_by(route.read), _decoder(route.meant)
            saved = model.scorer.most_saved(codes, units, *shown_by, *decoder)
        if saved == _NOT_TOLD:
            shown = Shown(model, row_of([each.whole]), codec(route.read))
            saved = int(shown.most(codec(route.meant), mixed=False)[0])
        if saved * UNIT >= least:
            good.append(route)
    return good


@functools.cache
def _shown_by(label: str) -> tuple[NDArray[np.uint16], int, int]:
    """Bytes by code point of a wrong codec, what it shows for those it has not, and its kind."""
    one = codec(label)
    kind = _SINGLE if one.single else _GBK if label == "gbk" else _DOUBLE
    return one.to_bytes, mark_of(label), kind


@functools.cache
def _decoder(label: str) -> tuple[_Table | None, _Table | None]:
    """Code points of a right codec by byte, shape (256,), and by pair of bytes, shape (65536,)."""
    one = codec(label)
    if label == "utf-8":
        return None, None
    if one.single:
        return one.to_unicode, None
    single = np.zeros(0x100, np.uint32)
    for byte in range(0x80, 0x100):
        character = bytes((byte,)).decode(one.python, "ignore")
        single[byte] = ord(character) if character else 0
    return single, _pairs(one.python)


def _pairs(python: str) -> _Table:
    """What each pair of bytes makes; 0 for nothing, and all ones where it takes a closer look."""
    table = np.zeros((0x100, 0x100), np.uint32)
    characters = map(_character, decoded_pairs(python, "surrogateescape"))
    table[0x81:0xFF, 0x40:0xFF] = np.fromiter(characters, np.uint32).reshape(0x7E, 0xBF)
    if python == "gb18030":
        table[0x81:0xFF, 0x30:0x3A] = _SEVERAL  # the first half of four bytes
    if python == "euc_jp":
        table[0x8F, 0xA1:0xFF] = _SEVERAL  # two of three bytes
    table.setflags(write=False)
    return table.ravel()


def _character(made: str) -> int:
    """The one character that a pair makes, which may be several, or stray bytes."""
    if any("\udc80" <= character <= "\udcff" for character in made):
        return 0
    return ord(made) if len(made) == 1 else _SEVERAL
