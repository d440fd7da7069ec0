"""The recipes of docs/integrations.md, run as they stand there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "integrations.md"
_BLOCK = re.compile(r"(<!-- not run: [^>]*-->\n)?```python\n(.*?)```", re.DOTALL)
RECIPES = [block for told, block in _BLOCK.findall(PAGE.read_text("utf-8")) if not told]
FRAMEWORKS = (
    "bs4", "datasets", "datatrove", "duckdb", "httpx", "lxml", "pandas", "polars", "requests",
    "selectolax", "trafilatura",
)  # fmt: skip


def test_every_framework_has_a_recipe() -> None:
    text = "\n".join(RECIPES)
    for name in FRAMEWORKS:
        assert re.search(rf"^(import|from) {name}\b", text, re.MULTILINE), name


@pytest.mark.parametrize("recipe", RECIPES, ids=range(len(RECIPES)))
def test_a_recipe_runs(recipe: str, tmp_path: Path) -> None:
    for name in re.findall(r"^(?:import|from) (\w+)", recipe, re.MULTILINE):
        pytest.importorskip(name)
    environment_code = "import os; os.environ['HF_HUB_OFFLINE'] = '1'\n"
    ran = subprocess.run(
        [sys.executable, "-c", environment_code + recipe],
        check=False, cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr


def test_fixtext_alone_pulls_no_framework_in() -> None:
    code = (
        "import sys, fixtext; fixtext.fix('中文'); fixtext.decode(b'a'); "
        f"print([name for name in {(*FRAMEWORKS, 'scrapy', 'ray', 'fastwarc', 'pyarrow')!r}"
        " if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"
