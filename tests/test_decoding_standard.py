"""Every byte and pair of bytes is the character that the Encoding Standard has for it.

The standard's mappings are here as digests (``tests/whatwg.py`` makes them). Where we differ on
purpose, it is said here, with what the standard has, so that the digest still is the standard's.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fixtext.decoding.beyond_python import FURTHER, JIS_2004
from fixtext.decoding.reading import ENCODINGS, read
from tests.whatwg import MULTI_BYTE, candidates, digest

DIGESTS = json.loads(Path(__file__).with_name("cases").joinpath("whatwg.json").read_text("utf-8"))

DIFFERENT: dict[str, dict[bytes, str | None]] = {
    # Signs of rows 1 and 2, which browsers have from windows-950. "big5" is Big5-HKSCS here, whose
    # signs these are in Python and glibc: U+FF0F and U+FF3C, which people write, are found at A241
    # and A242 in what those wrote, and not the division and small signs of windows-950.
    "big5": {
        b"\xa1\x45": "‧",
        b"\xa1\x4e": "﹑",
        b"\xa1\xc2": "¯",
        b"\xa1\xe3": "～",
        b"\xa1\xf2": "⊕",
        b"\xa1\xf3": "⊙",
        b"\xa2\x41": "∕",
        b"\xa2\x42": "﹨",
        b"\xa2\x44": "￥",
        b"\xa2\x46": "￠",
        b"\xa2\x47": "￡",
    },
    # Windows reads these bytes as U+F8F0 to U+F8F3, from which they can be had again.
    "shift_jis": dict.fromkeys((b"\xa0", b"\xfd", b"\xfe", b"\xff")),
    # An escape character that begins no switch stays what it is.
    "iso-2022-jp": {b"\x1b": None},
}
"""What the standard has, None for nothing, where we have something else."""
# In shift_jis and euc-jp, pairs and triples that the standard has not are read as JIS X 0213 where
# that has them: U+FFFD helps nobody.


def ours(label: str) -> dict[bytes, str]:
    """The sequences that are one character in our reading, and that character."""
    mapped: dict[bytes, str] = {}
    for sequence in candidates(label):
        if len(sequence) == 2 and sequence[:1] in mapped:
            continue
        reading = read(sequence, label)
        if reading.text and not reading.stray and not of_2004(sequence, label):
            mapped[sequence] = reading.text
    return mapped


def of_2004(sequence: bytes, label: str) -> bool:
    """Whether only JIS X 0213 has a character for these bytes."""
    if label == "iso-2022-jp" and sequence.startswith(b"\x1b$B"):
        return of_2004(bytes(byte | 0x80 for byte in sequence[3:]), "euc-jp")
    if label not in JIS_2004:
        return False
    try:
        sequence.decode(ENCODINGS[label])
    except UnicodeDecodeError:
        found = FURTHER[label](sequence, 0)
        return found is not None and found.of_2004
    return False


@pytest.mark.parametrize("label", sorted(DIGESTS["digests"]))
def test_bytes_are_read_as_in_the_standard(label: str) -> None:
    mapped = ours(label)
    for sequence, standard in DIFFERENT.get(label, {}).items():
        assert mapped.pop(sequence) != standard
        if standard is not None:
            mapped[sequence] = standard
    assert digest(mapped) == DIGESTS["digests"][label]


def test_no_encoding_of_the_standard_is_left_out() -> None:
    assert set(MULTI_BYTE) < set(DIGESTS["digests"])
    of_others = ("ibm", "johab", "iso-2022-", "hz", "utf-", "x-mac-", "koi8-t", "kz", "ptcp")
    for label in set(ENCODINGS) - set(DIGESTS["digests"]) - {"gb18030"}:
        assert label.startswith(of_others)


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        (b"\xa3\xa0", "gbk", "\u3000"),
        (b"\xa8\xbc\x81\x35\xf4\x37", "gbk", "ḿ\ue7c7"),
        (b"\x87\x7a\xa3\xc0", "big5", "㡵␀"),
        (b"a\x8f\xa2\xb7\xff\xa1\xc1", "euc-jp", "a～\udcff～"),
        (b"\x5c\x7e\x81\xad", "shift_jis", "\\~＇"),
        (b"\x1b(J\\~\x1b(B\\~", "iso-2022-jp", "¥‾\\~"),
        (b"\xca", "windows-1255", "\u05ba"),
        (b"\xae\xbe", "koi8-u", "ўЎ"),
    ],
)
def test_what_python_reads_otherwise(data: bytes, label: str, text: str) -> None:
    assert read(data, label).text == text


def test_four_byte_sequences_are_read_in_runs() -> None:
    text = "".join(map(chr, range(0x3400, 0x3500))) + "\U00020000"
    data = text.encode("gb18030")
    assert read(data, "gbk").text == text
    assert read(data + b"\xe3\x32\x9a\x36\n" + data, "gbk").text.count(text) == 2
