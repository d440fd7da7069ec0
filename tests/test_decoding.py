from __future__ import annotations

import codecs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fixtext.decoded import ByteFinding
from fixtext.decoding import decode
from fixtext.errors import DecodeError

CHINESE = (
    "國家健康醫療大數據中心的建設成果，將在西部中心簽約。這是一段足夠長的中文，以便判斷它的編碼。"
    * 4
)
SIMPLIFIED = (
    "国家健康医疗大数据中心的建设成果，将在西部中心签约。这是一段足够长的中文，以便判断它的编码。"
    * 4
)
JAPANESE = (
    "国の健康医療データセンターの成果について、これから詳しく説明します。とても長い文章です。" * 4
)
KOREAN = (
    "국가 건강 의료 데이터 센터의 성과에 대하여 지금부터 자세히 설명하겠습니다. 아주 긴 글입니다."
    * 4
)
RUSSIAN = (
    "Достижения национальных центров медицинских данных, о которых мы сейчас подробно расскажем. "
    * 4
)


@pytest.mark.parametrize(
    ("bom", "codec", "label"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16be"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32le"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32be"),
    ],
)
def test_a_bom_decides_and_is_no_part_of_the_text(bom: bytes, codec: str, label: str) -> None:
    decoded = decode(bom + "醫療a".encode(codec))
    assert (decoded.text, decoded.encoding, decoded.source) == ("醫療a", label, "bom")


def test_only_one_bom_is_taken_off() -> None:
    assert decode(codecs.BOM_UTF8 * 2).text == "\ufeff"


def test_utf16_that_begins_with_nul_is_not_utf32() -> None:
    assert decode("\ufeff\0a".encode("utf-16-le")).text == "\0a"


@given(st.text(), st.text(st.characters(min_codepoint=0x800), min_size=4))
def test_utf8_is_read_as_utf8(text: str, beyond_doubt: str) -> None:
    data = (text + beyond_doubt).encode("utf-8", "ignore")
    assume(b"\0" not in data and not data.startswith(b"+/v"))
    decoded = decode(data)
    assert decoded.text == data.decode().removeprefix("\ufeff")
    assert decoded.encoding == "utf-8"
    assert not decoded.findings


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (SIMPLIFIED, "gb18030", ("gbk", "gb18030")),
        (CHINESE, "big5", ("big5",)),
        (JAPANESE, "cp932", ("shift_jis",)),
        (JAPANESE, "euc_jp", ("euc-jp",)),
        (KOREAN, "cp949", ("euc-kr",)),
        (RUSSIAN, "cp1251", ("windows-1251",)),
        (RUSSIAN, "koi8_r", ("koi8-r", "koi8-u")),
    ],
)
def test_legacy_encodings_are_detected(text: str, codec: str, label: tuple[str, ...]) -> None:
    decoded = decode(text.encode(codec))
    assert decoded.text == text
    assert decoded.encoding in label
    assert decoded.source == "detected"


@pytest.mark.parametrize(
    ("label", "canonical", "data", "text"),
    [
        ("gb2312", "gbk", b"\x81\x30\x81\x30", "\x80"),  # only gb18030 has four bytes
        ("GBK", "gbk", b"\xd2\xbd", "医"),
        ("big5", "big5", b"\xfa\x40", "\U00020547"),  # only big5hkscs has it
        ("Shift_JIS", "shift_jis", b"\x87\x40", "①"),  # only cp932 has it
        ("sjis", "shift_jis", b"\x87\x40", "①"),
        ("euc-kr", "euc-kr", b"\x81\x41", "갂"),  # only cp949 has it
        (" latin1 ", "windows-1252", b"\x80\x81", "€\x81"),
        ("iso-8859-1", "windows-1252", b"\x93", "“"),
        ("us-ascii", "windows-1252", b"a", "a"),
        ("utf8", "utf-8", codecs.BOM_UTF8 + b"a", "a"),
        ("utf-16", "utf-16be", b"\xfe\xff\x00a", "a"),
        ("utf-16", "utf-16le", b"a\x00", "a"),
        ("utf-16be", "utf-16be", b"\x00a", "a"),
    ],
)
def test_a_given_label_means_the_superset_codec(
    label: str, canonical: str, data: bytes, text: str
) -> None:
    decoded = decode(data, encoding=label)
    assert (decoded.text, decoded.encoding, decoded.source) == (text, canonical, "given")


def test_a_given_label_is_obeyed_against_a_bom() -> None:
    assert decode(codecs.BOM_UTF8, encoding="windows-1252").text == "ï»¿"


@pytest.mark.parametrize(
    "label", ["", "nope", "utf-7", "rot13", "hex", "idna", "a\0b", "醫", "\ud800"]
)
def test_an_unknown_label_says_what_labels_look_like(label: str) -> None:
    with pytest.raises(DecodeError, match=r"unknown encoding .* labels look like utf-8, gb18030"):
        decode(b"a", encoding=label)


def test_a_byte_that_cannot_be_read_is_found_and_replaced() -> None:
    decoded = decode(b"ab\xff", encoding="utf-8")
    assert decoded.text == "ab\ufffd"
    assert decoded.findings == (ByteFinding("replaced", 2, 3, "\ufffd"),)
