"""Double-byte text in which bytes were lost, put in or changed: read on in step behind each place.

Bytes that make no character, and text that makes no sense to the language model, are the signs. The
lines around them are read anew; all others stay as the codec reads them.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fixtext.decoded import ByteFinding
from fixtext.decoding.beyond_python import as_browsers
from fixtext.decoding.detection import bits_of_codes
from fixtext.decoding.reading import CUT, REPLACEMENT, STRAY, Reading, is_stray, legible, read
from fixtext.encodings.codecs import codec
from fixtext.scan import code_points, text_of

if TYPE_CHECKING:
    from fixtext.encodings.resynchronise import ByteEdit

__all__ = ["LONG", "mended"]

_EXPECTED, _LOWEST, _MOST = 9.5, -6.0, 10.0
"""Bits of a character in text, and how much less and more than that counts."""
_TOGETHER = 3
_ODD = 8.0
"""Bits by which characters that stand together cost more than they should where all is not well."""
_REACH = 1024
"""Bytes on either side of a sign within which a place to cut is sought."""
_CONTEXT = 3
"""Characters before that place that are read with it, by which the model knows what is likely."""
_SHORT, LONG = 40, 16384
"""Bytes: of less, a shift shows nothing that a rare word would not; in more, damage leaves bytes
somewhere that make no character, so that only what is near those is looked at."""
_SPARSE = 24
"""Bytes, on average, between two that make no character, in what can be brought into step."""
_MARKS = (0x309A, 0x300, 0x301, 0x2E5, 0x2E9)
"""What stands behind a letter in one character of JIS X 0213."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Window:
    """Bytes to be read anew, and the characters that they were."""

    start: int
    end: int
    first: int
    last: int


def mended(
    data: bytes, label: str, reading: Reading, *, cut: bool = False
) -> tuple[str, tuple[ByteFinding, ...]] | None:
    """The text of damaged bytes, and what was found to have happened to them.

    With ``cut``, the last byte is the beginning of a character that may be cut there. None where
    there is more damage than text.
    """
    maybe = None if reading.stray else _maybe_shifted(data, label, reading)
    if maybe == []:
        return reading.text, ()
    if cut and len(data) > LONG and len(reading.stray) == 1 and (start := _begin_of_end(data)):
        return _mended_end(data, label, reading, start)
    text, codes = reading.text, code_points(reading.text)
    offsets = _offsets(data, codes, label)
    if offsets is None:
        decoding = codec(label).decode(np.frombuffer(data, np.uint8))
        if not reading.stray and text_of(decoding.codes) != text:
            return text, ()
        codes, offsets = decoding.codes, decoding.offsets
        text = text_of(codes)
    stray = np.flatnonzero(is_stray(codes))
    if (len(stray) - cut) * _SPARSE > len(data):
        return None  # so much is damaged, if this is the encoding, that nothing helps
    odd = _odd(codes)
    if len(data) > LONG:
        odd = odd[_near(offsets[odd], offsets[stray])]
    elif maybe is not None:
        odd = odd[_inside(odd, maybe)]
    signs = np.unique(np.concatenate((stray, odd)))
    windows = _windows(data, signs, offsets)
    if not windows:
        return reading.replaced, ()
    reread = _reread(data, codes, offsets, windows, label, cut)
    text, findings = _put_together(text, windows, reread)
    if cut and STRAY.match(text[-1]):
        findings.append(ByteFinding("replaced", len(data) - 1, len(data), REPLACEMENT))
    return as_browsers(legible(text), label), tuple(findings)


def _maybe_shifted(data: bytes, label: str, reading: Reading) -> list[tuple[int, int]] | None:
    """Where characters may be out of step of which all bytes make some; None if it is not known."""
    if not _SHORT < len(data) <= LONG:
        return []
    from fixtext.decoding.shifted import maybe_shifted  # what is long and right does not pay for it

    return maybe_shifted(code_points(reading.text), label)


def _begin_of_end(data: bytes) -> int:
    """Where what is at the end can be cut off; 0 if there is no such place near."""
    begin = CUT.search(data[-LONG:-_REACH][::-1])
    return len(data) - _REACH - begin.start() if begin else 0


def _mended_end(
    data: bytes, label: str, reading: Reading, start: int
) -> tuple[str, tuple[ByteFinding, ...]] | None:
    """The text of bytes of which only the end is damaged, which is all that is looked at."""
    end = read(data[start:], label)
    found = mended(data[start:], label, end, cut=True)
    if found is None:
        return None
    text, findings = found
    moved = [
        dataclasses.replace(each, start=each.start + start, end=each.end + start)
        for each in findings
    ]
    return reading.text[: len(reading.text) - len(end.text)] + text, tuple(moved)


def _offsets(data: bytes, codes: NDArray[np.uint32], label: str) -> NDArray[np.int64] | None:
    """Where each character begins among the bytes, and the last ends; None if that is not known."""
    offsets = np.zeros(len(codes) + 1, np.int64)
    for sizes_of in (_usual_sizes, _sizes):
        np.cumsum(sizes_of(codes, label), out=offsets[1:])
        if offsets[-1] == len(data):
            return offsets
    return None


