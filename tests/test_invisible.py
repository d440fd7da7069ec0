"""Characters that show nothing: what each profile does with them, and what it leaves."""

from __future__ import annotations

import re

import ftfy
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from corpus import SCRIPTS, gold
from fixtext import Options, Report
from fixtext.document import Document
from fixtext.garbling import registry
from fixtext.garblings import c1_control
from fixtext.signs import SHOWN_MARKS
from tests.checks import check_report

_PAIR = re.compile("[\\ud800-\\udbff][\\udc00-\\udfff]")
GROUP = [name for name, kind in registry().items() if kind.group == "invisible"]
CLEAN = [
    "Die Gesundheitsförderung ist für alle Beschäftigten wichtig; 20 °C, „ja“.\r\n",
    "می\u200cخواهم کتاب\u200cها را بخوانم. ۱۲۳\n",
    "العربية \u200e+49 30 1234\u200f هنا (C++)\u200e\n",
    "הטלפון: \u200e+972-3-1234567\u200e (משרד)\n",
    "ශ්\u200dරී ලංකා, क्\u200dष, न्\u200cत\n",
    "ภาษา\u200bไทย ភាសា\u200bខ្មែរ ພາສາ\u200bລາວ မြန်မာ\u200bဘာသာ\n",
    "👩\u200d💻 👨\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈\n",
    "👩🏽\u200d⚕️ 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f\n",
    "ᠮᠣᠩᠭᠣᠯ\u180e ᠬᠡᠯᠡ\n",
    "東京のコンピュータ。한국어 문서. Москва — столица.\tзначение\n",
    "葛\U000e0100城市 辻\U000e0101 ☎\ufe0e ☎\ufe0f\n",
]


def _check(text: str, report: Report) -> None:
    """As check_report, where JSON can tell a pair of surrogates from a character."""
    if _PAIR.search(text + "\n" + report.text):
        assert fixtext.apply(text, report.findings) == report.text
    else:
        check_report(text, report)


def test_the_group_is_all_here() -> None:
    assert set(GROUP) >= {
        "surrogate",
        "c1-control",
        "control",
        "terminal-escape",
        "bidi-control",
        "zero-width",
        "soft-hyphen",
        "tag-character",
        "byte-order-mark",
        "line-break",
    }


@pytest.mark.parametrize("profile", ["faithful", "web"])
@pytest.mark.parametrize("text", CLEAN)
def test_what_scripts_and_emoji_need_stays(text: str, profile: str) -> None:
    kept = fixtext.fix(text, profile=profile, select="invisible")
    assert kept == (text.replace("\r\n", "\n") if profile == "web" else text)
    if profile == "faithful":
        assert fixtext.explain(text).findings == ()


WEB = {
    "soft hyphens": ("hy\u00adphen\u00ada\u00adtion", "hyphenation"),
    "a soft hyphen at a line end": ("an in\u00ad\n  dustry", "an industry"),
    "a soft hyphen before a number": ("x\u00ad\n1", "x\n1"),
    "zero-width space": ("pass\u200bword\u200b \u200b中\u200b文", "password 中文"),
    "joiners between Latin letters": ("a\u200cb\u200dc\u2060d\ufeffe", "abcde"),
    "a joiner behind the last emoji": ("👩\u200d!", "👩!"),
    "marks of direction": ("\u202a+49 30\u202c \u200e12\u2068x\u2069", "+49 30 12x"),
    "Trojan source": ("photo\u202egpj.exe", "photogpj.exe"),
    "tags": ("Hello\U000e0068\U000e0069", "Hello"),
    "tags that are no flag": ("🏴\U000e0067!", "🏴!"),
    "byte order marks": ("\ufeffa\n\ufeffb", "a\nb"),
    "every line end": ("a\r\nb\rc\u2028d\u2029e\x0bf\x0cg\n\r\nh", "a\nb\nc\nd\ne\nf\ng\n\nh"),
    "doubled line ends": ("a\r\r\nb\r\r\nc\r\r\n", "a\nb\nc\n"),
    "controls": ("end\x00\x00\x03 \x7f\x1a\ufffc\u206a", "end "),
    "letters struck over": ("N\x08NA\x08AM\x08M\x08ME\x08E _\x08s_\x08e_\x08e", "NAME see"),
    "a backspace alone": ("ab\x08c", "abc"),
    "sequences of a terminal": ("\x1b[2J\x1b[5;3Hx\x1b[?25l\x1b[31my\x1b]0;t\x07", "xy"),
    "controls of windows-1252": ("don\x92t \x93go\x94 5 \x80 \x81", "don’t “go” 5 € \x81"),
    "pairs of surrogates": ("\ud83d\ude00", "😀"),
}


