"""What a worker of Ray Data costs beside the plain library: python -m benchmarks.cluster.

Needs ``pip install '.[ray]'``. The same rows, of the corpus drawn from the article, go through
``fix_column`` in this process and through one worker; the time that counts is the worker's own, and
that of the whole job is printed beside it.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import pyarrow as pa
import ray

from corpus import read_rows
from fixtext.integrations.arrow import fix_column
from fixtext.integrations.ray import FixText

_LONGEST = 600
_BATCH = 15


class Timed(FixText):
    """Tells the seconds that each row took."""

    def __call__(self, batch: pa.Table) -> pa.Table:
        start = time.perf_counter()
        fixed = super().__call__(batch)
        each = (time.perf_counter() - start) / max(1, len(fixed))
        return fixed.append_column("seconds", pa.array([each] * len(fixed)))


def main() -> None:
    """Print seconds and the ratio; asked: within 15%."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=240, metavar="N", help="rows")
    number = parser.parse_args().n
    texts = [row["garbled"][:_LONGEST] for row in read_rows()]
    table = pa.table({"text": [texts[7 * index % len(texts)] for index in range(number)]})
    fix_column(table.slice(0, _BATCH))
    start = time.perf_counter()
    plain_result = fix_column(table)["text"].to_pylist()
    plain = time.perf_counter() - start
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    dataset = ray.data.from_arrow(table).materialize()

    def job() -> tuple[list[dict[str, Any]], float]:
        begun = time.perf_counter()
        rows = dataset.map_batches(
            Timed,
            batch_format="pyarrow",
            batch_size=_BATCH,
            compute=ray.data.ActorPoolStrategy(size=1),
        ).take_all()
        return rows, time.perf_counter() - begun

    job()
    rows, whole = job()
    assert [row["text"] for row in rows] == plain_result
    inside = sum(row["seconds"] for row in rows)
    print(f"plain {plain:.2f} s; worker {inside:.2f} s = {inside / plain:.2f} of it (asked: 1.15)")
    print(f"whole job, with its start: {whole:.2f} s")


if __name__ == "__main__":
    main()
