"""What ftfy gives, under its names; and what it promises and does not do."""

from __future__ import annotations

import io
import json
import unicodedata
import warnings
from pathlib import Path
from typing import Any, Literal

import ftfy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtext import ftfy_compat
from fixtext.ftfy_compat import TextFixerConfig

TEXTS = [
    "schÃ¶n, “quoted” and voilÃ le travail",
    "ﬂuﬃeﬆ ＬＯＵＤ　ＮＯＩＳＥＳ \x1b[36;44mblue\x1b[0m\ufeff\x00",
    "P&eacute;rez &amp;amp;amp; BUNDESSTRA&SZLIG;E",
    "one\r\ntwo\u2028three e\u0301 \ud83d\ude00 \ud83d",
    "Europa, Ă�frica, AmĂ©rica Central y OceanĂ\xada",
    "â\x80\x9cmismatched quotes\x85\x94",
    "com especial atenÃ§Ã£o Ã s crianÃ§as",
    "ItÃ?Â¢â?¬â?¢s classic.",
    "5 µm ½ ﷺ",
    "",
]
FLAGS = [
    name
    for name, value in TextFixerConfig()._asdict().items()
    if value is True and name != "explain"
]


def _cases(shared: Path) -> list[dict[str, Any]]:
    lines = (shared / "conformance" / "ftfy_cases.jsonl").read_text("utf-8").strip("\n").split("\n")
    return [json.loads(line) for line in lines]


def test_it_gives_the_very_output_of_ftfy_on_its_cases(shared: Path) -> None:
    cases = [case for case in _cases(shared) if case["source"].endswith(".json")]
    assert len(cases) == 161
    for case in cases:
        text = case["original"]
        assert ftfy_compat.fix_text(text) == ftfy.fix_text(text), case["label"]
        assert ftfy_compat.fix_encoding(text) == ftfy.fix_encoding(text), case["label"]
        assert ftfy_compat.fix_and_explain(text) == ftfy.fix_and_explain(text), case["label"]
        if case["kind"] != "known-failure":
            assert ftfy_compat.fix_text(text) == case["expect"], case["label"]
            assert ftfy_compat.fix_encoding(text) == case["expect_encoding"], case["label"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_the_documentation_of_ftfy_shows_comes_out(shared: Path) -> None:
    cases = [case for case in _cases(shared) if hasattr(ftfy_compat, case.get("func", ""))]
    assert len(cases) > 30
    for case in cases:
        fixed = getattr(ftfy_compat, case["func"])(case["original"], **case["kwargs"])
        assert fixed == getattr(ftfy, case["func"])(case["original"], **case["kwargs"])
        expected = case["expect_encoding" if case["func"] == "fix_encoding" else "expect"]
        stale = "&hellip;" in case["original"]  # ftfy 6.3 keeps the ellipsis; its page does not
        assert (fixed == expected) != stale, case["label"]


def test_the_fields_are_those_of_ftfy_and_one_more() -> None:
    ours, theirs = TextFixerConfig()._asdict(), ftfy.TextFixerConfig()._asdict()
    assert list(ours) == [*theirs, "beyond_ftfy"]
    assert theirs.items() <= ours.items()


@pytest.mark.parametrize("text", TEXTS)
def test_the_functions_give_what_those_of_ftfy_give(text: str) -> None:
    assert ftfy_compat.fix_text(text) == ftfy.fix_text(text)
    assert ftfy_compat.fix_text_segment(text) == ftfy.fix_text_segment(text)
    assert ftfy_compat.fix_encoding(text) == ftfy.fix_encoding(text)
    assert ftfy_compat.fix_and_explain(text) == ftfy.fix_and_explain(text)
    assert ftfy_compat.fix_encoding_and_explain(text) == ftfy.fix_encoding_and_explain(text)
    data = text.encode("utf-8", "replace")
    assert ftfy_compat.guess_bytes(data) == ftfy.guess_bytes(data)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("flag", FLAGS)
def test_an_option_counts_whether_or_not_an_explanation_is_asked_for(text: str, flag: str) -> None:
    without: Any = {flag: False}
    off = ftfy.TextFixerConfig()._replace(**without)
    expected = ftfy.fix_and_explain(text, off).text
    config = TextFixerConfig()._replace(**without)
    assert ftfy_compat.fix_and_explain(text, config) == ftfy.fix_and_explain(text, off)
    unexplained = ftfy_compat.fix_and_explain(text, config, explain=False)
    assert unexplained == (expected, None)
    assert ftfy_compat.fix_text_segment(text, **without) == expected
    assert ftfy_compat.fix_text_segment(text, off) == expected
    encoding = ftfy.fix_encoding_and_explain(text, off).text
    assert ftfy_compat.fix_encoding(text, config) == encoding


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD", None])
def test_a_plan_gives_the_text_that_it_explains(
    text: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"] | None
) -> None:
    fixed, plan = ftfy_compat.fix_and_explain(text, normalization=form)
    assert plan is not None
    assert ftfy_compat.apply_plan(text, plan) == fixed
    if form is not None:
        assert unicodedata.is_normalized(form, fixed)


def test_a_plan_with_a_step_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="nope"):
        ftfy_compat.apply_plan("x", [("apply", "nope")])


