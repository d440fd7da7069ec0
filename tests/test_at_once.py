"""Documents that were garbled as a whole, and long ones of which a part was repaired."""

from __future__ import annotations

import contextlib
import itertools
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from corpus import gold, paragraphs
from fixtext import document
from fixtext.document import Document
from fixtext.encodings import at_once, lists
from fixtext.encodings.at_once import taken_at_once
from fixtext.encodings.bulk import most_told
from fixtext.encodings.codecs import codec
from fixtext.encodings.lines_left import (
    explained,
    is_all,
    left_beside,
    lines_left,
    remember_left,
)
from fixtext.encodings.strictly import Written, lines_written, python_name, read
from fixtext.excerpt import Excerpt, moved, near
from fixtext.language import Model, load
from fixtext.options import checked
from fixtext.scan import code_points
from fixtext.spans import Edit
from tests.pure import both, pure_model

ARTICLE = gold("zh-Hans")


@pytest.fixture(scope="module", name="pure")
def made_pure() -> Model:
    """A model that does without what is compiled."""
    return pure_model()


def through(text: str, *chain: tuple[str, str]) -> str:
    """Lines that went through wrong readings, those that could."""
    lines: list[str] = []
    for line in text.split("\n"):
        try:
            shown = line
            for meant, shown_as in chain:
                shown = shown.encode(meant).decode(shown_as)
        except UnicodeError:
            continue
        lines.append(shown)
    return "\n".join(lines)


@pytest.mark.parametrize(
    "chain",
    [
        (("utf-8", "latin-1"),),
        (("gb18030", "latin-1"),),
        (("gb18030", "mac-roman"),),
        (("utf-8", "latin-1"), ("utf-8", "latin-1")),
        (("utf-8", "latin-1"), ("utf-8", "latin-1"), ("utf-8", "latin-1")),
        (("gb18030", "latin-1"), ("utf-8", "latin-1")),
    ],
)
def test_whole_documents(chain: tuple[tuple[str, str], ...]) -> None:
    garbled = through(ARTICLE, *chain)
    found = taken_at_once(Document(garbled, checked({}), {}))
    assert found
    for one, following in itertools.pairwise(found):
        assert one.end <= following.start
    assert {len(one.routes) for one in found} == {len(chain)}
    assert fixtext.fix(garbled) == ARTICLE


@given(st.lists(st.one_of(st.text(), st.text().map(lambda text: text[1:])), max_size=40))
def test_lines_are_read_together_as_they_are_one_by_one(lines: list[str]) -> None:
    written = [line.replace("\n", "").encode("utf-8", "replace") for line in lines]
    some = [
        data[index % 2 :] for index, data in enumerate(written)
    ]  # some begin within a character
    alone: list[str | None] = []
    for data in some:
        try:
            alone.append(read(data, "utf-8"))
        except UnicodeDecodeError:
            alone.append(None)
    with mock.patch.object(at_once, "_TOGETHER", 7):
        assert at_once._all_read(some, "utf-8") == alone
    places = np.arange(len(some))
    for few in (0, 1, 100):
        with mock.patch.object(at_once, "_FEW_BAD", few):
            text, good = at_once._lines_read(Written(places, places, b"\n".join(some)), "utf-8")
        assert good.tolist() == [one is not None for one in alone]
        assert text == "\n".join(one for one in alone if one is not None)


LINES = st.lists(
    st.one_of(st.text(st.sampled_from("aé\x00\x81\x93“中я€？\ue4c6\ue81e")), st.text())
)


