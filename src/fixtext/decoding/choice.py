"""Which encoding the bytes are in: BOM, units of 16 and 32 bits, escapes, UTF-8, then the model."""

from __future__ import annotations

import codecs
import dataclasses
import math
from collections.abc import Sequence

from fixtext.decoding import seven_bit
from fixtext.decoding.declared import Declared
from fixtext.decoding.detection import DOUBLE_BYTE, Ranking, Weighed, bits_of, margin_of, weigh
from fixtext.decoding.hints import prior
from fixtext.decoding.mixed import unlike_utf8
from fixtext.decoding.reading import LONGEST_CHARACTER
from fixtext.decoding.sampling import sample
from fixtext.decoding.single_byte import SINGLE_BYTE, weigh_single_byte
from fixtext.decoding.utf8_runs import likely_runs
from fixtext.decoding.wide import bom_of, wide_without_bom

__all__ = ["CERTAIN", "Choice", "choose", "legacy_of"]

CERTAIN = 1000.0
"""Bits of what leaves no doubt, as a BOM."""
_CONTINUATION = 2.0
"""Bits of evidence of a byte that continues a character in UTF-8: one in four does by chance."""
_BEYOND_DOUBT = 16.0
_PASSABLE = 7.0
"""Bits a byte beyond ASCII; text of a double-byte encoding costs less, all others more in it."""
_UTF_8_IS_USUAL = 8.0
_HARDLY_WORSE = 1.015
"""The model is not so exact that less than this would tell."""
_SHORT = 48
_ENOUGH = 8
_MUCH = 4
"""A quarter."""
_TEXT = 10.0
"""Bits, at most, of a character of text."""
_NO_DOUBT = 200.0
_FEW_WINDOWS, _SMALL = 3, 64
_FIRST_LOOK = 4096
"""Bytes."""
_BEGIN, _LARGE = 192, 1024
"""Bytes of a sample that show whether its characters are of one byte each, if it has more."""


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """An encoding, how it was found, and the text where all bytes have been read already."""

    label: str
    source: str
    bits: float
    text: str | None = None


def choose(data: bytes, declared: Declared) -> Choice:
    """The encoding of the bytes, weighed against what is declared."""
    if (marked := bom_of(data)) is not None:
        return Choice(marked, "bom", CERTAIN)
    if (wide := wide_without_bom(data)) is not None:
        return Choice(wide, declared.source(wide), CERTAIN)
    if data.isascii():
        return _of_ascii(data, declared)
    likelier = _likelier(declared)
    try:
        # room for the text of all of it is not made before its beginning is seen
        codecs.utf_8_decode(data[:_FIRST_LOOK], "strict", False)
        text = data.decode()
    except UnicodeDecodeError as error:
        return _not_utf8(data, error, declared, likelier)
    evidence = _CONTINUATION * (len(data) - len(text))
    if evidence < _BEYOND_DOUBT:
        likelier["utf-8"] = likelier.get("utf-8", 0.0) + _UTF_8_IS_USUAL + evidence
        found = _detected(sample(data), declared, likelier)
        if found.label != "utf-8":
            return found
    return Choice("utf-8", declared.source("utf-8"), evidence, text)


def _not_utf8(
    data: bytes, error: UnicodeDecodeError, declared: Declared, likelier: dict[str, float]
) -> Choice:
    """The encoding of bytes that are not UTF-8, unless it is that and only cut at the end."""
    begun = data[: error.start]
    if error.end == len(data) and len(data) - len(begun) < LONGEST_CHARACTER:
        evidence = _CONTINUATION * (len(begun) - len(begun.decode()))
        if evidence >= _BEYOND_DOUBT:
            return Choice("utf-8", declared.source("utf-8"), evidence)
    return _at_a_glance(data, error.start, declared, likelier)


def _at_a_glance(data: bytes, place: int, declared: Declared, likelier: dict[str, float]) -> Choice:
    """The encoding by as little of the bytes as leaves no doubt."""
    first = sample(data, (place,), _FEW_WINDOWS, _SMALL)
    if len(first) > _SHORT and (split := _without_utf8(first)) is not None:
        # what is UTF-8 says nothing of the other encoding: that is told by the rest
        size, rest = split
        if size * 2 > len(first) or len(rest) < _ENOUGH:
            return Choice("utf-8", declared.source("utf-8"), _CONTINUATION / 2 * size)
        return _detected(rest, declared, likelier)
    if len(data) > _FEW_WINDOWS * _SMALL:
        choice = _double_byte(first, declared, likelier)
        if choice is not None:
            return choice
    return _detected(sample(data, (place,)), declared, likelier)


