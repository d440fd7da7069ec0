"""Ray Data: a column of text repaired on a cluster, Arrow in and Arrow out.

::

    dataset = ray.data.read_parquet("shards/")
    dataset = dataset.map_batches(
        fixtext.integrations.ray.FixText,
        fn_constructor_kwargs={"column": "text", "findings": True},
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(size=2),
    )

``fixtext ray INPUT OUTPUT`` on the command line does that for Parquet, JSONL and WARC. Each worker
loads the language model once, mapped into memory, so that the workers of a machine share it.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any, Unpack

import pyarrow as pa

from fixtext.integrations.arrow import fix_column
from fixtext.types import OptionArguments

__all__ = ["FixText", "repair_dataset"]


class FixText:
    """Repairs a column of each batch; made once in each worker.

    ``column`` holds the text; ``findings`` adds columns that tell what was found. Options are the
    fields of :class:`fixtext.Options`.
    """

    def __init__(
        self, column: str = "text", findings: bool = False, **options: Unpack[OptionArguments]
    ) -> None:
        self.column, self.findings, self.options = column, findings, options

    def __call__(self, batch: pa.Table) -> pa.Table:
        """The batch with its column repaired."""
        return fix_column(batch, self.column, self.findings, **self.options)


def repair_dataset(
    source: str,
    target: str,
    column: str = "text",
    findings: bool = False,
    workers: int = 2,
    **options: Unpack[OptionArguments],
) -> int:
    """Repair the Parquet, JSONL or WARC files of a path into a folder of the same.

    The number of rows, of records in archives. An archive is copied as ``fixtext warc`` does it.

    Ray is told nothing of where its cluster is: it uses the one that is running, or
    ``RAY_ADDRESS``, or starts one on this machine.
    """
    import ray

    archives = _archives(Path(source))
    if archives:
        paths = ray.data.from_items([{"path": str(path)} for path in archives])
        copied = paths.repartition(len(archives)).map(
            FixArchive, fn_constructor_kwargs={"folder": target, **options},
            compute=ray.data.ActorPoolStrategy(min_size=1, max_size=workers),
        )  # fmt: skip
        return int(sum(row["records"] for row in copied.take_all()))
    is_json = Path(source).suffix in (".jsonl", ".json", ".ndjson") or _holds_json(Path(source))
    read: Any = ray.data.read_json if is_json else ray.data.read_parquet
    dataset = read(source).map_batches(
        FixText,
        fn_constructor_kwargs={"column": column, "findings": findings, **options},
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=workers),
    )
    dataset = dataset.materialize()
    (dataset.write_json if is_json else dataset.write_parquet)(target)
    return int(dataset.count())


class FixArchive:
    """Copies one archive of a row's ``path`` into a folder, with its texts repaired."""

    def __init__(self, folder: str, **options: Unpack[OptionArguments]) -> None:
        self.folder, self.options = Path(folder), options

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row with the number of records, and what could not be worked on."""
        from fixtext.integrations.warc import convert_archive

        source = Path(row["path"])
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f".{source.name}.{uuid.uuid4().hex}.partial"
        with source.open("rb") as archive, partial.open("wb") as copy:
            counts, problems = convert_archive(archive, copy, **self.options)
        partial.replace(self.folder / source.name)  # a worker that dies leaves no half of a file
        return {**row, "records": counts["records"], "problems": problems}


def _archives(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(one for end in (".warc.gz", ".warc") for one in path.glob(f"*{end}"))
    return [path] if path.name.endswith((".warc.gz", ".warc")) else []


def _holds_json(path: Path) -> bool:
    return path.is_dir() and any(path.glob("*.json*")) and not any(path.glob("*.parquet"))
