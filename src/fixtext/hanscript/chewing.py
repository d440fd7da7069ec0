"""The words of the Chewing input method, and how often Taiwan writes them.

Its dictionary is two files: all words, each ended by a zero byte, and a tree of their syllables.
A node of the tree is eight bytes: a syllable in two, and two numbers in three each, all with the
low byte first. A leaf has syllable zero, then the place of its word and how often it was counted.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from fixtext.language.train.problems import TrainingError
from fixtext.language.train.sources import members

__all__ = ["chewing_words"]

_FILES = (r"/dictionary\.dat$", r"/index_tree\.dat$")
_NODE = 8


def chewing_words(path: Path) -> dict[str, int]:
    """Words of two characters or more that were counted, of the package ``libchewing3-data``.

    A word with several readings has its most frequent one's count. Raises TrainingError where the
    package does not hold such files.
    """
    files = {index: data for index, _, data in members(path, list(_FILES))}
    if len(files) != len(_FILES) or len(files[1]) % _NODE:
        raise TrainingError(f"{path}: no dictionary of Chewing in it: delete it and try again")
    text, tree = files[0], np.frombuffer(files[1], np.uint8).reshape(-1, _NODE).astype(np.int64)
    leaves = tree[(tree[:, 0] == 0) & (tree[:, 1] == 0)]
    places, counts = (leaves[:, at : at + 3] @ (1, 1 << 8, 1 << 16) for at in (2, 5))
    words: dict[str, int] = {}
    for place, count in zip(places.tolist(), counts.tolist(), strict=True):
        word = text[place : text.find(b"\0", place)].decode("utf-8")
        if len(word) > 1 and count:
            words[word] = max(words.get(word, 0), count)
    return dict(sorted(words.items()))