def _double_byte(part: bytes, declared: Declared, likelier: dict[str, float]) -> Choice | None:
    """The double-byte encoding of a small sample, if that leaves no doubt."""
    ranking = weigh(part, _labels(declared, likelier), likelier)
    if not _is_passable(ranking, part):
        return None
    choice = _chosen(ranking.weighed, declared)
    return choice if choice.bits >= _NO_DOUBT and choice.label in DOUBLE_BYTE else None


def _without_utf8(part: bytes) -> tuple[int, bytes] | None:
    """How many bytes of a sample are text in UTF-8, if that is much of it, and the rest."""
    runs = likely_runs(part, double_byte=False)
    size = sum(end - start for start, end in runs)
    if size * _MUCH < _beyond_ascii(part):
        return None
    texts = [part[start:end].decode() for start, end in runs]
    if bits_of(texts).sum() > _TEXT * sum(map(len, texts)):
        return None
    return size, unlike_utf8(part)


def legacy_of(part: bytes, declared: Declared) -> str:
    """The encoding other than UTF-8 in which a sample is the likeliest text."""
    return _detected(part, declared, {**_likelier(declared), "utf-8": -CERTAIN}).label


def _likelier(declared: Declared) -> dict[str, float]:
    return prior((declared.header, declared.meta), declared.language, declared.url)


def _of_ascii(data: bytes, declared: Declared) -> Choice:
    """The encoding of bytes below 0x80, which any encoding could be."""
    escapes = seven_bit.label_of(data)
    if escapes is not None:
        return Choice(escapes, declared.source(escapes), CERTAIN)
    label = declared.label
    if label is None or label.startswith(("utf-", "iso-2022", "hz", "ibm0", "ibm500", "ibm1026")):
        label = "utf-8"
    return Choice(label, declared.source(label) if declared.label else "default", 0.0)


def _detected(part: bytes, declared: Declared, likelier: dict[str, float]) -> Choice:
    """The encoding in which a sample is the likeliest text."""
    begun = _begun_in_single_bytes(part[:_BEGIN], declared, likelier) if len(part) > _LARGE else []
    if begun:
        return _chosen(weigh_single_byte(part, likelier, begun=begun), declared)
    ranking = weigh(part, _labels(declared, likelier), likelier)
    weighed = ranking.weighed
    if not _is_passable(ranking, part):
        # beyond the next best, nothing counts
        least, margin = weighed[0].bits, margin_of(weighed) or math.inf
        most = max(least * _HARDLY_WORSE, least + margin)
        others = weigh_single_byte(part, likelier, most) + weigh(part, _JOHAB, likelier).weighed
        weighed = sorted(weighed + others)
    return _chosen(weighed, declared)


def _begun_in_single_bytes(
    part: bytes, declared: Declared, likelier: dict[str, float]
) -> list[Weighed]:
    """What the beginning of a sample costs in the encodings of a single byte a character.

    Empty unless all that have several are far behind one of them.
    """
    ranking = weigh(part, (*_labels(declared, likelier), *_JOHAB), likelier)
    if _is_passable(ranking, part):
        return []
    most = ranking.weighed[0].bits - _NO_DOUBT
    begun = weigh_single_byte(part, likelier, most)
    return begun if begun and begun[0].bits < most else []


def _labels(declared: Declared, likelier: dict[str, float]) -> tuple[str, ...]:
    """The encodings of several bytes a character that are weighed."""
    further = [
        label
        for label in (declared.header, declared.meta, "johab" if "johab" in likelier else None)
        if label is not None and label not in SINGLE_BYTE and label not in DOUBLE_BYTE
    ]
    return ("utf-8", *DOUBLE_BYTE, *further) if further else _USUAL


def _is_passable(ranking: Ranking, part: bytes) -> bool:
    """Whether the likeliest of them is text, so that none of one byte a character could be it."""
    passable = _PASSABLE * max(1, _beyond_ascii(part))
    return ranking.weighed[0].text_bits <= passable or ranking.high <= passable


def _chosen(weighed: Sequence[Weighed], declared: Declared) -> Choice:
    label = _believed(weighed, declared)
    return Choice(label, declared.source(label), margin_of(weighed))


def _beyond_ascii(part: bytes) -> int:
    """How many of the bytes are beyond ASCII."""
    return len(part) - len(part.translate(None, _HIGH))


def _believed(weighed: Sequence[Weighed], declared: Declared) -> str:
    """The encoding that is declared, if the text is hardly worse in it, or else the best."""
    most = weighed[0].bits * _HARDLY_WORSE
    for each in weighed:
        if each.bits > most:
            break
        if each.label in (declared.header, declared.meta) and each.label != "windows-1252":
            return each.label
    return weighed[0].label


_JOHAB = ("johab",)
_USUAL = ("utf-8", *DOUBLE_BYTE)
_HIGH = bytes(range(0x80, 0x100))
