"""U+FFFD that a repair put where it could not tell what stood there.

It is no byte that the text's own codec could not show, as U+FFFD elsewhere is: what is known of its
bytes was read already.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.spans import Edit

__all__ = ["are_unsure", "remember_unsure"]

_UNSURE = "U+FFFD was put where nothing was probable enough"
_MARK = "\ufffd"
_BESIDE = 4
"""Characters on both sides by which such a mark is told from others."""


def remember_unsure(document: Document, edits: Sequence[Edit]) -> None:
    """Remember the marks that these edits put into a document, by the text around them.

    >>> from fixtext.types import Options
    >>> document, edit = Document("abcdefghi", Options(), {}), Edit(2, 4, "x\ufffdz", 20.0)
    >>> remember_unsure(document, [edit])
    >>> are_unsure(document.excerpt("abx\ufffdzefgh\ufffdi"), np.array([3, 9])).tolist()
    [True, False]
    """
    for edit in edits:
        if edit.after is None or _MARK not in edit.after:
            continue
        before = document.text[max(edit.start - _BESIDE, 0) : edit.start]
        text = before + edit.after + document.text[edit.end : edit.end + _BESIDE]
        place = text.find(_MARK)
        while place >= 0:
            document.settled.add((_UNSURE, _around(text, place)))
            place = text.find(_MARK, place + 1)


def are_unsure(document: Document, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the marks at some places of a document were put there so."""
    text, settled = document.text, document.settled
    every = ((_UNSURE, _around(text, place)) in settled for place in places.tolist())
    return np.fromiter(every, np.bool_, places.size)


def _around(text: str, place: int) -> str:
    return text[max(place - _BESIDE, 0) : place + _BESIDE + 1]
