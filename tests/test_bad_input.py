"""Input that was made to break something: it comes back, with nothing in it that is no text.

The texts are so long that work which grows with their square would not end.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from fixtext.encodings.codecs import codec
from fixtext.encodings.routes import ROUTES
from fixtext.escapes.weighing import is_text

HARMLESS = {
    "escapes of controls": r"\u0000\x00\x01\u001b\u0085" * 10_000,
    "escapes of halves of characters": r"\ud800\udfff\udc00" * 10_000,
    "escapes beyond Unicode": r"\U00110000\U7fffffff\u{110000}" * 10_000,
    "percent escapes of controls": "%00%01%1b%85" * 20_000,
    "a percent sign escaped many times": "%" + "25" * 500_000 + "41",
    "references to what is no character": "&#0;&#27;&#xD800;&#x110000;&#99999999;&#x81;" * 5_000,
    "quoted-printable of controls": "=00=01=1B" * 20_000,
    "UTF-7 of NUL": "+AAAAAA-" * 20_000,
    "NUL": "\0" * 1_000_000,
    "marks on one letter": "a" + "\u0301" * 300_000,
    "many marks on many letters": ("a" + "\u0301\u0327\u0489" * 30) * 3_000,
    "marks without a letter": "\u0301\u0316" * 150_000,
    "marks of voice without kana": "\u3099\u309a\uff9e\uff9f" * 50_000,
    "parts of syllables": "\u1112\u1161\u11ab" * 50_000,
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_stands_for_nothing_stays(text: str) -> None:
    assert fixtext.fix(text) == text


def test_a_million_nested_references() -> None:
    assert fixtext.fix("&" + "amp;" * 1_000_000) == "&"


ESCAPES = st.sampled_from(
    [r"\u{:04x}", r"\x{:02x}", "%{:02X}", "%u{:04X}", "&#{};", "&#x{:x};", "={:02X}"]
)


@given(
    st.lists(
        st.tuples(ESCAPES, st.one_of(st.integers(0, 0xA0), st.integers(0, 0x110FFF))), max_size=30
    ),
    st.sampled_from(["", "中文", "é", " ", "a", "\n"]),
)
def test_no_escape_becomes_what_is_no_text(escapes: list[tuple[str, int]], between: str) -> None:
    text = between.join(form.format(number) for form, number in escapes)
    made = set(fixtext.fix(text)) - set(text)
    assert is_text("".join(made - {"\r"}))


BIG5_READ_AS = sorted({codec(route.read).python for route in ROUTES if route.meant == "big5"})


@pytest.mark.parametrize("python", BIG5_READ_AS)
@pytest.mark.parametrize("stray", [b"\xff", b"\x80"])
def test_text_that_ends_in_a_pair_of_two_characters(python: str, stray: bytes) -> None:
    """Four pairs of Big5-HKSCS are a letter and a mark on it, which begins at no byte."""
    for pair in (b"\x88\x62", b"\x88\xa5"):
        data = stray + "我們今天去公園散步".encode("big5hkscs") + stray + pair
        text = data.decode(python, "replace")
        for shown in (text, f"{text}\n{text}", f"今天天氣很好 {text}"):
            assert is_text(fixtext.fix(shown)) or not is_text(shown)
