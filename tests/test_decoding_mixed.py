"""Files in several encodings, labels that lie, and hints."""

from __future__ import annotations

import pytest

import fixtext
from fixtext.decoding import decode
from tests.test_decoding import CHINESE, JAPANESE, KOREAN, RUSSIAN, SIMPLIFIED

LEGACY = [
    (SIMPLIFIED, "gb18030", "gbk"),
    (CHINESE, "big5", "big5"),
    (JAPANESE, "cp932", "shift_jis"),
    (JAPANESE, "euc_jp", "euc-jp"),
    (KOREAN, "cp949", "euc-kr"),
    (RUSSIAN, "cp1251", "windows-1251"),
]


@pytest.mark.parametrize(("text", "codec", "label"), LEGACY)
@pytest.mark.parametrize("first", [True, False])
def test_half_of_a_file_is_utf8(text: str, codec: str, label: str, first: bool) -> None:
    line = text[:40]
    halves = [line.encode(), line.encode(codec)] if first else [line.encode(codec), line.encode()]
    data = b"\n".join(halves)
    decoded = decode(data)
    assert decoded.text == f"{line}\n{line}"
    assert decoded.source == "mixed"
    assert {segment.encoding for segment in decoded.segments} == {"utf-8", label}


@pytest.mark.parametrize(("text", "codec", "label"), LEGACY[:5])
@pytest.mark.parametrize(("between", "size", "count"), [("\n", 20, 5), (", ", 12, 4)])
def test_encodings_change_from_line_to_line_and_field_to_field(
    text: str, codec: str, label: str, between: str, size: int, count: int
) -> None:
    fields = [text[at : at + size] for at in range(0, size * count, size)]
    data = between.encode().join(
        field.encode(codec if turn % 2 else "utf-8") for turn, field in enumerate(fields)
    )
    assert decode(data).text == between.join(fields)


@pytest.mark.parametrize(("text", "codec", "label"), LEGACY)
def test_right_text_is_in_one_encoding(text: str, codec: str, label: str) -> None:
    decoded = decode((text + "\n").encode(codec) * 5)
    assert decoded.text == (text + "\n") * 5
    assert not decoded.segments
    assert not decoded.findings


@pytest.mark.parametrize(("text", "codec", "label"), LEGACY)
@pytest.mark.parametrize("lie", ["utf-8", "iso-8859-1", "gbk", "shift_jis", "windows-1251"])
def test_a_label_that_lies_is_a_conflict(text: str, codec: str, label: str, lie: str) -> None:
    for decoded in (
        decode(text.encode(codec), content_type=f"text/html; charset={lie}"),
        decode(f'<meta charset="{lie}">\n{text}'.encode(codec)),
    ):
        assert decoded.text.endswith(text)
        assert decoded.encoding == label
        assert decoded.conflict is (decoded.declared != label)
        assert decoded.source in ("header", "meta", "detected")


def test_utf8_that_is_declared_as_another_encoding() -> None:
    decoded = decode(CHINESE.encode(), content_type="text/html; charset=gb2312")
    assert (decoded.text, decoded.encoding, decoded.conflict) == (CHINESE, "utf-8", True)


def test_a_label_decides_where_the_bytes_do_not() -> None:
    data = b"\xa4\xa4\xa4\xe5"
    assert decode(data, content_type="text/plain; charset=big5").text == "中文"
    assert decode(data, content_type="text/plain; charset=big5").source == "header"


@pytest.mark.parametrize(
    ("language", "url", "label"),
    [
        (None, None, "koi8-r"),
        ("uk-UA", None, "koi8-u"),
        (None, "https://example.ua/a", "koi8-u"),
    ],
)
def test_language_and_domain_are_hints(language: str | None, url: str | None, label: str) -> None:
    assert decode(RUSSIAN.encode("koi8-r"), language=language, url=url).encoding == label


def test_ascii_is_whatever_it_is_declared_as() -> None:
    assert decode(b"abc").source == "default"
    declared = decode(b"abc", content_type="text/html; charset=gbk")
    assert (declared.encoding, declared.source) == ("gbk", "header")


@pytest.mark.parametrize(
    ("data", "text", "label"),
    [
        (b"\x1b$B-!F|K\\\x1b(B", "①日本", "iso-2022-jp"),
        (b"\x1b(I1\x1b(B", "ｱ", "iso-2022-jp"),
        (b"\x1b$)C\x0eGQ1[\x0f", "한글", "iso-2022-kr"),
        (b"~{VPND~} ~~", "中文 ~", "hz-gb-2312"),
        (b"a~b~", "a~b~", "utf-8"),
        (b"\x1b[1mbold\x1b[0m", "\x1b[1mbold\x1b[0m", "utf-8"),
        (b"+/v8-+Ti1lhw-", "中文", "utf-7"),
    ],
)
def test_escapes(data: bytes, text: str, label: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (text, label)


def test_bytes_that_are_no_half_width_kana_are_told() -> None:
    decoded = decode(b"\x1b(I1oo \x7f_\x1b(B")
    assert (decoded.text, decoded.encoding) == ("ｱ\ufffd\ufffd \x7fﾟ", "iso-2022-jp")
    assert [(each.start, each.end) for each in decoded.findings] == [(4, 6)]


def test_a_page_that_begins_in_ebcdic_and_goes_on_in_ascii() -> None:
    begin = ("what was written on the large machine " * 6).encode("cp500")
    assert decode(begin).encoding.startswith("ibm")
    rest = "écrit ailleurs, et après: déjà vu, où ça? " * 60
    decoded = decode(begin + rest.encode("cp1252"))
    assert len(decoded.text) == len(begin) + len(rest)


def test_what_pythons_codecs_lack() -> None:
    assert decode(b"\x80", encoding="gbk").text == "€"
    assert decode(b"\xad\xa1\xfc\xf1", encoding="euc-jp").text == "①ⅰ"


def test_bytes_that_are_the_beginning_of_more() -> None:
    data = CHINESE[:20].encode()
    for cut in (1, 2):
        decoded = decode(data[:-cut], complete=False)
        assert decoded.text == CHINESE[:19]
        assert not decoded.findings
        assert decode(data[:-cut]).findings


def test_fix_bytes_decodes_and_repairs() -> None:
    garbled = CHINESE[:30].encode().decode("latin-1")
    report = fixtext.fix_bytes(garbled.encode())
    assert report.text == CHINESE[:30]
    assert report.decoded is not None
    assert report.decoded.encoding == "utf-8"
    assert fixtext.Report.from_dict(report.to_dict()) == report
