"""Double-byte text in which bytes were lost, put in or changed: read on in step behind each place.

Bytes that make no character, and text that makes no sense to the language model, are the signs. The
lines around them are read anew; all others stay as the codec reads them.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fixtext import language
from fixtext.decoded import ByteFinding
from fixtext.decoding.detection import WideKana, bits_of, bits_of_codes
from fixtext.decoding.reading import CUT, STRAY, Reading, is_stray, legible
from fixtext.encodings.codecs import codec
from fixtext.scan import code_points, text_of

if TYPE_CHECKING:
    from fixtext.encodings.resynchronise import ByteEdit

__all__ = ["mended"]

_EXPECTED, _LOWEST, _MOST = 9.5, -6.0, 10.0
"""Bits of a character in text, and how much less and more than that counts."""
_TOGETHER = 3
_ODD = 8.0
"""Bits by which characters that stand together cost more than they should where all is not well."""
_LEAST = 10.0
"""Bits that a change must save where every byte makes a character, to be looked at."""
_CHANGED = 12.0
"""Bits that each change in a line must save to be believed."""
_SHIFTED = 3
"""Characters, at least, that a shift makes senseless; one alone may be meant."""
_REACH = 1024
"""Bytes on either side of a sign within which a place to cut is sought."""
_SHORT, _LONG = 64, 16384
"""Bytes: of less, a shift shows nothing that a rare word would not; in more, damage leaves bytes
somewhere that make no character, so that only what is near those is looked at."""
_SPARSE = 24
"""Bytes, on average, between two that make no character, in what can be brought into step."""
_BETWEEN = b"\n"


@dataclasses.dataclass(frozen=True, slots=True)
class _Window:
    """Bytes to be read anew, and the characters that they were."""

    start: int
    end: int
    first: int
    last: int


def mended(data: bytes, label: str, reading: Reading) -> tuple[str, tuple[ByteFinding, ...]] | None:
    """The text of damaged bytes, and what was found to have happened to them.

    None where there is more damage than text.
    """
    if not reading.stray and not _SHORT < len(data) <= _LONG:
        return reading.text, ()
    text, codes = reading.text, code_points(reading.text)
    sizes = _sizes(codes, label)
    offsets = np.cumsum(sizes) - sizes
    if int(sizes.sum()) != len(data):
        # characters of three and four bytes are among them
        decoding = codec(label).decode(np.frombuffer(data, np.uint8))
        if not reading.stray and text_of(decoding.codes) != text:
            return text, ()
        codes, offsets = decoding.codes, decoding.offsets[:-1]
        text = text_of(codes)
    stray = np.flatnonzero(is_stray(codes))
    if len(stray) * _SPARSE > len(data):
        return None  # so much is damaged, if this is the encoding, that nothing helps
    odd = _odd(codes)
    if len(data) > _LONG:
        odd = odd[_near(offsets[odd], offsets[stray])]
    signs = np.unique(np.concatenate((stray, odd)))
    windows = _windows(data, signs, offsets)
    if not windows:
        return reading.replaced, ()
    return _put_together(text, windows, _reread(data, label, windows))


def _reread(data: bytes, label: str, windows: list[_Window]) -> list[tuple[str, list[ByteFinding]]]:
    """The text of each window, brought into step, and what was found, in offsets of the data."""
    from fixtext.encodings.resynchronise import resynchronise  # only damage pays for it

    model = WideKana(language.load())
    pieces = [data[each.start : each.end] for each in windows]
    found = resynchronise(_BETWEEN.join(pieces), label, model, least=_LEAST)
    counts = [piece.count(_BETWEEN) + 1 for piece in pieces]
    lines = found.text.split("\n")
    if len(lines) != sum(counts):
        # a line end was taken for half of a character: then each piece has to be read by itself
        alone = [resynchronise(piece, label, model, least=_LEAST) for piece in pieces]
        return [
            (each.text, [_finding(edit, window, 0) for edit in each.edits])
            for window, each in zip(windows, alone, strict=True)
        ]
    reread: list[tuple[str, list[ByteFinding]]] = []
    remaining, at, joined = list(reversed(found.edits)), 0, 0
    for window, piece, count in zip(windows, pieces, counts, strict=True):
        inside: list[ByteFinding] = []
        while remaining and remaining[-1].start <= joined + len(piece):
            inside.append(_finding(remaining.pop(), window, joined))
        reread.append(("\n".join(lines[at : at + count]), inside))
        at += count
        joined += len(piece) + len(_BETWEEN)
    return reread


def _near(places: NDArray[np.int64], signs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of these offsets in bytes are not far from one of the signs."""
    at = np.searchsorted(signs, places)
    before = places - signs[np.maximum(at - 1, 0)]
    behind = signs[np.minimum(at, len(signs) - 1)] - places
    near: NDArray[np.bool_] = np.minimum(np.abs(before), np.abs(behind)) <= _LONG // 4
    return near


def _sizes(codes: NDArray[np.uint32], label: str) -> NDArray[np.int64]:
    """How many bytes each character is made of; surrogates stand for one."""
    sizes = np.where((codes < 0x81) | is_stray(codes), 1, 2)
    if label == "shift_jis":
        sizes[(codes >= 0xFF61) & (codes <= 0xFF9F)] = 1
    elif label == "gbk":
        sizes[codes == 0x20AC] = 1
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
    starts = np.searchsorted(offsets, [start for start, _ in spans]).tolist()
    ends = np.searchsorted(offsets, [end for _, end in spans]).tolist()
    windows: list[_Window] = []
    ends_of = [*offsets.tolist(), len(data)] if spans else []
    for first, last in zip(starts, ends, strict=True):
        windows.append(_Window(ends_of[first], ends_of[last], first, last))
    return windows


def _put_together(
    text: str, windows: list[_Window], reread: list[tuple[str, list[ByteFinding]]]
) -> tuple[str, tuple[ByteFinding, ...]]:
    """The text with the windows read anew where that is believed."""
    parts: list[str] = []
    findings: list[ByteFinding] = []
    was = [text[window.first : window.last] for window in windows]
    saved = bits_of(was) - bits_of([anew for anew, _ in reread])
    at = 0
    for window, old, (anew, found), bits in zip(windows, was, reread, saved.tolist(), strict=True):
        parts.append(text[at : window.first])
        at = window.last
        if STRAY.search(old) or _believed(found, bits, old, anew):
            parts.append(anew)
            findings += found
        else:
            parts.append(old)
    parts.append(text[at:])
    return legible("".join(parts)), tuple(findings)


def _believed(edits: list[ByteFinding], saved: float, old: str, new: str) -> bool:
    """Whether edits save enough where every byte makes a character as it is."""
    # one that is only replaced would be a guess against what stands there
    shifted = any(edit.kind != "replaced" for edit in edits)
    return shifted and saved >= _CHANGED * len(edits) and _differing(old, new) >= _SHIFTED


def _differing(old: str, new: str) -> int:
    """How many characters stand between what is the same at the beginning and at the end."""
    most = min(len(old), len(new))
    first = next((at for at in range(most) if old[at] != new[at]), most)
    last = next((at for at in range(most - first) if old[-1 - at] != new[-1 - at]), most - first)
    return len(old) - first - last


def _finding(edit: ByteEdit, window: _Window, joined: int) -> ByteFinding:
    start = window.start + max(0, edit.start - joined)
    end = window.start + min(window.end - window.start, edit.end - joined)
    inferred = "\ufffd" not in edit.text and edit.kind != "put-in"
    return ByteFinding(edit.kind, start, max(start, end), edit.text, inferred)
