from __future__ import annotations

import codecs
import dataclasses
import json
import os
import re
import stat
import sys
from pathlib import Path

import pytest

import fixtext
from fixtext.cli.rendering import account, finding_lines
from fixtext.findings import Finding, Report
from tests.command import CLEAN, DAMAGED, REPAIRED, Command


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


# fix to standard output


def test_fix_prints_one_file(run: Command, damaged: Path) -> None:
    ran = run("fix", damaged)
    assert (ran.code, ran.out, ran.err) == (0, REPAIRED, "")
    assert damaged.read_text() == DAMAGED


@pytest.mark.parametrize("paths", [[], ["-"]])
def test_fix_reads_standard_input(run: Command, paths: list[str]) -> None:
    assert run("fix", *paths, stdin=DAMAGED.encode()).out == REPAIRED


def test_line_ends_and_bom_stay(run: Command) -> None:
    text = DAMAGED.replace("\n", "\r\n") + "a\rb\n\nc"
    ran = run("fix", stdin=codecs.BOM_UTF8 + text.encode())
    assert ran.out == "\ufeff" + REPAIRED.replace("\n", "\r\n") + "a\rb\n\nc"


def test_a_legacy_encoding_is_read_by_its_label(run: Command) -> None:
    data = "国家健康医疗\n".encode("gbk")
    assert run("fix", "-e", "gb2312", stdin=data).out == "国家健康医疗\n"
    assert run("fix", "-e", "auto", stdin=CLEAN.encode()).out == CLEAN


def test_fix_brings_into_a_script(run: Command, damaged: Path) -> None:
    assert run("fix", "--to", "zh-Hans", damaged).out == "国家健康医疗大数据中心建设成果\n"


def test_kinds_are_selected_and_ignored(run: Command, damaged: Path) -> None:
    assert run("fix", "--select", "pinyin-annotation", damaged).out == REPAIRED
    both = "--ignore=byte-shift,pinyin-annotation"
    assert run("fix", both, "--ignore", "folded-punctuation", damaged).out == DAMAGED
    assert run("fix", "--min-bits", "100000", damaged).out == DAMAGED


def test_fix_as_json_is_a_report(run: Command, damaged: Path) -> None:
    data = json.loads(run("fix", "--format", "json", damaged).out)
    report = Report.from_dict(data)
    assert data["path"] == str(damaged)
    assert report.text == REPAIRED
    assert report.decoded is not None
    assert fixtext.apply(report.decoded.text, report.findings) == REPAIRED
    expected = dataclasses.replace(fixtext.explain(DAMAGED), decoded=report.decoded)
    assert report.to_dict() == expected.to_dict()


# fix --write


def test_write_repairs_in_place_and_keeps_mode(run: Command, damaged: Path) -> None:
    damaged.chmod(0o640)
    ran = run("fix", "--write", damaged)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert damaged.read_text() == REPAIRED
    assert stat.S_IMODE(damaged.stat().st_mode) == 0o640
    assert names(damaged.parent) == ["damaged.txt"]


def test_write_keeps_bom_and_line_ends(run: Command, damaged: Path) -> None:
    data = codecs.BOM_UTF8 + DAMAGED.replace("\n", "\r\n").encode()
    damaged.write_bytes(data)
    run("fix", "--write", damaged)
    assert damaged.read_bytes() == codecs.BOM_UTF8 + REPAIRED.replace("\n", "\r\n").encode()


