"""The format of fixtext's generated tables: named numpy arrays behind a header with a digest.

A file is the line ``fixtext-table 1``, a line of JSON (name, source, licence, arrays with dtype,
shape and offset, SHA-256 and CRC-32 of the rest), and the arrays, little-endian, each at a multiple
of 64 bytes. Files are mapped into memory, so processes share them. The SHA-256 says which table one
is; whether it came whole is told by the CRC-32, which takes half as long.
"""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Table", "array_of", "read_table", "write_table"]

_MAGIC = b"fixtext-table 1\n"
_ALIGNMENT = 64


class Table(NamedTuple):
    """A table's header (``name``, ``source``, ``licence`` …) and its arrays by name."""

    header: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]


def write_table(
    path: str | Path, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write a table; the same contents give the same bytes."""
    payload = bytearray()
    directory = {}
    for name, array in arrays.items():
        payload += bytes(-len(payload) % _ALIGNMENT)
        little = array.astype(array.dtype.newbyteorder("<"))
        directory[name] = {
            "dtype": little.dtype.str,
            "shape": list(array.shape),
            "offset": len(payload),
        }
        payload += little.tobytes()
    told = {"sha256": _sha256(payload), "crc32": zlib.crc32(payload)}
    line = json.dumps({**header, "arrays": directory, **told}, ensure_ascii=False)
    head = _MAGIC + line.encode() + b"\n"
    head = head[:-1] + b" " * (-len(head) % _ALIGNMENT) + b"\n"
    with open(path, "wb") as file:
        file.write(head + payload)


def read_table(path: str | Path) -> Table:
    """Map a table into memory and check it; raises TableError with what to do."""
    remedy = "reinstall fixtext, or rebuild the file with the command in docs/tables.md"
    try:
        with open(path, "rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:
        raise TableError(f"{path}: cannot be read ({error}): {remedy}") from error
    try:
        start = len(_MAGIC)
        end = bytes(data[: 1 << 16]).index(b"\n", start) + 1
        if bytes(data[:start]) != _MAGIC:
            raise ValueError("not a fixtext table")
        header = json.loads(bytes(data[start:end]))
        if not _is_whole(header, data[end:]):
            raise ValueError("its digest does not match")
        arrays = {
            name: np.frombuffer(
                data,
                np.dtype(entry["dtype"]),
                int(np.prod(entry["shape"])),
                end + entry["offset"],
            ).reshape(entry["shape"])
            for name, entry in header["arrays"].items()
        }
    except (ValueError, KeyError, TypeError) as error:
        raise TableError(f"{path}: damaged table ({error}): {remedy}") from error
    return Table(header, arrays)


def array_of(table: Table, name: str, path: str, command: str) -> NDArray[Any]:
    """One array of a table by its name; raises TableError if the table is of another version."""
    try:
        return table.arrays[name]
    except KeyError:
        raise TableError(f"{path}: no array {name!r}: rebuild it with {command}") from None


def _is_whole(header: Mapping[str, Any], payload: memoryview) -> bool:
    """Whether the arrays are those that were written; older tables have no CRC-32."""
    if "crc32" in header:
        return bool(zlib.crc32(payload) == header["crc32"])
    return bool(_sha256(payload) == header["sha256"])


def _sha256(payload: bytearray | memoryview) -> str:
    import hashlib  # which takes as long as all the rest of a small table

    return hashlib.sha256(payload).hexdigest()
