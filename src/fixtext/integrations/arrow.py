"""Arrow tables with a column of text repaired: what Ray, polars and pandas build on."""

from __future__ import annotations

from typing import Unpack

import pyarrow as pa

from fixtext.findings import Report
from fixtext.integrations.values import fix_values, fixer_of
from fixtext.types import OptionArguments

__all__ = ["fix_column"]


def fix_column(
    table: pa.Table,
    column: str = "text",
    findings: bool = False,
    **options: Unpack[OptionArguments],
) -> pa.Table:
    """The table with one column of text repaired in place, all others as they are.

    ``findings`` adds two columns behind it: ``COLUMN_kinds`` (a map of kinds to counts) and
    ``COLUMN_damaged_share``. Nulls stay null, and a column that holds no strings stays as it is.
    Raises KeyError if there is no such column. Options are the fields of :class:`fixtext.Options`.

    >>> fix_column(pa.table({"text": ["cafÃ©", None]}))["text"].to_pylist()
    ['café', None]
    """
    index = table.schema.get_field_index(column)
    if index < 0:
        raise KeyError(f"no column {column!r}; there are: {', '.join(table.column_names)}")
    kind = table.schema.field(index).type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return table
    fixer = fixer_of(options)
    values = table.column(index).to_pylist()
    if not findings:
        fixed = pa.array(fix_values(values, fixer), kind)
        return table.set_column(index, table.schema.field(index), fixed)
    reports = [None if value is None else fixer.explain(value) for value in values]
    texts = pa.array([None if one is None else one.text for one in reports], kind)
    table = table.set_column(index, table.schema.field(index), texts)
    for offset, (name, array) in enumerate(_told(column, reports).items(), 1):
        if name in table.column_names:
            table = table.drop_columns([name])
        table = table.add_column(index + offset, name, array)
    return table


def _told(column: str, reports: list[Report | None]) -> dict[str, pa.Array]:
    kinds = [None if one is None else sorted(one.counts.items()) for one in reports]
    shares = [None if one is None else one.damaged_share for one in reports]
    return {
        f"{column}_kinds": pa.array(kinds, pa.map_(pa.string(), pa.int64())),
        f"{column}_damaged_share": pa.array(shares, pa.float64()),
    }
