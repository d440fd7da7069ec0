"""The language model: same numbers on every way in, any input, and what it must know."""

from __future__ import annotations

import hashlib
import json
import shutil
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fixtext.errors import FixtextError, ModelError
from fixtext.language import Model, load
from fixtext.language import model as model_module

FILE = Path(model_module.__file__).parent / "data" / "language.table"
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


def codes(text: str) -> NDArray[np.uint32]:
    return np.array([ord(character) for character in text], np.uint32)


@pytest.fixture(scope="module")
def model() -> Model:
    return load()


@given(ANY_TEXT)
def test_bits_are_the_sum_of_characters(text: str) -> None:
    each = load().per_character(text)
    assert each.dtype == np.float32
    assert each.shape == (len(text),)
    assert (each >= 0).all()
    assert load().bits(text) == pytest.approx(float(each.sum()), abs=1e-3)


@given(st.lists(ANY_TEXT, max_size=8))
def test_many_texts_are_each_on_its_own(texts: list[str]) -> None:
    many = load().bits_many(texts)
    assert many.dtype == np.float64
    assert many.tolist() == pytest.approx([load().bits(text) for text in texts], abs=1e-3)


@given(ANY_TEXT.filter(bool))
def test_cost_is_the_last_character_of_a_text(text: str) -> None:
    padded = codes("\n\n\n" + text)
    contexts = np.lib.stride_tricks.sliding_window_view(padded[:-1], 3)
    costs = load().cost(contexts, padded[3:])
    assert costs.dtype == np.float32
    assert costs.tolist() == load().per_character(text).tolist()


def test_long_text_is_scored_as_in_one_piece(model: Model) -> None:
    text = "中文 text，日本語の文章。한국어\n" * 5_000
    whole = model.per_character(text)
    for start in range(0, len(text), 32_768 // 3):
        part = text[max(0, start - 3) : start + 9]
        skip = start - max(0, start - 3)
        expected = whole[start : start + 9]
        if skip == 3:
            assert model.per_character(part)[skip:].tolist() == expected.tolist()


@pytest.mark.parametrize(
    "text",
    ["", "\x00", "\ud800", "\udfff\ud800", "\U0010ffff", "\ufffd" * 5, "\ue000中", "\x85\x92a"],
)
def test_any_code_point_has_a_cost(model: Model, text: str) -> None:
    assert np.isfinite(model.per_character(text)).all()


def test_numbers_that_are_no_code_points_cost_too(model: Model) -> None:
    bits = model.score(np.array([0x110000, 0xFFFFFFFF, 65], np.uint32))
    assert (bits[:2] > 20).all()


NO_TEXT = [0x81, 0x9F, 0xD800, 0xDFFF, 0xE000, 0xF8FF, 0xFFFD, 0xFFFE, 0xFDD0, 0x0378, 0xF0000]


@pytest.mark.parametrize("code", NO_TEXT)
def test_what_is_no_text_is_never_cheap(model: Model, code: int) -> None:
    rng = np.random.default_rng(7)
    contexts = rng.integers(0x20, 0x9FFF, (2_000, 3)).astype(np.uint32)
    frequent = codes("的中国あのto e한국어 é")
    contexts[:1_000] = frequent[rng.integers(0, len(frequent), (1_000, 3))]
    assert model.cost(contexts, np.full(2_000, code, np.uint32)).min() > 20


GARBLED = [
    ("中国", "utf-8", "gb18030"),
    ("漢字", "utf-8", "gb18030"),
    ("日本語です", "utf-8", "gb18030"),
    ("한국어", "utf-8", "gb18030"),
    ("我们的", "gb18030", "latin-1"),
    ("臺灣大學", "big5hkscs", "gb18030"),
    ("ありがとう", "cp932", "gb18030"),
    ("日本語", "utf-8", "cp932"),
    ("대한민국", "cp949", "gb18030"),
    ("Добрый день", "utf-8", "cp1251"),
    ("Добрый день", "cp1251", "koi8-r"),
    ("Ελλάδα", "iso8859-7", "latin-1"),
    ("Español", "utf-8", "cp1252"),
    ("příliš žluťoučký kůň", "cp1250", "cp1252"),
    ("שלום", "windows-1255", "latin-1"),
    ("ภาษาไทย", "cp874", "latin-1"),
    ("Việt Nam", "utf-8", "latin-1"),
]


@pytest.mark.parametrize(("text", "written", "read"), GARBLED)
def test_mojibake_costs_more_than_its_text(
    model: Model, text: str, written: str, read: str
) -> None:
    assert model.bits(text.encode(written).decode(read, "replace")) > model.bits(text) + 8


def test_context_reaches_across_words_and_punctuation(model: Model) -> None:
    assert model.bits("你好，世界。") < model.bits("你好、世界」")
    assert model.bits("東京の大学") < model.bits("東京 の大学")


def test_probabilities_nearly_sum_to_one(model: Model) -> None:
    blocks = np.arange(0x10000, 0x110000, 0x100)
    everything = np.concatenate([np.arange(0x10000), blocks]).astype(np.uint32)
    times = np.where(everything < 0x10000, 1, 256)
    sums = []
    text = codes("\n\n\n在中国的人民，我们说。東京の大学はそうです。The house. Это был день")
    for start in range(0, len(text) - 3, 2):
        context = np.repeat(text[None, start : start + 3], len(everything), 0)
        bits = model.cost(context, everything).astype(np.float64)
        sums.append(float((times * 2.0**-bits).sum()))
    assert 0.9 < np.median(sums) < 1.15
    # gains have an upper end, and a few n-grams are found that were not stored
    assert max(sums) < 2.0
    assert min(sums) > 0.4


def test_load_is_one_for_all_threads() -> None:
    with ThreadPoolExecutor(4) as pool:
        models = list(pool.map(lambda _: load(), range(8)))
    assert len({id(model) for model in models}) == 1


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "damaged.table"
    data = bytearray(FILE.read_bytes())
    data[-1000] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match="digest"):
        load(path)
    assert issubclass(ModelError, FixtextError)


