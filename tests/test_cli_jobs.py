"""``--jobs``: with several processes, the command does and says what it does with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import CLEAN, DAMAGED, REPAIRED, Command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files to repair and to leave, one that is no text, and one that holds no character."""
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    for number in range(6):
        text = DAMAGED if number % 2 else CLEAN
        (folder / f"{number}.txt").write_text(f"{number}\n{text}", "utf-8")
    (folder / "below" / "empty.txt").write_bytes(b"")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "--format", "json"],
        ["fix", "--diff"],
        ["fix", "--format", "json", "--output", "OUT"],
    ],
    ids=" ".join,
)
def test_several_processes_say_what_one_does(
    run: Command, folder: Path, tmp_path: Path, arguments: list[str]
) -> None:
    each = []
    for jobs in ("1", "2"):
        out = tmp_path / f"out{jobs}"
        given = [str(out) if one == "OUT" else one for one in arguments]
        ran = run(*given, "--jobs", jobs, folder, folder / "missing.txt")
        each.append((ran.code, ran.out, ran.err))
        if out.exists():
            assert (out / "1.txt").read_text("utf-8") == f"1\n{REPAIRED}"
            assert not (out / "picture.png").exists()
    assert each[0] == each[1]
    assert "missing.txt" in each[0][2]
    assert "skipped" in each[0][2]


def test_files_are_written_in_place_by_several_processes(run: Command, folder: Path) -> None:
    ran = run("fix", "--write", "-j", "3", folder)
    assert (ran.code, ran.out) == (0, "")
    for number in range(6):
        text = REPAIRED if number % 2 else CLEAN
        assert (folder / f"{number}.txt").read_text("utf-8") == f"{number}\n{text}"
    assert run("check", "-j", "3", folder).code == 0


def test_an_option_that_cannot_be_is_one_error(run: Command, folder: Path) -> None:
    run("check", "-j", "2", "--select", "nothing", folder).told("nothing")
