"""Double-byte text that goes on one byte off, because an edit straddled two characters.

What it looks like: ``?!顿F州省`` for ``。《貴州省``, ``局?jǐn)?shù)`` for ``局數``: a question
mark, a few characters that make no sense, often a stray ASCII letter, and then right text again;
``出来てしまいｂｷ。`` for ``出来てしまいます。``, or the rest of a line that makes no sense.

How it happens: a byte is lost, put in or changed, on the way or by a tool, in text of any of the
double-byte codecs; what decodes it is then out of step up to the next ASCII character, the next
byte that makes none, or the end of the line. Or a tool searches the bytes of a GBK page, and finds
what it looks for across a boundary between characters. In ``。《貴``, bytes A1A3 A1B6 D946, it sees
A3A1, which is ``！``. It edits that, a byte A1 is left alone and shown as ``?``, and decoding goes
on with B6D9. It stays one byte off until a trail byte below 0x80 (46, ``F``) or the next lone byte
puts it right. When what it puts in is a reading in brackets (pinyin-annotation), the lone byte
swallows the opening bracket.

How it is recognised: where a text surprises the language model, its characters are laid out as the
bytes of the codec that its script is written in, with holes where U+FFFD, ``?`` or ``・`` stand,
and the best way through these is searched for, on which bytes were lost, put in or changed. What
that makes must be shorter than the text as it stands, the edits paid for.

For the tool that straddles characters there is more to go by. From each ``?`` that touches Chinese
text, the bytes are laid out again, with one unknown byte for the ``?``, the full-width mark for one
that was folded, and without readings that were put in. What the tool saw across the boundary must
be what it edited, so the reading often tells the lone byte. The reading that the language model
finds most probable must be shorter, in bits, than the text as it stands.

When the repair is a guess: where a byte is gone, the language model chose it, as a rule in the
first character of each stretch; that is inferred, and with ``infer=False`` U+FFFD stands for it.
What the tool left is only repaired with inference. Characters that vanished altogether cannot be
restored.

>>> import fixtext
>>> data = "这家餐厅的服务员态度很好，菜的味道也不错，下次还会再来。".encode("gbk")
>>> fixtext.fix((data[:18] + data[19:]).decode("gbk", "replace"), select="byte-shift")
'这家餐厅的服务员态度很好，菜的味道也不错，下次还会再来。'
"""

from __future__ import annotations

import dataclasses
import functools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fixtext.anchors import matches
from fixtext.batch import Batch
from fixtext.causes import GBK_BYTE_EDITOR
from fixtext.document import Document
from fixtext.encodings.clearing import suspects
from fixtext.encodings.double_byte import pair_of, pair_table
from fixtext.garbling import Edit, Garbling, RuledOut, Seen
from fixtext.garblings.folded_punctuation import FOLDED
from fixtext.language import Model
from fixtext.lazy import lazy_pattern

if TYPE_CHECKING:
    from fixtext.encodings.lone_bytes import State
    from fixtext.encodings.shifted import Shifted

__all__ = ["ByteShift"]

_CHINESE = "\u2010-\u2027\u3001-\u3017\u3400-\u9fff\uff01-\uff5e"
_LETTERS = "a-züêāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿɡ"
_START = lazy_pattern(rf"\?(?=[!,:;?！，：；？]?[{_CHINESE}]|[{_LETTERS}]+\))")
_TOKEN = lazy_pattern(rf"\?[{_LETTERS}]{{1,6}}\)|\([{_LETTERS}]{{1,6}}\)|.", re.DOTALL)

_LONGEST, _MOST_FAILED, _NEAR, _MOST_NEAR = 160, 64, 16, 6
"""The first: tokens that a shift may go on for before it is given up."""
_MOST_EACH, _MOST_MORE = 12.0, 15.0
"""Bits that each character of the restored text may cost on average, and all of them more."""
_REGION, _FOLD, _STRIP, _GENEROUS = 8.0, 1.0, 1.0, 12.0
"""Bits: what the channel costs, and by how many a guess may be off."""
_MOST_LOST = 60.0
"""So many bits more than text that goes on one byte off never costs in step, however short."""

_Option = tuple[int, ...] | str
"""Bytes of a token; or, as a str, one lone byte with the reading put in behind it ("" for none)."""


