"""Double-byte files that lost, gained or changed a byte: little of them is wrong afterwards."""

from __future__ import annotations

import difflib
import random

import numpy as np
import pytest

from fixtext import language
from fixtext.decoded import ByteFinding
from fixtext.decoding import decode
from fixtext.decoding.shifted import BytesModel
from fixtext.scan import code_points
from tests.garbled import SENTENCES

WRITTEN_IN = {
    "gb18030": "zh-Hans",
    "big5hkscs": "zh-Hant",
    "cp932": "ja",
    "euc_jp": "ja",
    "cp949": "ko",
}
SIZES = (3, 60)
"""Sentences of a short file and of a long one."""


def _file(codec: str, sentences: int) -> bytes:
    lines = SENTENCES[WRITTEN_IN[codec]]
    return "\n".join((lines * sentences)[:sentences]).encode(codec, "ignore")


def _same(text: str, clean: str) -> int:
    """How many characters are the same at the beginning."""
    pairs = enumerate(zip(text, clean, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(text), len(clean)))


def _off(text: str, clean: str) -> int:
    """How many characters are lost or too many, where the two texts differ."""
    begin = _same(text, clean)
    end = _same(text[begin:][::-1], clean[begin:][::-1])
    text, clean = text[begin : len(text) - end], clean[begin : len(clean) - end]
    blocks = difflib.SequenceMatcher(None, text, clean, autojunk=False).get_matching_blocks()
    return max(len(text), len(clean)) - sum(block.size for block in blocks)


@pytest.mark.parametrize("codec", WRITTEN_IN)
@pytest.mark.parametrize("sentences", SIZES)
def test_a_lost_byte_costs_two_characters(codec: str, sentences: int) -> None:
    data = _file(codec, sentences)
    clean = data.decode(codec)
    chance = random.Random(f"{codec} {sentences}")
    high = [place for place, byte in enumerate(data) if byte > 0x7F]
    places = chance.sample(high, 40)
    near = [_off(decode(data[:place] + data[place + 1 :]).text, clean) <= 2 for place in places]
    assert sum(near) >= 39


@pytest.mark.parametrize("codec", WRITTEN_IN)
def test_a_character_cut_at_the_end_shifts_nothing(codec: str) -> None:
    data = _file(codec, 3)
    for end in range(len(data) // 2, len(data)):
        whole = data[:end].decode(codec, "ignore")
        decoded = decode(data[:end])
        assert decoded.text in (whole, whole + "\ufffd")
        if decoded.text != whole:
            assert decoded.findings == (ByteFinding("replaced", end - 1, end, "\ufffd"),)


@pytest.mark.parametrize(
    ("codec", "before", "lost", "behind"),
    [
        ("gb18030", "这一段文字要说明的是什么呢？首先要知道，网页上的", "标", "题是HTML写的。"),
        ("gb18030", "这一段文字要说明的是什么呢？首先要知道，会议", "开", "始了，但是没有人来"),
        ("big5hkscs", "這一段文字要說明的是什麼呢？首先要知道，網頁上", "的", "標題，都是人寫的。"),
        ("big5hkscs", "這一段文字要說明的是什麼呢？首先要知道，我們", "明", "天再去"),
        (
            "cp932",
            "この文章は何を説明しているのでしょうか。まず、",
            "作",
            "られたものです（昨年）。",
        ),
        ("euc_jp", "この文章は何を説明しているのでしょうか。まず、これ", "は", "人が書いたもの"),
    ],
)
@pytest.mark.parametrize("half", [0, 1])
def test_a_shift_over_few_characters(
    codec: str, before: str, lost: str, behind: str, half: int
) -> None:
    data = b"".join((before.encode(codec), lost.encode(codec)[half:][:1], behind.encode(codec)))
    decoded = decode(data)
    assert decoded.text.startswith(before[:-1])
    assert decoded.text.endswith(behind[1:])
    assert abs(len(decoded.text) - len(before + lost + behind)) <= 1
    assert [finding.kind for finding in decoded.findings] == ["lost"]


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("大家來看看我新買的衣服ㄚ~?好不好看ㄋㄟ~~!! ^_^\n明天還要再去逛街(>﹏<)喔~\n", "big5"),
        ("今天好开心啊~~~\\(^o^)/ 大家[抱抱]~晚安zzZ\n第N次来这家店了，还是K歌最爽~\n", "gb18030"),
        ("%s：%d 个文件\t[是/否] _名称_ 无效\n选项 -a|-b 参数=值\n", "gb18030"),
        ("ﾃﾞｰﾀ\t送信~~ｷﾀ━(ﾟ∀ﾟ)━!! [再送]_ok\n", "cp932"),
    ],
)
def test_chat_and_messages_are_no_damage(text: str, codec: str) -> None:
    decoded = decode((text * 3).encode(codec), encoding=codec)
    assert decoded.text == text * 3
    assert not decoded.findings


def test_a_long_file_with_a_shift_at_its_end() -> None:
    lines = "\n".join(SENTENCES["zh-Hans"])
    text = lines * (40_000 // len(lines)) + "\n最后这一句话的意思是什么大家都明白"
    data = text.encode("gb18030")
    decoded = decode(data[:-14] + data[-13:])
    assert _off(decoded.text[-40:], text[-40:]) <= 3
    assert decoded.text[:-40] == text[: len(decoded.text) - 40]
    assert all(len(data) - 20 <= each.start <= each.end < len(data) for each in decoded.findings)


def test_what_only_jis_2004_has_shifts_too() -> None:
    text = (
        "か゚き゚く゚は鼻濁音を表すための文字で、多くの辞書では使われていません。発音の説明に使います。"
    )
    data = text.encode("shift_jis_2004")
    place = data.index("辞書".encode("cp932"))
    decoded = decode(data[:place] + data[place + 1 :], encoding="shift_jis")
    assert decoded.text[:15] == text[:15]
    assert decoded.text.endswith("使われていません。発音の説明に使います。")


def test_the_model_of_bytes() -> None:
    model = language.load()
    of_bytes = BytesModel(model)
    codes = code_points("好~\tﾃﾞﾀ")
    assert of_bytes.score(codes)[1:3].max() <= 12 < model.score(codes)[1:3].min()
    wide = code_points("好~\tテ")
    assert of_bytes.score(codes)[3] == of_bytes.score(wide)[3] == model.score(wide)[3]
    context = np.full((2, 3), ord("好"), np.uint32)
    assert of_bytes.cost(context, code_points("~~")).max() <= 12


def test_the_replacement_character_in_four_bytes_is_no_hole() -> None:
    data = b"\x841\xa47".join(["中文的句子".encode("gb18030")] * 6) + b"\xff\x81\x30\x81" + b"\n"
    decoded = decode(data * 2, encoding="gb18030")
    assert decoded.text.count("\ufffd") >= 10
    assert decoded.text.startswith("中文的句子\ufffd中文的句子")


@pytest.mark.parametrize("codec", WRITTEN_IN)
def test_a_long_line_without_ascii_that_is_cut(codec: str) -> None:
    text = "".join(letter for letter in _file(codec, 9).decode(codec) if letter > "\u2fff")
    data = (text * 90)[:9000].encode(codec)
    decoded = decode(data[:-1], encoding=codec)
    assert decoded.text == data.decode(codec)[:-1] + "\ufffd"
    assert [(each.start, each.end) for each in decoded.findings] == [(len(data) - 2, len(data) - 1)]