def test_another_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.table"
    head, line, rest = FILE.read_bytes().split(b"\n", 2)
    header = json.loads(line)
    header["format"] = 999
    path.write_bytes(head + b"\n" + json.dumps(header).encode() + b"\n" + rest)
    with pytest.raises(ModelError, match="format"):
        load(path)
    with pytest.raises(ModelError):
        load(tmp_path / "missing.table")


def test_a_copy_is_the_same_model(tmp_path: Path, model: Model) -> None:
    path = tmp_path / "copy.table"
    shutil.copy(FILE, path)
    assert load(path).version == model.version
    assert load(path).bits("中文") == model.bits("中文")


def test_the_file_is_small_and_says_what_it_is(model: Model) -> None:
    data = FILE.read_bytes()
    assert len(data) <= 6_000_000
    _, line, payload = data.split(b"\n", 2)
    header = json.loads(line)
    assert header["licence"] == "CC-BY-SA-4.0"
    assert header["sha256"] == hashlib.sha256(payload).hexdigest()
    assert header["sha256"][:8] in model.version
    assert header["source"]


def test_training_on_own_text(tmp_path: Path) -> None:
    pytest.importorskip("opencc")
    from fixtext.language.train.__main__ import main

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("quz quz qax quz.\n" * 50, "utf-8")
    first, second = tmp_path / "1.table", tmp_path / "2.table"
    for output in (first, second):
        assert main(["--corpus", str(corpus), "--output", str(output)]) == 0
    assert first.read_bytes() == second.read_bytes()
    own = load(first)
    assert own.bits("quz qax") < own.bits("xaq zuq") / 2
    assert own.bits("quz") < load().bits("quz")


def test_symbols_of_digits_are_one_class(model: Model) -> None:
    assert unicodedata.decimal("7") == 7
    costs = {model.bits(f"在{digit}月") for digit in "1234567890"}
    assert len(costs) == 1
