"""Builds the table of readings: ``python -m fixtext.readings.build`` (needs the extra ``build``).

Source: pypinyin's single-character dictionary (MIT), itself drawn from the Unihan database and
other open dictionaries.
"""

from __future__ import annotations

import importlib.metadata

import numpy as np

from fixtext.readings import PATH
from fixtext.tables import write_table

__all__ = ["build"]


def build() -> None:
    """Write the table beside this module."""
    from pypinyin.constants import PINYIN_DICT

    lists = sorted(set(PINYIN_DICT.values()))
    place = {item: index for index, item in enumerate(lists)}
    codes = sorted(PINYIN_DICT)
    write_table(
        PATH,
        {
            "name": "readings of hanzi",
            "source": f"pypinyin {importlib.metadata.version('pypinyin')}",
            "licence": "MIT",
        },
        {
            "codes": np.array(codes, np.uint32),
            "list_of": np.array([place[PINYIN_DICT[code]] for code in codes], np.uint16),
            "lists": np.frombuffer("\n".join(lists).encode(), np.uint8),
        },
    )


if __name__ == "__main__":
    build()
