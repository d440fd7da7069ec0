"""What is told of surprising text before it is searched."""

from __future__ import annotations

import numpy as np
import pytest

import fixtext
from fixtext import language
from fixtext.document import Document
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.encodings.best_routes import best_of_each, best_routes, union_of_best
from fixtext.encodings.candidates import Part
from fixtext.encodings.first_look import likely_routes
from fixtext.encodings.routes import ROUTES
from fixtext.options import checked
from fixtext.tables import read_table
from tests.garbled import SENTENCES
from tests.pure import needs_loops

PHRASES = [
    ("请稍后再试一次", "gbk", "windows-1252", "latin-1"),
    ("请稍后再试一次吧", "utf-8", "gbk", "gb18030"),
    ("請稍後再試一次", "big5", "windows-1252", "latin-1"),
    ("もう一度お試しください", "shift_jis", "windows-1252", "latin-1"),
    ("다시 시도하십시오", "euc-kr", "gbk", "gb18030"),
    ("Попробуйте ещё раз", "koi8-r", "windows-1251", "cp1251"),
    ("Попробуйте ещё раз", "windows-1251", "koi8-r", "koi8-r"),
    ("déjà vécu", "utf-8", "windows-1252", "cp1252"),
]


def shown(text: str, meant: str, python: str) -> str:
    data = text.encode({"big5": "big5hkscs", "euc-kr": "cp949"}.get(meant, meant), "ignore")
    return data.decode(python, "ignore")


def part_of(text: str) -> Part:
    document = Document(text, checked({}), {})
    return Part(document.codes, document.recall(costs_as_it_is)[:])


@pytest.mark.parametrize(("text", "meant", "read", "python"), PHRASES)
def test_the_right_route_is_among_the_best(text: str, meant: str, read: str, python: str) -> None:
    garbled = shown(text, meant, python)
    part = part_of(garbled)
    model = Document(garbled, checked({}), {}).model
    best = best_routes(model, part, [(0, len(garbled))], ROUTES)
    assert (meant, read) in {(route.meant, route.read) for route in best}
    assert len(best) < len(ROUTES) / 2
    assert [route for route in ROUTES if route in set(best)] == list(best)
    assert union_of_best(model, [(part, [(0, len(garbled))])] * 2, ROUTES) == best


@pytest.mark.parametrize(
    ("text", "meant", "read"),
    [
        ("いい人", "euc_jp", "latin-1"),
        ("いま", "euc_jp", "latin-1"),
        ("いえ", "euc_jp", "cp932"),
        ("中文", "big5", "latin-1"),
    ],
)
def test_signs_in_a_row_become_what_does_not_stand_in_one(text: str, meant: str, read: str) -> None:
    assert fixtext.fix(text.encode(meant).decode(read)) == text


def test_all_routes_where_bytes_may_be_lost() -> None:
    for garbled in ("涓?枃", "涓\ufffd枃", "繝・せ繝・", ""):
        part = part_of(garbled)
        model = Document(garbled, checked({}), {}).model
        assert best_routes(model, part, [(0, len(garbled))] if garbled else [], ROUTES) is ROUTES


def test_each_part_has_its_own_routes() -> None:
    """Where bytes may be lost, those that save anything, beside parts where few are the best."""
    texts = [shown("déjà vécu", "utf-8", "cp1252"), "涓?枃鏂囦欢"]
    parts = [(part_of(text), [(0, len(text))]) for text in texts]
    model = Document("", checked({}), {}).model
    letters, lossy = best_of_each(model, parts, ROUTES)
    assert list(letters) == list(best_routes(model, *parts[0], ROUTES))
    assert len(lossy) < len(ROUTES) / 2
    assert ("utf-8", "gbk") in {(route.meant, route.read) for route in lossy}


@pytest.mark.parametrize(
    ("text", "core"),
    [("他住在韦巴诺-库西奥", "韦巴诺"), ("В ГДР он жил", "ГДР"), ("莎·霍金", "莎·霍")],
)
def test_rare_words_are_ruled_out(text: str, core: str) -> None:
    part = part_of(text)
    model = Document(text, checked({}), {}).model
    low = text.index(core)
    assert likely_routes(model, part, [(low, low + len(core))], 40.0) == []


def test_what_a_first_look_cannot_tell_of() -> None:
    for text in ("Ã©t", "¦r¤¸¤£", "√©", "ﾃｽﾄ", "a\x85", "字" * 20):
        part = part_of(text)
        model = Document(text, checked({}), {}).model
        assert likely_routes(model, part, [(0, len(text))], 10.0) is None


@pytest.mark.parametrize(("parted", "told"), [(",", True), ("字", False)])
def test_a_long_stretch_is_looked_at_between_its_signs(parted: str, told: bool) -> None:
    words = [shown(word, "utf-8", "gb18030") for word in ("电话", "文件", "密码", "用户", "登录")]
    text = parted.join(words)
    assert len(text) > 16
    model = Document(text, checked({}), {}).model
    found = likely_routes(model, part_of(text), [(0, len(text))], 20.0)
    assert (found is not None) is told
    if found is not None:
        assert ("utf-8", "gbk") in {(route.meant, route.read) for route in found}


def test_any_code_point_is_looked_at() -> None:
    rng = np.random.default_rng(1)
    model = Document("", checked({}), {}).model
    for _ in range(50):
        codes = rng.integers(0, 0x110000, 12).astype(np.uint32)
        part = Part(codes, np.full(12, 20.0))
        likely_routes(model, part, [(0, 12)], 5.0)
        best_routes(model, part, [(0, 12)], ROUTES)


@needs_loops
def test_what_bytes_cost_at_least_leaves_out_no_route() -> None:
    shipped = Document("", checked({}), {}).model
    arrays = read_table(shipped.path).arrays
    names = ("characters", "transitions", "pairs", "pair_gains", "ngrams")
    model = language.Model(shipped.path, "", *(arrays[name] for name in names))  # no floors yet
    pieces = [
        shown(line[start : start + 12], meant, python)
        for line in (*SENTENCES["ru"], *SENTENCES["el"], *SENTENCES["zh-Hans"])
        for meant, python in (("utf-8", "gb18030"), ("koi8-r", "gb18030"), ("gbk", "big5hkscs"))
        for start in range(0, 48, 2)
    ]
    parts = [
        (part_of("他在" + piece), 2 + min(len(piece), 7)) for piece in pieces if len(piece) > 1
    ]

    def routes() -> list[object]:
        return [likely_routes(model, part, [(2, end)], 5.0) for part, end in parts]

    before = routes()
    assert any(before)
    for _ in range(6000 // len(parts)):
        routes()
    assert routes() == before
