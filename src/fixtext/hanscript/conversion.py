"""Conversion between the scripts of Chinese, with OpenCC's dictionaries and its rules.

OpenCC normalizes compatibility ideographs, cuts the text into segments by longest match, and
sends every segment through one or two dictionaries: at each place the longest phrase, else the
character by itself. Ideographic description sequences stay as they are. Here all characters are
looked up at once; then phrases overwrite what they say differently.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.errors import ScriptError
from fixtext.hanscript import tables
from fixtext.hanscript.ideographic import description_sequences, may_describe
from fixtext.hanscript.trie import Spans, Trie, is_border, leftmost, words
from fixtext.scan import code_points, text_of

__all__ = [
    "TAGS",
    "Dictionary",
    "Revision",
    "convert_as_opencc",
    "convert_codes",
    "dictionary",
    "normalized",
    "script_tag",
]

TAGS = ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")

_ALIASES = {tag.lower(): tag for tag in TAGS} | {
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-my": "zh-Hans",
    "zh-tw": "zh-Hant-TW",
    "zh-hk": "zh-Hant-HK",
    "zh-mo": "zh-Hant-HK",
}

# (source, target) -> dictionary that segments, dictionaries of the chain. What OpenCC has no
# configuration for goes through its standard traditional.
_CHAINS: dict[tuple[str, str], tuple[str | None, tuple[str, ...]]] = {
    ("zh-Hans", "zh-Hant"): (None, ("st",)),
    ("zh-Hans", "zh-Hant-TW"): ("st", ("st", "tw")),
    ("zh-Hans", "zh-Hant-HK"): ("st", ("st", "hk")),
    ("zh-Hant", "zh-Hans"): (None, ("ts",)),
    ("zh-Hant", "zh-Hant-TW"): (None, ("tw",)),
    ("zh-Hant", "zh-Hant-HK"): (None, ("hk",)),
    ("zh-Hant-TW", "zh-Hans"): ("ts", ("tw-reverse", "ts")),
    ("zh-Hant-TW", "zh-Hant"): (None, ("tw-reverse",)),
    ("zh-Hant-HK", "zh-Hans"): ("ts", ("hk-reverse", "ts")),
    ("zh-Hant-HK", "zh-Hant"): (None, ("hk-reverse",)),
}

_LINE_FEED = 10
_CHUNK = 1 << 16  # code points: what the tables make of so many stays in a core's cache


def script_tag(tag: str) -> str:
    """The canonical tag of a script of Chinese; raises ScriptError for any other.

    >>> script_tag("zh-tw")
    'zh-Hant-TW'
    """
    known = _ALIASES.get(tag.lower().replace("_", "-"))
    if known is None:
        raise ScriptError(
            f"unknown script {tag!r}: use one of {', '.join(TAGS)}"
            " (zh-CN, zh-SG, zh-TW and zh-HK are understood)"
        )
    return known


@dataclasses.dataclass(frozen=True)
class Dictionary:
    """One conversion: a table up to ``REACH`` (uint32), and phrases with their overrides."""

    characters: NDArray[np.uint32]
    phrases: Trie
    override_ends: NDArray[np.uint16]
    override_offsets: NDArray[np.uint8]
    override_characters: NDArray[np.uint32]

    @functools.cached_property
    def loops(self) -> compiled.Phrases:
        """What is compiled, with these tables open."""
        trie = self.phrases
        return compiled.Phrases(
            *(self.characters, trie.symbols, trie.base, trie.check),
            trie.payload.astype(np.uint16, copy=False),
            *(self.override_ends, self.override_offsets, self.override_characters),
        )

    def apply(
        self,
        codes: NDArray[np.uint32],
        segments: NDArray[np.uint8] | None = None,
        frozen: NDArray[np.bool_] | None = None,
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """What the characters become, alone and in phrases, and which phrases these are.

        The phrases are what a longest match from left to right takes, as ``trie.words`` tells them.
        None reaches over the borders of ``segments``, words of another dictionary, or begins where
        ``frozen`` is true.
        """
        if compiled.IS_COMPILED:
            result, found = np.empty(len(codes), np.uint32), np.empty(len(codes), np.uint8)
            self.loops.apply(codes, segments, frozen, result, found)
            return result, found
        spans = self.phrases.longest(codes, None if segments is None else is_border(segments))
        if frozen is not None:
            spans = spans[~frozen[spans.starts]]
        spans = leftmost(spans)
        result = become(self.characters, codes)
        self._override(result, spans)
        return result, words(spans, len(codes))

    def _override(self, result: NDArray[np.uint32], spans: Spans) -> None:
        spans = spans[spans.payloads > 1]
        begins = self.override_ends[spans.payloads - 1].astype(np.int64)
        counts = self.override_ends[spans.payloads] - begins
        ends = np.cumsum(counts)
        which = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begins - ends + counts, counts)
        where = np.repeat(spans.starts, counts) + self.override_offsets[which]
        result[where] = self.override_characters[which]


@functools.cache
def _characters(name: str) -> NDArray[np.uint32]:
    """What each code point up to ``REACH`` becomes alone."""
    characters = np.arange(tables.REACH, dtype=np.uint32)
    characters[tables.array(f"{name}/from")] = tables.array(f"{name}/to")
    return characters


def become(characters: NDArray[np.uint32], codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """What code points become by a table up to ``REACH``; those beyond stay."""
    result = characters.take(codes, mode="clip")
    if np.maximum.reduce(codes, initial=0) >= characters.size:
        beyond = codes >= characters.size
        result[beyond] = codes[beyond]
    return result


def normalized(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Compatibility ideographs as the characters that they are, as OpenCC has it."""
    return become(_characters("normalization"), codes)


