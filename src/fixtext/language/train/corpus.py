"""The training text: what is read from the sources, converted, weighed and mixed."""

from __future__ import annotations

import dataclasses
import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from fixtext.language.train.problems import TrainingError
from fixtext.language.train.readers import READERS, clean_lines
from fixtext.language.train.sources import Part, Source, fetch, members, sources

__all__ = ["Text", "WordList", "own_texts", "read", "shipped"]


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """Lines of running text in one language."""

    name: str
    language: str
    lines: list[str]


@dataclasses.dataclass(frozen=True, slots=True)
class WordList:
    """Words of one language with their shares of all tokens."""

    name: str
    language: str
    words: list[str]
    shares: list[float]


def own_texts(folder: Path) -> list[Text]:
    """The .txt files (UTF-8) below a folder that are not empty, in the order of their names.

    Raises TrainingError where there are none, or one cannot be read.
    """
    if not folder.is_dir():
        raise TrainingError(f"{folder}: no such folder: name the one that holds the .txt files")
    paths = sorted(path for path in folder.rglob("*.txt") if path.is_file())
    if not paths:
        raise TrainingError(f"{folder}: no .txt file in it: put plain text there, in UTF-8")
    texts = [Text(str(path), "", lines) for path in paths if (lines := _own_lines(path))]
    if not texts:
        raise TrainingError(f"{folder}: its .txt files are empty: put text into them")
    return texts


def _own_lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TrainingError(
            f"{path}: not UTF-8 (byte {error.start}): convert it, or move it elsewhere"
        ) from error
    except OSError as error:
        raise TrainingError(f"{path}: cannot be read ({error.strerror})") from error
    return [line for line in text.split("\n") if line.strip()]


def _language_of(part: Part, name: str) -> str | None:
    """The language of a file, where the part leaves it to the file's name or contents."""
    if part.language != "*":
        return part.language
    if part.reader == "wordfreq":
        found = re.search(r"/(large|small)_([a-z]*)\.", name)
        return found[2] if found else None
    return ""


def shipped(cache: Path, report: Callable[[str], None]) -> Iterator[Text | WordList]:
    """All texts and lists of the shipped model, from files that are fetched into the cache folder.

    Raises TrainingError with a line for each source that cannot be had.
    """
    paths: list[Path] = []
    problems: list[str] = []
    cache.mkdir(parents=True, exist_ok=True)
    pinned = sources()
    for number, source in enumerate(pinned, 1):
        report(f"source {number} of {len(pinned)}: {source.name} {source.version}")
        try:
            paths.append(fetch(source, cache))
        except TrainingError as error:
            problems.append(str(error))
    if problems:
        raise TrainingError("\n".join(problems))
    for source, path in zip(pinned, paths, strict=True):
        yield from read(source, path)


def read(source: Source, path: Path) -> Iterator[Text | WordList]:
    """The texts and lists of one source, out of its file."""
    texts: dict[str, list[str]] = {}
    seen: dict[str, set[str]] = {}
    lists: dict[str, WordList] = {}
    for index, name, data in members(path, [part.path for part in source.parts]):
        part = source.parts[index]
        language = _language_of(part, name)
        if language is None:
            continue
        if part.reader in ("counted", "wordfreq"):
            words = _counted(data) if part.reader == "counted" else _wordfreq(data)
            if language not in lists:  # a large list comes before a small one
                lists[language] = WordList(source.name, language, list(words), list(words.values()))
            continue
        try:
            lines = list(
                clean_lines(READERS[part.reader](data), language, seen.setdefault(language, set()))
            )
        except UnicodeDecodeError:
            continue  # a few old files are not in UTF-8
        texts.setdefault(language, []).extend(lines)
    for language, lines in texts.items():
        yield Text(source.name, language, lines)
    yield from lists.values()


def _counted(data: bytes) -> dict[str, float]:
    """Lines of word, tab, count."""
    rows = (line.split("\t") for line in data.decode("utf-8").split("\n"))
    counts = {row[0]: float(row[1]) for row in rows if len(row) >= 2 and row[1].strip()}
    total = sum(counts.values())
    return {word: count / total for word, count in counts.items() if count > 0}


def _wordfreq(data: bytes) -> dict[str, float]:
    """The lists of wordfreq: a header, then words by hundredths of a power of ten."""
    import msgpack

    buckets = msgpack.unpackb(gzip.decompress(data), raw=False)[1:]
    return {word: 10 ** (-index / 100) for index, bucket in enumerate(buckets) for word in bucket}
