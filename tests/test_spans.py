"""Offsets through stacked repairs: what the findings say of the original."""

from __future__ import annotations

from fixtext.findings import Candidate, Inference
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


# inferences


def _guess(start: int, text: str, probability: float = 0.9) -> Inference:
    return Inference(start, start + len(text), text, probability, (Candidate("?", 0.05),))


def _guessed(patchwork: Patchwork) -> list[list[tuple[int, int, str]]]:
    findings = [patch.finding(patchwork.original) for patch in patchwork.patches]
    for finding in findings:
        for one in finding.inferences:
            assert finding.after is not None
            assert finding.after[one.start : one.end] == one.text
            assert one.others == (Candidate("?", 0.05),)
    return [[(one.start, one.end, one.text) for one in found.inferences] for found in findings]


def _inferring(start: int, end: int, after: str, *guesses: Inference) -> Edit:
    return Edit(start, end, after, 30.0, inferred=True, inferences=lambda: guesses)


def test_inferences_count_in_what_the_finding_comes_to() -> None:
    first = _inferring(2, 4, "abcd", _guess(1, "b"), _guess(3, "d"))
    second = _inferring(6, 7, "xy", _guess(0, "x"))
    patchwork = Patchwork("0123456789").after("a", [first, second], "0123456789")
    assert _guessed(patchwork) == [[(1, 2, "b"), (3, 4, "d")], [(0, 1, "x")]]


def test_a_later_edit_moves_inferences_and_drops_those_that_it_touches() -> None:
    text = "0123456789"
    first = _inferring(2, 4, "abcd", _guess(0, "a"), _guess(1, "b"), _guess(3, "d"))
    second = _inferring(6, 7, "xy", _guess(0, "x"))
    before = Patchwork(text).after("a", [first, second], text)
    assert before.text == "01abcd45xy789"
    changed = before.after("b", [Edit(3, 4, "BBB", 30.0)], before.text)
    assert _guessed(changed) == [[(0, 1, "a"), (5, 6, "d")], [(0, 1, "x")]]
    inserted = before.after("b", [Edit(2, 2, "!", 30.0), Edit(4, 4, "!", 30.0)], before.text)
    assert _guessed(inserted)[-2:] == [[(0, 1, "a"), (1, 2, "b"), (4, 5, "d")], [(0, 1, "x")]]
    gone = before.after("b", [Edit(1, 6, "", 30.0)], before.text)
    assert _guessed(gone) == [[], [(0, 1, "x")]]


def test_inferences_of_several_edits_in_one_finding() -> None:
    text = "0123456789"
    first = _inferring(2, 3, "ab", _guess(1, "b"))
    second = _inferring(5, 6, "xyz", _guess(0, "x"), _guess(2, "z"))
    before = Patchwork(text).after("a", [first, second], text)
    assert before.text == "01ab34xyz6789"
    over = _inferring(4, 6, "mnop", _guess(3, "p"))  # the 3 and the 4 in between
    bridge = _inferring(3, 7, "<mnop>", _guess(4, "p"))  # b to x, so that both go
    apart = before.after("b", [over], before.text)
    assert _guessed(apart) == [[(1, 2, "b")], [(3, 4, "p")], [(0, 1, "x"), (2, 3, "z")]]
    joined = before.after("b", [bridge], before.text)
    assert joined.text == "01a<mnop>yz6789"
    assert _guessed(joined) == [[(5, 6, "p"), (8, 9, "z")]]


def test_what_a_report_needs_is_not_asked_for_by_a_repair() -> None:
    asked = []

    def inferences() -> tuple[Inference, ...]:
        asked.append("inferences")
        return (_guess(0, "x"),)

    def candidates() -> tuple[Candidate, ...]:
        asked.append("candidates")
        return (Candidate("y", 0.1),)

    edit = Edit(0, 1, "x", 30.0, inferences=inferences, candidates=candidates)
    patchwork = Patchwork("ab").after("a", [edit], "ab")
    assert patchwork.text == "xb"
    assert asked == []
    finding = patchwork.patches[0].finding("ab")
    assert sorted(asked) == ["candidates", "inferences"]
    assert finding.candidates == (Candidate("y", 0.1),)
    again = patchwork.after("b", [Edit(0, 2, "z", 30.0)], "xb").patches[0].finding("ab")
    assert (again.candidates, again.inferences) == ((), ())  # they were readings of something else


def test_what_is_only_reported_has_its_other_readings() -> None:
    edit = Edit(0, 1, None, 30.0, note="lost", candidates=lambda: (Candidate("y", 0.4),))
    finding = edit.report("a", (3, 4), "abcde")
    assert (finding.start, finding.end, finding.before, finding.after) == (3, 4, "d", None)
    assert (finding.kind, finding.note, finding.candidates) == ("a", "lost", (Candidate("y", 0.4),))
