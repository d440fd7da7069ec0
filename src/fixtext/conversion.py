"""The change of script that ``to=`` asks for, as edits, so that a report can account for it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np

from fixtext.hanscript import convert
from fixtext.hanscript.vocabulary import engine
from fixtext.scan import code_points
from fixtext.spans import Edit
from fixtext.types import Options

__all__ = ["conversion", "conversion_edits"]


def conversion(text: str, options: Options, breaks: Iterable[int]) -> list[Edit]:
    """The edits that convert a text to the script that is asked for; see :func:`conversion_edits`.

    >>> conversion("說話", Options(to="zh-Hans"), ())[0].note
    'to zh-Hans'
    """
    to, vocabulary = options.to, options.vocabulary
    if to is None:
        return []
    converted = convert(text, to=to, vocabulary=vocabulary)
    note = f"to {to}"
    if vocabulary is not None:
        note += f", with words of {vocabulary} as {engine()} has them"
    return conversion_edits(text, converted, note, breaks)


def conversion_edits(text: str, converted: str, note: str, breaks: Iterable[int]) -> list[Edit]:
    """The edits from a text to its conversion: one for each run of changed characters.

    No edit reaches over ``breaks``, offsets at which something was repaired before. Where a word
    changed its length, there is one edit a line. ``note`` says what was asked for.

    >>> [(e.start, e.end, e.after) for e in conversion_edits("說話", "说话", "to zh-Hans", [1])]
    [(0, 1, '说'), (1, 2, '话')]
    """
    if converted == text:
        return []
    if len(converted) != len(text):
        return _line_edits(text, converted, note)
    changed = code_points(text) != code_points(converted)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], changed, [False]))))
    result: list[Edit] = []
    inner = np.unique(np.fromiter(breaks, np.int64))
    firsts = np.searchsorted(inner, edges[0::2], "right")
    lasts = np.searchsorted(inner, edges[1::2], "left")
    for start, end, first, last in zip(
        edges[0::2].tolist(), edges[1::2].tolist(), firsts.tolist(), lasts.tolist(), strict=True
    ):
        stops = [start, *inner[first:last].tolist(), end]
        result += [
            Edit(low, high, converted[low:high], 0.0, note=note)
            for low, high in itertools.pairwise(stops)
        ]
    return result


def _line_edits(text: str, converted: str, note: str) -> list[Edit]:
    edits: list[Edit] = []
    position = 0
    for old, new in zip(text.split("\n"), converted.split("\n"), strict=True):
        if old != new:
            edits.append(Edit(position, position + len(old), new, 0.0, note=note))
        position += len(old) + 1
    return edits
