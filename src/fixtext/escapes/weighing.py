"""What it tells that escapes make text: bits as it is, less bits of what they stand for."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.garbling import Edit
from fixtext.language.layout import CONTEXT
from fixtext.scan import code_points

__all__ = [
    "Proposal",
    "bits_in_place",
    "is_text",
    "savings",
    "savings_at",
    "weigh",
    "without_examples",
]

_LEAST_OWN = 4.0
_MUCH = 40
"""Characters beyond ASCII that make a text; what is escaped as an example is shorter."""
_SUPPORT, _MOST_SUPPORT = 0.25, 20.0
_SHARE_OF_CODE = 5
_NOT_TEXT = frozenset(("Cc", "Cs", "Cn", "Co"))
_WHITE = "\t\n"


class Proposal(NamedTuple):
    """What a stretch of the text would be without its escapes, and bits that speak against it."""

    start: int
    end: int
    after: str
    doubt: float = 0.0


def is_text(text: str) -> bool:
    r"""Whether all characters can stand in a text: no controls, surrogates, unassigned code points.

    Tabs and line ends can, also CR LF.

    >>> is_text("中\r\n"), is_text("\x00"), is_text("\ud800"), is_text("\ufffd")
    (True, False, False, False)
    """
    characters = set(text.replace("\r\n", "\n"))
    return "\ufffd" not in characters and all(
        unicodedata.category(one) not in _NOT_TEXT or one in _WHITE for one in characters
    )


def savings(
    document: Document, proposals: Sequence[tuple[int, int, str, object]]
) -> NDArray[np.float64]:
    """By how many bits each proposal makes the text shorter, float64 of shape (n,).

    Of each, where it starts and ends and what it puts there; whatever else it says is not asked.
    """
    text = document.text
    texts: list[str] = []
    for start, end, after, _ in proposals:
        before, behind = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        texts += (before + text[start:end] + behind, before + after + behind)
    bits = document.model.bits_many(texts)
    saved: NDArray[np.float64] = bits[0::2] - bits[1::2]
    return saved


def savings_at(
    document: Document, starts: NDArray[np.int64], ends: NDArray[np.int64], afters: Sequence[str]
) -> NDArray[np.float64]:
    """As :func:`savings`, of so many that none is to be looked at by itself."""
    codes = document.codes
    lows, highs = np.maximum(starts - CONTEXT, 0), np.minimum(ends + CONTEXT, codes.size)
    sizes = np.array(list(map(len, afters)), np.int64)
    parts = np.stack((starts - lows, sizes, highs - ends), axis=1)
    firsts = np.stack((lows, np.zeros_like(lows), ends), axis=1)
    behind = np.cumsum(parts)
    places = np.repeat(firsts.ravel() - behind + parts.ravel(), parts.ravel())
    made = codes.take(places + np.arange(places.size), mode="clip")
    made[np.repeat(np.tile((False, True, False), len(afters)), parts.ravel())] = code_points(
        "".join(afters)
    )
    last = behind[2::3].copy()
    saved: NDArray[np.float64] = document.model.bits_between(codes, lows, highs)
    saved -= document.model.bits_between(made, last - parts.sum(axis=1), last)
    return saved


def bits_in_place(document: Document, places: Sequence[tuple[int, str]]) -> NDArray[np.float64]:
    """What each of some texts costs behind what stands before its place, float64 of shape (n,)."""
    befores = [document.text[max(start - CONTEXT, 0) : start] for start, _ in places]
    afters = [before + after for before, (_, after) in zip(befores, places, strict=True)]
    bits: NDArray[np.float64] = document.model.bits_many(afters) - document.model.bits_many(befores)
    return bits


def weigh(
    document: Document, proposals: Sequence[Proposal], cost: float, note: str = ""
) -> list[Edit]:
    """The proposals that save enough, as edits; ``cost`` is what such damage costs at all.

    Places that prove the damage by themselves support the others of the document.
    """
    if not proposals:
        return []
    least = document.options.min_bits
    own = savings(document, proposals) - cost - np.array([one.doubt for one in proposals])
    strong = np.where(own >= least, own, 0.0)
    support = np.minimum((strong.sum() - strong) * _SUPPORT, _MOST_SUPPORT)
    bits = np.where(own + cost >= _LEAST_OWN, own + support, -1.0)
    return [
        Edit(one.start, one.end, one.after, round(float(evidence), 2), note=note)
        for one, evidence in zip(proposals, bits.tolist(), strict=True)
        if evidence >= least
    ]


def without_examples(
    text: str, found: Sequence[tuple[Proposal, bool]], in_code: int = 0
) -> list[Proposal]:
    """The proposals that are not flagged as examples; all, if most of the text is escaped.

    None, if too many others stand in source code: then these do as well.
    """
    if in_code * _SHARE_OF_CODE > len(found) + in_code:
        return []
    made = sum(_beyond_ascii(one.after) for one, _ in found)
    if made >= _MUCH and made > _beyond_ascii(text):
        return [one for one, _ in found]
    return [one for one, is_example in found if not is_example]


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))
