"""The options that a project sets in its pyproject.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import CLEAN, DAMAGED, REPAIRED, Command


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with another below it, in which the command is run."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "page.txt").write_text(DAMAGED, "utf-8")
    monkeypatch.chdir(tmp_path / "texts")
    return tmp_path


def write(project: Path, table: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.fixtext]\n{table}\n", "utf-8")


def test_the_nearest_file_holds(run: Command, project: Path) -> None:
    assert run("fix", "page.txt").out == REPAIRED
    write(project, 'ignore = ["pinyin-annotation"]')
    assert run("fix", "page.txt").out == DAMAGED
    assert run("fix", "--isolated", "page.txt").out == REPAIRED
    (project / "texts" / "pyproject.toml").write_text("[project]\n", "utf-8")
    assert run("fix", "page.txt").out == REPAIRED


def test_the_command_line_has_the_last_word(run: Command, project: Path) -> None:
    write(project, 'to = "zh-Hans"\nmin-bits = 5\nignore = "layout, escape"\ninfer = false')
    assert "国家" in run("fix", "page.txt").out
    assert "國家" in run("fix", "--to", "zh-Hant", "page.txt").out
    assert run("fix", "--ignore", "script-mix", "--to", "zh-Hant", "page.txt").out == REPAIRED


@pytest.mark.parametrize(
    ("table", "pieces"),
    [
        ('selct = "mojibake"', ("selct", "no such option", "min-bits")),
        ('select = "nothing-of-the-kind"', ("nothing-of-the-kind", "mojibake")),
        ("min-bits = true", ("min-bits", "a number")),
        ('infer = "no"', ("infer", "true or false")),
        ("to = 3", ("to", "a string")),
        ("select = [3]", ("select", "a list of names")),
        ("select = [", ("pyproject.toml", "Invalid value", "--isolated")),
        ('model = "nowhere.table"', ("nowhere.table",)),
    ],
)
def test_what_is_wrong_is_told(
    run: Command, project: Path, table: str, pieces: tuple[str, ...]
) -> None:
    write(project, table)
    run("fix", "page.txt").told(*pieces)


def test_a_group_can_be_selected_and_left_out(run: Command, project: Path) -> None:
    assert run("fix", "--select", "layout", "page.txt").out == REPAIRED
    assert run("fix", "--ignore", "layout", "page.txt").out == DAMAGED
    run("fix", "--select", "lay", "page.txt").told("lay", "groups")


def test_what_is_only_reported_fails_a_check_that_is_strict(run: Command, project: Path) -> None:
    lost = Path("lost.txt")
    lost.write_text("这是锟斤拷锟斤拷锟斤拷\n", "utf-8")
    assert run("check", lost).code == 0
    assert run("check", lost).out
    assert run("check", "--strict", lost).code == 1
    assert run("check", "page.txt").code == 1
    lost.write_text(CLEAN, "utf-8")
    assert run("check", "--strict", lost).code == 0
