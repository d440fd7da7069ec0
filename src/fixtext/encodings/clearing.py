"""Which short texts hold nothing surprising, as a glance at their pairs of neighbours tells.

Most titles are right, and this is all that they pay for.
"""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fixtext.batch import Batch
from fixtext.document import Document
from fixtext.encodings.alphabets import mixed_lines
from fixtext.encodings.glance import most_suspicious
from fixtext.encodings.shared_kana import FEW_KANA, may_have_fields, read_as_euc_jp
from fixtext.language import Model
from fixtext.language.layout import UNITS
from fixtext.language.pair_screen import FIRST_WIDE, Overview
from fixtext.scan import Seen

__all__ = [
    "HARDLY_ANY",
    "LETTERS",
    "LONG",
    "NEAR",
    "NOT_AT_ONCE",
    "NOT_FEW",
    "NOT_LONG",
    "WEAK_LEAST",
    "WEAK_MORE",
    "clear_at_a_glance",
    "doublings_of",
    "enough_bits",
    "is_clear",
    "is_rare",
    "nothing_surprises",
    "overview",
    "shows_nothing",
    "suspects",
    "units_by_wide",
]

LONG = 4096
"""Longer texts are looked at near what a glance finds."""
_RARE, NEAR = 8, 64
"""Text that has fewer characters beyond ASCII is looked at near these; and how near."""
NOT_FEW, NOT_LONG = LONG // (_RARE * NEAR), _RARE * NEAR
"""Characters beyond ASCII that are not rare in any short text; and those of one that is so short
that a single one is not."""
_ENOUGH = ((0, 8.0), (4, 0.0), (8, 5.0), (sys.maxsize, 10.0))
"""Bits from pairs that a short text with up to so many ideographs, kana and hangul must have."""
WEAK_LEAST = 6.0
LETTERS = 1.0
"""Letters are weakly surprising from half a bit less on, and hardly more than two together."""
HARDLY_ANY, _ENOUGH_OF_THEM = 4, 3.0
"""Where so few characters are beyond ASCII, less is worth a look; pairs say nothing of half-width
kana, which any bytes of Shift_JIS look like."""
PROVE_ALONE, WEAK_MORE = 256, 0.5
"""With more characters beyond ASCII than this, one alone proves nothing, and a stretch must be more
surprising: by so many bits each time that the text is twice as long."""
NOT_AT_ONCE = int(Seen.CONTROL | Seen.HALF_WIDTH_KANA)
"""Of what shows these, one loop does not tell whether anything explains it."""
# Flags are ten times as slow to ask for a class as numbers are.
_LATIN, _KANA_HANGUL, _HALF_WIDTH_KANA = map(
    int, (Seen.LATIN, Seen.KANA_HANGUL, Seen.HALF_WIDTH_KANA)
)


def overview(document: Document) -> Overview:
    """What a short document shows at a glance."""
    return document.model.screen.overview(document.codes)


def is_clear(document: Document, *, proven: bool) -> bool:
    """Whether nothing in a short text is worth a look, as far as can be told at a glance."""
    return _is_clear(document, proven=True) if proven else document.recall(clear_at_a_glance)


def clear_at_a_glance(document: Document) -> bool:
    """As :func:`is_clear`, where nothing is proven."""
    return _is_clear(document, proven=False)


def _is_clear(document: Document, *, proven: bool) -> bool:
    if len(document.text) > LONG:
        return False
    shown = document.recall(overview)
    return shows_nothing(
        document.seen, shown, lambda: document.codes, document.model, proven=proven
    )


def shows_nothing(
    seen: int,
    shown: Overview,
    codes: Callable[[], NDArray[np.uint32]],
    model: Model,
    *,
    proven: bool,
) -> bool:
    """As :func:`is_clear`, of a text by what it shows; ``codes`` gives its code points."""
    beyond, wide, surprise = shown
    if seen & _HALF_WIDTH_KANA:
        return False
    doublings = 0.0 if proven else doublings_of(beyond)
    if surprise >= enough_bits(beyond, wide, doublings, latin=bool(seen & _LATIN)):
        return False
    may_be_euc_jp = may_have_fields(seen, beyond)
    if not may_be_euc_jp and not seen & _LATIN and beyond >= NOT_FEW:
        return True
    points = codes()
    if is_rare(beyond, points.size) or (seen & _LATIN and mixed_lines(points)):
        return False
    return not (may_be_euc_jp and read_as_euc_jp(model, points))


