"""Garbled text whose letters were made small, or capital, before anyone looked at it."""

from __future__ import annotations

import difflib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from fixtext.encodings.case_bytes import CAPITAL, SMALL, as_shown, possible_bytes
from fixtext.encodings.case_parse import parsed
from fixtext.encodings.codecs import CODECS, codec
from fixtext.encodings.gone_controls import lacks_controls
from fixtext.language import load
from fixtext.scan import code_points
from tests.checks import check_report
from tests.garbled import SENTENCES

CASES: dict[str, Callable[[str], str]] = {SMALL: str.lower, CAPITAL: str.upper}
CODE_PAGES = [label for label in CODECS if codec(label).single]
ROUTES = [
    ("zh-Hans", "gb18030", "windows-1252"),
    ("zh-Hans", "utf-8", "windows-1251"),
    ("zh-Hant", "big5", "windows-1252"),
    ("ja", "utf-8", "windows-1252"),
    ("ja", "cp932", "ibm437"),
    ("ko", "cp949", "windows-1252"),
    ("ru", "utf-8", "windows-1251"),
    ("ru", "cp866", "windows-1251"),
    ("el", "utf-8", "windows-1253"),
    ("cs", "utf-8", "windows-1250"),
]


def _shown(text: str, meant: str, label: str) -> str:
    """A text through a wrong reading; characters that the right codec has not are left out."""
    data = np.frombuffer(text.encode(meant, "ignore"), np.uint8)
    return "".join(map(chr, codec(label).to_unicode[data].tolist()))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("label", CODE_PAGES)
def test_each_byte_is_among_those_that_its_character_may_have_been(label: str, case: str) -> None:
    table = possible_bytes(label, case)
    for byte, code in enumerate(codec(label).to_unicode.tolist()[0x80:], 0x80):
        changed = as_shown(f"é{CASES[case](chr(code))}é", label, case)[1:-1]
        assert len(changed) == 1
        assert byte in table[changed[0]] or (byte < 0xA0 and code == byte)
        kept = CASES[case](chr(code)) == chr(code)
        assert not kept or table[code, 0] == codec(label).to_bytes[code]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("language", "meant", "label"), ROUTES)
def test_most_of_it_comes_back(language: str, meant: str, label: str, case: str) -> None:
    right = same = 0
    for sentence in SENTENCES[language]:
        garbled = CASES[case](_shown(sentence, meant, label))
        report = fixtext.explain(garbled)
        check_report(garbled, report)
        text, expected = report.text.lower(), sentence.encode(meant, "ignore").decode(meant).lower()
        matcher = difflib.SequenceMatcher(None, text, expected, autojunk=False)
        same += sum(block.size for block in matcher.get_matching_blocks())
        right += len(expected)
    assert same / right > 0.85


@pytest.mark.parametrize("case", CASES)
def test_a_look_at_many_spares_none_of_them(case: str) -> None:
    garbled = [
        CASES[case](_shown(sentence, meant, label))
        for language, meant, label in ROUTES
        for sentence in SENTENCES[language]
    ]
    # the first texts of a process are not looked at by loops
    assert list(fixtext.fix_many(garbled * 2))[len(garbled) :] == [
        fixtext.Fixer().fix(text) for text in garbled
    ]


def test_what_leaves_a_choice_is_marked_as_inferred() -> None:
    sentence = "他昨天下午在图书馆里看了三个小时的历史书，"
    garbled = _shown(sentence, "gb18030", "windows-1250").lower()
    (finding,) = fixtext.explain(garbled).findings
    assert finding.after == sentence
    assert finding.inferred
    assert "letters made small" in finding.note
    assert all(inference.probability >= 0.35 for inference in finding.inferences)
    kept = fixtext.fix(garbled, infer=False)
    assert len(kept) == len(sentence)
    assert "\N{REPLACEMENT CHARACTER}" in kept
    assert all(a in (b, "\N{REPLACEMENT CHARACTER}") for a, b in zip(kept, sentence, strict=True))


def test_where_the_grammar_leaves_none_nothing_is() -> None:
    sentence = "我们明天上午去博物馆参观，请带好水和雨衣。"
    (finding,) = fixtext.explain(sentence.encode().decode("latin-1").upper()).findings
    assert finding.after == sentence
    assert finding.kind == "mojibake"
    assert not finding.inferred


