"""Ray Data on a local cluster of two workers, on shards made from the corpus."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fixtext
from corpus import SCRIPTS, gold, paragraphs

ray = pytest.importorskip("ray")
pa = pytest.importorskip("pyarrow")

KINDS = ("mojibake", "pinyin-annotation", "folded-punctuation")
ROWS: list[dict[str, Any]] = [
    {"id": f"{script}-{number}-{kind}", "text": fixtext.garble(text, kind, seed=number)}
    for script in SCRIPTS
    for number, text in enumerate(paragraphs(gold(script))[:12])
    for kind in KINDS
]
ROWS.append({"id": "null", "text": None})
EXPECTED = {row["id"]: row["text"] and fixtext.fix(row["text"]) for row in ROWS}

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import pyarrow.parquet

    folder: Path = tmp_path_factory.mktemp("shards")
    for number in range(4):
        table = pa.Table.from_pylist(ROWS[number::4])
        pyarrow.parquet.write_table(table, folder / f"{number}.parquet")
    return folder


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    yield
    ray.shutdown()


def repaired(dataset: Any, **options: Any) -> dict[str, Any]:
    from fixtext.integrations.ray import FixText

    made = dataset.map_batches(
        FixText,
        fn_constructor_kwargs=options,
        batch_format="pyarrow",
        batch_size=8,
        compute=ray.data.ActorPoolStrategy(size=2),
        max_restarts=2,
    )
    rows = made.take_all()
    assert len(rows) == len({row["id"] for row in rows})
    return {row["id"]: row for row in rows}


def test_two_workers_give_what_one_process_gives(cluster: None, shards: Path) -> None:
    rows = repaired(ray.data.read_parquet(str(shards)), findings=True)
    assert {name: row["text"] for name, row in rows.items()} == EXPECTED
    assert any(row["text_kinds"] for row in rows.values())


class DiesOnce:
    """Kills its own worker at the first batch that anyone works on, in the middle of the job."""

    def __init__(self, mark: str) -> None:
        self._mark = Path(mark)

    def __call__(self, batch: Any) -> Any:
        from fixtext.integrations.arrow import fix_column

        try:
            self._mark.touch(exist_ok=False)
        except FileExistsError:
            return fix_column(batch)
        os._exit(1)


def test_a_worker_that_is_killed_loses_and_doubles_nothing(
    cluster: None, shards: Path, tmp_path: Path
) -> None:
    # the workers cannot import this module
    ray.cloudpickle.register_pickle_by_value(sys.modules[DiesOnce.__module__])
    mark = tmp_path / "died"
    made = ray.data.read_parquet(str(shards)).map_batches(
        DiesOnce,
        fn_constructor_kwargs={"mark": str(mark)},
        batch_format="pyarrow",
        batch_size=8,
        compute=ray.data.ActorPoolStrategy(size=2),
        max_restarts=-1,
        max_task_retries=-1,
    )
    rows = made.take_all()
    assert mark.exists()
    assert sorted(row["id"] for row in rows) == sorted(EXPECTED)
    assert {row["id"]: row["text"] for row in rows} == EXPECTED


def test_the_command(shards: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    target = tmp_path / "out"
    command = [sys.executable, "-m", "fixtext", "ray", str(source), str(target), "--workers", "1"]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stderr
    assert f"{len(ROWS)} rows" in ran.stdout
    lines = [
        line for path in target.glob("*.json") for line in path.read_text("utf-8").splitlines()
    ]
    assert {row["id"]: row["text"] for row in map(json.loads, lines)} == EXPECTED


def test_archives(cluster: None, tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    from fixtext.integrations.ray import repair_dataset
    from tests.integrations.test_warc import PACKED, PAGE, conversions

    (tmp_path / "in").mkdir()
    for name, records in (("a.warc.gz", PACKED[:2]), ("b.warc.gz", PACKED[2:])):
        (tmp_path / "in" / name).write_bytes(b"".join(records))
    assert repair_dataset(str(tmp_path / "in"), str(tmp_path / "out")) == len(PACKED)
    made = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in made] == ["a.warc.gz", "b.warc.gz"]
    assert [list(conversions(path.read_bytes()).values()) for path in made] == [[PAGE], [PAGE]]