@pytest.mark.parametrize(
    "text",
    [
        "AT&amp;T <3 you\n&amp;\n",
        "if x < y &amp;&amp; y > z\n&amp;\n",
        "a <- 1 &amp; b\n&amp;\n",
        "Jane <jane@example.com> R&amp;D\n",
        "<jane> R&amp;D\n",
        "1 <2 &amp; 3\n",
    ],
)
def test_a_sign_that_is_no_markup_leaves_entities_on(text: str) -> None:
    expected = text.replace("&amp;", "&")
    assert ftfy_compat.fix_text(text) == expected
    assert ftfy_compat.fix_text_segment(text) == expected
    assert "".join(ftfy_compat.fix_file(io.StringIO(text))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "<p>AT&amp;T\n&lt;b&gt;\n",
        "<!-- &amp; -->\n&amp;\n",
        "<!DOCTYPE html>\n&amp;\n",
        "<a href='x?a&amp;b'>\n",
        "<foo:bar/> &amp;\n",
        "</foo> &amp;\n",
        "<foo bar = '1'> &amp;\n",
        "<?xml version='1.0'?>\n&amp;\n",
        "<BR>&lt;\n",
    ],
)
def test_markup_keeps_its_entities(text: str) -> None:
    quiet = TextFixerConfig(uncurl_quotes=False)
    assert ftfy_compat.fix_text(text, quiet) == text
    assert ftfy_compat.fix_text_segment(text, quiet) == text
    assert ftfy_compat.fix_text(text, quiet, unescape_html=True) != text


def test_lines_before_the_first_tag_are_text() -> None:
    assert ftfy_compat.fix_text("&amp;\n<html>\n&amp;") == "&\n<html>\n&amp;"


def test_long_lines_are_fixed_in_stretches() -> None:
    text = "ab&amp;cdsÃ³\nÃ³"
    for most in range(1, 14):
        assert ftfy_compat.fix_text(text, max_decode_length=most) == ftfy.fix_text(
            text, max_decode_length=most
        )


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"abc\ncaf\xc3\xa9\n", ["abc\n", "café\n"]),
        ("é\nabc\n".encode() + b"caf\xe9\nx", ["é\n", "abc\n", "café\n", "x"]),
        ("abc\né\u0a0a".encode("utf-16"), ["abc\n", "é\u0a0a"]),
        ("abc\n".encode("utf-16-be").join([b"\xfe\xff", b""]), ["abc\n"]),
        (b"caf\x8e\rdef\r", ["café\ndef\n"]),
        (b"", []),
        (b"\n\n", ["\n", "\n"]),
    ],
)
def test_a_file_of_bytes_is_read_to_its_end(data: bytes, lines: list[str]) -> None:
    assert list(ftfy_compat.fix_file(io.BytesIO(data))) == lines