@given(LINES, st.sampled_from(("windows-1252", "koi8-r", "gbk", "shift_jis")))
def test_lines_are_written_as_they_are_one_by_one(lines: list[str], label: str) -> None:
    """With loops and without, and whatever stands beside them."""
    text = "\n".join(lines)
    known = codec(label)
    alone: list[tuple[int, bytes]] = []
    place = 0
    for line in text.split("\n"):
        codes = code_points(line)
        if not line.isascii() and known.single and known.has(codes).all():
            alone.append((place, bytes(known.encode(codes).data)))
        elif label == "gbk":
            if (
                not line.isascii()
                and (known.to_bytes.take(codes, mode="clip") > 0xFF)[codes > 0x7F].all()
            ):
                alone.append((place, bytes(known.encode(codes).data)))
        elif (
            not line.isascii() and not known.single and not known.twins.keys() & set(codes.tolist())
        ):
            with contextlib.suppress(UnicodeEncodeError):
                alone.append((place, line.encode(python_name(label))))
        place += len(line) + 1
    for several in both(lambda: lines_written(text, code_points(text), label)):
        assert list(zip(several.starts.tolist(), several.lines, strict=True)) == alone
        assert [text[low:high] for low, high in zip(several.starts, several.ends, strict=True)] == [
            text[low:].split("\n")[0] for low, _ in alone
        ]


@pytest.mark.parametrize("among", [3, 40, 41])
def test_what_is_listed_is_told_of_in_parts_as_at_once(among: int) -> None:
    text = ("中 文 的 " * 9 + "我们的" + "a b, " * among) * 4 + "字"
    codes = code_points(text)
    letters, alone = lists._listed_ones(codes)
    touching = int(np.count_nonzero(letters & ~alone))
    listed = touching <= 0.1 * np.count_nonzero(letters)
    for size in (1, 7, codes.size):
        with mock.patch.object(lists, "_AT_ONCE", size):
            assert lists.are_listed(codes) == listed
            assert lists.are_listed(code_points("一、二、三、" * 30))
            assert not lists.are_listed(code_points("des mots à lire" * 30))
            assert not lists.are_listed(code_points(ARTICLE))


@pytest.mark.parametrize("meant", ["utf-8", "gb18030"])
def test_what_is_left_of_a_long_document(meant: str) -> None:
    """A line that was cut off, and one that went another way, among thousands."""
    body = "\n".join([ARTICLE] * 20)
    garbled = through(body, (meant, "latin-1"))
    assert len(garbled) > 20_000
    sentence = "国务院关于加强数字政府建设的指导意见"
    cut = sentence.encode(meant)[:-1].decode("latin-1")
    other = sentence.encode("utf-8").decode("mac-roman")
    fixed = fixtext.fix("\n".join((cut, garbled, other, garbled, cut))).split("\n")
    lines = body.split("\n")
    assert fixed[1:-1] == [*lines, sentence, *lines]
    assert fixed[0][:-1] == fixed[-1][:-1] == sentence[:-1]


@pytest.mark.parametrize("meant", ["utf-8", "gb18030"])
def test_a_document_on_one_line(meant: str) -> None:
    """Its samples are parts of the line between signs of ASCII."""
    right = ARTICLE.replace("\n", " ")
    garbled = through(right, (meant, "latin-1"))
    assert len(garbled) > 5000
    assert taken_at_once(Document(garbled, checked({}), {}))
    assert fixtext.fix(garbled) == right


def test_lines_that_were_left_are_remembered() -> None:
    """A chain that was undone is looked for in the lines that it left, and in no others."""
    garbled = through(ARTICLE, ("utf-8", "latin-1"))
    cut = garbled.split("\n", 1)[0][1:]
    document = Document(f"{cut}\n{garbled}", checked({}), {})
    assert lines_left(document, 0, 5) is None
    taken = taken_at_once(document)
    remember_left(document, taken)
    assert lines_left(document, 2, 5) == [(0, len(cut))]
    assert lines_left(document, len(cut) + 1, len(cut) + 9) == []
    assert lines_left(document, 0, len(document.text)) == [(0, len(cut))]
    (one,) = explained(document, [(0, len(cut))], taken[0].routes[0])
    assert one.text.strip("\ufffd") == ARTICLE.split("\n", 1)[0][1:]
    right = Document(f"{ARTICLE}\n{cut}", checked({}), {})
    lines = [(0, ARTICLE.index("\n")), (len(ARTICLE) + 1, len(right.text))]
    assert [one.start > 99 for one in explained(right, lines, taken[0].routes[0])] == [True]