def test_lines_that_prove_nothing_by_themselves_follow_the_others() -> None:
    sentences = [*SENTENCES["zh-Hans"], "取消按钮", "关闭"]
    text = "\n".join(sentences)
    garbled = _shown(text, "utf-8", "windows-1252").lower()
    assert fixtext.fix(garbled).split("\n")[-2:] == ["取消按钮", "关闭"]
    alone = _shown("取消按钮", "utf-8", "windows-1252").lower()
    assert fixtext.fix(alone) != alone


def test_lines_in_small_and_in_capital_letters_stand_among_right_ones() -> None:
    first, second, third = SENTENCES["zh-Hans"][:3]
    lines = [
        (_shown(first, "gb18030", "windows-1252").lower(), first),
        (_shown(second, "utf-8", "windows-1252").upper(), second),
        ("Plain English stays.", "Plain English stays."),
        (_shown(third, "utf-8", "windows-1251").lower(), third),
        ("L’été à la mer", "L’été à la mer"),
    ]
    fixed = fixtext.fix("\n".join(shown for shown, _ in lines)).split("\n")
    right = [text for _, text in lines]
    assert [len(text) for text in fixed] == [len(text) for text in right]
    same = sum(a == b for a, b in zip("\n".join(fixed), "\n".join(right), strict=True))
    assert same > 0.9 * len("\n".join(right))
    assert fixed[2] == right[2]
    assert fixed[4] == right[4]


@pytest.mark.parametrize("case", CASES)
def test_right_text_in_letters_of_one_case_stays(case: str) -> None:
    for language, sentences in SENTENCES.items():
        for sentence in sentences:
            text = CASES[case](sentence)
            if fixtext.fix(sentence) == sentence:
                assert fixtext.fix(text) == text, language


@pytest.mark.parametrize(("language", "meant", "label"), ROUTES)
def test_garbled_text_in_its_own_letters_is_no_other(language: str, meant: str, label: str) -> None:
    for sentence in SENTENCES[language]:
        report = fixtext.explain(_shown(sentence, meant, label))
        assert not any("letters made" in finding.note for finding in report.findings)


def test_a_text_that_was_cut_inside_a_character_is_no_text_in_small_letters() -> None:
    garbled = _shown("どこまでも自分の足で", "utf-8", "windows-1252")
    cut = garbled[: garbled.index("å") + 2]
    assert "letters made" not in "".join(finding.note for finding in fixtext.explain(cut).findings)


def test_small_letters_are_not_what_is_left_of_controls() -> None:
    french = (
        "le gardien algérien a lui aussi laissé filer le ballon près de la cage, ce qui a été dur"
    )
    garbled = code_points(_shown(french, "utf-8", "windows-1252").lower())
    assert not lacks_controls(garbled, 1)


def _slowest_parse(codes: list[int], label: str) -> int:
    """The fewest characters that make nothing, by trying all lengths at each place."""
    table = possible_bytes("windows-1252", SMALL)
    rows = [[byte for byte in table[code].tolist() if byte] for code in codes]
    least = [0] * (len(codes) + 1)
    for place in range(len(codes) - 1, -1, -1):
        ascii_ = codes[place] < 0x80
        least[place] = least[place + 1] + (0 if ascii_ else 1)
        for size in range(1, 5):
            if place + size <= len(codes) and _makes_one(rows[place : place + size], label):
                least[place] = min(least[place], least[place + size])
    return least[0]


def _makes_one(rows: list[list[int]], label: str) -> bool:
    data = [b""]
    for row in rows:
        data = [each + bytes((byte,)) for each in data for byte in row]
    for each in data:
        try:
            text = each.decode(label)
        except UnicodeDecodeError:
            continue
        if len(text) == 1 and text > "\x7f":
            return True
    return False


_LETTERS = st.sampled_from([ord(char) for char in "abz éàãåäâîçñ©ª¨±¼€‚ƒˆŒœžÿÃß"])


@given(st.lists(_LETTERS, min_size=1, max_size=12))
def test_the_fewest_make_nothing(codes: list[int]) -> None:
    shown = np.array(codes, np.uint32)
    possible = possible_bytes("windows-1252", SMALL).take(shown, axis=0)
    parse = parsed(load(), shown, possible, "euc-kr")
    assert parse.errors == _slowest_parse(codes, "cp949")
    assert [edge.start for edge in parse.edges] == [0, *(edge.end for edge in parse.edges[:-1])]
    assert parse.edges[-1].end == len(codes)


@given(st.text(alphabet="abc àãåéÃÀ©ª‚ƒ\u0307\u2019\n中", max_size=40))
def test_nothing_fails(text: str) -> None:
    for changed in (text.lower(), text.upper()):
        report = fixtext.explain(changed)
        check_report(changed, report)