def test_write_leaves_clean_files_untouched(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "clean.txt"
    path.write_bytes("国家健康医疗\n".encode("gbk"))
    before = path.stat()
    ran = run("fix", "--write", "-e", "gbk", path)
    assert (ran.code, ran.err) == (0, "")
    assert path.stat().st_ino == before.st_ino
    assert path.read_bytes() == "国家健康医疗\n".encode("gbk")


def test_write_says_when_a_file_becomes_utf8(run: Command, damaged: Path) -> None:
    damaged.write_bytes(DAMAGED.encode("utf-16"))
    ran = run("fix", "--write", damaged)
    assert ran.code == 0
    assert ran.err == f"fixtext: {damaged}: was utf-16le, is written as utf-8\n"
    assert damaged.read_bytes() == REPAIRED.encode()


def test_write_goes_through_a_symbolic_link(run: Command, damaged: Path) -> None:
    folder = damaged.parent / "folder"
    folder.mkdir()
    link = folder / "link.txt"
    link.symlink_to(damaged)
    assert run("fix", "--write", link).code == 0
    assert link.is_symlink()
    assert damaged.read_text() == REPAIRED


def test_write_refuses_hard_links(run: Command, damaged: Path) -> None:
    os.link(damaged, damaged.parent / "other.txt")
    run("fix", "--write", damaged).told(str(damaged), "2 hard links", "--output")
    assert damaged.read_text() == DAMAGED


def test_write_refuses_what_is_not_a_regular_file(run: Command, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    run("fix", "--write", fifo).told(str(fifo), "not a regular file")  # and does not wait for it


def test_write_refuses_standard_input(run: Command) -> None:
    run("fix", "--write", stdin=DAMAGED.encode()).told("-: standard input", "--write")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_interrupted_write_leaves_the_old_file(
    run: Command, damaged: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Path, "replace", fail)
    assert run("fix", "--write", damaged).code == (2 if isinstance(error, OSError) else 130)
    assert damaged.read_text() == DAMAGED
    assert names(damaged.parent) == ["damaged.txt"]


def test_a_file_that_changed_meanwhile_is_not_overwritten(
    run: Command, damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explain(self: fixtext.Fixer, text: str) -> Report:
        damaged.write_text("newer")
        return original(self, text)

    original = fixtext.Fixer.explain
    monkeypatch.setattr(fixtext.Fixer, "explain", explain)
    run("fix", "--write", damaged).told(str(damaged), "changed since", "run this again")
    assert damaged.read_text() == "newer"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_write_refuses_a_read_only_file(run: Command, damaged: Path) -> None:
    damaged.chmod(0o444)
    run("fix", "--write", damaged).told(str(damaged), "read-only")
    assert damaged.read_text() == DAMAGED


def test_the_others_are_done_after_an_error(run: Command, damaged: Path) -> None:
    ran = run("fix", "--write", damaged.parent / "missing.txt", damaged)
    ran.told("missing.txt", "no such file", "check the name")
    assert damaged.read_text() == REPAIRED


# folders, --output, --diff


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "in"
    (top / "b").mkdir(parents=True)
    (top / ".hidden").mkdir()
    for name in ("a.txt", "b/c.txt", "b.txt", ".hidden/d.txt", ".e.txt"):
        (top / name).write_text(DAMAGED)
    (top / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (top / "link.txt").symlink_to(top / "a.txt")
    return top


def test_check_walks_folders(run: Command, folder: Path) -> None:
    ran = run("check", folder)
    assert ran.code == 1
    files = list(dict.fromkeys(line.split(":")[0] for line in ran.out.splitlines()))
    assert files == [str(folder / name) for name in ("a.txt", "b/c.txt", "b.txt")]
    assert ran.err == f"fixtext: {folder / 'picture.png'}: not text: a PNG image: skipped\n"


def test_output_keeps_the_structure(run: Command, folder: Path, tmp_path: Path) -> None:
    ran = run("fix", "--output", tmp_path / "out" / "deep", folder)
    assert (ran.code, ran.out) == (0, "")
    assert names(tmp_path / "out") == ["a.txt", "b", "b.txt", "c.txt", "deep"]
    assert (tmp_path / "out/deep/b/c.txt").read_text() == REPAIRED
    assert (folder / "b/c.txt").read_text() == DAMAGED
    umask = os.umask(0o022)
    os.umask(umask)
    assert stat.S_IMODE((tmp_path / "out/deep/a.txt").stat().st_mode) == 0o666 & ~umask


def test_output_inside_the_input_is_not_read_again(run: Command, folder: Path) -> None:
    for _ in range(2):
        assert run("fix", "--output", folder / "out", folder).code == 0
    assert names(folder / "out") == ["a.txt", "b", "b.txt", "c.txt"]


def test_output_refuses_to_write_onto_an_input(run: Command, folder: Path) -> None:
    run("fix", "--output", folder, folder).told("a.txt", "onto this input", "another DIR")
    link = folder.parent / "out"
    link.symlink_to(folder)
    run("fix", "--output", link, folder / "a.txt").told("onto this input")
    assert (folder / "a.txt").read_text() == DAMAGED


def test_output_refuses_two_results_in_one_place(
    run: Command, folder: Path, tmp_path: Path
) -> None:
    (folder / "b/a.txt").write_text(DAMAGED)
    out = tmp_path / "out"
    run("fix", "--output", out, folder / "a.txt", folder / "b/a.txt").told(
        "a.txt", "would go where"
    )
    assert not out.exists()


def test_output_needs_a_folder_and_a_name(run: Command, damaged: Path, tmp_path: Path) -> None:
    run("fix", "--output", damaged, damaged).told(str(damaged), "not a folder")
    run("fix", "--output", tmp_path / "out", "-").told("-: standard input has no name")
    run("fix", "--output", "/dev/null/out", damaged).told("/dev/null/out", "not a directory")


def test_diff_shows_what_would_change(run: Command, damaged: Path) -> None:
    damaged.write_text(f"a\nb\nc\nd\n{DAMAGED}e")
    ran = run("fix", "--diff", damaged)
    assert ran.code == 0
    assert ran.out == (
        f"--- {damaged}\n+++ {damaged}\n@@ -2,5 +2,5 @@\n b\n c\n d\n-{DAMAGED}+{REPAIRED} e\n"
        "\\ No newline at end of file\n"
    )
    run("fix", "--diff", "--format", "json", damaged).told("--diff")


def test_several_paths_need_a_place_to_go(run: Command, damaged: Path) -> None:
    for paths in ([damaged, damaged], [damaged.parent]):
        run("fix", *paths).told("--write, --output DIR or --diff")
    run("fix", "--write", "--diff", damaged).told("not allowed with")
    run("explain", damaged.parent).told(str(damaged.parent), "check takes folders")


# check


def test_check_gives_places_and_exit_codes(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(codecs.BOM_UTF8 + f"one\r\n{DAMAGED}".encode())
    ran = run("check", path)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines()[0].startswith(f"{path}:2:6: pinyin-annotation: '(yī)' -> '' (")
    path.write_text(CLEAN)
    ran = run("check", path)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert run("check", path, tmp_path / "missing").code == 2


def test_check_as_json_is_a_line_for_each_file(run: Command, damaged: Path) -> None:
    ran = run("check", "--format", "json", damaged, "-", stdin=CLEAN.encode())
    assert ran.code == 1
    data = [json.loads(line) for line in ran.out.splitlines()]
    assert [item["path"] for item in data] == [str(damaged), "-"]
    assert [item["changed"] for item in data] == [True, False]


def test_findings_that_only_report_are_shown() -> None:
    text = "a\n醫\ufffd療"
    finding = Finding("byte-shift", 3, 4, "\ufffd", None, 25.4, inferred=True)
    expected = "f:2:2: byte-shift: '\ufffd' -> (stays) (25 bits, inferred)"
    assert list(finding_lines("f", text, [finding])) == [expected]
    report = Report(text, (finding,), len(text), "model")
    lines = "\n".join(
        "".join(x for x, _ in line) for line in account("f", text, report, {}, every=True)
    )
    assert "stays as it is" in lines
    assert "2:2" in lines


# explain, kinds, garble


def test_explain_tells_counts_evidence_before_and_after(run: Command, damaged: Path) -> None:
    damaged.write_text(DAMAGED * 3)
    ran = run("explain", damaged)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{damaged}: ")
    assert re.search(r"pinyin-annotation +9 found, .* bits each", ran.out)
    assert "- '國家健康醫(yī)療" in ran.out
    assert "+ '國家健康醫療" in ran.out
    assert "3 of 9 findings; --all shows every one" in ran.out
    assert "\x1b" not in ran.out
    every = run("explain", "--all", damaged)
    assert every.out.count("    - ") == 9


def test_explain_clean_and_empty(run: Command) -> None:
    for data in (CLEAN.encode(), b""):
        ran = run("explain", stdin=data)
        assert ran.code == 0
        assert "no damage found" in ran.out


def test_explain_as_json(run: Command, damaged: Path) -> None:
    report = Report.from_dict(json.loads(run("explain", "--format", "json", damaged).out))
    assert report.text == REPAIRED


def test_explain_has_colours_on_a_terminal(
    run: Command, damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    assert "\x1b[" in run("explain", damaged).out


def test_kinds_lists_every_kind(run: Command) -> None:
    ran = run("kinds")
    assert ran.code == 0
    for kind, line in zip(fixtext.kinds(), ran.out.splitlines(), strict=True):
        assert line.split()[:2] == [kind.name, "lossless" if kind.lossless else "lossy"]
        assert line.endswith(kind.title)


def test_kinds_prints_a_manual_page(run: Command) -> None:
    for kind in fixtext.kinds():
        ran = run("kinds", kind.name)
        assert ran.code == 0
        assert kind.manual in ran.out
    [data] = run("kinds", "--format", "json", "pinyin-annotation").out.splitlines()
    assert json.loads(data)["name"] == "pinyin-annotation"


def test_garble_is_seeded(run: Command) -> None:
    arguments = ("garble", "pinyin-annotation", "--seed", "3")
    first = run(*arguments, stdin=REPAIRED.encode())
    assert first.code == 0
    assert first.out == fixtext.garble(REPAIRED, "pinyin-annotation", seed=3)
    assert first.out == run(*arguments, stdin=REPAIRED.encode()).out