def _reread(
    data: bytes,
    codes: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    windows: list[_Window],
    label: str,
    cut: bool,
) -> list[tuple[str, list[ByteFinding]] | None]:
    """The text of each window, brought into step, and what was found, in offsets of the data.

    None for a window in which nothing is believed to have happened.
    """
    from fixtext.decoding.shifted import in_step, joined_stream  # only damage pays for it

    cut = cut and windows[-1].end == len(data)
    parts = [(each.first, each.last) for each in windows]
    stream, starts = joined_stream(data, codes, offsets, parts)
    found = in_step(stream, label, cut=cut)
    counts = [data.count(b"\n", each.start, each.end) + 1 for each in windows]
    lines = found.text.split("\n")
    if len(lines) != sum(counts):
        # a line end was taken for half of a character: then each piece has to be read by itself
        if len(windows) > 1:
            return [_reread(data, codes, offsets, [each], label, cut)[0] for each in windows]
        counts = [len(lines)]
    reread: list[tuple[str, list[ByteFinding]] | None] = []
    remaining, at = list(reversed(found.edits)), 0
    for window, count, start in zip(windows, counts, starts, strict=True):
        inside: list[ByteFinding] = []
        while remaining and remaining[-1].start <= start + window.end - window.start:
            inside.append(_finding(remaining.pop(), window, start))
        reread.append(("\n".join(lines[at : at + count]), inside) if inside else None)
        at += count
    return reread


def _inside(places: NDArray[np.int64], stretches: list[tuple[int, int]]) -> NDArray[np.bool_]:
    """Which of these places are in one of the stretches, or beside it."""
    starts, ends = np.array(stretches).T
    at = np.searchsorted(ends, places - 1)
    begun = starts[np.minimum(at, len(ends) - 1)] <= places + 1
    inside: NDArray[np.bool_] = (at < len(ends)) & begun
    return inside


def _near(places: NDArray[np.int64], signs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of these offsets in bytes are not far from one of the signs."""
    at = np.searchsorted(signs, places)
    before = places - signs[np.maximum(at - 1, 0)]
    behind = signs[np.minimum(at, len(signs) - 1)] - places
    near: NDArray[np.bool_] = np.minimum(np.abs(before), np.abs(behind)) <= LONG // 4
    return near


def _usual_sizes(codes: NDArray[np.uint32], label: str) -> NDArray[np.int64]:
    """How many bytes each character is made of, if all are of one and two; surrogates are one."""
    sizes = np.where((codes < 0x81) | is_stray(codes), 1, 2)
    if label == "shift_jis":
        sizes[(codes >= 0xFF61) & (codes <= 0xFF9F)] = 1
    elif label == "gbk":
        sizes[codes == 0x20AC] = 1
    return sizes


def _sizes(codes: NDArray[np.uint32], label: str) -> NDArray[np.int64]:
    """How many bytes each character is made of, also where some are of three and four."""
    sizes = codec(label).lengths(codes)
    if label in ("shift_jis", "euc-jp"):
        # what JIS X 0213 has more: pairs for a letter with a mark, and for characters of plane 2
        sizes[np.isin(codes, _MARKS)] = 0
        sizes[codes > 0xFFFF] = 2
    return sizes


def _odd(codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Where characters that stand together cost the model too much."""
    if len(codes) < _TOGETHER:
        return np.zeros(0, np.int64)
    excess = bits_of_codes(codes)
    excess -= _EXPECTED
    np.clip(excess, _LOWEST, _MOST, out=excess)
    together = excess[2:] + excess[1:-1] + excess[:-2]
    return np.flatnonzero(together >= _ODD) + 1


def _windows(data: bytes, signs: NDArray[np.int64], offsets: NDArray[np.int64]) -> list[_Window]:
    """The bytes around the signs, cut where no character can be cut; those that touch are one."""
    spans: list[tuple[int, int]] = []
    for place in offsets[signs].tolist():
        if spans and place < spans[-1][1]:
            continue
        before = CUT.search(data[max(0, place - _REACH) : place][::-1])
        start = place - before.start() if before else 0 if place <= _REACH else place - _REACH
        behind = CUT.search(data, place, place + _REACH)
        end = behind.start() if behind else min(len(data), place + _REACH)
        if spans and start <= spans[-1][1] + 1:
            start = spans.pop()[0]
        spans.append((start, end))
    firsts = np.searchsorted(offsets, [start for start, _ in spans]) - _CONTEXT
    lasts = np.searchsorted(offsets, [end for _, end in spans])
    firsts[1:] = np.maximum(firsts[1:], lasts[:-1])
    firsts[:1] = np.maximum(firsts[:1], 0)
    return [
        _Window(int(offsets[first]), int(offsets[last]), int(first), int(last))
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _put_together(
    text: str, windows: list[_Window], reread: list[tuple[str, list[ByteFinding]] | None]
) -> tuple[str, list[ByteFinding]]:
    """The text with the windows that were read anew."""
    parts: list[str] = []
    findings: list[ByteFinding] = []
    at = 0
    for window, anew in zip(windows, reread, strict=True):
        if anew is not None:
            parts += (text[at : window.first], anew[0])
            findings += anew[1]
            at = window.last
    parts.append(text[at:])
    return "".join(parts), findings


def _finding(edit: ByteEdit, window: _Window, joined: int) -> ByteFinding:
    start = window.start + max(0, edit.start - joined)
    end = window.start + min(window.end - window.start, edit.end - joined)
    inferred = "\ufffd" not in edit.text and edit.kind != "put-in"
    return ByteFinding(edit.kind, start, max(start, end), edit.text, inferred)
