"""Double-byte text that a single-byte codec showed, and of which soft hyphens were stripped."""

from __future__ import annotations

import random

import numpy as np
import pytest

import fixtext
from fixtext.encodings.byte_grammar import grammar
from fixtext.encodings.byte_path import Operation, Stream, best_paths
from fixtext.encodings.codecs import codec
from fixtext.language import load
from tests.checks import check_report

SENTENCES = [
    ("gb18030", "latin-1", "已经完成的动画和参数可以在这里查看，下周再讨论协议的内容。"),
    ("gb18030", "cp1254", "串口屏开机动画和参数初始化设置"),
    ("big5", "cp1252", "這個選項的預設值由系統個別決定，請先詢問管理員的意見。"),
    (
        "euc_jp",
        "cp1252",
        "その記事は友達と旅行に行ったときに書きました。",
    ),
    ("cp949", "latin-1", "그는 서울에서 태어나 부산에서 자랐으며 지금은 대학에서 화학을 가르친다."),
]


def _stripped(sentence: str, meant: str, read: str) -> str:
    shown = sentence.encode(meant).decode(read)
    return shown.replace("\xad", "").replace("\xa0", "")


@pytest.mark.parametrize(("meant", "read", "sentence"), SENTENCES)
def test_stripped_bytes_are_put_back(meant: str, read: str, sentence: str) -> None:
    garbled = _stripped(sentence, meant, read)
    assert len(garbled) < len(sentence.encode(meant))
    report = fixtext.explain(garbled)
    check_report(garbled, report)
    assert report.text == sentence
    assert {finding.kind for finding in report.findings} == {"lost-bytes"}
    assert any(finding.inferences for finding in report.findings)


@pytest.mark.parametrize(("meant", "read", "sentence"), SENTENCES)
def test_where_nothing_was_stripped_nothing_is_inferred(
    meant: str, read: str, sentence: str
) -> None:
    report = fixtext.explain(sentence.encode(meant).decode(read))
    assert report.text == sentence
    assert not any(finding.inferred for finding in report.findings)


def test_nothing_but_what_was_stripped_is_put_back_and_there_may_be_no_way() -> None:
    rules, model = grammar("gbk"), load()

    def way(data: bytes) -> list[Operation]:
        decoding = codec("gbk").decode(np.frombuffer(data, np.uint8))
        stream = Stream(data, decoding.codes, decoding.offsets, np.zeros(len(data), np.uint8))
        (path,) = best_paths(
            model, rules, stream, [(0, decoding.codes.size)], frozenset({0xA0, 0xAD})
        )
        return [edge.operation for edge in path]

    data = "动画和参数".encode("gbk")
    assert set(way(data)) == {Operation.AS_IT_IS}
    assert way(data.replace(b"\xad", b"")).count(Operation.LOST) == 1
    assert way(b"\xff\xff\xff\xff") == []


@pytest.mark.parametrize("seed", range(40))
def test_bytes_of_half_a_character_never_come_out(seed: int) -> None:
    """Where a stretch ends in the middle of a pair, its last byte is no character."""
    chance = random.Random(seed)
    lines = []
    for meant, read, sentence in chance.sample(SENTENCES, 3):
        data = bytearray(sentence.encode(meant))
        for _ in range(chance.randrange(3)):
            del data[chance.randrange(len(data))]
        lines.append(data.decode(read, "replace").replace("\xad", "").replace("\xa0", ""))
    text = "\n".join(lines)
    report = fixtext.explain(text)
    check_report(text, report)
    assert not any("\ud800" <= one <= "\udfff" for one in report.text)
