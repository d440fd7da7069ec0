"""A second look at what is surprising: the numbers of the screening, but in one loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtext.encodings import as_it_is, shifted_blocks
from fixtext.encodings.blocks import Block
from fixtext.encodings.byte_grammar import DOUBLE_BYTE, grammar
from fixtext.encodings.byte_path import Stream
from fixtext.encodings.candidates import Part, row_of
from fixtext.encodings.codecs import PARTLY, codec
from fixtext.encodings.decoders import decoder
from fixtext.encodings.marked_bytes import marked_bytes
from fixtext.encodings.out_of_step import may_be_better_off, suspicious
from fixtext.encodings.repertoire import script_of
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.screening import Screened, Shown, promising
from fixtext.encodings.second_look import (
    _ANY,
    _NOT_TOLD,
    _asked,
    _least,
    may_save,
    may_save_by_any,
)
from fixtext.language import Model, load
from fixtext.scan import code_points, text_of
from tests.garbled import SENTENCES
from tests.pure import needs_loops, pure_model

SHOWN = [route for route in ROUTES if route.read != PARTLY]


@pytest.fixture(scope="module", name="pure")
def made_pure() -> Model:
    """A model that does without what is compiled."""
    return pure_model()


@given(
    text=st.sampled_from([line for lines in SENTENCES.values() for line in lines]),
    garbled_by=st.sampled_from(ROUTES),
)
@settings(max_examples=30)
def test_what_is_promised_is_never_missed(text: str, garbled_by: Route) -> None:
    data = text.encode(codec(garbled_by.meant).python, "replace")
    codes = code_points(data.decode(codec(garbled_by.read).python, "replace"))
    part = Part(codes, load().score(codes).astype(np.float64))
    for needed in (8.0, 20.0, 60.0):
        screened = Screened(part, (part,), needed)
        _, by = promising(load(), [screened], ROUTES, thorough=True)
        assert set(by) <= set(may_save_by_any(load(), screened, ROUTES))


@needs_loops
@given(
    text=st.sampled_from([line for lines in SENTENCES.values() for line in lines]),
    garbled_by=st.sampled_from(SHOWN),
    odd=st.tuples(st.integers(0, 60), st.sampled_from("?\ufffd・€a中éﾊ\ue000\u3000\0\n𠀀")),
    routes=st.lists(st.sampled_from(SHOWN), min_size=1, max_size=40, unique=True),
    once=st.booleans(),
)
def test_it_reckons_the_same(
    text: str, garbled_by: Route, odd: tuple[int, str], routes: list[Route], once: bool
) -> None:
    model = load()
    assert model.scorer is not None
    data = text.encode(codec(garbled_by.meant).python, "replace")
    text = data.decode(codec(garbled_by.read).python, "replace")
    codes = code_points(text[: odd[0]] + odd[1] + text[odd[0] :])
    part = Part(codes, model.score(codes).astype(np.float64))
    units = np.rint(part.bits / as_it_is.UNIT).astype(np.int32)
    asked = _asked((garbled_by, *(route for route in routes if route != garbled_by)))
    found = dict(model.scorer.may_save(codes, units, asked.groups, _ANY, 0.0, once, []))
    assert sorted(found) == list(range(len(asked.routes)))
    for number, route in enumerate(asked.routes):
        shown = Shown(model, row_of([part]), codec(route.read), once=once)
        theirs = int(shown.most(codec(route.meant), mixed=False)[0])
        assert found[number] in (theirs, _NOT_TOLD)


@needs_loops
@given(
    text=st.sampled_from([line for lines in SENTENCES.values() for line in lines]),
    garbled_by=st.sampled_from(ROUTES),
    needed=st.sampled_from([8.0, 20.0, 60.0]),
)
@settings(max_examples=12)
def test_it_finds_the_same_routes(pure: Model, text: str, garbled_by: Route, needed: float) -> None:
    data = text.encode(codec(garbled_by.meant).python, "replace")
    codes = code_points(data.decode(codec(garbled_by.read).python, "replace")[:40])
    part = Part(codes, load().score(codes).astype(np.float64))
    cores = [Part(codes[:8], part.bits[:8]), Part(codes[12:20], part.bits[12:20])]
    screened = Screened(part, cores, needed)
    some = ROUTES[::7]
    assert may_save(load(), screened, some) == may_save(pure, screened, some)
    assert may_save_by_any(load(), screened, ROUTES) == may_save_by_any(pure, screened, ROUTES)


@needs_loops
@given(
    words=st.lists(
        st.sampled_from(("圛坝", "垐b", "鬳", "圫", "d€", "中国人民", "é", "abc", "？", "\ufffd")),
        min_size=4,
        max_size=24,
    ),
    meant=st.sampled_from(("big5", "gbk", "shift_jis", "euc-kr", "windows-1251")),
    needed=st.sampled_from([8.0, 20.0, 40.0]),
)
@settings(max_examples=40)
def test_bytes_of_several_characters_are_never_missed(
    pure: Model, words: list[str], meant: str, needed: float
) -> None:
    """Pairs that make two letters in Big5-HKSCS, or begin what has four bytes in GB 18030."""
    data = "".join(words).encode("gb18030") + b"\x88\x62\x88\xa3" * (len(words) % 3)
    codes = code_points(data.decode("gb18030", "replace"))
    part = Part(codes, load().score(codes).astype(np.float64))
    screened = Screened(part, (part,), needed)
    some = [route for route in ROUTES if route.meant == meant]
    assert may_save(load(), screened, some) == may_save(pure, screened, some)
    cores = [Part(codes[low : low + 9], part.bits[low : low + 9]) for low in (0, codes.size // 2)]
    screened = Screened(part, cores, needed)
    assert may_save_by_any(load(), screened, some) == may_save_by_any(pure, screened, some)


@needs_loops
@given(
    text=st.text(st.sampled_from("abc de fé’œÖ–ß\x81ъ中?\ufffd\0\n"), min_size=1, max_size=40),
    once=st.booleans(),
)
@settings(max_examples=40)
def test_codecs_that_agree_on_the_bytes_are_told_as_if_alone(text: str, once: bool) -> None:
    model, codes = load(), code_points(text)
    assert model.scorer is not None
    units = np.rint(model.score(codes) / as_it_is.UNIT).astype(np.int32)
    some = tuple(ROUTES[::3])
    asked = _asked(some)
    found = model.scorer.may_save(codes, units, asked.groups, _ANY, 0.0, once, [])
    together = {asked.routes[number]: bound for number, bound in found}
    alone = {}
    for route in asked.routes:
        groups = _asked((route,)).groups
        for _, bound in model.scorer.may_save(codes, units, groups, _ANY, 0.0, once, []):
            alone[route] = bound
    assert together == alone


@needs_loops
@given(
    text=st.sampled_from([line for lines in SENTENCES.values() for line in lines]),
    garbled_by=st.sampled_from(SHOWN),
    edges=st.lists(st.integers(0, 40), min_size=4, max_size=4),
    needed=st.sampled_from([8.0, 20.0, 60.0]),
)
def test_cores_rule_out_the_routes_by_which_they_save_too_little(
    text: str, garbled_by: Route, edges: list[int], needed: float
) -> None:
    model = load()
    assert model.scorer is not None
    data = text.encode(codec(garbled_by.meant).python, "replace")
    codes = code_points(data.decode(codec(garbled_by.read).python, "replace")[:40])
    units = np.rint(model.score(codes) / as_it_is.UNIT).astype(np.int32)
    first, second, third, last = sorted(edges)
    cores = [(codes[a:b], units[a:b]) for a, b in ((first, second), (third, last))]
    asked = _asked((garbled_by, *(route for route in SHOWN[::9] if route != garbled_by)))
    without = dict(model.scorer.may_save(codes, units, asked.groups, needed, 0.0, True, []))
    found = dict(model.scorer.may_save(codes, units, asked.groups, needed, 0.0, True, cores))
    assert found.items() <= without.items()
    saved = [
        dict(model.scorer.may_save(*core, asked.groups, _ANY, 0.0, True, [])) for core in cores
    ]
    for number in without:
        bounds = [each[number] for each in saved]
        enough = sum(bounds) * as_it_is.UNIT >= _least(asked.routes[number], needed, 0.0)
        assert _NOT_TOLD in bounds or (number in found) == enough


@needs_loops
def test_it_takes_no_tables_of_other_sizes() -> None:
    scorer = load().scorer
    assert scorer is not None
    codes, units = np.array([0x4E2D], np.uint32), np.zeros(1, np.int32)
    (group,) = _asked(tuple(route for route in ROUTES if route.read == "gbk")[:2]).groups
    with pytest.raises(ValueError, match="units"):
        scorer.may_save(codes, units[:0], (group,), 0.0, 0.0, True, [])
    cores = [(codes, units), (codes, units[:0])]
    with pytest.raises(ValueError, match="units"):
        scorer.may_save(codes, units, (group,), 0.0, 0.0, True, cores)
    with pytest.raises(ValueError, match="shares"):
        scorer.may_save(
            codes, units, (group._replace(shares=group.shares[:1]),), 0.0, 0.0, True, []
        )
    name, single, pairs, _ = decoder("big5")
    assert single is not None
    for tables in ((None, pairs, None), (single[:9], pairs, None)):
        few = group._replace(decoders=((name, *tables), (name, *tables)))
        with pytest.raises(ValueError, match="single"):
            scorer.may_save(codes, units, (few,), _ANY, 0.0, True, [])


@needs_loops
@given(
    language=st.sampled_from(["zh-Hans", "zh-Hant", "ja", "ko"]),
    which=st.integers(0, 1000),
    label=st.sampled_from(DOUBLE_BYTE),
    lost=st.integers(0, 120),
)
def test_what_may_read_better_one_byte_off_is_never_missed(
    language: str, which: int, label: str, lost: int
) -> None:
    lines, python = SENTENCES[language], codec(label).python
    data = lines[which % len(lines)].encode(python, "ignore")
    codes = code_points((data[:lost] + data[lost + 1 :]).decode(python, "ignore"))
    codes = codes[codec(label).has(codes)]
    shown, _ = marked_bytes(codes, codec(label), np.zeros(codes.size, np.bool_))
    stream = Stream(shown.data.tobytes(), codes, shown.offsets, shown.holes)
    for least in (8.0, 22.0, 60.0):
        found = may_be_better_off(load(), grammar(label), codes, least)
        for start, end in suspicious(load(), grammar(label), stream, least):
            assert found is None or any(low < end and start < high for low, high in found)


@needs_loops
@given(
    languages=st.lists(st.sampled_from(["zh-Hans", "zh-Hant", "ja", "ko", "ru"]), min_size=1),
    which=st.integers(0, 1000),
    label=st.sampled_from(DOUBLE_BYTE),
    lost=st.integers(0, 120),
    start=st.integers(0, 60),
    size=st.integers(1, 60),
    least=st.sampled_from([22.0, 33.0]),
)
def test_what_may_be_shifted_is_soon_told(
    languages: list[str], which: int, label: str, lost: int, start: int, size: int, least: float
) -> None:
    python = codec(label).python
    lines = [SENTENCES[each][which % len(SENTENCES[each])] for each in languages]
    data = "\n".join(lines).encode(python, "replace")
    codes = code_points((data[:lost] + data[lost + 1 :]).decode(python, "replace"))
    blocks = [
        Block(low, min(low + size, codes.size), False, 99.0, ((low, low + 1),))
        for low in range(start, codes.size, 50)
    ]
    text = text_of(codes)
    for block, told in zip(
        blocks, shifted_blocks.soon_told(load(), codes, blocks, least), strict=True
    ):
        inside = codes[block.start : block.end]
        low, high = shifted_blocks.line_around(text, block.start, block.end)
        wanted = bool(shifted_blocks.are_lost_or_marks(inside).any()) or any(
            shifted_blocks.may_be_off(load(), label, codes[low:high], least)
            for label in shifted_blocks.BY_SCRIPT.get(script_of(inside), ())
        )
        assert bool(told) is wanted
        assert told or not shifted_blocks.may_be_shifted(load(), text, codes, block, least)
