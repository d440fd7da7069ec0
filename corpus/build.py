"""Draws the benchmark corpus from the gold texts: ``python -m corpus.build [--output FILE]``.

Every paragraph and the whole article go through every kind of garbling that can be repaired; for
mojibake, through one route of codecs after the other, so that all that can hold the text get about
equally many. Each row has a random generator of its own, seeded with the row's id: the same gold
texts and the same kinds give the same bytes, and a new kind adds rows without changing others.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from corpus import PATH, SCRIPTS, SHOWN_BY_PAGES, Row, gold, paragraphs
from fixtext.east_asian import HAN_LETTERS
from fixtext.encodings.codecs import codec
from fixtext.encodings.routes import ROUTES, Route
from fixtext.garbling import Garbling, Treatment, registry

__all__ = ["build", "misread", "more_pages", "rows"]

_MOJIBAKE = "mojibake"
_ONLY = {"script-mix": ("zh-Hant",)}
"""Kinds that damage text of one script only; all others are made of every gold text."""
_BEFORE_TEXT = ("byte-order-mark",)
"""Kinds that stand before a text and never in a line, so that no sentence has them by itself."""
_TITLE = 30
"""A paragraph of at most so many code points is a title."""
_PAGE, _EVERY_PAGE = 700, 2
"""A page is of so many code points, and begins with every second paragraph."""
_MORE_PAGES = (700, 1000, 1400)
"""Of so many are those that begin with every paragraph and are made when they are asked for."""
_ROUTES_FOR = {"article": 12, "paragraph": 5, "sentence": 3, "title": 3}
_SENTENCE = re.compile("[^。！？；]+[。！？；]*”?")
_SHORTEST_SENTENCE = 8
_SENTENCES = Path(__file__).parents[1] / "tests" / "cases" / "sentences.json"
_LINES = {
    "en": [
        "Before you leave:\n• close the windows\n• water the plants\n• leave the key next door",
        "The sample was kept at 20 ± 2 °C for 3 × 10 minutes, and the angle was ≤ 45 degrees.",
        "If α is greater than 0.5 ± 0.1, the sum of both ≥ 12, and β → 0 as the number grows.",
    ],
    "yue": [
        "佢瞓咗成個下晝，起身嗰陣天都黑咗，屋企人喺廚房煲緊湯。",
        "我哋搭巴士去海邊，喺沙灘度行咗好耐，仲執咗好多貝殼返嚟。",
        "嗰間茶餐廳啲奶茶好好飲，不過啲位好窄，坐得唔係咁舒服。",
    ],
    "zh": ["\u3000\u3000清晨的市场很热闹。\n\u3000\u3000卖菜的人一早就来了，路边停满了车。"],
}
"""What lists, formulas, Cantonese and indented paragraphs have, and those sentences have not."""
_LOST = {
    "spaced-hanzi": re.compile(f"[{HAN_LETTERS}] [{HAN_LETTERS}]"),
    "hard-wrap": re.compile(r"(?<!\n)\n(?!\n)"),
}
"""What nobody can tell from the damage that was done beside it: a space that stood between two
ideographs, a line end that was meant. Texts without it lose nothing to these kinds."""
_INVALID = re.compile("[\udc80-\udcff]")


def rows() -> Iterator[Row]:
    """Every row of the corpus, by kind, script and place in the article."""
    for kind in registry().values():
        if kind.treatment("faithful") is not Treatment.REPAIR:
            continue
        for script in _ONLY.get(kind.name, SCRIPTS):
            yield from _through_routes(script) if kind.name == _MOJIBAKE else _through(kind, script)
        if not any(
            kind.garble(gold(script), random.Random(0)) != gold(script) for script in SCRIPTS
        ):
            yield from _in_other_languages(kind)


def _texts(script: str) -> Iterator[tuple[str, str, str]]:
    """Place, severity and text: the article, then each different paragraph."""
    text = gold(script)
    yield "00", "article", text
    for number, paragraph in enumerate(dict.fromkeys(paragraphs(text)), 1):
        yield f"{number:02}", "title" if len(paragraph) <= _TITLE else "paragraph", paragraph


def more_pages() -> Iterator[Row]:
    """Rows that the corpus file has no room for: more pages of what is done to whole pages."""
    for name, script in itertools.product(SHOWN_BY_PAGES, SCRIPTS):
        kind = registry()[name]
        for size in _MORE_PAGES:
            for place, text in _pages(script, size, 1):
                yield _page(kind, f"{name}/{script}/{place}/page/{size}", text)


def _pages(script: str, page: int, step: int) -> Iterator[tuple[str, str]]:
    """Stretches of paragraphs, and the place of their first one."""
    every = list(dict.fromkeys(paragraphs(gold(script))))
    for start in range(0, len(every), step):
        sizes = itertools.accumulate(map(len, every[start:]))
        count = next((n for n, size in enumerate(sizes, 1) if size >= page), 0)
        if count:
            yield f"{start + 1:02}", "\n\n".join(every[start : start + count])


def _page(kind: Garbling, name: str, text: str) -> Row:
    garbled = kind.garble(text, random.Random(name))
    return _row(name, None, garbled, text, _is_lossless(kind, text))


def _sentences(paragraph: str, chance: random.Random) -> list[tuple[str, str, str]]:
    """A paragraph cut around each of its sentences, in random order; none if it has only one."""
    found = [m for m in _SENTENCE.finditer(paragraph) if len(m[0]) >= _SHORTEST_SENTENCE]
    cuts = [(paragraph[: m.start()], m[0], paragraph[m.end() :]) for m in found]
    chance.shuffle(cuts)
    return cuts if len(cuts) > 1 else []


def _through(kind: Garbling, script: str) -> Iterator[Row]:
    for place, severity, text in _texts(script):
        name = f"{kind.name}/{script}/{place}/{severity}"
        garbled = kind.garble(text, random.Random(name))
        if garbled != text:
            yield _row(name, None, garbled, text, _is_lossless(kind, text))
        if severity != "paragraph" or kind.name in _BEFORE_TEXT:
            continue
        name = f"{kind.name}/{script}/{place}/sentence"
        chance = random.Random(name)
        for before, sentence, behind in _sentences(text, chance):
            garbled = kind.garble(sentence, chance)
            if garbled != sentence:
                lossless = _is_lossless(kind, sentence)
                yield _row(name, None, before + garbled + behind, text, lossless)
                break
    for place, text in _pages(script, _PAGE, _EVERY_PAGE) if kind.name in SHOWN_BY_PAGES else ():
        yield _page(kind, f"{kind.name}/{script}/{place}/page", text)


def _is_lossless(kind: Garbling, text: str) -> bool:
    """Whether what a kind makes of a text holds everything that the text is made from."""
    lost = _LOST.get(kind.name)
    return lost.search(text) is None if lost else kind.lossless


def _in_other_languages(kind: Garbling) -> Iterator[Row]:
    """The project's own sentences through a kind that finds nothing to damage in the article."""
    sentences: dict[str, list[str]] = json.loads(_SENTENCES.read_text("utf-8"))
    for language, texts in [*sentences.items(), *_LINES.items()]:
        for number, text in enumerate(texts, 1):
            name = f"{kind.name}/{language}/{number:02}/paragraph"
            garbled = kind.garble(text, random.Random(name))
            if garbled != text:
                yield _row(name, None, garbled, text, kind.lossless)


