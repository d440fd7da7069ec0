"""The generated table of codecs: what Python's codecs say, and what a damaged one leads to."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from fixtext.encodings import build, codec_tables
from fixtext.encodings.codecs import CODECS, codec
from fixtext.errors import TableError
from fixtext.tables import read_table, write_table

_DOUBLE_BYTE = [label for label in CODECS if not codec(label).single and label != "utf-8"]


def test_the_table_is_what_python_s_codecs_say() -> None:
    made = build.arrays()
    stored = read_table(codec_tables.FILE).arrays
    assert made.keys() == stored.keys()
    for name, array in made.items():
        assert array.dtype == stored[name].dtype, name
        np.testing.assert_array_equal(array, stored[name], name)


@pytest.mark.parametrize("label", _DOUBLE_BYTE)
def test_each_character_has_the_bytes_that_python_reads_as_it(label: str) -> None:
    shown = codec_tables.array(f"{label}/shown").tolist()
    pairs = codec_tables.array(f"{label}/bytes").tolist()
    python = codec(label).python
    others = [
        chr(code)
        for code, pair in zip(shown, pairs, strict=True)
        if pair.to_bytes(1 + (pair > 0xFF), "big").decode(python, "ignore") != chr(code)
    ]
    assert len(shown) > 6000
    assert len(others) <= 4  # bytes shown as controls, a euro sign in one byte, hanja as normalised


@pytest.mark.parametrize(
    ("character", "lacking"),
    [("东", ["big5", "cp932", "euc_kr"]), ("東", ["gb2312"]), ("畑", ["gb2312", "big5"])],
)
def test_what_character_sets_lack_is_said_by_bits(character: str, lacking: list[str]) -> None:
    place = ord(character) - codec_tables.IDEOGRAPHS.start
    told = [one for one in codec_tables.STANDARDS if codec_tables.lacked_by(one)[place]]
    assert told == lacking


def test_an_array_that_is_not_there_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(TableError, match=r"fixtext\.encodings\.build"):
        codec_tables.array("gbk/none")


def test_a_table_without_a_crc_is_checked_by_its_sha256(tmp_path: Path) -> None:
    path = tmp_path / "one.table"
    write_table(path, {"name": "one"}, {"numbers": np.arange(5, dtype=np.uint32)})
    whole = path.read_bytes()
    head, line, payload = whole.split(b"\n", 2)
    header = json.loads(line)
    del header["crc32"]
    older = json.dumps(header).encode().ljust(len(line))
    path.write_bytes(b"\n".join((head, older, payload)))
    assert read_table(path).arrays["numbers"].tolist() == [0, 1, 2, 3, 4]
    for kept in (line, older):
        path.write_bytes(b"\n".join((head, kept, payload[:-1] + b"\x01")))
        with pytest.raises(TableError, match="digest"):
            read_table(path)
