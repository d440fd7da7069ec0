"""Characters that stand for others: what is damage, what a profile folds, and what stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from fixtext.document import Document
from fixtext.forms.normalising import changed_by, composed, folded
from fixtext.forms.tables import gbk_private_use, hkscs_private_use, radicals, symbol_font
from fixtext.garbling import PROFILES
from fixtext.types import Options
from tests.checks import check_report

KINDS = (
    "kangxi-radical",
    "compatibility-ideograph",
    "private-use",
    "halfwidth-kana",
    "fullwidth-ascii",
    "ligature",
    "combining-split",
    "curly-quote",
    "homoglyph",
    "compatibility-form",
)
CLEAN = (
    "“It’s fine,” she said, ‘eﬃcient’ as ever: ½ of 20 °C, № 5, x² ± 2.",
    "Ｈｅｌｌｏ，２０２４年！ＮＴＴドコモ、ﾃﾚﾋﾞ、①②③。",
    "L’été à l’Université de Genève, déjà vu, cœur, œuvre.",
    "Tiếng Việt có dấu, và nhiều thanh điệu.",
    "Größe, Straße, Übung, Müller.",
    "Ελληνικά γράμματα με τόνους.",
    "Москва, Київ, София, Београд.",
    "בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם וְאֵת הָאָרֶץ",
    "بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ",
    "हिन्दी में लिखा हुआ पाठ।",
    "ภาษาไทยเป็นภาษาราชการ",
    "한글 문서와 金剛山, ㅋㅋㅋ ㅠㅠ",
    "東京の「高﨑」さんと𠮷野家、神社。",
    "臺灣、香港嘅嘢，同埋𠝹、𨋢。",
    "部首⼈、⼀⼁⼂，《康熙字典》。",
)
ODD = "".join(
    chr(code)
    for low, high in (
        (0x20, 0x7F), (0xA8, 0xB9), (0x2C6, 0x2DE), (0x300, 0x330), (0x1100, 0x1110),
        (0x1161, 0x1170), (0x11A8, 0x11B0), (0x2E80, 0x2E90), (0x2F00, 0x2F20), (0x3042, 0x3050),
        (0x3099, 0x309B), (0x30A2, 0x30B0), (0x3131, 0x3163), (0x4E00, 0x4E10), (0xAC00, 0xAC10),
        (0xE000, 0xE005), (0xF001, 0xF003), (0xF0A0, 0xF0C0), (0xF900, 0xF920), (0xFB00, 0xFB07),
        (0xFF01, 0xFF10), (0xFF61, 0xFFA0), (0x410, 0x420), (0x1F600, 0x1F603), (0x2F800, 0x2F804),
    )
    for code in range(low, high)
)  # fmt: skip
TEXTS = st.text(alphabet=ODD + "é\ud800\x00\n", max_size=60) | st.text(max_size=40)


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_stays(text: str) -> None:
    assert fixtext.explain(text).findings == ()
    assert fixtext.fix(text * 20) == text * 20


@given(TEXTS)
def test_any_text_can_be_repaired(text: str) -> None:
    for profile in PROFILES:
        report = fixtext.explain(text, profile=profile, select=KINDS)
        check_report(text, report)


@given(TEXTS)
def test_a_profile_changes_nothing_more_the_second_time(text: str) -> None:
    for profile in ("web", "search", "ftfy"):
        once = fixtext.fix(text, profile=profile, select=KINDS)
        assert fixtext.fix(once, profile=profile, select=KINDS) == once


@given(TEXTS)
def test_the_stretches_that_a_form_changes_are_all_of_them(text: str) -> None:
    document = Document(text, Options(), {})
    for form in (composed, folded):
        parts: list[str] = []
        position = 0
        for one in changed_by(document, form):
            parts += (text[position : one.start], one.after)
            position = one.end
        result = "".join([*parts, text[position:]])
        assert unicodedata.normalize("NFC", result) == unicodedata.normalize("NFC", form(text))


def test_many_marks_on_one_letter_stay() -> None:
    text = "a" + "\u0301\u0327" * 200
    assert fixtext.fix(text, profile="web", select=KINDS) == text


@pytest.mark.parametrize(
    ("text", "web", "search", "ftfy"),
    [
        ("Ｈｅｌｌｏ，世界", "Hello，世界", "hello,世界", "Hello,世界"),
        ("“e\u0301té”", "“été”", '"été"', '"été"'),
        ("eﬃcient ﾊﾟｿｺﾝ", "efficient パソコン", "efficient パソコン", "efficient パソコン"),
        ("ﻻ ①", "ﻻ ①", "لا 1", "ﻻ ①"),
        ("\ufa19 Å", "神 Å", "神 å", "神 Å"),
        ("ש\u05c1\u05bc", "ש\u05c1\u05bc", "ש\u05bc\u05c1", "ש\u05bc\u05c1"),
        ("STRAßE", "STRAßE", "strasse", "STRAßE"),
    ],
)
def test_what_the_profiles_make_of_right_text(text: str, web: str, search: str, ftfy: str) -> None:
    every = {profile: fixtext.fix(text, profile=profile) for profile in PROFILES}
    assert every == {"faithful": text, "web": web, "search": search, "ftfy": ftfy}


def test_every_radical_of_the_kangxi_dictionary_has_an_ideograph() -> None:
    for code in range(0x2F00, 0x2FD6):
        assert radicals()[chr(code)] == unicodedata.normalize("NFKC", chr(code))
    assert "\u2e80" not in radicals()


def test_what_private_use_stands_for() -> None:
    assert all(len(text) == 1 for text in hkscs_private_use().values())
    assert gbk_private_use()["\ue5e5"] == "\u3000"
    assert symbol_font()["\uf0b1"] == "±"
    for forms in (hkscs_private_use(), gbk_private_use(), symbol_font()):
        assert not any("\ue000" <= text <= "\uf8ff" for text in forms.values())


def test_radicals_and_duplicates_have_one_cause() -> None:
    among = "⽤\uf967明白，⼈\uf967知道，⽤⼼就好"
    assert fixtext.fix(among) == "用不明白，人不知道，用心就好"
    assert {cause.name for cause in fixtext.explain(among).causes} == {"glyphs-to-text"}
