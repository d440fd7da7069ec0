"""The command, run in the process of a test, and what one run left behind."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from fixtext.cli import main

DAMAGED = "國家健康醫(yī)療大數(shù)據(jù)中心建設成果\n"
REPAIRED = "國家健康醫療大數據中心建設成果\n"
CLEAN = "plain text\n"
COMMANDS = ["fix", "check", "explain"]


class Ran:
    """What one run of the command left behind."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code = code
        self.out = out.decode()
        self.err = err.decode()

    def told(self, *pieces: str) -> None:
        """Assert that it was an error, told in one line that names these things."""
        assert self.code == 2
        assert self.err.startswith("fixtext: ")
        assert self.err.count("\n") == 1, self.err
        for piece in pieces:
            assert piece in self.err
        assert self.out == ""


class Command:
    """Runs the command in this process."""

    def __init__(
        self, capture: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._capture = capture
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: str | Path, stdin: bytes = b"") -> Ran:
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main([str(argument) for argument in arguments])
        out, err = self._capture.readouterr()
        return Ran(code, out, err)
