from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtext.cli import main
from fixtext.cli.inputs import Source, load
from fixtext.cli.outputs import encoded
from fixtext.cli.problems import CommandError
from tests.command import COMMANDS, DAMAGED, Command

# bad input


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_file(run: Command, command: str, tmp_path: Path) -> None:
    path = tmp_path / "missing"
    run(command, path).told(f"fixtext: {path}: no such file or directory: check the name")


@pytest.mark.parametrize("command", COMMANDS)
def test_bytes_that_do_not_decode(run: Command, command: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"ab\xff")
    run(command, "-e", "utf-8", path).told(f"{path}: byte 0xff at offset 2", "-e")


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_not_text(run: Command, command: str, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\x7fELF\0\0\xff")
    run(command, path).told(str(path), "not text", "-e LABEL")


def test_a_folder_without_files(run: Command, tmp_path: Path) -> None:
    run("check", tmp_path).told(str(tmp_path), "a folder without files", "name files")
    run("fix", "--write", tmp_path).told("a folder without files")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read(run: Command, damaged: Path) -> None:
    damaged.chmod(0)
    run("check", damaged).told(str(damaged), "permission denied")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("arguments", "pieces"),
    [
        (["--select", "nope"], ["unknown kind 'nope'", "pinyin-annotation"]),
        (["--ignore", "nope"], ["unknown kind 'nope'"]),
        (["--select", ","], ["--select", "nothing is named"]),
        (["--chain", ","], ["--chain", "nothing is named"]),
        (["--chain", "utf-8"], ["a pair like utf-8:gbk", "euc-kr"]),
        (["--chain", "utf-8:gbk:big5"], ["a pair like utf-8:gbk"]),
        (["--chain", "utf-8:klingon"], ["unknown encoding 'klingon'", "windows-1252", "euc-kr"]),
        (["--chain", "utf-8:gbk," * 5], ["at most 4"]),
        (["--model", "no.model"], ["no.model: cannot be read"]),
        (["--model", __file__], [f"{__file__}: damaged"]),
        (["--to", "xx"], ["'xx'", "zh-Hant-TW"]),
        (["--profile", "nope"], ["unknown profile 'nope'", "faithful"]),
        (["--min-bits", "many"], ["--min-bits", "many"]),
        (["--min-bits", "-1"], ["-1"]),
        (["-e", "nope"], ["unknown encoding 'nope'", "utf-8"]),
        (["--format", "xml"], ["xml"]),
        (["--nope"], ["--nope", "--help"]),
    ],
)
def test_bad_options(
    run: Command, command: str, arguments: list[str], pieces: list[str], damaged: Path
) -> None:
    run(command, *arguments, damaged).told(*pieces)


@pytest.mark.parametrize(
    ("arguments", "piece"),
    [
        ([], "COMMAND"),
        (["nope"], "nope"),
        (["kinds", "nope"], "unknown kind 'nope'"),
        (["garble", "nope", "-"], "unknown kind 'nope'"),
        (["garble"], "KIND"),
        (["garble", "byte-shift", "--seed", "x"], "--seed"),
        (["check", "a\0b"], "null byte"),
        (["check", ""], "''"),
        (["check", "a\nb"], "'a\\nb'"),
    ],
)
def test_bad_arguments(run: Command, arguments: list[str], piece: str) -> None:
    run(*arguments).told(piece)


def test_a_terminal_is_not_waited_for(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(io, "TextIOWrapper", Terminal)
    for command in COMMANDS:
        run(command).told(command, "no text to read")


def test_a_lone_surrogate_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a")
    loaded = load(Source("a.txt", path), None)
    with pytest.raises(CommandError, match=r"a\.txt: .* U\+D800, at 2:3: leave out"):
        encoded("a\nbc\ud800", loaded)


@given(st.binary(max_size=300))
def test_any_bytes_give_an_exit_code(data: bytes) -> None:
    out = io.TextIOWrapper(io.BytesIO())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", io.StringIO())
        assert main(["check"]) in (0, 1, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_long_file_is_checked_piece_by_piece(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    path = tmp_path / "long.txt"
    text = ("干净的一行文字，没有什么问题。\r\n" * 9 + DAMAGED) * 4 + "最后一行没有换行"
    path.write_bytes(text.encode(encoding))
    whole = run("check", path)
    monkeypatch.setattr("fixtext.cli.streaming.LONG", 1000)
    monkeypatch.setattr("fixtext.pipeline.Fixer._window", 100)
    pieces = run("check", path)
    assert (pieces.code, pieces.err) == (1, "") == (whole.code, whole.err)
    assert [line.split(":")[1:3] for line in pieces.out.splitlines()] == [
        line.split(":")[1:3] for line in whole.out.splitlines()
    ]
    assert pieces.out.count("\n") >= 4
