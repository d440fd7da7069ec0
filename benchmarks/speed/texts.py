"""The texts: sentences of the project's own, or lines of a folder, made long in random order.

Nothing is one piece over and over: the pieces are shuffled anew each time that all of them were
used, and a round gets the text from another place on.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from corpus import gold, scraped

LANGUAGES = {
    "zh-Hans": "Chinese, simplified",
    "zh-Hant": "Chinese, traditional",
    "en": "English",
    "ja": "Japanese",
    "ko": "Korean",
    "ru": "Russian",
    "fr": "French",
}
_ROOT = Path(__file__).parents[2]
_SENTENCE = re.compile("[^。！？；\n]+[。！？；]*”?")
_NEW_LINE = 0.25
"""How often a sentence is the last of its line."""
_SHORT = range(20, 61)
_LEAST_KEPT = 0.8


class Texts:
    """Clean text by language, of any size, and what wrong readings make of it."""

    def __init__(self, folder: Path | None = None) -> None:
        """A folder holds text files whose names begin with the tag of their language."""
        self._folder = folder
        self._pieces = {tag: self._read(tag) for tag in LANGUAGES}
        missing = ", ".join(tag for tag, pieces in self._pieces.items() if not pieces)
        if missing:
            raise FileNotFoundError(f"{folder} holds no text of: {missing}")

    @property
    def own(self) -> bool:
        """Whether these are the project's own texts."""
        return self._folder is None

    @property
    def source(self) -> str:
        """What everything is measured on, in words."""
        if self._folder is None:
            return "the project's own texts, sentences in random order"
        return f"text files of a folder ({self._folder.name}), lines in random order"

    def _read(self, tag: str) -> list[str]:
        if self._folder is None:
            return _own(tag)
        paths = sorted(self._folder.glob(f"{tag}*.txt"))
        lines = (line for path in paths for line in path.read_text("utf-8").split("\n"))
        return [f"{line}\n" for line in lines if line.strip()]

    def clean(self, tag: str, size: int, seed: int = 0) -> str:
        """So many bytes of UTF-8 of a language; another seed gives another order."""
        return "".join(_until(size, self._shuffled(tag, seed)))

    def _shuffled(self, tag: str, seed: int) -> Iterator[str]:
        chance = random.Random(f"{tag}/{seed}")
        space = "" if tag[:2] in ("zh", "ja") else " "
        while True:
            for piece in chance.sample(self._pieces[tag], len(self._pieces[tag])):
                if piece.endswith("\n"):
                    yield piece
                else:
                    yield piece + ("\n" if chance.random() < _NEW_LINE else space)

    def pages(self, tag: str, count: int, size: int) -> list[str]:
        """So many pages of a language, of so many characters each."""
        text = self.clean(tag, 4 * count * size)  # no character has more bytes
        return [text[size * at : size * (at + 1)] for at in range(count)]

    def short(self, count: int) -> list[str]:
        """So many strings of 20 to 60 characters: Chinese, English, Japanese, French in turn."""
        languages = [self._strings(tag, count) for tag in ("zh-Hans", "en", "ja", "fr")]
        return [languages[at % len(languages)][at // len(languages)] for at in range(count)]

    def _strings(self, tag: str, count: int) -> list[str]:
        chance = random.Random(f"short/{tag}")
        text = self.clean(tag, 200 * count)
        found: list[str] = []
        at = 0
        while len(found) < count:
            size = chance.choice(_SHORT)
            found.append(text[at : at + size].replace("\n", " ").strip().ljust(_SHORT[0], "."))
            at = (at + size) % (len(text) - _SHORT[-1])
        return found

    def utf_8_as_latin_1(self, size: int, tag: str = "zh-Hans") -> str:
        # Two bytes of UTF-8 for each byte that is not ASCII.
        return self.clean(tag, size // 2).encode().decode("latin-1")

    def gbk_as_latin_1(self, size: int) -> str:
        data = self.clean("zh-Hans", 3 * size // 4).encode("gb18030")
        return data.decode("latin-1")

    def utf_8_as_gbk(self, size: int) -> str:
        """What lost no byte: lines that end where a character of the wrong codec ends."""
        return "".join(_until(size, self._lossless()))

    def _lossless(self) -> Iterator[str]:
        for piece in self._shuffled("zh-Hans", 1):
            line = piece.rstrip("\n")
            for end in range(len(line), int(_LEAST_KEPT * len(line)), -1):
                try:
                    yield line[:end].encode().decode("gb18030") + "\n"
                except UnicodeDecodeError:
                    continue
                break

    def utf_8_as_gbk_lossy(self, size: int) -> str:
        return self.clean("zh-Hans", size).encode().decode("gb18030", "replace")

    def page(self) -> str:
        """The page that the project was founded on."""
        return scraped()


def _own(tag: str) -> list[str]:
    """Sentences of the article, of the project's own sentences, or for English of its licence."""
    if tag.startswith("zh"):
        return [sentence for sentence in _SENTENCE.findall(gold(tag)) if sentence.strip()]
    if tag == "en":
        licence = " ".join((_ROOT / "LICENSE").read_text("utf-8").split())
        return re.split(r"(?<=[.:;]) ", licence)
    path = _ROOT / "tests" / "cases" / "sentences.json"
    return list(json.loads(path.read_text("utf-8"))[tag])


def _until(size: int, pieces: Iterator[str]) -> Iterator[str]:
    """Pieces until so many bytes are reached; the last one is cut."""
    left = size
    while left > 0:
        piece = next(pieces)
        data = piece.encode()
        yield piece if len(data) <= left else data[:left].decode("utf-8", "ignore")
        left -= len(data)