def test_a_cut_line_of_pairs_is_not_explained_one_byte_off() -> None:
    garbled = through(ARTICLE, ("gb18030", "latin-1"))
    cut = paragraphs(ARTICLE)[0].encode("gb18030")[1:].decode("latin-1")
    document = Document(f"{cut}\n{garbled}", checked({}), {})
    taken = taken_at_once(document)
    assert [str(route) for one in taken[:1] for route in one.routes] == ["gbk read as windows-1252"]
    assert explained(document, [(0, len(cut))], taken[0].routes[0]) == []


def test_a_long_line_that_was_cut_does_not_hide_what_the_others_went_through() -> None:
    lines = [part for part in ARTICLE.replace("\n", "").split("。") if len(part) > 20]
    shown = [line.encode().decode("latin-1") for line in (*lines[:8], "".join(lines[8:11]))]
    text = "\n".join(shown)[:-1]  # a byte of the last character is gone
    found = taken_at_once(Document(text, checked({}), {}))
    inside = sum(one.end - one.start for one in found)
    assert {str(route) for one in found for route in one.routes} == {"utf-8 read as windows-1252"}
    assert inside >= 0.95 * len("\n".join(shown[:8]))


def test_a_long_text_is_told_of_in_few_pieces() -> None:
    garbled = through("\n".join([ARTICLE] * 30), ("utf-8", "latin-1"))
    findings = [one for one in fixtext.explain(garbled).findings if one.kind == "mojibake"]
    longest = max(map(len, garbled.split("\n")))
    assert len(findings) <= 2 * 16
    assert all(one.end - one.start <= most_told(len(garbled)) + longest for one in findings)


def lossy(lines: list[str], few: int) -> tuple[str, str]:
    """Lines as GB 18030 shows their UTF-8 bytes, and what they were; of what lost bytes, a few."""
    shown = [line.encode().decode("gb18030", "replace") for line in lines]
    lost = [index for index, line in enumerate(shown) if "\ufffd" in line]
    kept = [
        index
        for index, line in enumerate(shown)
        if index in lost[:few]
        or (index not in lost and line.encode("gb18030") == lines[index].encode())
    ]
    return "\n".join(shown[index] for index in kept), "\n".join(lines[index] for index in kept)


def test_private_use_that_gb_18030_shows_stands_for_pairs() -> None:
    clauses = [clause for line in paragraphs(ARTICLE) for clause in line.split("，")]
    garbled, right = lossy(clauses, 0)
    assert any("\ue000" <= char <= "\uf8ff" for char in garbled)
    assert taken_at_once(Document(garbled, checked({}), {}))
    assert fixtext.fix(garbled) == right


def test_lines_that_lost_bytes_go_the_way_of_the_others() -> None:
    clauses = [clause for line in paragraphs(ARTICLE) for clause in line.split("，")]
    garbled, right = lossy(clauses, 3)
    lines = garbled.split("\n")
    those = [index for index, line in enumerate(lines) if "\ufffd" in line]
    assert len(those) == 3
    document = Document(garbled, checked({}), {})
    taken = taken_at_once(document)
    beside = left_beside(document, taken)
    found = "\n".join(garbled[one.start : one.end] for one in beside)
    assert [line.strip() for line in found.split("\n")] == [lines[index] for index in those]
    assert is_all(document.codes, taken)
    assert not is_all(document.codes, taken[1:])
    fixed = fixtext.fix(garbled).split("\n")
    for index, line in enumerate(right.split("\n")):
        if index not in those:
            assert fixed[index] == line
        else:
            assert sum(one == other for one, other in zip(fixed[index], line, strict=False)) >= (
                len(line) - 4
            )


