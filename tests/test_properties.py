"""What holds for any text at all, damaged or not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fixtext
from corpus import gold, scraped
from fixtext.pipeline import apply
from fixtext.spans import Edit, Patchwork
from tests.checks import check_report, replayed

ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
"""Any code points: lone surrogates, NUL, private use and unassigned ones among them."""

ODD = [
    *"\x00\x85\xa0\xad\ufeff\ufffd\u200b\u2028\ud800\udcff\udfff\ue000\uf8ff\U000e0041\U0010ffff",
    *"?!,:;()？！，：；（）。、《》“”・ \n\r\t",
    *"中文醫療數據于后范發髮国國",
    *"éüñßæøłşğđơиיالไかカ가ΑΣ½×±",
]
PIECES = [
    *ODD,
    "(yī)",
    "(shù)",
    "（jù）",
    "?)",
    "?jǐn)?shù)",
    "?!顿F",
    "Ã©",
    "â€™",
    "ÖÐÎÄ",
    "涓枃",
    "ä¸\xadæ\x96\x87",
    "æ–‡å—",
    "ƒtƒ@",
    "Ð¿Ñ€Ð¸",
    "锟斤拷",
    "Ãƒ\xa9",
    "hello ",
    "14:00-14:10",
    "http://example.org/?a=b",
    "&amp;",
    "國家健康醫療大數據中心",
    "国家健康医疗大数据中心",
    "關于規范的規定",
    "これは日本語です",
    "한국어 문장",
]
MIXED = st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8"), max_size=24).map("".join)
CUTS = st.tuples(st.integers(0, 5120), st.integers(0, 120)).map(
    lambda cut: scraped()[cut[0] : cut[0] + cut[1]]
)
CODECS = ["utf-8", "gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "cp1252", "cp1251", "koi8-r"]
MISREAD = st.builds(
    lambda text, meant, read: text.encode(meant, "replace").decode(read, "replace"),
    st.one_of(MIXED, st.integers(0, 3000).map(lambda at: gold("zh-Hant")[at : at + 60])),
    st.sampled_from(CODECS),
    st.sampled_from(CODECS),
)
"""Texts that the wrong codec showed, with U+FFFD where bytes were lost."""
TEXTS = st.one_of(ANY, MIXED, CUTS, MISREAD)


@given(TEXTS)
def test_any_text_gets_a_report_that_holds_together(text: str) -> None:
    report = fixtext.explain(text)
    check_report(text, report)
    assert fixtext.fix(text) == report.text


@given(TEXTS)
def test_fixing_is_idempotent(text: str) -> None:
    once = fixtext.fix(text)
    assert fixtext.fix(once) == once


@given(MIXED, st.sampled_from(["zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"]))
def test_a_report_with_a_script_holds_together(text: str, to: str) -> None:
    report = fixtext.explain(text, to=to)
    check_report(text, report)
    assert fixtext.fix(text, to=to) == report.text


@given(MIXED)
def test_little_evidence_asked_for_is_no_reason_to_raise(text: str) -> None:
    check_report(text, fixtext.explain(text, min_bits=0))


@given(MIXED)
def test_nothing_is_inferred_unless_allowed(text: str) -> None:
    report = fixtext.explain(text, infer=False)
    assert not any(finding.inferred for finding in report.findings)


@settings(max_examples=25)
@given(TEXTS, st.sampled_from([kind.name for kind in fixtext.kinds()]), st.integers(0, 9))
def test_garbling_any_text_gives_a_text(text: str, kind: str, seed: int) -> None:
    garbled = fixtext.garble(text, kind, seed=seed)
    check_report(garbled, fixtext.explain(garbled))


@settings(max_examples=20)
@given(
    st.text("醫療數據健康中心國家發展的是一在，。、", min_size=4, max_size=80),
    st.integers(0, 3000),
)
def test_a_clean_sentence_among_others_stays(text: str, start: int) -> None:
    """Nonsense made of clean characters has no mojibake, no annotation and no shift in it."""
    report = fixtext.explain(gold("zh-Hant")[start : start + 200] + text)
    assert set(report.counts) <= {"script-mix"}


@st.composite
def rounds_of_edits(draw: st.DrawFn) -> tuple[str, list[list[Edit]]]:
    """A text, and rounds of edits, each round in offsets of the text as the one before left it."""
    original = text = draw(st.text("abcdef", max_size=24))
    rounds = []
    for _ in range(draw(st.integers(0, 5))):
        places = st.integers(0, len(text))
        cuts = sorted(draw(st.lists(places, max_size=8, unique=True)))
        edits = [
            Edit(start, end, draw(st.text("XYZ", max_size=4)), 1.0)
            for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        ]
        rounds.append(edits)
        text = _naive(text, edits)
    return original, rounds


def _naive(text: str, edits: list[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.start] + (edit.after or "") + text[edit.end :]
    return text


@settings(max_examples=300)
@given(rounds_of_edits())
def test_stacked_repairs_compose(example: tuple[str, list[list[Edit]]]) -> None:
    original, rounds = example
    patchwork, text = Patchwork(original), original
    for number, edits in enumerate(rounds):
        patchwork = patchwork.after(f"kind-{number}", edits, text)
        text = _naive(text, edits)
        assert patchwork.text == text
    findings = [patch.finding(original) for patch in patchwork.patches]
    assert apply(original, findings) == text
    assert all(replayed(finding) == finding.after for finding in findings)
    steps = sum(len(finding.steps) for finding in findings)
    assert steps == sum(map(len, rounds))  # nothing that was done is forgotten


@settings(max_examples=300)
@given(rounds_of_edits(), st.lists(st.integers(0, 40), max_size=6, unique=True))
def test_an_untouched_stretch_is_found_in_the_original(
    example: tuple[str, list[list[Edit]]], cuts: list[int]
) -> None:
    original, rounds = example
    patchwork = Patchwork(original)
    for number, edits in enumerate(rounds):
        patchwork = patchwork.after(f"kind-{number}", edits, patchwork.text)
    text = patchwork.text
    within = sorted(cut for cut in cuts if cut <= len(text))
    stretches = list(zip(within[::2], within[1::2], strict=False))
    for (start, end), span in zip(stretches, patchwork.untouched(stretches), strict=True):
        if span:
            assert original[span[0] : span[1]] == text[start:end]
        else:
            assert patchwork.patches


LONG = {
    "hanzi": "國家健康醫療大數據中心，",
    "hanzi without marks": "天地玄黃宇宙洪荒",
    "letters": "no line ends here ",
    "surrogates": "\ud800\udc00中",
    "brackets": "((((yī))))",
    "question marks": "?" * 20,
}
LONG_AND_DOUBTFUL = {
    "annotations": "醫(yī)療數(shù)據(jù)",
    "accented letters": "œuvre française, déjà été",
    "folded marks": "數據,中心、",
    "mojibake": "Ã©tÃ© Ã  la plage ",
    "mojibake of hanzi": "ä¸\xadæ–‡å\xad—ç¬¦",
    "question marks among hanzi": "?中文?!頓",
    "replacement characters": "\ufffd\ufffd中文",
    "private use": "\ue000中\ue765",
}
"""Text in which every line must be weighed takes longer, so that there is less of it."""


def _filled(piece: str, size: int) -> str:
    return piece * (size // len(piece.encode("utf-8", "surrogatepass")))


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
def test_one_line_of_a_megabyte(piece: str) -> None:
    assert isinstance(fixtext.fix(_filled(piece, 1_000_000)), str)


@pytest.mark.parametrize("piece", LONG_AND_DOUBTFUL.values(), ids=LONG_AND_DOUBTFUL)
def test_one_doubtful_line_of_five_kilobytes(piece: str) -> None:
    assert isinstance(fixtext.fix(_filled(piece, 5_000)), str)
