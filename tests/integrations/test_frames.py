"""Arrow, pandas and polars: strings are repaired, all else stays."""

from __future__ import annotations

import importlib

import pytest

import fixtext

TEXTS = ["cafÃ©", None, "clean", ""]
FIXED = ["café", None, "clean", ""]


def test_arrow() -> None:
    pa = pytest.importorskip("pyarrow")
    from fixtext.integrations.arrow import fix_column

    for kind in (pa.string(), pa.large_string()):
        table = pa.table({"id": [1, 2, 3, 4], "text": pa.array(TEXTS, kind)})
        fixed = fix_column(table)
        assert fixed["text"].to_pylist() == FIXED
        assert fixed.schema == table.schema
        told = fix_column(table, findings=True)
        assert told.column_names == ["id", "text", "text_kinds", "text_damaged_share"]
        assert told["text_kinds"].to_pylist() == [[("mojibake", 1)], None, [], []]
        assert told["text_damaged_share"].to_pylist()[1:] == [None, 0.0, 0.0]
        assert fix_column(told, findings=True).column_names == told.column_names
    assert fix_column(table, "id") == table
    with pytest.raises(KeyError, match="there are: id, text"):
        fix_column(table, "body")
    assert fix_column(table.slice(0, 0))["text"].to_pylist() == []
    with pytest.raises(fixtext.FixtextError, match="no-such-kind"):
        fix_column(table, select="no-such-kind")


def test_pandas() -> None:
    pd = pytest.importorskip("pandas")
    importlib.import_module("fixtext.integrations.pandas")

    series = pd.Series([*TEXTS, 3], index=list("abcde"), name="t", dtype=object)
    fixed = series.fixtext.fix()
    assert fixed.tolist() == [*FIXED, 3]
    assert list(fixed.index) == list("abcde")
    assert fixed.name == "t"
    assert series.fixtext.kinds().tolist() == [["mojibake"], [], [], [], []]
    strings = pd.Series(["cafÃ©", "中文"])
    assert strings.fixtext.fix(to="zh-Hant").dtype == strings.dtype


def test_polars() -> None:
    pl = pytest.importorskip("polars")
    importlib.import_module("fixtext.integrations.polars")

    frame = pl.DataFrame({"text": TEXTS, "n": [1, 2, 3, 4]})
    assert frame["text"].fixtext.fix().to_list() == FIXED
    assert frame["n"].fixtext.fix().to_list() == [1, 2, 3, 4]
    assert frame["text"].fixtext.kinds().to_list() == [["mojibake"], None, [], []]
    lazy = frame.lazy().with_columns(pl.col("text").fixtext.fix()).collect()
    assert lazy["text"].to_list() == FIXED
