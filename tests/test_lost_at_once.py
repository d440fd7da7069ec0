"""Long documents of which nearly every line lost bytes, and the marks that their repair leaves."""

from __future__ import annotations

import dataclasses
import difflib

import numpy as np
import pytest

import fixtext
from corpus import gold, paragraphs
from fixtext.document import Document
from fixtext.encodings import search
from fixtext.encodings.at_once import taken_at_once
from fixtext.encodings.blocks import Block, blocks
from fixtext.encodings.codecs import codec
from fixtext.encodings.hole_fills import fills, packed_fills, pairs_shown
from fixtext.encodings.left_unsure import are_unsure, remember_unsure
from fixtext.encodings.lost_at_once import MOSTLY_LOST, blocks_beside, restored_at_once
from fixtext.encodings.shifted_blocks import _lost_some
from fixtext.spans import Edit
from fixtext.types import Options


def _long(size: int = 50_000) -> str:
    text = "\n".join(paragraphs(gold("zh-Hans")))
    return (text + "\n") * (size // len(text) + 1)


def _garbled(text: str, read: str = "gb18030") -> str:
    return text.encode().decode(read, "replace")


def _document(text: str) -> Document:
    document = Document(text, Options(), {})
    taken_at_once(document)
    return document


def test_most_of_a_long_text_is_restored_at_once() -> None:
    text = _long()
    document = _document(_garbled(text))
    assert MOSTLY_LOST in document.settled
    found = restored_at_once(document)
    assert {str(route) for one in found for route in one.routes} == {"utf-8 read as gbk"}
    assert MOSTLY_LOST not in document.settled
    assert restored_at_once(document) == []


def test_nothing_is_searched_for_where_all_came_back(monkeypatch: pytest.MonkeyPatch) -> None:
    text = _long()
    asked: list[int] = []

    def blocks_of(document: Document) -> list[Block]:
        asked.append(len(document.text))
        return blocks(document)

    monkeypatch.setattr(search, "blocks", blocks_of)
    garbled = _garbled(text)
    fixed = fixtext.fix(garbled)
    assert len(garbled) not in asked
    matcher = difflib.SequenceMatcher(None, fixed[:3000], text[:3000], autojunk=False)
    assert matcher.ratio() > 0.97


def test_text_that_is_right_in_part_is_searched() -> None:
    text = _long()
    document = _document(_garbled(text) + text[:20_000])
    assert restored_at_once(document) == []


def test_short_text_is_searched() -> None:
    document = _document(_garbled(_long()[:20_000]))
    assert not document.is_long
    assert restored_at_once(document) == []


def test_lines_that_are_left_are_looked_at() -> None:
    text = _long()
    garbled = _garbled(text)
    other = "鎴戜滑鐨勭敓娲诲緢濂"
    document = Document(garbled + "\n" + other + "\n", Options(), {})
    found = [one for one in restored_at_once(_document(garbled)) if one.end <= len(garbled)]
    assert found
    beside = blocks_beside(document, found)
    place = len(garbled) + 1
    assert [(place <= block.start, block.end <= place + len(other)) for block in beside] == [
        (True, True)
    ]
    assert all(
        block.start <= low < high <= block.end for block in beside for low, high in block.cores
    )


def test_marks_that_a_repair_left_are_no_lost_bytes() -> None:
    before, after = "这是一个很好的日子，", "我们一起去了公园散步"
    document = Document(f"{before}xx{after}", Options(), {})
    text = f"{before}\ufffd{after}"
    block = Block(0, len(text), False, 30.0, ((len(before), len(before) + 1),))
    assert _lost_some(document.excerpt(text), block)
    remember_unsure(document, [Edit(len(before), len(before) + 2, "\ufffd", 30.0)])
    assert are_unsure(document.excerpt(text), np.array([len(before)])).all()
    assert not _lost_some(document.excerpt(text), block)
    assert _lost_some(document.excerpt(text + "\ufffd"), dataclasses.replace(block, end=22))


@pytest.mark.parametrize("wrong", ["gbk", "big5", "shift_jis", "euc-kr"])
@pytest.mark.parametrize("strict", [True, False])
def test_marks_stand_for_pairs_that_a_codec_does_not_show(wrong: str, strict: bool) -> None:
    valid, private = pairs_shown(wrong)
    shown = codec(wrong).to_bytes
    alone = set(shown[(shown > 0x7F) & (shown <= 0xFF)].tolist()) - {0x80 if wrong == "gbk" else 0}
    leads = [lead for lead in range(0x80, 0xF5) if lead not in alone]
    trails = [9, 10, 13, *range(0x20, 0x7F), *range(0x80, 0xF5)]
    wanted = {
        bytes((lead, trail))
        for lead in leads
        for trail in trails
        if not valid[lead, trail] or private[lead, trail]
    }
    wanted |= set() if strict else {bytes((lead,)) for lead in leads}
    wanted.add(b"\x81E" if wrong == "shift_jis" else b"?")
    groups = fills(wrong, 2, 0, -1, strict)
    found = [fill for several in groups.values() for fill, _ in several]
    assert set(found) <= wanted
    fit = {fill for fill in wanted if _may_be_utf8(fill)}
    assert set(found) == fit
    data, costs, ends = packed_fills(wrong, 2, 0, -1, strict)
    assert data.size == 3 * costs.size == 3 * ends[-1] == 3 * len(found)


def _may_be_utf8(fill: bytes) -> bool:
    """Whether some bytes can stand in UTF-8, wherever."""
    return any(_goes_through(fill, need) for need in range(4))


def _goes_through(fill: bytes, need: int) -> bool:
    for byte in fill:
        if 0x80 <= byte < 0xC0:
            if not need:
                return False
            need -= 1
        elif need or 0xC0 <= byte < 0xC2 or byte > 0xF4:
            return False
        else:
            need = 0 if byte < 0x80 else 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3
    return True
