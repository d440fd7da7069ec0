"""Garbled text whose letters a program made small, or capital.

A page that was garbled and then lower-cased, as for a search index, a slug or a key, is no text of
any codec: ``Ã`` became ``ã``, and C3 E3. But all that is lost of a byte is the case of its letter,
and what stands around says which it was: in UTF-8 the grammar mostly does, elsewhere the model.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.encodings.blocks import Block, all_blocks, blocks
from fixtext.encodings.candidates import bearable
from fixtext.encodings.case_bytes import case_of
from fixtext.encodings.case_readings import Read, Text, Way, read, ways_that_show
from fixtext.encodings.codecs import codec
from fixtext.encodings.lattice import REPLACEMENT
from fixtext.encodings.quick_search import ODD_SIGN
from fixtext.encodings.restoring import LEAST_PROBABILITY
from fixtext.encodings.routes import Route
from fixtext.encodings.weighing import Reversal, covered
from fixtext.language import Model
from fixtext.language.layout import NEWLINE
from fixtext.language.pair_screen import FIRST_WIDE, PUNCTUATION
from fixtext.scan import beyond_ascii

__all__ = ["in_changed_case", "is_in_one_case"]

_STRIKING, _FIRST_CORES = 25.0, 4
"""Bits of surprise in a block of such text: a few characters that no language has; and parts of it,
and lines of each, of which one must be in letters of one case."""
_FEWEST, _FEWEST_OF_OTHERS, _LEAST_BEYOND = 4, 10, 2
"""Characters beyond ASCII of such a text, at least, if it was UTF-8, whose grammar leaves little to
choose, and if it was not; and of another one where it is known."""
_SURPRISING = 10.0
"""Bits that each of them costs, on average, in text that is garbled throughout."""
_LONGEST, _TOGETHER = 2000, 20_000
"""Characters of a text, at most; and that are restored at once."""
_WORD, _SPACE = 20, 0x20
"""Characters of a word, as far as it is looked at."""
_FIRST_SAMPLE, _SAMPLE, _SEVERAL = (24, 4), 64, 8
"""Characters that tell which ways it may have gone, and how many ways are left then; characters
that tell which of these it was, and of how many texts."""
_UNREAD = 20.0
"""Bits of each character of a text that a way makes nothing of."""
_CHANGED, _LEAST, _FLUENT, _RIGHT = 8.0, 30.0, 12.0, 8.0
"""Bits that it costs that letters were changed; that must be saved; and that a character beyond
ASCII of what comes back costs at most, on average, and where none was changed."""
_LEAST_OF_KNOWN, _FLUENT_OF_KNOWN, _IN_LETTERS = 12.0, 15.0, 6.5
"""The same by a way that other lines went; and what a letter of an alphabet costs at most."""
_FEWEST_CHANGED = 2
"""Letters that must be others than the bytes make as they are shown."""
_BETTER, _EACH = 8.0, 1.0
"""Bits by which it must be better than what the bytes are as they are shown, the former paid; and
more for each character that is another then."""
_PATIENCE = 4
"""Texts that nothing came of, behind which no more are looked at."""
_IN_VAIN = "no way was found that this text went, with its letters changed"
_LONG, _MUCH = 300, 2000
"""Characters of a text that may be taken through one chain at once; and that tell what it is."""

_Codes = NDArray[np.uint32]


def is_in_one_case(document: Document) -> bool:
    """Whether a long text is of letters that all are small, or capital, many of them beyond ASCII.

    As parts of it tell. Lines that seem to be right as they are shown may be others then, as those
    around tell.
    """
    if document.codes.size < _LONG:
        return False
    some = document.codes[:_MUCH]
    high = some[some > 0x7F]
    if not high.size or 2 * int(np.count_nonzero(high < FIRST_WIDE)) < high.size:
        return False
    text = document.text
    places = (0, max((len(text) - _MUCH) // 2, 0), max(len(text) - _MUCH, 0))
    parts = "".join(text[place : place + _MUCH] for place in places)
    return parts.islower() or parts.isupper()


def in_changed_case(document: Document) -> list[Reversal]:
    """The parts of lines that make text if the case of their letters is undone, ordered.

    Where it is proven of some in blocks that are worth a look, others are looked for elsewhere.
    """
    text, places = document.text, document.recall(blocks)
    striking = {text[one.start : one.end]: one for one in places if one.bits >= _STRIKING}
    some = [block for block in striking.values() if _is_for_a_look(document, block)]
    left = list(_texts(document, some)) if some else []
    found: list[Reversal] = []
    done: set[int] = set()
    tried: dict[Way, bool] = {}
    in_vain = 0
    for first in left:
        if first.beyond < _FEWEST or first.start in done:
            continue
        way = _way_of(document.model, first, left)
        if way is not None and way not in tried:
            rest = [text for text in left if text.start not in done]
            some_found = list(_restored_by(document.model, rest, way))
            tried[way] = bool(some_found)
            found += some_found
            done |= {one.start for one in some_found}
        if first.start not in done:
            document.settled.add((_IN_VAIN, first.text))
            in_vain += 1
            if in_vain == _PATIENCE:
                break
    proven = [way for way, is_proven in tried.items() if is_proven]
    found += _restored_elsewhere(document, found, proven)
    return sorted(found, key=lambda one: one.start)


def _is_for_a_look(document: Document, block: Block) -> bool:
    """Whether a block may have such text, as the first lines of its first cores tell."""
    part = document.codes[block.start : block.end]
    if _telling(part[part < FIRST_WIDE]) < _FEWEST:
        return False
    cores = (document.text[low:high] for low, high in block.cores[:_FIRST_CORES])
    lines = (line for core in cores for line in core.split("\n")[:_FIRST_CORES])
    return any(case_of(line) is not None for line in lines)


def _telling(codes: _Codes) -> int:
    """How many characters are beyond ASCII, without quotation marks and dashes."""
    beyond = (codes > 0x7F) & ((codes < PUNCTUATION[0]) | (codes > PUNCTUATION[1]))
    return int(np.count_nonzero(beyond))


def _restored_elsewhere(
    document: Document, found: Sequence[Reversal], ways: Sequence[Way]
) -> Iterator[Reversal]:
    """What went the ways that are known by now in places that are hardly worth a look."""
    if not ways:
        return
    inside = covered(document.codes.size, found)
    rest = [
        text
        for text in _texts(document, document.recall(all_blocks))
        if not inside[text.start : text.end].any()
    ]
    for way in ways:
        some = list(_restored_by(document.model, rest, way, known=True))
        yield from some
        done = {one.start for one in some}
        rest = [text for text in rest if text.start not in done]


def _texts(document: Document, places: Sequence[Block]) -> Iterator[Text]:
    """The parts of lines around some blocks that are garbled throughout, in letters of one case."""
    codes, text = document.codes, document.text
    some: list[tuple[int, int, str]] = []
    for low, high in _lines(text, places):
        for start, end in _parts(codes, low, high):
            part = text[start:end]
            case = case_of(part) if _may_be_shown(part) else None
            if case is not None and (_IN_VAIN, part) not in document.settled:
                some.append((start, end, case))
    costs = document.recall(costs_as_it_is).of([(start, end) for start, end, _ in some])
    for (start, end, case), bits in zip(some, costs, strict=True):
        is_beyond = codes[start:end] > 0x7F
        if float(bits[is_beyond].mean()) >= _SURPRISING:
            beyond = _telling(codes[start:end])
            yield Text(start, end, text[start:end], case, float(bits.sum()), beyond)


def _may_be_shown(text: str) -> bool:
    """Whether a code page may have shown a text: not one in ASCII with some letters in between."""
    letters = sum(char.isalpha() for char in text if char.isascii())
    return 2 * letters < len(text) or ODD_SIGN.search(text) is not None


def _lines(text: str, places: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """From where the lines of some blocks begin to where they end, as far as these are near."""
    first = last = 0
    for block in sorted(places, key=lambda block: block.start):
        low = text.rfind("\n", max(0, block.start - _LONGEST), block.start) + 1
        low = low if low or block.start <= _LONGEST else block.start - _LONGEST
        high = text.find("\n", block.end, block.end + _LONGEST)
        high = high if high >= 0 else min(block.end + _LONGEST, len(text))
        if low > last:
            yield first, last
            first = low
        last = max(last, high)
    yield first, last


def _parts(codes: _Codes, low: int, high: int) -> Iterator[tuple[int, int]]:
    """The parts of lines between ideographs and the like, none too long.

    From the word on that has the first character beyond ASCII to the end of that with the last one.
    """
    part = codes[low:high]
    apart = np.flatnonzero((part >= FIRST_WIDE) | (part == NEWLINE))
    edges = np.concatenate(([-1], apart, [part.size]))
    long_enough = np.diff(edges) > 1
    starts, ends = edges[:-1][long_enough] + 1, edges[1:][long_enough]
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        beyond = np.flatnonzero(part[first:last] > 0x7F)
        if beyond.size < _LEAST_BEYOND:
            continue
        begin, behind = first + int(beyond[0]), first + int(beyond[-1]) + 1
        before, after = part[max(first, begin - _WORD) : begin], part[behind : behind + _WORD]
        spaces = np.flatnonzero(before == _SPACE)
        start = begin - before.size + (int(spaces[-1]) + 1 if spaces.size else 0)
        spaces = np.flatnonzero(after == _SPACE)
        end = min(behind + (int(spaces[0]) if spaces.size else after.size), last)
        for piece in range(low + start, low + end, _LONGEST):
            stop = min(piece + _LONGEST, low + end)
            if beyond_ascii(codes[piece:stop]) >= _LEAST_BEYOND:
                yield piece, stop


def _way_of(model: Model, text: Text, others: Sequence[Text]) -> Way | None:
    """The way that a text most probably went, as some others tell, too; None if it is right."""
    size, most = _FIRST_SAMPLE
    alike = [other for other in others if other.case == text.case]
    some = [each.sample(_SAMPLE) for each in alike[1 :: max(len(alike) // _SEVERAL, 1)]]
    ways = ways_that_show(text.sample(_SAMPLE), some)
    plain = _best(model, [text.sample(size)], ways, 1, changed=False)
    if plain and _is_right(model, text, plain[0]):
        return None
    ways = _best(model, [text.sample(size)], ways, most)
    every = read(model, [text] * len(ways), ways)
    ways = [way for way, one in zip(ways, every, strict=True) if one and _is_likely(text, one, way)]
    if len(ways) < 2:
        return ways[0] if ways else None
    # what is cut off a sample may be what made text of it
    return (_best(model, [text.sample(_SAMPLE), *some], ways, 1) or ways)[0]


def _is_likely(text: Text, one: Read, way: Way) -> bool:
    """Whether what a text may have been is text that saves anything."""
    return one.of_each <= _FLUENT_OF_KNOWN and text.bits - one.cost - way.route.cost >= _CHANGED


def _best(
    model: Model, texts: Sequence[Text], ways: Sequence[Way], most: int, *, changed: bool = True
) -> list[Way]:
    """The ways by which texts cost the least, so many of them at most; the first must be read."""
    sums: list[tuple[float, int]] = []
    pairs = [(text, way) for way in ways for text in texts]
    every = iter(read(model, *zip(*pairs, strict=True), changed=changed) if pairs else ())
    for number, way in enumerate(ways):
        told = [next(every) for _ in texts]
        if told[0] is not None:
            each = (
                one.cost if one is not None else _UNREAD * len(text.text)
                for text, one in zip(texts, told, strict=True)
            )
            sums.append((sum(each) + way.route.cost, number))
    return [ways[number] for _, number in sorted(sums)[:most]]


def _is_right(model: Model, text: Text, way: Way) -> bool:
    """Whether what comes back one way is text with all letters as they are shown."""
    plain = read(model, [text], [way], changed=False)[0]
    if plain is None or (plain.codes == REPLACEMENT).any() or plain.of_each > _RIGHT:
        return False
    one = read(model, [text], [way])[0]
    return one is None or not _is_better(one, plain)


def _restored_by(
    model: Model, texts: Sequence[Text], way: Way, *, known: bool = False
) -> Iterator[Reversal]:
    """The stretches that some texts are, of those that went one way.

    If it is ``known``, or proven in one of them, others need not prove it by themselves.
    """
    some = [text for text in texts if text.case == way.case]
    every: list[tuple[Text, Read, Read | None]] = []
    for together in bearable([len(text.text) for text in some], _TOGETHER):
        part = some[together]
        ways = [way] * len(part)
        both = read(model, part, ways), read(model, part, ways, changed=False)
        every += [
            (text, new, plain)
            for text, new, plain in zip(part, *both, strict=True)
            if new is not None
        ]
    route = _as_changed(way)
    fewest = _FEWEST if route.meant == "utf-8" else _FEWEST_OF_OTHERS
    known = known or any(
        text.beyond >= fewest and _is_better(new, plain) and any(_stretches(text, new, route))
        for text, new, plain in every
    )
    for text, new, plain in every if known else ():
        if _is_better(new, plain, known=True):
            yield from _stretches(text, new, route, known=True)


def _is_better(one: Read, plain: Read | None, *, known: bool = False) -> bool:
    """Whether a text is so much better than what its bytes are as they are shown, if any.

    One letter may be anything else, too, as where a text was cut inside of a character.
    """
    some = one.changed
    if not known and some.size < _FEWEST_CHANGED and not (some >= FIRST_WIDE).any():
        return False
    least = 0.0 if known else _CHANGED + _BETTER
    return plain is None or plain.cost - one.cost >= least + _EACH * some.size


@functools.cache
def _as_changed(way: Way) -> Route:
    """The route of a way, with what it costs that letters were changed."""
    route = way.route
    words = f", and its letters made {way.case}"
    return Route(route.meant, route.read, route.cost + _CHANGED, words)


def _stretches(text: Text, one: Read, route: Route, *, known: bool = False) -> Iterator[Reversal]:
    """The stretch that a text is, if what it was is text and saves enough."""
    saved = text.bits - one.cost - route.cost
    least, most = (_LEAST_OF_KNOWN, _FLUENT_OF_KNOWN) if known else (_LEAST, _FLUENT)
    if codec(route.meant).single:
        most = _IN_LETTERS  # any byte is one, so that only words tell
    if saved < least or one.of_each > most:
        return
    gaps = len(one.fillings)
    found = Reversal(
        text.start, text.end, one.codes, saved, (route,), gaps, one.fillings, raw=saved
    )
    unsure = np.flatnonzero(one.shares < LEAST_PROBABILITY).tolist()
    yield found.marked(unsure) if unsure else found
