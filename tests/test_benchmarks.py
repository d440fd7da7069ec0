"""What the benchmarks print, draw and compare; nothing here looks at a clock."""

from __future__ import annotations

import dataclasses
import json
import math
import random
from pathlib import Path
from typing import Any

import pytest

import fixtext
from benchmarks import overview
from benchmarks.guard import quality, speed
from benchmarks.guard.__main__ import stored
from benchmarks.output import PICTURES
from benchmarks.repair import Quality
from benchmarks.speed import plot as speed_plot
from benchmarks.speed.growth import power
from benchmarks.speed.rounds import Spread, Way, figure, interleave, times_as_fast
from benchmarks.speed.texts import LANGUAGES, Texts
from benchmarks.speed.throughput import print_rates
from benchmarks.worker import fresh, repair_all
from fixtext.garbling import registry

KINDS = [kind.name for kind in fixtext.kinds()]
RATE = {"median": 2.0, "low": 1.0, "high": 4.0}
THROUGHPUT: dict[str, Any] = {
    "clean Chinese, simplified": {
        "rates": {"fixtext": RATE, "bytes.decode": RATE, "plsfix": RATE},
        "times as fast": {"bytes.decode": RATE, "plsfix": RATE},
    },
    "the founding page": {
        "rates": {"fixtext": RATE, "bytes.decode": RATE, "plsfix": RATE},
        "times as fast": {"bytes.decode": RATE, "plsfix": RATE},
    },
}
GROWTH: dict[str, Any] = {
    "clean Chinese": {"fixtext": [(1.0, 0.1), (2.0, 0.2)], "ftfy": [(1.0, 1.0)]},
    "clean English": {"fixtext": [(1.0, 0.1), (2.0, 0.2)]},
}
MEASURED = [
    Quality("mojibake", "title", True, 4, 3, 2, 0.9, 1, 1),
    Quality("mojibake", "paragraph", False, 6, 5, 4, 0.9, 2, 3),
    Quality("mojibake", "all", True, 10, 8, 6, 0.9, 3, 4),
    Quality("utf-7", "title", True, 2, 2, 2, 1.0, 0, 0),
]


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts()


def test_every_kind_is_in_the_quality_subset_and_stored() -> None:
    assert set(stored()["quality"]) == {*KINDS, quality.CLEAN}
    assert all(row["texts"] > 0 for row in stored()["quality"].values())


@pytest.mark.parametrize("name", KINDS)
def test_the_quality_subset_is_garbled_and_always_the_same(name: str) -> None:
    kind = registry()[name]
    pairs = list(quality.subset(kind))
    assert pairs
    assert all(clean != garbled for clean, garbled in pairs)
    assert pairs == list(quality.subset(kind))


def test_a_count_is_what_the_library_does() -> None:
    kind = registry()["utf-7"]
    pairs = list(quality.subset(kind))
    counted = quality.count(kind)
    assert counted.texts == len(pairs)
    assert counted.exact == sum(fixtext.fix(garbled) == clean for clean, garbled in pairs)


def test_quality_that_changed_either_way_is_told() -> None:
    now = {"a": quality.Count(8, 7, 6, "d"), "b": quality.Count(8, 8, 8, "e")}
    same = {name: dataclasses.asdict(count) for name, count in now.items()}
    assert quality.compare(same, now) == []
    for found, exact in ((6, 6), (8, 6), (7, 5), (7, 7)):
        (line,) = quality.compare({**same, "a": {**same["a"], "found": found, "exact": exact}}, now)
        assert line.startswith("a: ")
    (line,) = quality.compare({**same, "a": {**same["a"], "digest": "other"}}, now)
    assert line == "a: and the texts themselves are others"
    (line,) = quality.compare({"a": same["a"]}, now)
    assert line == "b: nothing is stored of it"
    (line,) = quality.compare({**same, "c": same["a"]}, now)
    assert line == "c: there is no such kind any more"


def test_speed_is_worse_only_where_both_yardsticks_say_so() -> None:
    before = {"page": {"one": 100.0, "other": 50.0}}

    def told(one: float, other: float) -> list[str]:
        return speed.compare(before, {"page": {"one": one, "other": other}}, 1.5)

    assert told(100, 50) == told(10, 5) == told(149, 74) == []
    assert told(500, 60) == told(110, 500) == []
    (line,) = told(200, 100)
    assert line.startswith("page: 2.00 times as slow")
    assert speed.compare({}, {"page": {"one": 1.0}}) == ["page: nothing is stored of it"]


def test_every_speed_that_is_guarded_is_stored(texts: Texts) -> None:
    guarded = stored()["speed"]
    assert set(guarded) == set(speed.cases(texts))
    for row in guarded.values():
        assert set(row) == {speed.DECODE, speed.LOOK_UP}
        assert min(row.values()) > 0


def test_the_yardsticks_do_something() -> None:
    measured = speed.ratios("中文" * 1000, lambda: sum(range(100_000)), rounds=1)
    assert set(measured) == {speed.DECODE, speed.LOOK_UP}
    assert min(measured.values()) > 0