def nothing_surprises(document: Document) -> bool:
    """Whether nothing in a text of which nothing is known yet is worth a search.

    Either it does not surprise, or a search would find nothing.
    """
    if not document.is_fresh:
        return False
    if document.text.isascii() or is_clear(document, proven=False):
        return True
    from fixtext.encodings.quick_search import would_find_nothing  # which takes a closer look

    return would_find_nothing(document)


def is_rare(beyond: int, size: int) -> bool:
    """Whether a text has so few characters beyond ASCII that it is looked at near them."""
    return beyond * _RARE < size // NEAR


def doublings_of(beyond: int) -> float:
    """How many times the characters beyond ASCII are twice as many as prove nothing alone."""
    return math.log2(max(beyond / PROVE_ALONE, 1.0))


def enough_bits(beyond: int, wide: int, doublings: float, *, latin: bool) -> float:
    """Bits from pairs that a short text must have to be looked at.

    ``beyond`` are its characters beyond ASCII, ``wide`` those that are ideographs, kana or hangul,
    ``latin`` whether some are letters or signs of the Latin script.
    """
    enough = _ENOUGH[-1][1]
    for most, bits in _ENOUGH:
        if wide <= most:
            enough = bits
            break
    if latin:
        enough = min(enough, WEAK_LEAST + WEAK_MORE * doublings - LETTERS)
    return min(enough, _ENOUGH_OF_THEM) if beyond <= HARDLY_ANY else enough


@functools.cache
def units_by_wide() -> NDArray[np.int64]:
    """What :func:`enough_bits` says where nothing is doubled, in units: shape (4, more than some).

    By how many are ideographs, kana and hangul; the last for as many as that and more. The rows are
    for hardly any beyond ASCII and for more, without letters and signs of the Latin script, and
    with some.
    """
    most = max(most for most, _ in _ENOUGH if most < sys.maxsize) + 1
    bits = [
        [enough_bits(beyond, wide, 0.0, latin=latin) for wide in range(most + 1)]
        for latin in (False, True)
        for beyond in (HARDLY_ANY, HARDLY_ANY + 1)
    ]
    return (np.array(bits) * UNITS).astype(np.int64)


def _enough_in_each(
    beyond: NDArray[np.int64], wide: NDArray[np.int64], latin: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """As :func:`enough_bits`, of many texts; shape (texts,)."""
    enough = np.select([wide <= most for most, _ in _ENOUGH], [bits for _, bits in _ENOUGH])
    doublings = np.log2(np.maximum(beyond / PROVE_ALONE, 1.0))
    weak = WEAK_LEAST + WEAK_MORE * doublings - LETTERS
    enough = np.where(latin, np.minimum(enough, weak), enough)
    return np.where(beyond <= HARDLY_ANY, np.minimum(enough, _ENOUGH_OF_THEM), enough)


def suspects(batch: Batch) -> NDArray[np.bool_]:
    """In which of many texts something may be worth a look, shape (texts,); none is long."""
    codes = batch.codes
    size = batch.ends - batch.starts
    beyond = batch.total(codes > 0x7F)
    wide = batch.total(codes >= FIRST_WIDE)
    latin = batch.signalled((Seen.LATIN,))
    enough = _enough_in_each(beyond, wide, latin)
    result: NDArray[np.bool_] = most_suspicious(batch) >= enough
    result |= batch.signalled((Seen.HALF_WIDTH_KANA,))
    result |= beyond * _RARE < size // NEAR
    lines = [start for start, _ in mixed_lines(codes, vietnamese=False)]
    result[np.searchsorted(batch.ends, lines, side="right")] = True
    kana = batch.signalled((Seen.HAN | Seen.KANA_HANGUL,))
    fields = batch.signalled((Seen.SPACE, Seen.LINE_FEED))
    result |= kana & (fields | (beyond <= FEW_KANA))  # which may be EUC-JP's
    result &= beyond > 0
    return result
