"""Builds the table of glyph ids: ``python -m fixtext.cids.build [FOLDER]``.

FOLDER holds Adobe's CMap resources as the Debian package poppler-data installs them; by default
``/usr/share/poppler/cMap``. Source: the CMaps ``Adobe-Japan1-UCS2`` and kin (BSD-3-Clause,
Copyright 1990-2023 Adobe).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fixtext.cids import COLLECTIONS, PATH
from fixtext.lazy import lazy_pattern
from fixtext.tables import write_table

__all__ = ["build"]

_FOLDER = Path("/usr/share/poppler/cMap")
_LINE = lazy_pattern(r"<([0-9a-f]+)>\s*(?:<([0-9a-f]+)>\s*)?<([0-9a-f]+)>\s*$", re.IGNORECASE)
_SECTION = lazy_pattern(r"begin(bfchar|bfrange)\n(.*?)\nend\1", re.DOTALL)
_VERSION = lazy_pattern(r"%%Version: (\S+)")


def build(folder: Path = _FOLDER) -> None:
    """Write the table beside the package's module."""
    versions = []
    arrays = {}
    for collection in COLLECTIONS:
        text = (folder / collection / f"{collection}-UCS2").read_text("latin-1")
        version = _VERSION.search(text)
        versions.append(f"{collection}-UCS2 {version[1] if version else '?'}")
        arrays[collection] = _code_points(text)
    write_table(
        PATH,
        {
            "name": "characters of Adobe's glyph ids",
            "source": f"poppler-data 0.4.12: {', '.join(versions)}",
            "licence": "BSD-3-Clause",
        },
        arrays,
    )


def _code_points(text: str) -> NDArray[np.uint16]:
    found: dict[int, int] = {}
    for section in _SECTION.finditer(text):
        for line in section[2].split("\n"):
            match = _LINE.match(line.strip())
            if not match or len(match[3]) != 4:  # a sequence, or beyond the BMP
                continue
            low, first = int(match[1], 16), int(match[3], 16)
            high = int(match[2], 16) if match[2] else low
            for cid in range(low, high + 1):
                found.setdefault(cid, first + cid - low)
    array = np.zeros(max(found) + 1, np.uint16)
    for cid, code in found.items():
        array[cid] = 0 if code >= 0xFFFD or 0xD800 <= code < 0xF900 else code
    return array


if __name__ == "__main__":
    build(*map(Path, sys.argv[1:2]))
