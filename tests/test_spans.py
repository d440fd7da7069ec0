"""Offsets through stacked repairs: what the findings say of the original."""

from __future__ import annotations

from fixtext.spans import Edit, Patchwork
from tests.checks import replayed


def _findings(patchwork: Patchwork) -> list[tuple[int, int, str, str | None, tuple[str, ...]]]:
    found = [patch.finding(patchwork.original) for patch in patchwork.patches]
    return [(f.start, f.end, f.before, f.after, f.kinds) for f in found]


def _after(patchwork: Patchwork, kind: str, *edits: tuple[int, int, str]) -> Patchwork:
    return patchwork.after(kind, [Edit(*edit, bits=30.0) for edit in edits], patchwork.text)


def test_nothing_was_done() -> None:
    assert Patchwork("abc").text == "abc"
    assert Patchwork("").text == ""
    assert _after(Patchwork("abc"), "a") == Patchwork("abc")


def test_repairs_beside_each_other_stay_apart() -> None:
    patchwork = _after(Patchwork("0123456789"), "a", (1, 3, ""), (6, 7, "xyz"))
    patchwork = _after(patchwork, "b", (1, 2, "!"))  # the 3, in front of which 12 is gone
    assert patchwork.text == "0!45xyz789"
    assert _findings(patchwork) == [
        (1, 3, "12", "", ("a",)),
        (3, 4, "3", "!", ("b",)),
        (6, 7, "6", "xyz", ("a",)),
    ]


def test_repairs_on_top_of_each_other_merge() -> None:
    patchwork = _after(Patchwork("0123456789"), "a", (1, 3, ""), (6, 7, "xyz"))
    patchwork = _after(patchwork, "b", (3, 5, "?"))  # 5 and x
    assert patchwork.text == "034?yz789"
    assert _findings(patchwork) == [
        (1, 3, "12", "", ("a",)),
        (5, 7, "56", "?yz", ("a", "b")),
    ]
    for patch in patchwork.patches:
        finding = patch.finding(patchwork.original)
        assert replayed(finding) == finding.after


def test_one_repair_over_several() -> None:
    patchwork = _after(Patchwork("abcdefgh"), "a", (1, 2, "BB"), (4, 5, ""), (6, 7, "G"))
    assert patchwork.text == "aBBcdfGh"
    patchwork = _after(patchwork, "b", (2, 7, "-"))
    assert patchwork.text == "aB-h"
    assert _findings(patchwork) == [(1, 7, "bcdefg", "B-", ("a", "b"))]
    (patch,) = patchwork.patches
    assert [edit[0] for edit in patch.edits] == ["a", "a", "a", "b"]
    assert replayed(patch.finding(patchwork.original)) == "B-"


def test_several_repairs_inside_one() -> None:
    patchwork = _after(Patchwork("<x>"), "a", (1, 2, "12345"))
    patchwork = _after(patchwork, "b", (1, 2, "one"), (3, 4, ""), (5, 6, "5!"))
    assert patchwork.text == "<one245!>"
    assert _findings(patchwork) == [(1, 2, "x", "one245!", ("a", "b"))]
    assert replayed(patchwork.patches[0].finding("<x>")) == "one245!"


def test_insertions() -> None:
    patchwork = _after(Patchwork("ab"), "a", (0, 0, "("), (1, 1, "-"), (2, 2, ")"))
    assert patchwork.text == "(a-b)"
    assert _findings(patchwork) == [
        (0, 0, "", "(", ("a",)),
        (1, 1, "", "-", ("a",)),
        (2, 2, "", ")", ("a",)),
    ]


def test_the_weight_and_the_doubt_of_a_merged_finding() -> None:
    patchwork = Patchwork("abc").after("a", [Edit(0, 2, "x", 40.0, note="one")], "abc")
    patchwork = patchwork.after("b", [Edit(0, 2, "y", 30.0, inferred=True, note="two")], "xc")
    (patch,) = patchwork.patches
    finding = patch.finding("abc")
    assert (finding.bits, finding.inferred, finding.note) == (40.0, True, "one; two")


def test_where_stretches_of_the_current_text_stood() -> None:
    patchwork = _after(Patchwork("0123456789"), "a", (1, 3, ""), (6, 7, "xyz"))
    assert patchwork.text == "0345xyz789"
    places = {
        (0, 1): (0, 1),  # before all repairs
        (1, 2): (3, 4),  # behind what is gone
        (0, 2): None,  # with what is gone in the middle
        (3, 5): None,  # half in a repair
        (4, 5): None,  # inside one
        (7, 9): (7, 9),  # behind all
    }
    stretches = sorted(places)
    assert patchwork.untouched(stretches) == [places[stretch] for stretch in stretches]
    assert patchwork.untouched([]) == []
