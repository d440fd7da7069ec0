"""The formatter in a pipeline of datatrove's own."""

from __future__ import annotations

from pathlib import Path

import pytest

import fixtext
from corpus import gold

datatrove = pytest.importorskip("datatrove")

TEXTS = ["cafÃ© au lait", "clean", fixtext.garble(gold("zh-Hant"), "pinyin-annotation")]


@pytest.mark.filterwarnings("ignore")
def test_a_pipeline(tmp_path: Path) -> None:
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from fixtext.integrations.datatrove import Fixtext

    documents = [Document(text=text, id=str(number)) for number, text in enumerate(TEXTS)]
    out = str(tmp_path / "out")
    executor = LocalPipelineExecutor(
        [documents, Fixtext(), JsonlWriter(out, compression=None)],
        logging_dir=str(tmp_path / "logs"),
    )
    stats = executor.run()
    made = list(JsonlReader(out).run())
    assert [document.text for document in made] == fixtext.fix_many(TEXTS)
    told = [document.metadata.get("fixtext") for document in made]
    assert told[0]["kinds"] == {"mojibake": 1}
    assert told[1] is None
    assert 0 < told[2]["damaged_share"] < 1
    (counts,) = (step.stats for step in stats.stats if "fixtext" in step.name)
    assert counts["damaged"].total == 2
    assert counts["kind/mojibake"].total == 1