def test_a_file_in_a_known_encoding_is_read_in_it() -> None:
    text = "Größe\nsÃ³\n"
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-32", "utf-7"):
        file = io.BytesIO(text.encode(encoding))
        assert list(ftfy_compat.fix_file(file, encoding)) == ["Größe\n", "só\n"]
    with pytest.raises(UnicodeDecodeError):
        list(ftfy_compat.fix_file(io.BytesIO(b"\xff\n"), "utf-8"))
    with pytest.raises(LookupError):
        list(ftfy_compat.fix_file(io.BytesIO(b"x"), "no-such"))
    with pytest.raises(UnicodeDecodeError):
        list(ftfy_compat.fix_file(io.BytesIO(b"\xc3"), "utf-8"))


def test_a_file_of_text_gives_what_ftfy_gives() -> None:
    text = "sÃ³\n“x”\n&amp;\n<b>\n&amp;"
    assert list(ftfy_compat.fix_file(io.StringIO(text))) == list(ftfy.fix_file(io.StringIO(text)))


def test_beyond_ftfy_undoes_what_it_does_not_know() -> None:
    garbled = "浠栨瘡澶╂棭涓婅窇姝ュ崐灏忔椂 &amp;"
    assert ftfy_compat.fix_text(garbled) == ftfy.fix_text(garbled)
    assert ftfy_compat.fix_text(garbled, beyond_ftfy=True) == "他每天早上跑步半小时 &"
    assert ftfy_compat.fix_encoding(garbled, beyond_ftfy=True).startswith("他每天早上跑步半小时")
    fixed, plan = ftfy_compat.fix_and_explain(garbled, beyond_ftfy=True)
    assert plan is not None
    assert plan[0] == ("apply", "fixtext")
    assert ftfy_compat.apply_plan(garbled, plan) == fixed == "他每天早上跑步半小时 &"
    lines = list(ftfy_compat.fix_file(io.StringIO(f"{garbled}\nabc"), beyond_ftfy=True))
    assert lines == ["他每天早上跑步半小时 &\n", "abc"]


def test_bytes_are_refused_as_ftfy_refuses_them() -> None:
    data: Any = b"bytes"
    for name in ("fix_text", "fix_text_segment", "fix_encoding", "fix_and_explain"):
        with pytest.raises(UnicodeError, match="isn't Unicode"):
            getattr(ftfy_compat, name)(data)
        with pytest.raises(UnicodeError, match="isn't Unicode"):
            getattr(ftfy_compat, name)(data, beyond_ftfy=True)


def test_options_by_their_old_and_by_wrong_names() -> None:
    with pytest.warns(DeprecationWarning, match="unescape_html"):
        assert ftfy_compat.fix_text("&amp;", fix_entities=False) == "&amp;"
    with pytest.raises(ValueError, match="foo"):
        ftfy_compat.fix_text("x", foo=1)


def test_code_points_are_explained_as_ftfy_explains_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ftfy_compat.explain_unicode("(╯°□°)")
    ours = capsys.readouterr().out
    ftfy.explain_unicode("(╯°□°)")
    assert ours == capsys.readouterr().out


@given(st.text(st.characters(exclude_characters="<"), max_size=60))
def test_without_that_sign_any_text_comes_out_as_from_ftfy(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ftfy_compat.fix_text(text) == ftfy.fix_text(text)
        assert ftfy_compat.fix_and_explain(text) == ftfy.fix_and_explain(text)


@given(st.text("ab<>&;/amp=\"'! \n\u00c3\u00b3\u201cx1?-", max_size=40))
def test_the_same_options_give_the_same_text_in_every_function(text: str) -> None:
    told = ftfy_compat.fix_and_explain(text, normalization="NFKC")
    assert told.explanation is not None
    assert ftfy_compat.apply_plan(text, told.explanation) == told.text
    assert ftfy_compat.fix_text_segment(text, normalization="NFKC") == told.text
