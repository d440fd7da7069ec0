"""Plain lines out of the files that the sources hold: HTML, manual pages, tagged corpora, lists."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Callable, Iterator

__all__ = ["READERS", "clean_lines"]

_SKIP = re.compile(r"<(script|style|head|svg|info)\b.*?</\1\s*>|<!--.*?-->|<\?.*?\?>", re.S | re.I)
_BLOCK = re.compile(
    r"</?(?:p|div|li|ul|ol|dl|dt|dd|tr|td|th|table|h\d|br|hr|pre|title|section|header|footer|nav"
    r"|body|html|item|page|steps|note|list|terms|media|article|blockquote|figure)\b[^>]*>",
    re.I,
)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[ \t\r\f\v]*\n\s*|[ \t\r\f\v]+")
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
_WIDE_BREAK = re.compile(rf"(?<=[{_WIDE}])\n(?=[{_WIDE}])")


def _join(paragraph: str) -> str:
    """One line of a wrapped paragraph: Chinese and Japanese have no space where a line ended."""
    return _WIDE_BREAK.sub("", paragraph.strip()).replace("\n", " ")


def _html(data: bytes) -> Iterator[str]:
    text = _SKIP.sub("\x00", data.decode("utf-8"))
    for block in _BLOCK.sub("\x00", text).split("\x00"):
        plain = html.unescape(_TAG.sub("", block))
        yield _join(_SPACE.sub(lambda m: "\n" if "\n" in m[0] else " ", plain))


_ROFF_ESCAPE = re.compile(r"\\f(?:\(..|\[[^]]*\]|.)|\\s[-+]?\d|\\[&|^/,:%]|\\m\[[^]]*\]")
_ROFF_NAMED = {
    r"\-": "-", r"\(aq": "'", r"\(co": "©", r"\e": "\\", r"\~": " ", r"\ ": " ", r"\(em": "—",
    r"\(en": "–", r"\(lq": "“", r"\(rq": "”", r"\(bu": "•", r"\(dq": '"',
}  # fmt: skip


def _manual(data: bytes) -> Iterator[str]:
    paragraph: list[str] = []
    for raw in gzip.decompress(data).decode("utf-8").split("\n"):
        line = raw
        if line.startswith((".", "'")):
            parts = line[1:].split(None, 1)
            name = parts[0] if parts else ""
            if name in ("B", "I", "BR", "IR", "RB", "RI", "BI", "IB") and len(parts) > 1:
                line = parts[1].replace('"', "")
            else:
                yield _join("\n".join(paragraph))
                paragraph = []
                line = parts[1].replace('"', "") if name in ("SH", "SS") and len(parts) > 1 else ""
        line = _ROFF_ESCAPE.sub("", line)
        for escape, character in _ROFF_NAMED.items():
            line = line.replace(escape, character)
        if line.strip() and "\\" not in line:
            paragraph.append(line.strip())
        else:
            yield _join("\n".join(paragraph))
            paragraph = []
    yield _join("\n".join(paragraph))


def _structured(data: bytes) -> Iterator[str]:
    """reStructuredText in gzip: paragraphs without markup of their own."""
    for block in re.split(r"\n\s*\n", gzip.decompress(data).decode("utf-8")):
        lines = [line.strip() for line in block.split("\n")]
        if lines[0].startswith((".. ", ":")):
            continue
        kept = [line for line in lines if not re.fullmatch(r"[-=~^#*+]{3,}", line)]
        yield _join("\n".join(kept))


def _plain(data: bytes) -> Iterator[str]:
    yield from data.decode("utf-8").split("\n")


_TERMINAL = re.compile(r"\x1b\[[\d;]*m")


def _fortunes(data: bytes) -> Iterator[str]:
    for block in _TERMINAL.sub("", data.decode("utf-8")).split("\n%\n"):
        yield _join("\n".join(line.strip() for line in block.split("\n")))


def _tagged(data: bytes) -> Iterator[str]:
    for line in data.decode("utf-8").split("\n"):
        yield "".join(token.rsplit("/", 1)[0].lstrip("[") for token in line.split())


def _chat(data: bytes) -> Iterator[str]:
    """CHAT transcripts: the speakers' tiers, written without spaces as one writes Cantonese."""
    for line in data.decode("utf-8").replace("\n\t", " ").split("\n"):
        if line.startswith("*"):
            words = line.split(":", 1)[1].split()
            text = "".join(word for word in words if not re.search("[a-z&+<>\x15\\[\\]]", word))
            for ascii_mark, mark in ((",", "，"), (".", "。"), ("?", "？"), ("!", "！")):
                text = text.replace(ascii_mark, mark)
            yield text


def _sentences(data: bytes) -> Iterator[str]:
    yield from json.loads(data)


READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "html": _html,
    "manual": _manual,
    "rst": _structured,
    "plain": _plain,
    "fortunes": _fortunes,
    "tagged": _tagged,
    "chat": _chat,
    "sentences": _sentences,
}

_BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]|锟斤拷")
_IDEOGRAPHS = re.compile("[\u3400-\u9fff]{3,}")
_NEEDED = {
    "zh": "[\u4e00-\u9fff]", "yue": "[\u4e00-\u9fff]", "ja": "[\u3040-\u30ff]", "ko": "[가-힣]",
    "ru": "[а-я]", "uk": "[а-я]", "bg": "[а-я]", "mk": "[а-я]", "sr": "[а-яa-z]", "el": "[α-ω]",
    "he": "[א-ת]", "ar": "[ا-ي]", "fa": "[ا-ي]", "th": "[ก-ฮ]", "hi": "[क-ह]",
    "ta": "[க-ஹ]", "te": "[క-హ]", "mr": "[क-ह]",
}  # fmt: skip


def _is_garbled(line: str) -> bool:
    """Whether a run of ideographs is really UTF-8 that was read as GBK."""
    for run in _IDEOGRAPHS.findall(line):
        try:
            if len(run.encode("gb18030").decode("utf-8")) > 1:
                return True
        except UnicodeError:
            pass
    return False


def clean_lines(lines: Iterator[str], language: str, seen: set[str]) -> Iterator[str]:
    """Lines in the language that were not seen before and are not damaged themselves."""
    pattern = _NEEDED.get(language.split("-", maxsplit=1)[0])
    needed = re.compile(pattern) if pattern else None
    for raw in lines:
        line = raw.strip()
        if not line or line in seen or _BAD.search(line) or len(line) > 20_000:
            continue
        if needed is not None and not needed.search(line):
            continue
        seen.add(line)
        if not _is_garbled(line):
            yield line
