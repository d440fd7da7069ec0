"""Text whose bytes were damaged before it was decoded: brought into step, and right text left."""

from __future__ import annotations

import difflib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fixtext
from benchmarks.byte_damage import damaged
from fixtext.document import Document
from fixtext.encodings.byte_grammar import DOUBLE_BYTE
from fixtext.encodings.codecs import codec
from fixtext.encodings.shifted import shifted
from fixtext.types import Options
from tests.checks import check_report
from tests.garbled import HOLDS, SENTENCES

DAMAGES = ("lost", "put in", "replaced")
TRIES = 40
LEAST = {"gbk": 0.7, "big5": 0.1, "shift_jis": 0.0, "euc-jp": 0.5, "euc-kr": 0.15}
"""Share of the wrong characters that are right again, over all damages, as measured.

Bytes of Shift_JIS and Big5 are soon in step by themselves: two wrong characters prove little.
"""


def _wrong(text: str, clean: str) -> int:
    blocks = difflib.SequenceMatcher(None, text, clean, autojunk=False).get_matching_blocks()
    return max(len(text), len(clean)) - sum(block.size for block in blocks)


@pytest.mark.parametrize("label", DOUBLE_BYTE)
def test_a_damaged_byte_does_not_spread(label: str) -> None:
    python = codec(label).python
    chance = random.Random(label)
    before = after = 0
    for _ in range(TRIES):
        sentence = chance.choice(SENTENCES[chance.choice(HOLDS[label])])
        data = sentence.encode(python, "ignore")
        clean = data.decode(python)
        bad = damaged(data, chance.choice(DAMAGES), chance).decode(python, "replace")
        report = fixtext.explain(bad)
        check_report(bad, report)
        was, now = _wrong(bad, clean), _wrong(report.text, clean)
        assert now <= was + 1, (bad, report.text)
        before += was
        after += now
    assert after <= (1 - LEAST[label]) * before


def test_several_damaged_bytes_in_one_line() -> None:
    data = "今年夏天的雨水特别多，河里的水位一直在上涨，大家都很担心。".encode("gbk")
    bad = (data[:4] + data[5:30] + data[31:]).decode("gbk", "replace")
    fixed = fixtext.fix(bad)
    assert _wrong(fixed, data.decode("gbk")) <= 2 < _wrong(bad, data.decode("gbk"))


def test_what_is_chosen_is_told_and_stays_unknown_without_inference() -> None:
    data = "这家餐厅的服务员态度很好，菜的味道也不错，下次还会再来。".encode("gbk")
    bad = (data[:18] + data[19:]).decode("gbk", "replace")
    (finding,) = [one for one in fixtext.explain(bad).findings if one.after is not None]
    assert finding.kinds == ("byte-shift",)
    assert finding.inferred
    assert "a byte was lost" in finding.note
    assert all(0 < one.probability <= 1 for one in finding.inferences)
    proven = fixtext.explain(bad, infer=False)
    assert "\ufffd" in proven.text
    assert not any(one.inferred for one in proven.findings)


@pytest.mark.parametrize("name", ["zh-Hans", "zh-Hant", "ja", "ko"])
def test_right_sentences_are_in_step(name: str) -> None:
    for sentence in SENTENCES[name]:
        assert shifted(Document(sentence, Options(min_bits=8.0), {})) == []


@settings(max_examples=40)
@given(st.text(alphabet="的一是?�・ｱ中文字カナ한글,。a ", max_size=60))
def test_any_marks_give_a_report_that_holds_together(text: str) -> None:
    check_report(text, fixtext.explain(text, select="byte-shift"))


def test_one_mark_over_and_over_is_no_shift() -> None:
    for text in ("按下去怎么没反应?！！！！！！", "真的吗？？？？？？", "。。。。。。。。"):
        assert fixtext.explain(text, select="byte-shift").findings == ()