class ByteShift(Garbling):
    """Text that goes on one byte off."""

    name = "byte-shift"
    title = "double-byte text that goes on one byte off: ?!顿F for 。《貴"
    group = "encoding"
    lossless = False
    local = True
    needs = ("mojibake", "lost-bytes")
    signal = (Seen.HAN, Seen.KANA_HANGUL)
    near = Seen.BEYOND_ASCII
    cause = GBK_BYTE_EDITOR
    worst = ("?!顿F", "数（?")

    def ruled_out(self, seen: int, profile: str) -> RuledOut:
        """Where nothing surprises, and no mark stands where half a character may be lost."""
        is_marked = int.__and__(seen, Seen.STRADDLED) != 0
        return RuledOut.NOT_TOLD if is_marked else RuledOut.IF_NOTHING_SURPRISES

    def find(self, document: Document) -> Sequence[Edit]:
        """The stretches that read better in step."""
        from fixtext.encodings.shifted import shifted  # which most texts need not

        edits = list(self._straddling(document)) if document.options.infer else []
        done = [(edit.start, edit.end) for edit in edits]
        edits += [
            _edit(one, document.options.infer)
            for one in shifted(document)
            if all(one.end <= start or end <= one.start for start, end in done)
        ]
        return sorted(edits, key=lambda edit: edit.start)

    def suspects(self, batch: Batch) -> NDArray[np.bool_]:
        """Those that are surprising, and those with question marks."""
        return batch.recall(suspects) | batch.signalled((Seen.QUESTION,))

    def _straddling(self, document: Document) -> Sequence[Edit]:
        """What a tool left that edited bytes across the boundary of two characters."""
        edits: list[Edit] = []
        none: set[str] = set()
        done = failed = 0
        for match in matches(_START, document.text, "?"):
            if match.start() < done:
                continue
            around = document.text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
            row = document.text.startswith("??", match.start())
            if row or around.count("?") > _MOST_NEAR:
                continue  # marks so dense stand for something else
            if failed > _MOST_FAILED * (1 + len(edits)):
                break  # where so many marks are none, they are what they seem
            place = match.start()
            line = document.text[max(0, place - 3) : place + 4 * _LONGEST + 2]
            if line in none:
                continue  # text that comes back is read once
            edit = _unshift(document, match.start(), min(document.proven(self.cause), 10.0))
            failed += edit is None
            if edit:
                edits.append(edit)
                done = edit.end
            else:
                none.add(line)
        return edits

    def garble(self, text: str, chance: random.Random) -> str:
        """Marks found across a boundary and folded, in nine of ten places where they can be."""
        lines = text.splitlines(keepends=True)
        return "".join(_shift(line, chance) for line in lines)


@functools.cache
def _straddling() -> Mapping[tuple[int, int] | None, str]:
    """The marks that full-width ones are folded to, by the pairs of bytes of these."""
    return {pair_of(full): mark for mark, full in FOLDED.items()}


def _edit(one: Shifted, infer: bool) -> Edit:
    inferred = infer and one.is_inferred
    return Edit(
        one.start,
        one.end,
        one.text(infer=infer),
        one.bits,
        inferred=inferred,
        note=one.note,
        inferences=one.inferences if inferred else None,
    )


def _tokens(text: str, start: int) -> list[str]:
    """The pieces that stand for bytes from here to the end of the line, or the longest shift."""
    end = text.find("\n", start)
    stretch = text[start : min(len(text) if end < 0 else end, start + 4 * _LONGEST)]
    return [match[0] for match in _TOKEN.finditer(stretch)][:_LONGEST]


def _options(token: str) -> Iterator[tuple[_Option, float]]:
    """What bytes a token can stand for, each with its cost."""
    if token[0] == "?" and len(token) > 1:
        yield token[1:-1], 0.0
        return
    if token[0] == "(" and len(token) > 1:
        yield (), _STRIP
        return
    if token == "?":
        yield "", 0.0
    full = FOLDED.get(token)
    if full:
        yield pair_of(full) or (), _FOLD
        return
    if token < "\x80":
        yield (ord(token),), 0.0
        return
    pair = pair_of(token)
    if pair:
        yield pair, 0.0


def _may_end(tokens: Sequence[str]) -> bool:
    """Whether something further on can put the bytes right again."""
    odd = False
    for index, token in enumerate(tokens[1:], 1):
        if token[0] == "?":
            return True
        if "@" <= token <= "~" and odd and len(token) == 1:
            return True
        odd = token > "\x7f"
        if index > 1 and len(token) == 1 and token < "@" and token not in FOLDED:
            return False
    return False


