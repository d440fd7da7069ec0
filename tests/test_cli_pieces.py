from __future__ import annotations

import dataclasses
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from fixtext.cli.arguments import _HELP, options, parse
from fixtext.cli.memory import sparing_memory
from fixtext.cli.places import places
from fixtext.cli.unified import unified
from fixtext.findings import Finding
from fixtext.types import OptionArguments, Options
from tests.command import CLEAN, COMMANDS, DAMAGED

# the pieces


@given(st.text("ab\r\n\u2028"), st.lists(st.integers(0, 30)))
def test_places_are_those_of_an_editor(text: str, offsets: list[int]) -> None:
    inside = sorted(offset for offset in offsets if offset <= len(text))
    for offset, (line, column) in zip(inside, places(text, inside), strict=True):
        # a CR LF pair counts as one line end, so a place between the two is on the line before
        split = text[offset - 1 : offset + 1] == "\r\n"
        before = re.split(r"\r\n|\r|\n", text[:offset] if not split else text[: offset - 1] + " ")
        assert (line, column) == (len(before), len(before[-1]) + 1)


@pytest.mark.parametrize("size", [1, 3_000_000, 40_000_000])
def test_memory_is_given_back_now_and_then(size: int) -> None:
    passed: list[int] = []
    given: list[int] = []

    def give_back() -> None:
        given.append(sum(passed))

    for part in sparing_memory((range(size) for _ in range(9)), give_back):
        passed.append(len(part))
    assert passed == [size] * 9  # all parts came through
    ends = [*given, sum(passed)]
    assert max(end - start for start, end in itertools.pairwise([0, *ends])) < 16_000_000 + size
    assert len(given) <= sum(passed) / 16_000_000


def test_memory_is_given_back_whatever_the_system() -> None:
    assert list(sparing_memory([range(20_000_000)] * 2)) == [range(20_000_000)] * 2


@st.composite
def texts_with_findings(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    text = draw(st.text("ab\n\r", max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    findings = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        after = draw(st.none() | st.text("ab\n", max_size=4))
        findings.append(Finding("byte-shift", start, end, text[start:end], after, 1.0))
    return text, findings


@given(texts_with_findings())
def test_a_diff_leads_to_the_repaired_text(case: tuple[str, list[Finding]]) -> None:
    text, findings = case
    diff = "".join(unified("f", text, findings))
    assert patched(text, diff) == fixtext.apply(text, findings)


def patched(text: str, diff: str) -> str:
    """A plain reading of the unified format: what patch(1) would make of the text."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    result: list[str] = []
    position = 0
    body = re.findall(r"[^\n]*\n", diff)[2:]
    for index, line in enumerate(body):
        if header := re.match(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", line):
            count = int(header[2] or 1)
            start = int(header[1]) - (1 if count else 0)
            result += lines[position:start]
            position = start
            new_count = int(header[4] or 1)
            assert len(result) == int(header[3]) - (1 if new_count else 0)
            continue
        if line[0] == "\\":
            continue
        bare = index + 1 < len(body) and body[index + 1][0] == "\\"
        content = line[1:-1] if bare else line[1:]
        if line[0] != "+":
            assert lines[position] == content
            position += 1
        if line[0] != "-":
            result.append(content)
    return "".join(result + lines[position:])


def test_every_option_of_the_library_is_one_of_the_command() -> None:
    assert set(OptionArguments.__annotations__) == {
        field.name for field in dataclasses.fields(Options)
    }
    assert set(_HELP) == set(OptionArguments.__annotations__)
    for command in COMMANDS:
        assert options(parse([command])) == {}
        given_options = options(
            parse(
                [
                    *(command, "--profile", "faithful", "--to", "zh-Hans", "--min-bits", "7"),
                    *("--no-infer", "--select", "a,b", "--select", "c", "--ignore", "d"),
                    *("--chain", "utf-8:gbk,utf-8:latin-1", "--chain", "gbk:big5"),
                    *("--model", "own.model"),
                ]
            )
        )
        assert given_options == {
            "profile": "faithful",
            "select": ["a", "b", "c"],
            "ignore": ["d"],
            "to": "zh-Hans",
            "min_bits": 7.0,
            "infer": False,
            "chain": ["utf-8:gbk", "utf-8:latin-1", "gbk:big5"],
            "model": "own.model",
        }


# the command as a process


def process(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "fixtext", *arguments]
    return subprocess.run(command, input=data, capture_output=True, check=False, timeout=120)


def test_it_runs_as_a_module() -> None:
    ran = process("check", data=DAMAGED.encode())
    assert ran.returncode == 1
    assert ran.stdout.startswith(b"-:1:6: ")
    assert process("--version").stdout.decode() == f"fixtext {fixtext.__version__}\n"


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("0123456789\n" * 100_000)
    arguments = [sys.executable, "-m", "fixtext", "fix", str(path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr.read() == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_standard_output_that_is_full_is_told() -> None:
    arguments = [sys.executable, "-m", "fixtext", "fix"]
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            arguments, input=CLEAN.encode(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"fixtext: standard output: No space left on device")
    assert ran.stderr.count(b"\n") == 1
