"""Kana that EUC-JP and GBK have at the same places: what stays right when one is read as the other.

A short Japanese text then shows right kana, and other ideographs between them. One or two of these
are nothing that would surprise the language model, as any might be meant; but all of them together
are bytes of EUC-JP, which those of right Japanese text hardly ever are. So short texts with kana,
and such fields of others, are looked at whether they surprise or not.
"""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.document import Document
from fixtext.encodings.mixture import KANA
from fixtext.language import Model
from fixtext.scan import Seen, beyond_ascii, text_of

__all__ = ["FEW_KANA", "Shared", "fields_of_euc_jp", "may_have_fields", "read_as_euc_jp"]

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
    if len(document.text) > _LONG or not may_have_fields(
        document.seen, beyond_ascii(document.codes)
    ):
        return []
    return read_as_euc_jp(document.model, document.codes, document.options.min_bits)


def read_as_euc_jp(model: Model, codes: _Codes, min_bits: float = 20.0) -> list[Shared]:
    """As :func:`fields_of_euc_jp`, of a text with these code points.

    >>> from fixtext.language import load
    >>> from fixtext.scan import code_points
    >>> text = code_points("駅まで歩いて 侯らなければいけない")
    >>> [text_of(one.codes) for one in read_as_euc_jp(load(), text)]
    ['作らなければいけない']
    """
    result: list[Shared] = []
    spans, looked_at = _spans(codes)
    for start, end in spans:
        if result and start < result[-1].end:
            break  # which is all of it
        part = codes[start:end]
        meant = _meant(part)
        if meant is None:
            continue
        bits = _HARDLY_ANY - math.log2(max(looked_at, 1))
        saved = _saved(model, part, meant)
        if saved + bits + _FOREIGN < min_bits:
            continue
        if saved < _OPEN:
            saved = min(saved, _saved_behind_any(model, part, meant))
        foreign = _foreign(part)
        if foreign and foreign == _foreign(codes) and _has_more_than_no(part):
            bits += _FOREIGN
        elif np.count_nonzero(part != meant) == 1:
            bits -= _ONE
        if saved + bits >= min_bits:
            result.append(Shared(start, end, meant, saved + bits))
    return result


def _spans(codes: _Codes) -> tuple[list[tuple[int, int]], int]:
    """What of a text may be EUC-JP as a whole: starts and ends; and among how many fields.

    All of a short text, and its fields.
    """
    pairs = _pairs()
    spans, looked_at = _fields_in_rows(codes, pairs)
    few = looked_at > 1 and np.count_nonzero(codes > 0x7F) <= FEW_KANA
    if few and _is_in_rows(codes, pairs):
        spans.insert(0, (0, codes.size))
    return spans, looked_at


def _fields_in_rows(codes: _Codes, pairs: NDArray[np.uint16]) -> tuple[list[tuple[int, int]], int]:
    """The fields that :func:`_is_in_rows`, and how many have anything beyond ASCII."""
    if compiled.IS_COMPILED:
        codes = np.ascontiguousarray(codes, np.uint32)
        return compiled.fields_in_rows(codes, pairs, _FIRST, FEW_KANA)
    edges = [-1, *np.flatnonzero((codes == _SPACE) | (codes == _LINE_END)).tolist(), codes.size]
    fields = [(before + 1, end) for before, end in itertools.pairwise(edges)]
    beyond = [int(np.count_nonzero(codes[start:end] > 0x7F)) for start, end in fields]
    spans = [
        (start, end)
        for (start, end), inside in zip(fields, beyond, strict=True)
        if 0 < inside <= FEW_KANA and _is_in_rows(codes[start:end], pairs)
    ]
    return spans, sum(inside > 0 for inside in beyond)


def _is_in_rows(codes: _Codes, pairs: NDArray[np.uint16]) -> bool:
    """Whether a text has kana and others beyond ASCII, all of them in the rows of EUC.

    ``pairs`` are the bytes of each code point in a codec that shares these rows.
    """
    if compiled.IS_COMPILED:
        return compiled.is_in_rows(np.ascontiguousarray(codes, np.uint32), pairs, _FIRST)
    high = codes > 0x7F
    kana = (codes >= KANA[0]) & (codes <= KANA[1])
    if not kana.any() or not (high & ~kana).any():
        return False
    both = pairs.take(codes[high], mode="clip")
    return not ((both >> 8 < _FIRST) | (both & 0xFF < _FIRST)).any()


def _pairs() -> NDArray[np.uint16]:
    from fixtext.encodings.codecs import codec  # which text without kana needs not

    return codec("gbk").to_bytes


def _meant(codes: _Codes) -> _Codes | None:
    """What the bytes of a text in GBK are in EUC-JP; None where they are nothing else."""
    from fixtext.encodings.codecs import codec, stray_bytes

    meant = codec("euc-jp").decode(codec("gbk").encode(codes).data).codes
    return None if stray_bytes(meant).any() or np.array_equal(meant, codes) else meant


def _saved(model: Model, codes: _Codes, meant: _Codes) -> float:
    return float(model.score(codes).sum() - model.score(meant).sum())


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
