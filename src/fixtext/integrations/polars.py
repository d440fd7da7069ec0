"""polars: ``pl.col("text").fixtext.fix()`` after ``import fixtext.integrations.polars``."""

from __future__ import annotations

from typing import Unpack

import polars as pl

from fixtext.integrations.values import fix_values, fixer_of
from fixtext.types import OptionArguments

__all__ = ["FixtextExpression", "FixtextSeries"]


@pl.api.register_series_namespace("fixtext")
class FixtextSeries:
    """``series.fixtext``."""

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def fix(self, **options: Unpack[OptionArguments]) -> pl.Series:
        """The strings repaired; nulls stay. Options are the fields of :class:`fixtext.Options`."""
        if self._series.dtype != pl.String:
            return self._series
        values = fix_values(self._series.to_list(), fixer_of(options))
        return pl.Series(self._series.name, values, pl.String)

    def kinds(self, **options: Unpack[OptionArguments]) -> pl.Series:
        """The kinds of damage in each string, a list of names."""
        fixer = fixer_of(options)
        kinds = [
            None if text is None else sorted(fixer.explain(text).counts)
            for text in self._series.to_list()
        ]
        return pl.Series(self._series.name, kinds, pl.List(pl.String))


@pl.api.register_expr_namespace("fixtext")
class FixtextExpression:
    """``pl.col(...).fixtext``."""

    def __init__(self, expression: pl.Expr) -> None:
        self._expression = expression

    def fix(self, **options: Unpack[OptionArguments]) -> pl.Expr:
        """The strings repaired; nulls stay. Options are the fields of :class:`fixtext.Options`."""
        return self._expression.map_batches(
            lambda series: FixtextSeries(series).fix(**options), return_dtype=pl.String
        )
