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

from fixtext.language.train.problems import TrainingError

__all__ = ["Part", "Source", "fetch", "members", "sources"]

_ELSEWHERE = {
    "debian": "run apt-get update and try again; Debian 12 with its updates serves it, or else"
    " Debian's archive of snapshots, from where it can be put into the folder by hand",
    "pypi": "try again, or put the file into the folder by hand",
    "npm": "try again, or put the file into the folder by hand",
}


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


def _platform(file: str) -> list[str]:
    """Options for a wheel of one platform, so that any other fetches the same one."""
    platforms = file.removesuffix(".whl").rsplit("-", 1)[-1].split(".")
    if not file.endswith(".whl") or platforms == ["any"]:
        return []
    return ["--only-binary=:all:", "--platform", platforms[-1]]


def _command(source: Source) -> list[str]:
    match source.kind:
        case "pypi":
            requirement = f"{source.name}=={source.version}"
            pip = [sys.executable, "-m", "pip", "download", "--no-deps", "-q"]
            return [*pip, *_platform(source.file), requirement]
        case "npm":
            return ["npm", "pack", "--silent", f"{source.name}@{source.version}"]
        case _:
            return ["apt-get", "download", "-q", f"{source.name}={source.version}"]


def _download(source: Source, cache: Path) -> None:
    command = _command(source)
    what = f"{source.name} {source.version}"
    try:
        ran = subprocess.run(command, cwd=cache, check=False, capture_output=True, text=True)
    except OSError as error:
        raise TrainingError(
            f"{what}: {command[0]} cannot be run ({error.strerror}): install it, or put"
            f" {source.file} into {cache} by hand"
        ) from error
    if ran.returncode or not (cache / source.file).exists():
        said = ran.stderr.strip().split("\n")[-1] or "another file came"
        raise TrainingError(
            f"{what}: {command[0]} did not bring {source.file} into {cache} ({said}):"
            f" {_ELSEWHERE[source.kind]}"
        )


def fetch(source: Source, cache: Path) -> Path:
    """The source's file in the cache folder, downloaded if it is not there.

    Raises TrainingError where it cannot be had, or its digest is another than the pinned one.
    """
    path = cache / source.file
    if not path.exists():
        _download(source, cache)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != source.sha256:
        raise TrainingError(
            f"{path}: its SHA-256 is {digest}, not {source.sha256}: delete it and try again"
        )
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