def _unshift(document: Document, start: int, proven: float) -> Edit | None:
    tokens = _tokens(document.text, start)
    if not _may_end(tokens):
        return None
    model = document.model
    if not _worth_trying(document, start, tokens, document.options.min_bits - proven):
        return None
    before = document.text[max(0, start - 3) : start]
    previous = pair_of(before[-1:]) if before else None
    from fixtext.encodings.lone_bytes import State  # which hardly a text needs

    states = [State(_REGION, "", None, previous[1] if previous else 0, 0)]
    position = start
    best: tuple[float, int, State] | None = None
    stretch = before + document.text[start : start + sum(map(len, tokens))]
    as_it_is = np.cumsum(model.per_character(stretch)[len(before) :], dtype=np.float64)
    for token in tokens:
        position += len(token)
        states = _advance(model, before, states, token)
        if not states or states[0].cost > as_it_is[position - start - 1] + _MOST_LOST:
            break
        ended = [s for s in states if s.pending is None and s.lone and s.text]
        if ended and all(s.pending is None for s in states):
            gain = _gain(document, start, position, before, ended[0])
            if best is None or gain > best[0]:
                best = (gain, position, ended[0])
            break
    if best is None or best[0] + proven < document.options.min_bits:
        return None
    gain, end, state = best
    from fixtext.encodings.shifted import reads_as_text

    if not reads_as_text(model, before, state.text, _MOST_EACH, _MOST_MORE):
        return None
    note = "read one byte off; the lone byte is a guess"
    return Edit(start, end, state.text, gain + proven, inferred=True, note=note)


def _worth_trying(document: Document, start: int, tokens: Sequence[str], least: float) -> bool:
    """Whether the text that follows, one byte off, can save enough; a cheap and generous guess.

    Only for the plain case of lone bytes without readings: all but the first character, and the
    last before the next lone byte, is then known.
    """
    data = bytearray()
    length = 1
    for token in tokens[1:]:
        if len(token) > 1:
            return True
        if token == "?":
            break
        pair = pair_of(FOLDED.get(token, token))
        length += 1
        if pair:
            data += bytes(pair)
        elif token < "\x80":
            data.append(ord(token))
            break
    whole = len(data) - (len(data) - 1) % 2 * (data[-1] > 0x7F) if data else 0
    shifted = data[1:whole].decode("gb18030", "replace")
    as_it_is = document.model.per_character(document.text[start : start + length])
    return bool(as_it_is.sum() - document.model.bits(shifted) > least - _GENEROUS)


def _gain(document: Document, start: int, end: int, before: str, state: State) -> float:
    """Bits that the reading saves, with two characters of what follows."""
    behind = document.text[end : end + 2]
    skip = len(before)
    as_it_is = document.model.per_character(before + document.text[start:end] + behind)[skip:]
    repaired = document.model.per_character(before + state.text + behind)[skip:]
    return float(as_it_is.sum() - repaired.sum()) - _REGION


def _advance(model: Model, before: str, states: Sequence[State], token: str) -> list[State]:
    """The most probable states after one more token."""
    from fixtext.encodings.lone_bytes import by_known, by_lone, most_probable

    grown: list[tuple[State, str]] = []
    for state in states:
        for option, cost in _options(token):
            paid = dataclasses.replace(state, cost=state.cost + cost)
            if isinstance(option, str):
                grown += by_lone(paid, option)
            else:
                grown += by_known(paid, option)
    return most_probable(model, before, grown)


def _shift(line: str, chance: random.Random) -> str:
    """A line in which full-width marks were found across boundaries, and folded."""
    out: list[str] = []
    rest = line
    index = 0
    while index < len(rest) - 1:
        first, second = pair_of(rest[index]), pair_of(rest[index + 1])
        mark = _straddling().get((first[1], second[0])) if first and second else None
        if mark and chance.random() < 0.9:
            shifted = _misread(rest[index + 1 :].encode("gb18030", "replace")[1:])
            out += (rest[:index], "?", mark)
            rest, index = shifted, 0
            continue
        index += 1
    return "".join(out) + rest


def _misread(data: bytes) -> str:
    """Bytes as they show when they begin in mid-character, until they are in step again."""
    out: list[str] = []
    position = 0
    while position < len(data):
        lead = data[position]
        if lead < 0x80:
            return "".join(out) + data[position:].decode("gb18030", "replace")
        code = int(pair_table()[lead, data[position + 1]]) if position + 1 < len(data) else 0
        if not code:
            return "".join(out) + "?" + data[position + 1 :].decode("gb18030", "replace")
        out.append(chr(code))
        position += 2
    return "".join(out)
