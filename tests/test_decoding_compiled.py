"""What compiled code makes of bytes, beside Python's codecs and patterns: the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtext import compiled
from fixtext.decoding import double_byte
from fixtext.decoding.beyond_python import JIS_2004
from fixtext.decoding.double_byte import decode_double_byte, tables_of
from fixtext.decoding.reading import ENCODINGS, read
from fixtext.decoding.utf8_runs import likely_runs
from tests.pure import both, needs_loops

pytestmark = needs_loops

LABELS = ("gbk", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr")
_HIGH = range(0x80, 0x100)
_TEXTS = (
    "中文，字體。第二行\n",
    "カタカナとｶﾀｶﾅ、ひらがな",
    "한국어 글자, 똠방각하",
    "①㈱纊丨～∥－￠￡￢¥‾\\~",
    "Ê̄ê̌𠀀𡃁€ḿ龴︐",
    "plain ASCII, more than eight bytes of it",
)
_ATOMS = (
    *(text.encode(ENCODINGS[label], "ignore") for text in _TEXTS for label in LABELS),
    *(b"\x80", b"\xff", b"\xa0", b"\x8f", b"\x8f\xa2\xb7", b"\x8f\xa2", b"\x81\x30", b"\n", b"a"),
    *(b"\x84\x31\xa4\x37", b"\x81\x35\xf4\x37", b"\x90\x30\x81\x30", b"\xe3\x32\x9a\x36"),
    *(b"\x88\x62", b"\x81\xad", b"\xad\xa1", b"\xf9\xa1", b"\xc9\xa1", b"\xfe\xfe", b"\xa6\xd9"),
)


def _all_sequences(label: str) -> Iterable[bytes]:
    """Every byte and pair of bytes, and what may be three bytes or four."""
    yield from map(bytes, itertools.product(range(0x100)))
    yield from map(bytes, itertools.product(range(0x100), range(0x100)))
    if label == "euc-jp":
        yield from map(bytes, itertools.product((0x8F,), _HIGH, _HIGH))
    if label == "gbk":
        fours = itertools.product(range(0x81, 0x85), range(0x30, 0x3A), _HIGH, range(0x2F, 0x3B))
        yield from map(bytes, fours)
        far = (0x85, 0x8F, 0x90, 0x95, 0xE3, 0xE4, 0xFE)
        yield from map(bytes, itertools.product(far, (0x30, 0x32), _HIGH, (0x30, 0x35, 0x39)))


@pytest.mark.parametrize("label", LABELS)
def test_each_sequence_is_what_the_codec_reads(label: str) -> None:
    decoder = compiled.DoubleByte(*tables_of(label))
    read_by_tables = 0
    for data in _all_sequences(label):
        text, end = decoder.decode(data)
        reading = read(data, label)  # of so few bytes, by the codec
        if end == len(data):
            assert (text, ()) == (reading.text, reading.stray), data
            read_by_tables += 1
        else:
            # the tables end where no character begins, and nowhere else
            assert read(data[:end], label).text == text, data
            assert end in reading.stray or label in JIS_2004, data
    assert read_by_tables > 20_000


@given(
    label=st.sampled_from(LABELS),
    parts=st.lists(st.one_of(st.sampled_from(_ATOMS), st.binary(max_size=4)), max_size=30),
    ascii_first=st.integers(0, 17),
)
def test_any_bytes_are_what_the_codec_reads(
    label: str, parts: list[bytes], ascii_first: int
) -> None:
    data = b"x" * ascii_first + b"".join(parts)
    with mock.patch.object(double_byte, "ENOUGH", 0):
        ours, theirs = both(lambda: read(data, label))
    assert ours == theirs


@pytest.mark.parametrize("label", LABELS)
def test_long_text_is_read_by_tables_to_its_end(label: str) -> None:
    text = "".join(_TEXTS).encode(ENCODINGS[label], "ignore") * 400
    ours, theirs = both(lambda: read(text, label))
    assert decode_double_byte(text, label) == (theirs.text, len(text))
    assert ours == theirs
    ours, theirs = both(lambda: read(text + b"\x81", label))
    assert ours == theirs
    assert ours.stray == (len(text),)


def test_tables_of_other_sizes_are_refused() -> None:
    tables = tables_of("euc-kr")
    with pytest.raises(ValueError, match="pairs has"):
        compiled.DoubleByte(tables[0], tables[1][:-1], *tables[2:])
    with pytest.raises(TypeError):
        compiled.DoubleByte(*tables).decode("text")  # type: ignore[arg-type]


_PIECES = (
    *("é中😀".encode()[start:end] for start, end in ((0, 2), (2, 5), (5, 9), (0, 9), (3, 7))),
    *(b"a", b"\x80", b"\xbf", b"\xc0\x80", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf0\x90\x80\x80"),
    *(b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xd6\xd0\xb9\xfa", b"of ASCII" * 9),
)


@given(
    parts=st.lists(st.one_of(st.sampled_from(_PIECES), st.binary(max_size=3)), max_size=40),
    times=st.sampled_from((1, 1, 9)),
    is_double_byte=st.booleans(),
)
def test_the_same_runs_are_utf8(parts: list[bytes], times: int, is_double_byte: bool) -> None:
    data = b"".join(parts) * times
    ours, theirs = both(lambda: likely_runs(data, double_byte=is_double_byte))
    assert ours == theirs


def test_a_run_is_found_wherever_it_stands() -> None:
    for before, behind in itertools.product(range(80), (0, 1, 63, 64, 65, 200)):
        data = b"\xb0" * before + "中文".encode() + b"\xb0" * behind
        assert likely_runs(data, double_byte=True) == [(before, before + 6)]
        assert likely_runs(data, double_byte=False) == [(before, before + 6)]