@functools.cache
def dictionary(name: str) -> Dictionary:
    """One of the dictionaries of the data file that have phrases."""
    trie = Trie.of(
        *(tables.array(f"{name}/{part}") for part in ("alphabet", "base", "check", "payload"))
    )
    return Dictionary(
        _characters(name),
        trie,
        *(tables.array(f"{name}/override-{part}") for part in ("ends", "offsets", "characters")),
    )


def convert_as_opencc(text: str, source: str, target: str) -> str:
    """The text as OpenCC converts it from ``source`` to ``target`` (canonical tags).

    Where OpenCC has no configuration for the two, through its standard traditional.
    """
    if source == target or text.isascii():
        return text
    return text_of(convert_codes(code_points(text), source, target))


Revision = Callable[[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.uint32]], None]
"""What makes of a text, its words, and the first dictionary's result a better result, in place."""


def convert_codes(
    codes: NDArray[np.uint32], source: str, target: str, revise: Revision | None = None
) -> NDArray[np.uint32]:
    """As :func:`convert_as_opencc`, on code points; the result is as long as ``codes``.

    ``revise`` is asked between the first dictionary, which has phrases, and the next.
    """
    steps = [(source, target)]
    if source == target or not len(codes):
        steps = []
    elif (source, target) not in _CHAINS:
        steps = [(source, "zh-Hant"), ("zh-Hant", target)]
    for step in steps:
        codes = np.concatenate([_convert(part, *_CHAINS[step], revise) for part in _parts(codes)])
    return codes


def _parts(codes: NDArray[np.uint32]) -> Iterator[NDArray[np.uint32]]:
    """The text in parts that no phrase reaches across: they end where a line does."""
    start = 0
    while start < len(codes):
        window = _CHUNK
        end = len(codes)
        while len(codes) - start > window:
            stops = np.flatnonzero(codes[start : start + window] == _LINE_FEED)[::-1] + start + 1
            found = next((int(stop) for stop in stops if not may_describe(codes, int(stop))), None)
            if found is not None:
                end = found
                break
            window *= 2
        yield codes[start:end]
        start = end


def _convert(
    codes: NDArray[np.uint32],
    segmenter: str | None,
    chain: tuple[str, ...],
    revise: Revision | None = None,
) -> NDArray[np.uint32]:
    """One of OpenCC's configurations on one part of a text."""
    frozen = description_sequences(codes)
    original = codes
    codes = normalized(codes)
    segments = None
    if segmenter is not None and segmenter != chain[0]:
        _, segments = dictionary(segmenter).apply(codes, None, frozen)
    for stage, name in enumerate(chain):
        before = codes
        codes, found = dictionary(name).apply(before, segments, frozen)
        if name == segmenter and stage == 0:
            segments = found
        if revise is not None and stage == 0:
            revise(before, found, codes)
    if frozen is not None:
        codes[frozen] = original[frozen]
    return codes
