"""Any bytes are text: the account of them is in order, whatever they are."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from fixtext.decoded import Segment
from fixtext.decoding import Decoder, decode
from fixtext.decoding import stream as stream_module
from fixtext.decoding.declared import declaration
from fixtext.decoding.reading import ENCODINGS, read
from tests.test_decoding import CHINESE, JAPANESE, KOREAN, RUSSIAN, SIMPLIFIED

BYTES = st.one_of(
    st.binary(max_size=300),
    st.lists(
        st.sampled_from(
            [
                SIMPLIFIED[:9].encode("gb18030"),
                CHINESE[:9].encode("big5"),
                JAPANESE[:9].encode("cp932"),
                JAPANESE[:9].encode("euc_jp"),
                KOREAN[:9].encode("cp949"),
                RUSSIAN[:9].encode("cp1251"),
                CHINESE[:9].encode(),
                CHINESE[:9].encode("utf-16-le"),
                b"\x1b$B",
                b"\x1b(B",
                b"~{",
                b"\x0e",
                b"\n",
                b"\0",
                b"\xff",
                b"\x80",
                b"<meta charset=",
                b"&amp;",
            ]
        ),
        max_size=12,
    ).map(b"".join),
)
LABELS = st.sampled_from([None, "utf-8", "gbk", "big5", "shift_jis", "utf-16", "latin1", "hz"])


@given(BYTES, LABELS, st.sampled_from([None, "text/html; charset=big5", "nonsense", "utf-7"]))
def test_any_bytes_are_text(data: bytes, encoding: str | None, content_type: str | None) -> None:
    decoded = decode(data, encoding=encoding, content_type=content_type, language="ja")
    assert not any("\ud800" <= character <= "\udfff" for character in decoded.text)
    position = 0
    for finding in decoded.findings:
        assert position <= finding.start <= finding.end <= len(data)
        position = finding.start
    if decoded.segments:
        assert decoded.source == "mixed"
        assert decoded.segments[0].start == 0
        assert decoded.segments[-1].end == len(data)
        for before, behind in zip(decoded.segments, decoded.segments[1:], strict=False):
            assert before.end == behind.start


@given(BYTES, st.sampled_from(sorted(ENCODINGS)))
def test_each_byte_is_read_or_told(data: bytes, label: str) -> None:
    reading = read(data, label)
    assert list(reading.stray) == sorted(set(reading.stray))
    assert all(0 <= place < len(data) for place in reading.stray)
    if not label.startswith(("iso-2022", "hz", "utf-16", "utf-32", "utf-7")):
        stray = [ord(each) & 0xFF for each in reading.text if "\udc00" <= each <= "\udcff"]
        assert stray == [data[place] for place in reading.stray]


@given(BYTES, st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_chunks_of_any_size_give_the_same(data: bytes, sizes: list[int]) -> None:
    decoder = Decoder()
    parts, at, turn = [], 0, 0
    while at < len(data):
        parts.append(decoder.feed(data[at : at + sizes[turn % len(sizes)]]))
        at += sizes[turn % len(sizes)]
        turn += 1
    parts.append(decoder.close())
    whole = decode(data)
    assert "".join(parts) == whole.text
    assert decoder.source == whole.source
    assert tuple(decoder.findings) == whole.findings
    assert decoder.close() == ""


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (SIMPLIFIED, "gb18030"),
        (JAPANESE, "cp932"),
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "iso2022_kr"),
        (SIMPLIFIED, "hz"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-32-be"),
        ("plain\n" * 90 + CHINESE, "big5"),
    ],
)
def test_text_that_is_longer_than_a_block(
    text: str, codec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "BLOCK", 256)
    data = ("\n".join([text] * 5)).encode(codec)
    decoder = Decoder()
    parts = []
    for at in range(0, len(data), 100):
        parts.append(decoder.feed(data[at : at + 100]))
        assert len(decoder._held) < 256 + 100
    parts.append(decoder.close())
    assert "".join(parts) == "\n".join([text] * 5)


def test_findings_of_a_stream_count_from_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BLOCK", 256)
    data = (CHINESE + "\n").encode() * 4 + b"\xff"
    decoder = Decoder()
    text = decoder.feed(data) + decoder.close()
    assert text == (CHINESE + "\n") * 4 + "\ufffd"
    assert [(each.start, each.end) for each in decoder.findings] == [(len(data) - 1, len(data))]


def test_no_bytes_are_no_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BLOCK", 256)
    decoder = Decoder()
    assert decoder.close() == ""
    assert decoder.segments == []
    line = CHINESE[:21].encode() + b"\n"
    decoder = Decoder()
    assert decoder.feed(line * 4) + decoder.close() == line.decode() * 4
    assert decoder.segments == [Segment(0, 256, "utf-8")]


def test_ascii_is_of_the_encoding_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BLOCK", 64)
    decoder = Decoder()
    decoder.feed(b"plain ASCII\n" * 20)
    assert (decoder.encoding, decoder.segments) == (None, [])
    decoder.feed((SIMPLIFIED[:20].encode("gb18030") + b"\n") * 9)
    decoder.close()
    assert (decoder.encoding, decoder.source) == ("gbk", "detected")
    assert decoder.segments == [Segment(0, 20 * 12 + 9 * 41, "gbk")]


def test_a_stream_of_ascii_alone_is_one_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BLOCK", 64)
    decoder = Decoder()
    assert len(decoder.feed(b"plain, ASCII...\n" * 20)) == 20 * 16
    assert decoder.close() == ""
    assert decoder.segments == [Segment(0, 20 * 16, "utf-8")]
    assert (decoder.encoding, decoder.source) == ("utf-8", "default")


def test_a_stream_names_the_encoding_that_it_is_read_in() -> None:
    # windows-1252 by the sample, UTF-8 with a lost byte by all of it
    data = b'"text/h\xe2html; charset=windows-1250">\'?>' + "その際,".encode()
    decoder = Decoder()
    assert decoder.feed(data) + decoder.close() == decode(data).text
    assert decode(data).encoding == "utf-8"
    assert (decoder.encoding, decoder.source) == ("utf-8", decode(data).source)


@pytest.mark.parametrize("first", ["utf-8", "gb18030"])
def test_blocks_all_in_another_encoding(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BLOCK", 256)
    then = "gb18030" if first == "utf-8" else "utf-8"
    lines = [CHINESE[:20] + "\n", SIMPLIFIED[:20] + "\n"]
    decoder = Decoder()
    text = "".join(decoder.feed(lines[turn % 2].encode(first)) for turn in range(40))
    text += "".join(decoder.feed(lines[turn % 2].encode(then)) for turn in range(40))
    assert text + decoder.close() == "".join(lines) * 40
    assert decoder.source == "mixed"
    assert len(decoder.segments) == 2


def test_a_line_end_in_a_double_byte_set_does_not_stop_a_stream(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream_module, "BLOCK", 64)
    decoder = Decoder()
    text = decoder.feed(b"\x1b$B\n" + b"$3" * 200) + decoder.close()
    assert len(text) > 100


def test_the_account_of_a_stream_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BLOCK", 256)
    monkeypatch.setattr(stream_module, "KEPT", 3)
    decoder = Decoder()
    lines = (CHINESE[:20].encode() + b"\xff\n", SIMPLIFIED[:20].encode("gb18030") + b"\n")
    for turn in range(200):
        decoder.feed(lines[turn // 20 % 2])
    decoder.close()
    assert [len(decoder.findings), len(decoder.segments)] == [3, 3]
    assert decoder.unread == 100
    assert decoder.source == "mixed"


def test_a_closed_decoder_takes_nothing() -> None:
    decoder = Decoder()
    decoder.close()
    with pytest.raises(ValueError, match="closed"):
        decoder.feed(b"a")


def test_an_unknown_label_is_told_at_once() -> None:
    with pytest.raises(fixtext.FixtextError, match="unknown encoding 'klingon'"):
        Decoder(encoding="klingon")


@pytest.mark.parametrize("data", [b"", b"a", b"\x80", b"\0" * 1000, b"\xff" * 1000, b"\x1b$B"])
def test_hardly_any_bytes(data: bytes) -> None:
    assert isinstance(decode(data).text, str)


EDGES = bytes.fromhex("00 09 0A 1B 20 30 40 7E 7F 80 81 8E 8F A0 A1 C2 DF E0 ED F0 F4 FC FD FE FF")


def test_nuls_alone_tell_nothing() -> None:
    decoded = decode(b"\0" * 5000)
    assert (decoded.encoding, decoded.source, decoded.text) == ("utf-8", "default", "\0" * 5000)


@pytest.mark.parametrize("label", [None, *sorted({*ENCODINGS} - {"utf-7"})])
def test_one_byte_and_two(label: str | None) -> None:
    short = [bytes((byte,)) for byte in range(256)]
    for data in (*short, *(bytes((lead, trail)) for lead in EDGES for trail in EDGES)):
        decoded = decode(data, encoding=label)
        decoder = Decoder(encoding=label)
        parts = [decoder.feed(bytes((byte,))) for byte in data]
        assert "".join(parts) + decoder.close() == decoded.text
        assert not any("\ud800" <= character <= "\udfff" for character in decoded.text)


@pytest.mark.parametrize(
    "data",
    [
        b"\0" * 1_000_000,
        b"<meta charset=" * 10_000,
        b"<!--" * 10_000 + b"<meta charset=big5>",
        b"<meta charset=" + b"x" * 10_000 + b">",
        b"coding" + b"#" * 10_000,
        b"\x1b$B" * 10_000,
        b"~{" * 10_000,
    ],
)
def test_much_of_the_same(data: bytes) -> None:
    assert len(decode(data).text) <= len(data)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"#!/usr/bin/python\n# -*- coding: euc-jp -*-\n", "euc-jp"),
        (b"x = 1  # vim: set fileencoding=gbk:", None),
        (b"x = 1  # coding=gbk", "gbk"),
        (b"\n\n# coding: gbk", None),
        (b"coding: gbk", None),
    ],
)
def test_a_comment_tells_the_encoding_in_the_first_two_lines(head: bytes, name: str | None) -> None:
    assert declaration(head) == name


@pytest.mark.parametrize(
    ("text", "codec"), [(JAPANESE, "iso2022_jp"), (KOREAN, "iso2022_kr"), (SIMPLIFIED, "hz")]
)
def test_segments_of_escapes_do_not_overlap(
    text: str, codec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "BLOCK", 100)
    data = text.encode(codec)
    decoder = Decoder()
    decoder.feed(data)
    decoder.close()
    assert [(each.start, each.end) for each in decoder.segments] == [(0, len(data))]


@pytest.mark.parametrize("data", [bytearray(b"a"), memoryview(b"a")])
def test_what_is_like_bytes(data: bytes) -> None:
    assert decode(data).text == "a"


def test_what_are_no_bytes() -> None:
    with pytest.raises(TypeError, match="must be bytes, not str"):
        decode("a")  # type: ignore[arg-type]


def test_random_bytes_are_not_made_chinese() -> None:
    data = random.Random(1).randbytes(400)
    decoded = decode(data)
    assert decoded.bits >= 0  # whatever it is called, it is an answer


def test_a_bom_is_not_text_in_any_encoding() -> None:
    for bom, codec in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        assert decode(bom + "中".encode(codec)).text == "中"


@given(
    st.sampled_from([(SIMPLIFIED, "gb18030"), (CHINESE, "big5"), (JAPANESE, "cp932")]),
    st.integers(0, 10_000),
    st.sampled_from([b"", b"\xff", b"\x81", b"\n"]),
)
def test_one_damaged_byte_leaves_the_rest(
    case: tuple[str, str], place: int, instead: bytes
) -> None:
    text, codec = case
    lines = "\n".join([text[:50]] * 6)
    data = lines.encode(codec)
    at = place % len(data)
    decoded = decode(data[:at] + instead + data[at + 1 :])
    assert abs(len(decoded.text) - len(lines)) <= 40
    assert decoded.text.count(text[:50]) >= 3
