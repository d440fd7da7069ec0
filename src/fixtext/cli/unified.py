"""A unified diff straight from a report's findings: linear in the text, unlike a search for one.

The format is that of GNU diff (https://www.gnu.org/software/diffutils/manual/#Detailed-Unified).
Lines end at a line feed alone, as for ``patch``.
"""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Iterator, Sequence

from fixtext.findings import Finding
from fixtext.lazy import lazy_pattern

__all__ = ["unified"]

_CONTEXT = 3
_LINE = lazy_pattern(r"[^\n]*\n|[^\n]+")


@dataclasses.dataclass(frozen=True, slots=True)
class _Block:
    """Lines ``start:end`` of the original, and what stands in their place."""

    start: int
    end: int
    new: list[str]


def unified(name: str, text: str, findings: Sequence[Finding]) -> Iterator[str]:
    r"""The diff of a text and what the findings make of it, piece by piece; nothing if the same.

    >>> finding = Finding("folded-punctuation", 1, 2, ",", "，", 30.0)
    >>> print("".join(unified("a", "中,文\n", [finding])), end="")
    --- a
    +++ a
    @@ -1 +1 @@
    -中,文
    +中，文
    """
    lines = _LINE.findall(text)
    hunks = _hunks(list(_blocks(text, lines, findings)))
    if hunks:
        yield f"--- {name}\n+++ {name}\n"
    shift = 0
    for hunk in hunks:
        yield from _hunk(hunk, lines, shift)
        shift += sum(len(block.new) - (block.end - block.start) for block in hunk)


def _blocks(text: str, lines: Sequence[str], findings: Sequence[Finding]) -> Iterator[_Block]:
    """The lines that change: all findings that share a line are in one block."""
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line))
    changes = [f for f in findings if f.after is not None and f.after != f.before]
    position = 0
    while position < len(changes):
        first = bisect.bisect_right(starts, changes[position].start) - 1
        parts: list[str] = []
        offset = starts[first]
        last = first
        while position < len(changes) and changes[position].start < _end(starts, text, last):
            finding = changes[position]
            parts += (text[offset : finding.start], finding.after or "")
            offset = finding.end
            last = max(last, bisect.bisect_right(starts, offset) - 1)
            position += 1
        parts.append(text[offset : _end(starts, text, last)])
        yield from _trimmed(first, lines[first : last + 1], _LINE.findall("".join(parts)))


def _end(starts: Sequence[int], text: str, line: int) -> int:
    # past the end for the last line, where text may be put in after the last code point
    return starts[line + 1] if line + 1 < len(starts) else len(text) + 1


def _trimmed(start: int, old: Sequence[str], new: list[str]) -> Iterator[_Block]:
    """The block without the lines at its ends that stay the same."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    room = range(shorter - head)
    tail = next((i for i in room if old[-1 - i] != new[-1 - i]), len(room))
    if head + tail < max(len(old), len(new)):
        yield _Block(start + head, start + len(old) - tail, new[head : len(new) - tail])


def _hunks(blocks: Sequence[_Block]) -> list[list[_Block]]:
    """The blocks, together with those whose context they touch."""
    hunks: list[list[_Block]] = []
    for block in blocks:
        if hunks and block.start - hunks[-1][-1].end <= 2 * _CONTEXT:
            hunks[-1].append(block)
        else:
            hunks.append([block])
    return hunks


def _hunk(blocks: Sequence[_Block], lines: Sequence[str], shift: int) -> Iterator[str]:
    start = max(blocks[0].start - _CONTEXT, 0)
    end = min(blocks[-1].end + _CONTEXT, len(lines))
    longer = sum(len(block.new) - (block.end - block.start) for block in blocks)
    old = _range(start, end - start)
    new = _range(start + shift, end - start + longer)
    yield f"@@ -{old} +{new} @@\n"
    for block in blocks:
        yield from _marked(" ", lines[start : block.start])
        yield from _marked("-", lines[block.start : block.end])
        yield from _marked("+", block.new)
        start = block.end
    yield from _marked(" ", lines[start:end])


def _range(start: int, count: int) -> str:
    if count == 1:
        return f"{start + 1}"
    return f"{start + 1 if count else start},{count}"


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield f"{mark}{line}"
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"
