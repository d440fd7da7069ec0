"""Pages: text is repaired, markup stays as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from fixtext.decoding.file_types import what_it_is
from fixtext.markup import Page, looks_like_html
from tests.command import Command

GARBLED = "caf\u00c3\u00a9 d\u00c3\u00a9j\u00c3\u00a0 vu"
RIGHT = "café déjà vu"
TAGS = re.compile(r"<[^>]*>")


@pytest.mark.parametrize(
    ("page", "repaired"),
    [
        (f"<p>{GARBLED}</p>", f"<p>{RIGHT}</p>"),
        (f'<p title="{GARBLED}">{GARBLED}</p>', f'<p title="{GARBLED}">{RIGHT}</p>'),
        (f"<script>'{GARBLED}'</script>{GARBLED}", f"<script>'{GARBLED}'</script>{RIGHT}"),
        (f"<style>{GARBLED}</style>", f"<style>{GARBLED}</style>"),
        (f"<!-- {GARBLED} -->{GARBLED}", f"<!-- {GARBLED} -->{RIGHT}"),
        (f"{GARBLED} &amp;lt;b&amp;gt; &nbsp;", f"{RIGHT} &amp;lt;b&amp;gt; &nbsp;"),
        (f"<textarea>{GARBLED}</textarea>", f"<textarea>{RIGHT}</textarea>"),
        (f"<p>{GARBLED}<br>{GARBLED}<", f"<p>{RIGHT}<br>{RIGHT}<"),
        (f"<p>1 < 2 {GARBLED}", f"<p>1 < 2 {RIGHT}"),
        (f"<script>{GARBLED}", f"<script>{GARBLED}"),
    ],
)
def test_markup_stays(page: str, repaired: str) -> None:
    report = fixtext.explain(page, html=True)
    assert report.text == repaired
    assert fixtext.apply(page, report.findings) == report.text
    assert fixtext.fix(page, html=True) == repaired


def test_ruby_is_no_glued_reading() -> None:
    page = "<ruby>醫<rp>(</rp><rt>yī</rt><rp>)</rp></ruby>療數據" * 5
    assert fixtext.fix(page, html=True) == page


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b class='x'>",
                GARBLED,
                "醫(yī)療數(shù)據(jù)",
                "&amp;",
                "&#20013;",
                "<!-- x",
                "-->",
                "<script>",
                "</script>",
                "\n",
                "<",
                ">",
                '"',
                "'",
                "<a href='",
                "中",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_a_page_keeps_its_markup(page: str) -> None:
    report = fixtext.explain(page, html=True)
    assert fixtext.apply(page, report.findings) == report.text
    assert [m[0] for m in _markup(page)] == [m[0] for m in _markup(report.text)]
    assert fixtext.fix(report.text, html=True) == report.text


def _markup(page: str) -> list[re.Match[str]]:
    return list(re.finditer(r"[<>&\"'](?:#?\w+;)?", page))


@given(st.text(st.sampled_from("<>/!-'\"&a \n中"), max_size=60))
def test_plain_text_is_what_is_no_markup(page: str) -> None:
    plain = Page(page).plain
    assert len(plain) <= len(page)


@pytest.mark.parametrize("piece", ["<a '", "<!--", "<script>", "<a ", "&amp;", "<![CDATA["])
def test_pages_made_to_be_slow(piece: str) -> None:
    page = piece * 200_000
    assert len(Page(page).plain) <= len(page)


@pytest.mark.parametrize(
    ("declared", "then"),
    [
        ('<meta charset="gb2312">', '<meta charset="utf-8">'),
        ('<META content="text/html; charset=big5">', '<META content="text/html; charset=utf-8">'),
        ('<?xml version="1.0" encoding="GBK"?>', '<?xml version="1.0" encoding="utf-8"?>'),
        ('<meta charset="UTF-8">', '<meta charset="UTF-8">'),
        ("<p>charset=gbk</p>", "<p>charset=gbk</p>"),
    ],
)
def test_the_declared_charset_is_made_utf8(declared: str, then: str) -> None:
    page = f"{declared}<p>国家健康医疗大数据中心的建设成果</p>"
    report = fixtext.fix_bytes(page.encode("gb18030"), html=True)
    assert report.text == page.replace(declared, then)
    assert report.decoded is not None
    assert fixtext.apply(report.decoded.text, report.findings) == report.text


@pytest.mark.parametrize(
    ("name", "head", "page"),
    [
        ("a.html", b"", True),
        ("a.HTM", b"", True),
        ("-", b"<!DOCTYPE html>", True),
        ("-", b"\xef\xbb\xbf\n<!-- x --><html lang='zh'>", True),
        ("a.txt", b"see <html>", False),
        ("a.xml", b"<?xml version='1.0'?><feed>", False),
    ],
)
def test_what_is_a_page(name: str, head: bytes, page: bool) -> None:
    assert looks_like_html(name, head) is page


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"PK\x03\x04abc", "a ZIP archive, or a document in one"),
        (b"a\0b", "it has a NUL byte and no BOM"),
        ("中文 text\n".encode("utf-16-le"), None),
        ("中文 text".encode("utf-16"), None),
        (b"BZh is how a line may begin", None),
        (b"", None),
    ],
)
def test_what_is_not_text(head: bytes, what: str | None) -> None:
    assert what_it_is(head) == what


def test_the_command_leaves_markup_and_declares_utf8(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    page = f'<meta charset="gb2312"><p title="中文">{"国家健康医疗大数据中心。" * 3}</p>'
    path.write_bytes(page.encode("gb18030"))
    assert run("fix", path).out == page.replace("gb2312", "utf-8")
    assert run("fix", "--no-html", path).out == page
    run("fix", "--write", path)
    assert path.read_bytes() == page.encode("gb18030")  # right as it is


def test_the_command_decodes(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("国家健康医疗大数据中心".encode("gb18030"))
    assert run("decode", path).out == "国家健康医疗大数据中心"
    assert "gbk" in run("decode", "--explain", path).out
    assert '"encoding": "gbk"' in run("decode", "--format", "json", path).out
    run("decode", "-e", "klingon", path).told("unknown encoding 'klingon'")


def test_bytes_that_cannot_be_read_are_told_and_never_lost(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    data = "国家健康医疗大数据中心\n".encode() * 3 + b"\xff\n" + GARBLED.encode()
    path.write_bytes(data)
    ran = run("fix", path)
    assert ran.code == 0
    assert "\ufffd" in ran.out
    assert "1 place could not be read as utf-8, the first at byte 102" in ran.err
    run("fix", "--write", path).told("could not be read as utf-8", "--output DIR")
    assert path.read_bytes() == data


def test_long_input_is_streamed(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fixtext.cli.streaming.LONG", 1000)
    text = "国家健康医疗大数据中心的建设成果。\n" * 300
    assert run("fix", "-", stdin=text.encode("gb18030")).out == text
    assert run("decode", "-", stdin=text.encode("gb18030")).out == text
