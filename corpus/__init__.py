"""The benchmark corpus: one article, its gold texts, and what garbling makes of them.

``python -m corpus.build`` writes ``article.jsonl`` from the gold texts in ``article/``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

__all__ = [
    "ARTICLE",
    "PATH",
    "SCRIPTS",
    "SHOWN_BY_PAGES",
    "Row",
    "gold",
    "is_piece",
    "paragraphs",
    "read_rows",
    "scraped",
]

ARTICLE = Path(__file__).with_name("article")
PATH = Path(__file__).with_name("article.jsonl")
SCRIPTS = ("zh-Hant", "zh-Hans")
"""The scripts that there are gold texts in."""

SHOWN_BY_PAGES = ("flattened-ruby", "hard-wrap", "pinyin-annotation", "spaced-hanzi")
"""Kinds that a program does to whole pages, in which each line shows what happened to the others.

A line by itself may be right as it is: a heading that is spaced for looks, a line of verse, a
reading for those who learn.
"""
_PAGES = ("article", "page")


class Row(TypedDict):
    """One garbled text of the corpus."""

    id: str
    kind: str
    route: str | None
    """For mojibake, the codecs: ``utf-8 read as gbk``."""
    severity: str
    """``article``, ``page``, ``paragraph``, ``title``, or ``sentence``: one garbled in a clean
    paragraph."""
    garbled: str
    clean: str
    lossless: bool
    """Whether the garbled text still holds everything that the clean one is made from."""


def is_piece(kind: str, severity: str) -> bool:
    """Whether a row is less than what shows its kind.

    >>> is_piece("hard-wrap", "title"), is_piece("hard-wrap", "page"), is_piece("mojibake", "title")
    (True, False, False)
    """
    return kind in SHOWN_BY_PAGES and severity not in _PAGES


def scraped() -> str:
    """The page as scraped, damaged in four ways."""
    return _text("scraped.txt")


def gold(script: str) -> str:
    """The article undamaged, in zh-Hant or zh-Hans.

    >>> gold("zh-Hans")[:8]
    '首页 资讯 西部'
    """
    return _text(f"gold.{script}.txt")


def _text(name: str) -> str:
    return (ARTICLE / name).read_bytes().decode()  # as bytes: line ends stay what they are


def paragraphs(text: str) -> tuple[str, ...]:
    r"""The lines of a text that are not blank.

    >>> paragraphs("a\n\nb")
    ('a', 'b')
    """
    return tuple(line for line in text.split("\n") if line.strip())


def read_rows(path: Path = PATH) -> list[Row]:
    """The rows of a corpus file."""
    lines = path.read_bytes().decode().split("\n")  # not splitlines(): C1 controls stand in strings
    return [json.loads(line) for line in lines if line]
