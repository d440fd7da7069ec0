"""The readings that all of a text went through, as samples of it tell.

Of each wrong codec that shows nearly all lines of some samples, their bytes are read in every codec
that they may have been meant for; what is shortest in bits is followed, up to four readings deep.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from fixtext.encodings.candidates import grouped
from fixtext.encodings.codecs import PARTLY
from fixtext.encodings.reversal import DEPTH
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.strictly import Written, lines_written, read
from fixtext.encodings.throughout import SAMPLE, sample_places
from fixtext.language import Model
from fixtext.language.layout import UNITS
from fixtext.lazy import lazy_pattern
from fixtext.scan import beyond_ascii, code_points

__all__ = ["MOST", "chain_of", "sample_of"]

_LONGEST = 2000
"""Characters of a line that is part of a sample, at most."""
_COMMON, _ANY, _FLUENT = 9.0, 1e9, 11.0
"""What a route may cost that is tried, and the bits that a character of text does, on average."""
_WAYS = 2
"""The best ways that are followed further, and of those that lead to UTF-8."""
MOST = 0.7
"""The part of the characters beyond ASCII that a chain must explain, in lines that lost none."""
_LOST = "\ufffd"
_BETWEEN_SIGNS = lazy_pattern(r"[\x20-\x2f].*[\x20-\x2f]")
"""A part of a longer line: signs of ASCII are bytes of no other character."""


def sample_of(text: str) -> str:
    """Some lines from all over the text, or parts of long ones, none that lost bytes."""
    lines: dict[int, str] = {}
    for place in sample_places(len(text)):
        start = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place + SAMPLE // 2)
        end = len(text) if end < 0 else end
        if end - start <= _LONGEST:
            lines[start] = text[start:end]
        elif part := _BETWEEN_SIGNS.search(text, place, min(place + SAMPLE, end)):
            lines[place] = part[0]
    every = "\n".join(lines.values()).split("\n")
    return "\n".join(line for line in every if _LOST not in line)


def chain_of(model: Model, sample: str) -> tuple[Route, ...]:
    """The readings that all of a sample can have gone through, none if they make no text of it."""
    as_it_is = _Way((), sample, model.bits(sample))
    ways = [as_it_is]
    for _ in range(DEPTH):
        further = sorted(
            (longer for way in ways for longer in _longer(model, way, _COMMON)),
            key=lambda way: way.bits,
        )
        if not further:
            break
        if _is_fluent(model, sample, further[0].text):
            return further[0].chain
        # text that is garbled again is mostly UTF-8 by then, whatever else its bytes seem to be
        from_utf8 = [way for way in further if way.chain[-1].meant == "utf-8"]
        ways = list({way.chain: way for way in further[:_WAYS] + from_utf8[:_WAYS]}.values())
    rare = min(_longer(model, as_it_is, _ANY), key=lambda way: way.bits, default=as_it_is)
    return rare.chain if _is_fluent(model, sample, rare.text) else ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Way:
    """Some readings, what a sample is with them undone, and the bits that this and they cost."""

    chain: tuple[Route, ...]
    text: str
    bits: float


def _is_fluent(model: Model, sample: str, text: str) -> bool:
    """Whether what became of most of a sample is text.

    A line that stays as it was, as one does that was cut inside a character, tells nothing of that.
    """
    both = zip(sample.split("\n"), text.split("\n"), strict=False)
    changed = [(before, after) for before, after in both if before != after]
    before, after = (
        ("\n".join(lines) for lines in zip(*changed, strict=True)) if changed else ("", "")
    )
    if beyond_ascii(code_points(before)) < MOST * beyond_ascii(code_points(sample)):
        return False
    codes = code_points(after)
    high = codes > 0x7F
    return not high.any() or bool(model.units(codes)[high].mean() <= _FLUENT * UNITS)


def _longer(model: Model, way: _Way, most: float) -> list[_Way]:
    """The same with one more reading undone, of those that save something on nearly all lines.

    Of routes that cost so much at most.
    """
    codes = code_points(way.text)
    beyond = np.concatenate(([0], np.cumsum(codes > 0x7F)))
    routes: list[Route] = []
    texts: list[str] = []
    meant = way.chain[-1].meant if way.chain else None
    for label, group in grouped(ROUTES).items():
        if label == meant:
            continue  # read as what they were meant for, the bytes stay what they are
        if label == PARTLY:
            continue
        lines = lines_written(way.text, codes, label)
        if int((beyond[lines.ends] - beyond[lines.starts]).sum()) < MOST * beyond[-1]:
            continue
        for route in group.routes:
            if route.cost <= most:
                back = _read_lines(way.text, lines, route.meant)
                if back is not None:
                    routes.append(route)
                    texts.append(back)
    if not texts:
        return []
    before = model.bits(way.text)
    paid = way.bits - before
    return [
        _Way((*way.chain, route), text, paid + bits + route.cost)
        for route, text, bits in zip(routes, texts, model.bits_many(texts).tolist(), strict=True)
        if bits + route.cost < before
    ]


def _read_lines(text: str, lines: Written, label: str) -> str | None:
    """A text with some lines as their bytes read in a codec; None if too few of them change."""
    parts: list[str] = []
    place = 0
    least = MOST * lines.starts.size
    may_fail = lines.starts.size - least
    every = zip(lines.starts.tolist(), lines.ends.tolist(), lines.lines, strict=True)
    for start, end, data in every:
        try:
            back = read(data, label)
        except ValueError:
            may_fail -= 1
            if may_fail < 0:
                return None
            continue
        parts += (text[place:start], back)
        place = end
    parts.append(text[place:])
    after = "".join(parts)
    both = zip(text.split("\n"), after.split("\n"), strict=False)
    return after if sum(one != other for one, other in both) >= least else None
