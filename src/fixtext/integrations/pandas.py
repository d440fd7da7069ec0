"""pandas: ``frame["text"].fixtext.fix()`` after ``import fixtext.integrations.pandas``."""

from __future__ import annotations

from typing import Unpack

import pandas as pd

from fixtext.integrations.values import fix_values, fixer_of
from fixtext.types import OptionArguments

__all__ = ["FixtextAccessor"]


@pd.api.extensions.register_series_accessor("fixtext")
class FixtextAccessor:
    """``series.fixtext``."""

    def __init__(self, series: pd.Series) -> None:
        self._series = series

    def fix(self, **options: Unpack[OptionArguments]) -> pd.Series:
        """The strings repaired; what is missing or no string stays.

        Options are the fields of :class:`fixtext.Options`.
        """
        values = fix_values(self._series.tolist(), fixer_of(options))
        series = self._series
        return pd.Series(values, index=series.index, name=series.name, dtype=series.dtype)

    def kinds(self, **options: Unpack[OptionArguments]) -> pd.Series:
        """The kinds of damage in each value, a list of names, empty for what is no string."""
        fixer = fixer_of(options)
        kinds = [
            sorted(fixer.explain(value).counts) if isinstance(value, str) else []
            for value in self._series.tolist()
        ]
        return pd.Series(kinds, index=self._series.index, name=self._series.name)