def _through_routes(script: str) -> Iterator[Row]:
    able = [route for route in ROUTES if misread(gold(script), route)]
    article = sorted(able, key=lambda route: (route.cost, str(route)))
    random.Random(f"routes/{script}").shuffle(able)
    turn = itertools.cycle(able)
    for place, severity, text in _texts(script):
        chosen = article if severity == "article" else turn
        for route in itertools.islice(chosen, _ROUTES_FOR[severity]):
            yield from _misread_row(script, place, severity, route, ("", text, ""))
        if severity != "paragraph":
            continue
        cuts = _sentences(text, random.Random(f"sentences/{script}/{place}"))
        for route, cut in zip(itertools.islice(turn, _ROUTES_FOR["sentence"]), cuts, strict=False):
            yield from _misread_row(script, place, "sentence", route, cut)


def _misread_row(
    script: str, place: str, severity: str, route: Route, cut: Sequence[str]
) -> Iterator[Row]:
    before, text, behind = cut
    shown = misread(text, route)
    if shown and shown[0] != text:
        name = f"{_MOJIBAKE}/{script}/{place}/{severity}/{route.meant}>{route.read}"
        yield _row(name, str(route), before + shown[0] + behind, "".join(cut), shown[1])


def misread(text: str, route: Route) -> tuple[str, bool] | None:
    """A text as the wrong codec shows it, and whether that lost nothing; None if it has no bytes.

    Bytes that make no character show as U+FFFD, one for each, as with Python's ``replace``.

    >>> misread("中文", Route("gbk", "windows-1252", 3.0))
    ('ÖÐÎÄ', True)
    """
    meant, read = codec(route.meant), codec(route.read)
    try:
        data = text.encode(meant.python)
    except UnicodeEncodeError:
        return None
    if read.single:
        codes = read.decode(np.frombuffer(data, np.uint8)).codes
        shown = codes.astype("<u4").tobytes().decode("utf-32-le")
        return shown, read.encode(codes).data.tobytes() == data
    shown = data.decode(read.python, "surrogateescape")
    lossless = shown.encode(read.python, "surrogateescape") == data
    holes = _INVALID.findall(shown)
    return _INVALID.sub("\ufffd", shown), lossless and not holes


def _row(name: str, route: str | None, garbled: str, clean: str, lossless: bool) -> Row:
    kind, _, _, severity = name.split("/")[:4]
    return Row(
        id=name,
        kind=kind,
        route=route,
        severity=severity,
        garbled=garbled,
        clean=clean,
        lossless=lossless,
    )


def build() -> bytes:
    """The corpus as JSONL: one row a line, keys sorted, UTF-8, LF."""
    return b"".join(_line(row) + b"\n" for row in rows())


def _line(row: Row) -> bytes:
    try:
        return json.dumps(row, ensure_ascii=False, sort_keys=True).encode()
    except UnicodeEncodeError:  # surrogates are written as escapes
        return json.dumps(row, sort_keys=True).encode()


def main() -> None:
    """Write the corpus to a file."""
    parser = argparse.ArgumentParser(prog="python -m corpus.build", description=build.__doc__)
    parser.add_argument("--output", type=Path, default=PATH, metavar="FILE")
    path: Path = parser.parse_args().output
    data = build()
    path.write_bytes(data)
    print(f"{path}: {len(data.splitlines())} rows, {len(data)} bytes")


if __name__ == "__main__":
    main()
