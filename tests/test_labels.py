"""Names of encodings: whoever knows one by some name means one label."""

from __future__ import annotations

import encodings.aliases

import pytest

from fixtext.decoding import decode
from fixtext.encodings.codecs import CODECS
from fixtext.encodings.labels import MOST_READINGS, chain_of, codec_label
from fixtext.errors import DecodeError, OptionError

NAMES = {
    "utf-8": ["utf8", "U8", "UTF-8-SIG", "cp65001", "unicode-1-1-utf-8"],
    "windows-1252": ["latin-1", "iso-8859-1", "L1", "us-ascii", "cp1252", "x-cp1252", "iso88591"],
    "windows-1254": ["iso-8859-9", "latin5", "cp1254"],
    "windows-874": ["tis-620", "iso-8859-11", "dos-874"],
    "iso-8859-15": ["latin9", "csisolatin9"],
    "iso-8859-8": ["hebrew", "visual", "logical"],
    "gbk": ["gb2312", "gb18030", "cp936", "GB_2312-80", "x-gbk", "chinese"],
    "big5": ["big5hkscs", "cp950", "big5-tw", "cn-big5", "x-x-big5"],
    "shift_jis": ["cp932", "sjis", "shift-jis", "windows-31j", "ms_kanji"],
    "euc-kr": ["cp949", "uhc", "ks_c_5601-1987", "windows-949"],
    "euc-jp": ["ujis", "x-euc-jp", "eucjp"],
    "koi8-r": ["koi8", "KOI8_R"],
    "ibm437": ["cp437", "437"],
    "ibm866": ["cp866"],
    "macintosh": ["mac-roman", "mac", "x-mac-roman"],
    "x-mac-cyrillic": ["mac_cyrillic", "x-mac-ukrainian"],
}
PAIRS = [(name, label) for label, names in NAMES.items() for name in [label, *names]]


@pytest.mark.parametrize(("name", "label"), PAIRS, ids=[name for name, _ in PAIRS])
def test_a_name_means_one_label(name: str, label: str) -> None:
    assert codec_label(name) == label
    assert codec_label(f" {name.upper()} ") == label


@pytest.mark.parametrize("label", CODECS)
def test_a_label_is_its_own_name(label: str) -> None:
    assert codec_label(label) == label


def test_what_reads_bytes_takes_the_same_names() -> None:
    for name, label in PAIRS:
        try:
            decoded = decode(b"", encoding=name)
        except DecodeError:
            assert label in ("ibm437", "ibm850", "ibm852")  # no browser reads these
        else:
            assert codec_label(decoded.encoding) == label


def test_names_of_python_are_labels_or_refused() -> None:
    refused = set()
    for name in encodings.aliases.aliases:
        try:
            assert codec_label(name) in CODECS
        except OptionError:
            refused.add(encodings.aliases.aliases[name])
    assert {"hex_codec", "hz", "utf_7"} <= refused
    assert not {"latin_1", "cp1252", "gbk", "utf_8", "cp949", "cp437"} & refused


@pytest.mark.parametrize("name", ["", "klingon", "utf-16", "rot13", "hz", "a\0b", "\ud800"])
def test_an_unknown_name_is_told_with_those_that_are_known(name: str) -> None:
    with pytest.raises(OptionError) as told:
        codec_label(name)
    assert repr(name) in str(told.value)
    assert all(label in str(told.value) for label in CODECS)


@pytest.mark.parametrize(
    "readings",
    [
        [("utf-8", "gbk"), ("utf-8", "latin-1")],
        [["UTF8", "gb18030"], "utf-8:iso-8859-1"],
        ("utf-8:gbk", ("utf_8", "windows-1252")),
        "utf-8:gbk,utf-8:cp1252",
        "utf-8:gbk  utf-8:l1 ",
    ],
)
def test_a_chain_may_be_written_in_several_ways(readings: list[str] | str) -> None:
    assert chain_of(readings) == (("utf-8", "gbk"), ("utf-8", "windows-1252"))


def test_no_chain() -> None:
    assert chain_of(()) == chain_of("") == chain_of([]) == ()


@pytest.mark.parametrize(
    "readings",
    [
        "utf-8",
        "utf-8:gbk:big5",
        [("utf-8",)],
        [("utf-8", "gbk", "big5")],
        ("utf-8", "gbk"),  # one pair where pairs are asked for
        [("utf-8", None)],
        [b"utf-8:gbk"],
        [5],
        5,
    ],
)
def test_a_chain_of_anything_but_pairs_is_refused(readings: list[str]) -> None:
    with pytest.raises(OptionError, match=r"a pair like utf-8:gbk.*windows-1252, .*euc-kr"):
        chain_of(readings)


@pytest.mark.parametrize("readings", [":gbk", "utf-8:", [("utf-8", "klingon")]])
def test_a_chain_with_an_unknown_encoding_is_refused(readings: list[str] | str) -> None:
    with pytest.raises(OptionError, match=r"unknown encoding '(klingon)?'; there are: .*euc-kr"):
        chain_of(readings)


def test_a_chain_has_its_length() -> None:
    assert len(chain_of(["utf-8:gbk"] * MOST_READINGS)) == MOST_READINGS
    with pytest.raises(OptionError, match=r"at most 4 .* not 5; .*euc-kr"):
        chain_of(["utf-8:gbk"] * 5)
