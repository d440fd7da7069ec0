"""What the tests share: settings of hypothesis, and the folder of outside texts if there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.command import DAMAGED, Command

pytest.register_assert_rewrite("tests.checks")

settings.register_profile(
    "reproducible",
    deadline=None,
    derandomize=True,  # a run on another day or machine tries the same examples
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", parent=settings.get_profile("default"), deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "reproducible"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of texts that are not part of the project."""
    folder = os.environ.get("FIXTEXT_SHARED")
    if not folder:
        pytest.skip("FIXTEXT_SHARED is unset: it names the folder of texts outside the project")
    return Path(folder)


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Command:
    return Command(capsysbinary, monkeypatch)


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    path = tmp_path / "damaged.txt"
    path.write_bytes(DAMAGED.encode())
    return path
