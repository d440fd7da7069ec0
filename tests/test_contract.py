"""What every registered kind of garbling is held to; a new kind is held to it without an edit."""

from __future__ import annotations

import doctest
import importlib
import pickle
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

import fixtext
import fixtext.garblings
from corpus import SCRIPTS, gold, paragraphs
from fixtext import Fixer, Kind
from fixtext.cli.rendering import kind_table
from fixtext.garbling import discover, registry
from fixtext.signs import glance
from fixtext.types import OptionArguments
from tests.checks import check_report

KINDS = fixtext.kinds()
SEEDS = (0, 1)
OTHER = (
    'The official "flow" of the office was efficient, and it\'s fine at 20 °C (p ≤ 0.05).\n'
    "L’Université de Genève et l’École polytechnique étaient déjà réunies à Zürich, près du café.\n"
    "• 第一項 5 µm ± 2 µm\n• 第二項 λ = 0.5\n佢瞓咗，唔好嘈佢。\n"
    "東京のコンピュータとパソコンで、ガスの料金を調べることができます。\n"
    "한국어 문서를 이름으로 찾을 수 있습니다. 서울에서 만나요.\n"
    "Москва является столицей России, хорошо и просто.\n",
)
"""Clean text for the kinds that have nothing to damage in a Chinese article."""
CLEAN = {
    f"{script}-{number:02}": text
    for script in SCRIPTS
    for number, text in enumerate([gold(script), *dict.fromkeys(paragraphs(gold(script)))])
}


def _garbled(kind: Kind) -> list[tuple[str, str]]:
    """The gold texts that the kind can damage, each with what it makes of it."""
    pairs = [
        (gold(script), fixtext.garble(gold(script), kind.name, seed=seed))
        for script in SCRIPTS
        for seed in SEEDS
    ]
    others = [
        (text, fixtext.garble(text, kind.name, seed=seed)) for text in OTHER for seed in SEEDS
    ]
    pairs = [pair for pair in pairs if pair[0] != pair[1]] or [
        pair for pair in others if pair[0] != pair[1]
    ]
    assert pairs, f"{kind.name} damages no text of the article, and none in other languages"
    return list(dict.fromkeys(pairs))


def _options(kind: Kind) -> OptionArguments:
    """What it takes for the kind to repair: some are not for faithful repair, or only report."""
    if "faithful" in kind.profiles and registry()[kind.name].reports_only:
        return {}
    repairing = [name for name, what in kind.profiles.items() if what == "repairs"]
    if "faithful" in repairing:
        return {}
    return {"select": kind.name, "profile": (repairing or ["faithful"])[0]}


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture(scope="module")
def garbled(kind: Kind) -> list[tuple[str, str]]:
    return _garbled(kind)


@pytest.fixture(scope="module")
def reports(kind: Kind, garbled: list[tuple[str, str]]) -> list[fixtext.Report]:
    return fixtext.explain_many((text for _, text in garbled), **_options(kind))


def test_garbled_text_is_found(
    kind: Kind, garbled: list[tuple[str, str]], reports: list[fixtext.Report]
) -> None:
    if registry()[kind.name].reports_only:  # what can be undone in part is another kind's
        reports = [fixtext.explain(text, select=kind.name) for _, text in garbled]
    for report in reports:
        assert kind.name in report.counts


def test_a_kind_that_only_reports_changes_nothing(
    kind: Kind, garbled: list[tuple[str, str]]
) -> None:
    if not registry()[kind.name].reports_only:
        pytest.skip("this kind repairs")
    for _, text in garbled:
        report = fixtext.explain(text, select=kind.name)
        assert report.text == text
        assert all(finding.after is None and finding.note for finding in report.findings)


def test_a_lossless_kind_is_restored_exactly(
    kind: Kind, garbled: list[tuple[str, str]], reports: list[fixtext.Report]
) -> None:
    if not kind.lossless:
        pytest.skip("this kind loses information")
    for (clean, _), report in zip(garbled, reports, strict=True):
        assert report.text == clean


def test_reports_hold_together(
    garbled: list[tuple[str, str]], reports: list[fixtext.Report]
) -> None:
    for (_, text), report in zip(garbled, reports, strict=True):
        check_report(text, report)


def test_fix_and_explain_and_the_batch_agree(
    kind: Kind, garbled: list[tuple[str, str]], reports: list[fixtext.Report]
) -> None:
    texts = [text for _, text in garbled]
    options = _options(kind)
    assert fixtext.fix_many(texts, **options) == [report.text for report in reports]
    assert fixtext.fix(texts[0], **options) == reports[0].text


def test_repairing_twice_changes_nothing_more(kind: Kind, reports: list[fixtext.Report]) -> None:
    for report in reports:
        assert fixtext.fix(report.text, **_options(kind)) == report.text


def test_selected_alone_it_reports_itself_alone(kind: Kind, garbled: list[tuple[str, str]]) -> None:
    report = fixtext.explain(garbled[0][1], select=kind.name)
    assert set(report.counts) <= {kind.name}


def test_ignored_it_is_not_reported(kind: Kind, garbled: list[tuple[str, str]]) -> None:
    report = fixtext.explain(garbled[0][1], ignore=kind.name)
    assert kind.name not in report.counts