def test_right_text_and_lines_that_lost_bytes_are_left() -> None:
    assert taken_at_once(Document(ARTICLE, checked({}), {})) == []
    lossy = ARTICLE.encode().decode("gb18030", "replace")
    assert taken_at_once(Document(lossy, checked({}), {})) == []


def test_a_right_line_among_garbled_ones_stays() -> None:
    right = paragraphs(ARTICLE)[0]
    garbled = through(ARTICLE, ("gb18030", "latin-1"))
    assert fixtext.fix(f"{garbled}\n{right}\n{garbled}") == f"{ARTICLE}\n{right}\n{ARTICLE}"


EDITS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 5), st.sampled_from(["", "b", "bcdefg"]))
)


@given(EDITS)
def test_moved_parts_hold_what_changed(items: list[tuple[int, int, str]]) -> None:
    text = "a" * 70
    edits = ordered(items)
    changed = moved((), edits)
    parts: list[str] = []
    place = 0
    for edit in edits:
        parts += (text[place : edit.start], edit.after or "")
        place = edit.end
    after = "".join(parts) + text[place:]
    assert all(0 <= low <= high <= len(after) for low, high in changed)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(changed))
    outside = list(after)
    for low, high in reversed(changed):
        del outside[low:high]
    assert set(outside) <= {"a"}


def ordered(items: list[tuple[int, int, str]]) -> list[Edit]:
    """Edits that neither overlap nor touch."""
    edits: list[Edit] = []
    for start, size, after in sorted(items):
        if not edits or start > edits[-1].end:
            edits.append(Edit(start, start + size, after, 1.0))
    return edits


def test_an_excerpt_gives_places_in_the_whole() -> None:
    text = "\n".join(f"line {number} #" for number in range(1000))
    spans = near(((200, 203), (9000, 9001)), text, 500)
    excerpt = Excerpt(Document(text, checked({}), {}), spans)
    found = [
        Edit(place, place + 1, "", 1.0)
        for place, char in enumerate(excerpt.document.text)
        if char == "#"
    ]
    places = [edit.start for edit in excerpt.edits(found)]
    assert places == [
        place
        for place, char in enumerate(text)
        if char == "#" and any(low <= place < high for low, high in spans)
    ]
    across = Edit(spans[0][1] - spans[0][0] - 1, spans[0][1] - spans[0][0] + 1, "", 1.0)
    assert excerpt.edits([across]) == []


def test_what_a_repair_uncovers_in_a_long_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part is looked at again where it was repaired, and comes out as in a short text."""
    monkeypatch.setattr(document, "LONG", 1000)
    wrapped = (
        through("Café, déjà vécu", ("utf-8", "latin-1"))
        .encode("ascii", "xmlcharrefreplace")
        .decode()
    )
    assert fixtext.fix(f"{wrapped}\n") == "Café, déjà vécu\n"
    text = f"{ARTICLE}\n{wrapped}\n{ARTICLE}"
    assert fixtext.fix(text) == f"{ARTICLE}\nCafé, déjà vécu\n{ARTICLE}"


@given(
    lines=st.lists(
        st.tuples(
            *(st.one_of(st.text(), st.text(st.sampled_from("中文Ã¤¸ 的a"))) for _ in range(2))
        )
    ),
    most=st.sampled_from((0.0, 8.0, 64.0, 1000.0, np.inf)),
)
def test_what_lines_save_is_told_as_far_as_it_matters(
    pure: Model, lines: list[tuple[str, str]], most: float
) -> None:
    sides = []
    for texts in zip(*lines, strict=True) if lines else ((), ()):
        ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64) - 1
        starts = ends - np.array([len(text) for text in texts], np.int64)
        sides.append((code_points("\n".join(texts)), starts, ends))
    saved = [min(pure.bits(before) - pure.bits(after), most) for before, after in lines]
    for model in (load(), pure):
        assert model.saved_between(sides[0], sides[1], most).tolist() == saved
