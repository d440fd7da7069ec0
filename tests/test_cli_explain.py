"""What the command shows of inferred characters, other readings, and what the caller knows."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import fixtext
from fixtext.cli.rendering import account
from fixtext.findings import Candidate, Finding, Report
from fixtext.garbling import Treatment
from tests.command import Command
from tests.toys import Holes, flat_model


@pytest.fixture
def holes(monkeypatch: pytest.MonkeyPatch, damaged: Path) -> Path:
    """A file with inferred characters: its first lines hold no damage."""
    monkeypatch.setattr("fixtext.pipeline.choose", lambda *_: ((Holes(), Treatment.REPAIR),))
    damaged.write_text("ab\ncd\na#b\n##\n#")
    return damaged


def test_explain_says_in_a_line_what_was_inferred(run: Command, holes: Path) -> None:
    out = run("explain", holes).out
    assert out.count("    1 character inferred, with a probability of 0.750\n") == 2
    assert "repaired text" not in out
    assert "'y'" not in out


def test_explain_shows_candidates(run: Command, holes: Path) -> None:
    out = run("explain", "--candidates", "2", holes).out
    assert re.findall(r"^    inferred .*$", out, re.MULTILINE) == [
        "    inferred at 3:3 of the repaired text: 'x' 0.750; or 'y' 0.200, 'z' 0.050",
        "    inferred at 5:2 of the repaired text: 'x' 0.750; or 'y' 0.200, 'z' 0.050",
    ]
    assert (
        re.findall(r"^    or .*$", out, re.MULTILINE)
        == ["    or '<y>' 0.200", "    or '<z>' 0.050"] * 3
    )
    assert "stays as it is: what it was cannot be told)\n    or '<y>' 0.200\n" in out


def test_explain_shows_as_many_candidates_as_asked_for(run: Command, holes: Path) -> None:
    one = run("explain", "--candidates=1", holes).out
    assert one.count("'y' 0.200") == 2
    assert one.count("'<y>' 0.200") == 3
    assert "'z'" not in one
    assert "'<z>'" not in one
    none = run("explain", "--candidates=0", holes).out
    assert "inferred at 5:2 of the repaired text: 'x' 0.750\n" in none
    assert " or " not in none.replace("for", "")
    holes.write_text("#\n" * 9)
    assert run("explain", "--candidates=1", holes).out.count("inferred at") == 3
    every = run("explain", "--candidates=1", "--all", holes).out
    assert re.findall(r"inferred at (\d+):2 ", every) == [str(line) for line in range(1, 10)]


def test_a_long_reading_is_shown_where_it_differs() -> None:
    after = "天地玄黃" * 30 + "a"
    other = Candidate(after[:-1] + "b", 0.25)
    finding = Finding("holes", 0, 1, "#", after, 40.0, candidates=(other,))
    report = Report(after, (finding,), 1, "model")
    account_lines = account("f", "#", report, {}, every=True, candidates=1)
    lines = ["".join(text for text, _ in line) for line in account_lines]
    assert lines[-1] == "    or '…天地玄黃天地玄黃天地玄黃b' 0.250"


def test_json_has_all_candidates(run: Command, holes: Path) -> None:
    for count in ([], ["--candidates", "0"]):
        data = json.loads(run("explain", "--format", "json", *count, holes).out)
        assert len(data["findings"][0]["candidates"]) == 2
        assert len(data["findings"][0]["inferences"][0]["others"]) == 2
        assert Report.from_dict(data).findings[0].inferences


@pytest.mark.parametrize("count", ["-1", "many", "1.5", ""])
def test_a_number_of_candidates_is_a_number(run: Command, damaged: Path, count: str) -> None:
    run("explain", f"--candidates={count}", damaged).told("--candidates", "a number, 0 or more")


def test_a_model_of_ones_own_is_named(run: Command, damaged: Path, tmp_path: Path) -> None:
    model = flat_model(tmp_path / "own.model")
    assert "; model own sha256:" in run("explain", "--model", model, damaged).out
    data = json.loads(run("fix", "--format", "json", "--model", model, damaged).out)
    assert data["model"].startswith("own ")


def test_a_chain_reaches_the_library(
    run: Command, damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []
    monkeypatch.setattr(fixtext.Fixer, "explain", lambda self, _: given.append(self.options.chain))
    with pytest.raises(TypeError):  # there is no report
        run("fix", "--chain", "utf8:gb2312", "--chain=utf-8:latin-1,gbk:cp932", damaged)
    assert given == [(("utf-8", "gbk"), ("utf-8", "windows-1252"), ("gbk", "shift_jis"))]