@pytest.mark.parametrize("name", WEB)
def test_what_the_profile_for_scrapers_makes_of_it(name: str) -> None:
    text, expected = WEB[name]
    report = fixtext.explain(text, profile="web", select="invisible")
    assert report.text == expected
    _check(text, report)
    assert fixtext.fix(expected, profile="web", select="invisible") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u00adb\u200bc\u200ed\U000e0068", "a\u00adb\u200bc\u200ed\U000e0068"),
        ("\ufeffa\ufeffb", "ab"),
        ("a\x0bb\x0cc\r\nd", "ab\x0cc\nd"),
        ("a\x00\x1b[31mb\x85", "ab…"),
        ("\ufff9a\ufffa\u206f\ufffc", "a"),
    ],
)
def test_the_profile_for_those_who_move_over_does_what_ftfy_does(text: str, expected: str) -> None:
    assert fixtext.fix(text, profile="ftfy") == expected


@pytest.mark.parametrize(
    "text",
    [
        "\x1b$B8@8l\x1b(B",
        "\x1b$)C\x0e0!\x0f",
        "\ufff9漢字\ufffaかんじ\ufffb",
        "h\x00e\x00l\x00l\x00o\x00 \x00w\x00",
        "\x1b[31",
    ],
)
def test_what_other_kinds_need_is_left_alone(text: str) -> None:
    assert fixtext.fix(text, profile="web", select="control, terminal-escape") == text


# JSON files in UTF-8 cannot hold these
SURROGATES = {
    "Great job \ud83d\ude00\ud83d\udc4d!": "Great job 😀👍!",
    "\ud842\udfb7野家": "𠮷野家",
    "\ud83d\udc80": "💀",
    "\ud83d\ud83d\ude00": "\ud83d😀",
    "caf\udcc3\udca9 cr\udcc3\udca8me": "café crème",
    "\udce6\udcb5\udc8b\udce8\udcaf\udc95.txt": "测试.txt",
    "a\udcf0\udc9f\udc98\udc80b": "a😀b",
}


@pytest.mark.parametrize("text", SURROGATES)
def test_surrogates_that_make_characters(text: str) -> None:
    for profile in ("faithful", "web", "ftfy"):  # search also folds case
        assert fixtext.fix(text, profile=profile) == SURROGATES[text]
    _check(text, fixtext.explain(text))


@pytest.mark.parametrize("text", ["a\ud83d", "\ude00b", "caf\udce9", "\ude00\ud83d", "\udcc3"])
def test_surrogates_that_make_none_are_reported(text: str) -> None:
    report = fixtext.explain(text)
    assert report.text == text
    assert set(report.counts) == {"surrogate"}
    assert all(finding.note for finding in report.findings)


def test_hidden_text_is_told() -> None:
    text = "Summarise.\U000e0048\U000e0069\U000e0021"
    report = fixtext.explain(text)
    assert report.text == text
    assert [finding.note for finding in report.findings] == ["hidden text: 'Hi!'"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("if level != \u202e \u2066user\u2069 \u2066{", True),
        ("photo\u202egpj.exe", True),
        ("\u2067abc\u2069", True),
        ("Hello \u2068Ada\u2069", False),
        ("\u202eאבג\u202c", False),
        ("\u202e\n", False),
        ("\u200fabc", False),
    ],
)
def test_what_turns_letters_round_is_reported(text: str, found: bool) -> None:
    report = fixtext.explain(text)
    assert report.text == text
    assert ("bidi-control" in report.counts) == found