def test_without_inference_nothing_is_inferred(garbled: list[tuple[str, str]]) -> None:
    report = fixtext.explain(garbled[0][1], infer=False)
    assert not any(finding.inferred for finding in report.findings)


def test_the_evidence_is_as_much_as_was_asked_for(garbled: list[tuple[str, str]]) -> None:
    report = fixtext.explain(garbled[0][1], min_bits=50)
    assert all(finding.bits >= 50 for finding in report.findings)


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN)
def test_clean_text_gives_no_finding(kind: Kind, text: str) -> None:
    if "faithful" not in kind.profiles:
        pytest.skip("this kind is for text that is right, and in the way")
    assert fixtext.explain(text, select=kind.name).findings == ()


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN)
def test_clean_text_gives_no_finding_with_all_kinds(text: str) -> None:
    assert fixtext.explain(text).findings == ()


def test_garbling_is_reproducible(kind: Kind) -> None:
    for text in (gold("zh-Hant"), "café, 中文 и русский"):
        assert fixtext.garble(text, kind.name, seed=7) == fixtext.garble(text, kind.name, seed=7)


@pytest.mark.parametrize(
    "text", ["", "a", "\x00", "\ud800", "。《\udfff", "\ue000\U0010ffff", "\r\n"]
)
def test_garbling_takes_any_text(kind: Kind, text: str) -> None:
    assert isinstance(fixtext.garble(text, kind.name), str)


def test_the_manual_page(kind: Kind) -> None:
    assert kind.name == kind.name.lower().replace("_", "-")
    assert kind.title
    assert "\n" not in kind.title
    assert len(kind.title) <= 80
    first, _, rest = kind.manual.partition("\n")
    assert first.endswith(".")
    assert rest.strip()
    example = doctest.DocTestParser().get_doctest(kind.manual, {}, kind.name, None, 0)
    assert doctest.DocTestRunner().run(example).failed == 0


def test_it_names_what_is_the_most_work_for_it(kind: Kind) -> None:
    garbling = registry()[kind.name]
    assert garbling.worst, "benchmarks.adversarial needs it"
    for piece in garbling.worst:
        begin, repeated = piece if isinstance(piece, tuple) else ("", piece)
        assert garbling.signalled(glance(begin + repeated * 20))


def test_the_page_of_kinds_is_as_it_is_written() -> None:
    page = Path(__file__).parents[1] / "docs" / "kinds.md"
    assert page.read_text("utf-8") == kind_table(KINDS), "fixtext kinds --format markdown"


def test_kinds_are_undone_in_the_order_that_they_need() -> None:
    names = list(registry())
    for name, garbling in registry().items():
        for needed in garbling.needs:
            assert needed not in names or names.index(needed) < names.index(name)


def test_a_fixer_travels_to_another_process(kind: Kind, garbled: list[tuple[str, str]]) -> None:
    fixer = Fixer(select=kind.name, min_bits=25.0)
    copy = pickle.loads(pickle.dumps(fixer))
    text = garbled[0][1]
    assert copy.options == fixer.options
    assert copy.explain(text) == fixer.explain(text)


TOY = '''
"""Every ``e`` came out as ``3``.

What it looks like: ``h3llo``.
"""

import random
import re

from fixtext.document import Document
from fixtext.garbling import Edit, Garbling, Seen


class LeetSpeak(Garbling):
    name = "leet-speak"
    title = "every e came out as 3: h3llo"
    group = "character"
    lossless = True
    needs = ("mojibake", "a-kind-that-nobody-wrote")
    signal = (Seen.NOTHING,)

    def find(self, document: Document) -> list[Edit]:
        places = [match.start() for match in re.finditer("(?<=[a-z])3(?=[a-z])", document.text)]
        return [Edit(place, place + 1, "e", 25.0) for place in places]

    def garble(self, text: str, chance: random.Random) -> str:
        return text.replace("e", "3")
'''


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A new kind of garbling: one file where the package looks for kinds."""
    (tmp_path / "leet_speak.py").write_text(textwrap.dedent(TOY).lstrip(), "utf-8")
    monkeypatch.setattr(fixtext.garblings, "__path__", [*fixtext.garblings.__path__, str(tmp_path)])
    importlib.invalidate_caches()
    registry.cache_clear()
    yield
    registry.cache_clear()
    sys.modules.pop("fixtext.garblings.leet_speak", None)


@pytest.mark.usefixtures("toy")
def test_a_new_kind_is_one_file() -> None:
    found = discover()
    assert set(found) - {kind.name for kind in KINDS} == {"leet-speak"}
    assert list(found).index("mojibake") < list(found).index("leet-speak")
    described = found["leet-speak"].describe()
    assert described.title == "every e came out as 3: h3llo"
    assert described.manual.startswith("Every ``e`` came out as ``3``.\n")
    fixer = Fixer()
    assert fixer.fix("a h3llo to y3sterday's 3") == "a hello to yesterday's 3"
    assert fixer.explain("h3llo").findings[0].kind == "leet-speak"
    assert Fixer(ignore="leet-speak").fix("h3llo") == "h3llo"
    assert fixtext.garble("hello", "leet-speak") == "h3llo"


def test_the_toy_is_gone_again() -> None:
    assert fixtext.kinds() == KINDS