@pytest.mark.parametrize("tag", LANGUAGES)
def test_long_texts_are_of_their_size_and_not_one_line_repeated(texts: Texts, tag: str) -> None:
    text = texts.clean(tag, 50_000)
    assert 49_990 <= len(text.encode()) <= 50_000
    assert text == texts.clean(tag, 50_000)
    assert text != texts.clean(tag, 50_000, seed=1)
    assert text[:20_000] not in text[10:]


def test_what_wrong_readings_made_can_be_undone(texts: Texts) -> None:
    latin = texts.utf_8_as_latin_1(5_000).encode("latin-1").decode()
    assert latin == texts.clean("zh-Hans", 2_500)
    assert texts.gbk_as_latin_1(5_000).encode("latin-1").decode("gb18030")
    lossless = texts.utf_8_as_gbk(5_000)
    assert "\ufffd" not in lossless
    lines = lossless.split("\n")[:-1]  # the last one is cut
    assert all(line.encode("gb18030").decode() in texts.clean("zh-Hans", 90_000) for line in lines)
    assert "\ufffd" in texts.utf_8_as_gbk_lossy(5_000)


def test_short_strings_are_short(texts: Texts) -> None:
    strings = texts.short(100)
    assert len(strings) == 100
    assert all(20 <= len(one) <= 60 for one in strings)
    assert len(set(strings)) > 50


def test_texts_come_from_a_folder(tmp_path: Path) -> None:
    for tag in LANGUAGES:
        (tmp_path / f"{tag}-1.txt").write_text(f"{tag} one\n\n{tag} two\n", "utf-8")
    found = Texts(tmp_path)
    assert set(found.clean("ja", 60).split("\n")) >= {"ja one", "ja two"}
    assert found.source != Texts().source
    (tmp_path / "ko-1.txt").unlink()
    with pytest.raises(FileNotFoundError, match="ko"):
        Texts(tmp_path)


def test_a_round_has_the_same_characters_in_another_order() -> None:
    assert fresh("abcdefghij", 1) == "hijabcdefg"
    assert fresh(["abc", "de"], 1) == ["bca", "ed"]


def test_ways_take_turns_and_are_compared_round_by_round() -> None:
    order: list[tuple[str, int]] = []

    def way(name: str, seconds: float) -> Way:
        def took(turn: int) -> float:
            order.append((name, turn))
            return seconds * turn

        return Way(took, 6.0)

    rates = interleave({"ours": way("ours", 1.0), "theirs": way("theirs", 3.0)}, 2)
    assert order == [("ours", 1), ("theirs", 1), ("ours", 2), ("theirs", 2)]
    assert rates == {"ours": [6.0, 3.0], "theirs": [2.0, 1.0]}
    assert times_as_fast(rates, "ours") == {"theirs": Spread(3.0, 3.0, 3.0)}


def test_a_peer_that_takes_no_surrogates_is_not_stopped_by_them() -> None:
    assert repair_all(lambda text: text.encode().decode(), ["a", "\ud800"]) == ["a", None]


def test_growth_is_a_power_of_the_size() -> None:
    chance = random.Random(0)
    sizes = [chance.uniform(1, 100) for _ in range(5)]
    assert power([(size, 3 * size) for size in sizes]) == pytest.approx(1)
    assert power([(size, 0.1 * size**2) for size in sizes]) == pytest.approx(2)
    assert math.isnan(power([(1.0, 1.0)]))


def test_figures_have_no_powers_of_ten() -> None:
    assert [figure(each) for each in (0, 243_123, 5.0, 0.00001)] == [
        "0",
        "243,123",
        "5.00",
        "0.0000100",
    ]
    assert str(Spread(2.0, 1.0, 3.0)) == "2.00 (1.00-3.00)"
    assert str(Spread(2.0, 2.0, 2.0)) == "2.00"


def test_severities_are_summed_once() -> None:
    kinds = overview.by_kind(MEASURED)
    assert kinds["mojibake"] == {
        "texts": 10,
        "found": 8,
        "fixtext": 6,
        "ftfy": 3,
        "ftfy unstyled": 4,
    }
    assert overview.names(kinds) == ["fixtext", "ftfy", "ftfy unstyled"]


def test_tables(capsys: pytest.CaptureFixture[str]) -> None:
    overview.print_quality(overview.by_kind(MEASURED))
    printed = capsys.readouterr().out
    assert "mojibake" in printed
    assert "60.0" in printed  # of 10 texts, 6
    assert "66.7" in printed  # of all 12, 8
    print_rates("rates", THROUGHPUT)
    printed = capsys.readouterr().out
    assert "2.00 (1.00-4.00)" in printed
    assert "Times as fast fixtext is as" in printed


def test_plots(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    speed_plot.plot({"throughput": THROUGHPUT, "growth": GROWTH}, tmp_path)
    overview.plot({"kinds": overview.by_kind(MEASURED)}, tmp_path)
    drawn = {
        f"{name}{suffix}" for name in ("throughput", "growth", "quality") for suffix in PICTURES
    }
    assert {path.name for path in tmp_path.iterdir()} == drawn
    assert (tmp_path / "quality.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "throughput.svg").read_text("utf-8")


def test_the_stored_figures_are_json_of_one_version() -> None:
    assert json.loads(json.dumps(stored())) == stored()
    assert {"quality of", "speed of"} <= set(stored())