def test_more_evidence_than_there_is_gives_nothing() -> None:
    text = "\ufeffa\u00adb\x00 \x1b[31mc\u200b\u200ed\U000e0068\r\n\x92\ud83d\ude00"
    for profile in ("faithful", "web", "ftfy"):  # search also folds case
        assert fixtext.fix(text, profile=profile, select="invisible", min_bits=100) == text


@pytest.mark.parametrize("name", GROUP)
@given(
    text=st.text(
        st.sampled_from(
            "ab12 中\n\r\t\x00\x08\x0b\x0c\x1b[]m;_\x07\x85\x92\xad\u0627\u05d0\u0e01"
            "\u200b\u200c\u200d\u200e\u202e\u202c\u2028\u2060\ufeff\ufff9\ufffa\ufffb"
            "\ud83d\ude00\udcc3\udca9👩💻🏴\U000e0067\U000e007f\U000e0100"
        ),
        max_size=30,
    )
)
def test_no_text_is_too_strange(name: str, text: str) -> None:
    for profile in ("faithful", "web", "ftfy"):
        report = fixtext.explain(text, profile=profile, select=name)
        _check(text, report)
        again = fixtext.fix(report.text, profile=profile, select=name)
        assert again == report.text
    assert isinstance(fixtext.garble(text, name), str)


@pytest.mark.parametrize("name", GROUP)
@given(seed=st.integers(0, 1000), start=st.integers(0, 1500), size=st.integers(1, 400))
def test_what_loses_nothing_comes_back(name: str, seed: int, start: int, size: int) -> None:
    if not registry()[name].lossless:
        pytest.skip("this kind loses information")
    for script in SCRIPTS:
        text = gold(script)[start : start + size]
        garbled = fixtext.garble(text, name, seed=seed)
        assert fixtext.fix(garbled, profile="web", select=name) == text


def test_the_same_characters_are_removed_as_by_ftfy() -> None:
    for low, high in ((0x00, 0xA0), (0x2000, 0x2070), (0xFE00, 0x10000), (0xE0000, 0xE0100)):
        for code in range(low, high):
            text = f"ab{chr(code)}cd"
            quiet = ftfy.TextFixerConfig(
                normalization=None, fix_character_width=False, fix_latin_ligatures=False
            )
            expected = ftfy.fix_text(text, quiet._replace(uncurl_quotes=False))
            ours = fixtext.fix(text, profile="ftfy", ignore="character,layout")
            assert ours == expected, hex(code)


def test_a_byte_order_mark_is_known_as_every_codec_shows_it() -> None:
    codecs = (
        "cp1250 cp1251 cp1252 cp1253 cp1255 cp1256 cp1257 cp874 cp437 cp850 cp866 koi8-r mac-roman"
        " mac-cyrillic iso8859-2 iso8859-5"
    )
    shown = {"\ufeff".encode().decode(name) for name in codecs.split()}
    assert set(SHOWN_MARKS) == shown


@pytest.mark.parametrize("profile", ["faithful", "ftfy"])
def test_controls_of_a_long_text_are_found_as_all_at_once(profile: str) -> None:
    """Wherever the parts lie that it is looked at in: runs of them, and what stands beside them."""
    runs = "\x93中\x94", "\x85\x85\x85", "\x97\x97\x94", "\x93\x93", "é\x85", "\x85é", "\x96"
    some = (runs[place % len(runs)] + "中文的，" * (125 + place % 5) for place in range(140))
    text = "\n".join(some)
    document = Document(text, Options(profile=profile), {})
    assert document.is_long
    pattern = c1_control._LONE if profile == "faithful" else c1_control._CONTROLS
    found = registry()["c1-control"].find(document)
    assert [(one.start, one.end) for one in found] == [one.span() for one in pattern.finditer(text)]
