"""What one look tells of short texts is what every kind would say."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtext.document import Document
from fixtext.encodings import surprise
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.garbling import registry
from fixtext.pipeline import Fixer
from fixtext.quick_look import QuickLook
from tests.garbled import SENTENCES
from tests.pure import both, needs_loops
from tests.test_quick_search import titles

LINES = [line for sentences in SENTENCES.values() for line in sentences]
ANY = st.one_of(
    st.text(),
    st.text(st.sampled_from("中文國語 的a,(か\nЯéÃ©ï£ﾊ?&%=E4\0ㄅㄏבֻ「」，“”")),
    st.text(st.sampled_from("數据云恩摩(（)）ashùnēm愀戀挀搀攀中a")),
    st.text(st.sampled_from("éèçñøåþığąőư¤sur la \n")),
    st.text(st.sampled_from("關于規范的建筑此后并無余地國語，。の")),
    st.text(st.sampled_from("慌祸をする仕事 駅まで歩いて\n")),
    st.sampled_from(LINES),
    st.tuples(st.sampled_from(LINES), st.integers(0, 40), st.integers(1, 60)).map(
        lambda cut: cut[0][cut[1] : cut[1] + cut[2]]
    ),
)

pytestmark = needs_loops


def told(fixer: Fixer, text: str) -> bool:
    """Whether a look says that a text is right, in a process that has looked at others."""
    look = ready(fixer)
    look.document(text)  # of classes and signs that are met for the first time, less is told
    return look.document(text) is None


def ready(fixer: Fixer) -> QuickLook:
    """The look of a fixer that has looked at texts, and has searched one that surprises."""
    for _ in range(8):
        fixer._quick_look.document("國語")
    for _ in range(2):
        fixer._quick_look.document("泰茨洛加")
    return fixer._quick_look


@given(text=ANY, profile=st.sampled_from(["faithful", "web"]))
def test_it_says_what_the_kinds_say(text: str, profile: str) -> None:
    fixer = Fixer(profile=profile)
    says, right = (
        told(fixer, text),
        fixer._finds_nothing(Document(text, fixer.options, {})),
    )
    assert right or not says
    if says:
        assert fixer.fix(text) == text


@given(texts=st.lists(ANY | titles(), max_size=5), profile=st.sampled_from(["faithful", "web"]))
def test_of_many_texts_it_says_what_it_says_of_each(texts: list[str], profile: str) -> None:
    fixer = Fixer(profile=profile)
    look = ready(fixer)
    for text in texts:
        look.document(text)
    left = [place for place, text in enumerate(texts) if look.document(text) is not None]
    assert [place for place, _ in look.documents(texts, 1000)] == left
    assert fixer.fix_many(texts) == [Fixer(profile=profile).explain(text).text for text in texts]


@given(text=titles())
def test_what_it_says_of_a_search_is_what_a_search_comes_to(text: str) -> None:
    fixer = Fixer()
    if told(fixer, text):
        assert fixer._finds_nothing(Document(text, fixer.options, {}))
        assert fixer.explain(text).text == text


def test_right_titles_are_told_at_once() -> None:
    fixer = Fixer()
    titles = [line[:30] for line in LINES]
    right = [text for text in titles if fixer._finds_nothing(Document(text, fixer.options, {}))]
    assert len(right) > len(titles) / 2
    assert sum(told(fixer, text) for text in right) >= 0.9 * len(right)


@pytest.mark.parametrize("language", ["zh-Hant", "ko", "fr", "de", "cs"])
def test_nearly_all_pieces_of_right_text_are_told_in_one_look(language: str) -> None:
    fixer = Fixer()
    every = [line[start : start + 30] for line in SENTENCES[language] for start in range(0, 60, 10)]
    for text in every:
        fixer.fix(text)
    look = fixer._quick_look._look
    assert look is not None
    assert sum(look(text) is None for text in every) >= 0.8 * len(every)


@pytest.mark.parametrize("name", [name for name, kind in registry().items() if kind.lossless])
def test_damage_is_not_taken_for_right(name: str) -> None:
    chance, fixer, kind = random.Random(name), Fixer(), registry()[name]
    for line in LINES:
        text = kind.garble(line, chance)[:200]
        if told(fixer, text):
            assert fixer._finds_nothing(Document(text, fixer.options, {}))


@pytest.mark.parametrize("options", [{"to": "zh-Hant"}, {"min_bits": 5.0}, {"html": True}])
def test_where_more_is_asked_each_text_is_a_document(options: dict[str, object]) -> None:
    fixer = Fixer(**options)  # type: ignore[arg-type]
    assert not told(fixer, "right text")


@given(text=ANY)
def test_short_texts_surprise_as_without_loops(text: str) -> None:
    options = Fixer().options

    def found() -> object:
        document = Document(text, options, {})
        if not text or text.isascii():
            return None
        beyond = sum(char > "\x7f" for char in text)
        stretches = surprise.surprising(document, beyond, proven=False)
        return stretches, document.recall(costs_as_it_is)[:].tolist()

    ours, theirs = both(found)
    assert ours == theirs
