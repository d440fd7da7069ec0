"""Kana that EUC-JP and GBK have at the same places: what stays right when one is read as the other.

A short Japanese text then shows right kana, and other ideographs between them. One or two of these
are nothing that would surprise the language model, as any might be meant; but all of them together
are bytes of EUC-JP, which those of right Japanese text hardly ever are. So short texts with kana,
and such fields of others, are looked at whether they surprise or not.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.document import Document
from fixtext.encodings.mixture import KANA
from fixtext.language import Model
from fixtext.scan import Seen, text_of

__all__ = [
    "FEW_KANA",
    "Shared",
    "fields_of_euc_jp",
    "may_have_fields",
    "other_reading",
    "read_as_euc_jp",
]

FEW_KANA = 40
"""Characters beyond ASCII of a text with kana, or of a field of one, that is so short that it is
read as EUC-JP at once."""
_LONG = 4096
"""Characters of a text of which fields are looked at, at most."""
_FIRST = 0xA1
_HARDLY_ANY = 11.0
"""Bits for what right text hardly has: another reading that makes more sense. Of 153,000 pieces of
right Japanese text, of two to sixteen characters, cut out anywhere, 43,000 have another reading,
and two, of one sentence, are taken for it."""
_FOREIGN = 4.0
"""Bits for ideographs that no codec of Japanese has, beside kana: of the 43,000, none had one."""
_ONE = 4.0
"""Bits against other readings that change one character: some word is always likelier."""
_OPEN = 12.0
"""Bits saved from which on it does not matter what stood before a field."""
_BEFORE = "のをはがにとでたもいるりしス、"
"""What stands before a word in Japanese text, where it is cut out of it."""
_BESIDE_CHINESE = ord("の")
"""The kana that stand in Chinese names."""
_SPACE, _LINE_END = 0x20, 0x0A
_HAN, _KANA_HANGUL, _SEPARATED = map(int, (Seen.HAN, Seen.KANA_HANGUL, Seen.SPACE | Seen.LINE_FEED))

_Codes = NDArray[np.uint32]


class Shared(NamedTuple):
    """A field ``start:end`` of a text that was ``codes``, and the bits for that."""

    start: int
    end: int
    codes: _Codes
    bits: float


def may_have_fields(seen: int, beyond: int) -> bool:
    """Whether a text may hold such a field, by what it shows and how much is beyond ASCII.

    Of a longer text, only fields are looked at: what stands between spaces and line ends.
    """
    if not seen & _KANA_HANGUL:
        return False
    return beyond <= FEW_KANA or bool(seen & _HAN and seen & _SEPARATED)


def fields_of_euc_jp(document: Document) -> list[Shared]:
    """The fields of a document that are EUC-JP, by the bytes of their ideographs in GBK.

    Those that have as many bits as the document asks for. Of a text with other ideographs that are
    foreign to Japanese, these are no evidence.
    """
    if len(document.text) > _LONG or not may_have_fields(document.seen, document.beyond_ascii):
        return []
    return read_as_euc_jp(document.model, document.codes, document.options.min_bits)


def read_as_euc_jp(model: Model, codes: _Codes, min_bits: float = 20.0) -> list[Shared]:
    """As :func:`fields_of_euc_jp`, of a text with these code points.

    >>> from fixtext.language import load
    >>> from fixtext.scan import code_points
    >>> text = code_points("駅まで歩いて 慌祸をする")
    >>> [text_of(one.codes) for one in read_as_euc_jp(load(), text)]
    ['仕事をする']
    """
    spans, looked_at = _spans(codes)
    if not spans:
        return []
    least = math.log2(max(looked_at, 1)) - _HARDLY_ANY + min_bits
    meant = other_reading().take(codes, mode="clip").astype(np.uint32)
    result: list[Shared] = []
    for (start, end), saved in zip(spans, _saved(model, codes, meant, spans), strict=True):
        if saved >= least - _FOREIGN and not (result and start < result[-1].end):
            bits = _weighed(model, codes, slice(start, end), meant[start:end], saved) - least
            if bits >= 0.0:
                result.append(Shared(start, end, meant[start:end], bits + min_bits))
    return result


def _weighed(model: Model, codes: _Codes, part: slice, meant: _Codes, saved: float) -> float:
    """The bits for a part of a text that saves so many when it is what is ``meant``."""
    here = codes[part]
    if saved < _OPEN:
        saved = min(saved, _saved_behind_any(model, here, meant))
    foreign = _foreign(here)
    if foreign and foreign == _foreign(codes) and _has_more_than_no(here):
        return saved + _FOREIGN
    return saved - (_ONE if np.count_nonzero(here != meant) == 1 else 0.0)


def _spans(codes: _Codes) -> tuple[list[tuple[int, int]], int]:
    """What of a text may be EUC-JP as a whole: starts and ends; and among how many fields.

    All of a short text, and its fields.
    """
    spans, looked_at, all_of_it = _fields(codes)
    if all_of_it and looked_at > 1:
        spans.insert(0, (0, codes.size))
    return spans, looked_at


def _fields(codes: _Codes) -> tuple[list[tuple[int, int]], int, bool]:
    """The fields that may be EUC-JP; how many have anything beyond ASCII; whether all of it may."""
    meant = other_reading()
    if compiled.IS_COMPILED:
        return compiled.fields_read(np.ascontiguousarray(codes, np.uint32), meant, FEW_KANA)
    edges = [-1, *np.flatnonzero((codes == _SPACE) | (codes == _LINE_END)).tolist(), codes.size]
    fields = [(before + 1, end) for before, end in itertools.pairwise(edges)]
    spans = [(start, end) for start, end in fields if _may_be_other(codes[start:end], meant)]
    looked_at = sum(bool((codes[start:end] > 0x7F).any()) for start, end in fields)
    return spans, looked_at, _may_be_other(codes, meant)


def _may_be_other(codes: _Codes, meant: NDArray[np.uint16]) -> bool:
    """Whether a text has kana, and is short, and another text as a whole."""
    high = codes[codes > 0x7F]
    if not ((high >= KANA[0]) & (high <= KANA[1])).any() or high.size > FEW_KANA:
        return False
    other = meant.take(high, mode="clip")
    return bool((other != 0).all() and (other != high).any())


@functools.cache
def other_reading() -> NDArray[np.uint16]:
    """What the bytes of each character of GBK are in EUC-JP, 0 where these are none; of the BMP."""
    from fixtext.encodings.codecs import codec, stray_bytes  # which text without kana needs not

    pairs = codec("gbk").to_bytes[:0x10000]
    shared = np.flatnonzero((pairs >> 8 >= _FIRST) & (pairs & 0xFF >= _FIRST))
    ends = np.full(shared.size, _LINE_END)
    data = np.stack((pairs[shared] >> 8, pairs[shared] & 0xFF, ends), axis=1)
    decoding = codec("euc-jp").decode(data.astype(np.uint8).ravel())
    table = np.zeros(0x10000, np.uint16)
    table[:0x80] = np.arange(0x80)
    whole = (np.diff(decoding.offsets) == 2) & ~stray_bytes(decoding.codes)
    table[shared[decoding.offsets[:-1][whole] // 3]] = decoding.codes[whole]
    table[0xFFFF] = 0
    table.setflags(write=False)
    return table


def _saved(
    model: Model, codes: _Codes, meant: _Codes, spans: Sequence[tuple[int, int]]
) -> list[float]:
    """The bits that each of some spans saves, by itself, when it is what is ``meant``."""
    from fixtext.encodings.as_it_is import rows_of

    starts, ends = np.array(spans, np.int64).T
    places, behind = rows_of(starts, ends + 1), np.cumsum(ends + 1 - starts) - 1
    bits: list[NDArray[np.float64]] = []
    for text in (codes, meant):
        parts = text.take(places, mode="clip")
        parts[behind] = _LINE_END
        costs = model.score(parts).astype(np.float64)
        costs[behind] = 0.0  # a piece need not end where a word does
        bits.append(np.add.reduceat(costs, np.append(0, behind[:-1] + 1)))
    saved: list[float] = (bits[0] - bits[1]).tolist()
    return saved


def _saved_behind_any(model: Model, codes: _Codes, meant: _Codes) -> float:
    """The bits that are saved whether a field begins as a text does, or was cut out of one.

    Right text that begins in the middle of a word surprises at its beginning.
    """
    bits: list[float] = []
    for text in (text_of(codes), text_of(meant)):
        behind = np.array(model.bits_many([text, *(before + text for before in _BEFORE)]))
        behind[1:] -= model.bits_many(list(_BEFORE))
        share = np.full(behind.size, 0.5 / len(_BEFORE))
        share[0] = 0.5
        least = behind.min()
        bits.append(float(least - np.log2((share * 2.0 ** (least - behind)).sum())))
    return bits[0] - bits[1]


def _foreign(codes: _Codes) -> int:
    """How many ideographs of a text no codec of Japanese has."""
    from fixtext.encodings.codecs import codec

    ideographs = (codes >= 0x3400) & (codes < 0xA000)
    return int(np.count_nonzero(ideographs & ~codec("shift_jis").has(codes)))


def _has_more_than_no(codes: _Codes) -> bool:
    """Whether a text has other kana than the one that Chinese names borrow."""
    kana = (codes >= KANA[0]) & (codes <= KANA[1])
    return bool((codes[kana] != _BESIDE_CHINESE).any())
