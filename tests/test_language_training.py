"""Training: on text of one's own, and what is told where text or sources cannot be had."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from fixtext.language import load
from fixtext.language.train.__main__ import main
from fixtext.language.train.corpus import Text, own_texts, shipped
from fixtext.language.train.counting import ONE
from fixtext.language.train.mixing import plain_streams
from fixtext.language.train.problems import TrainingError
from fixtext.language.train.sources import Source, fetch, sources

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "src/fixtext/language/data/language.table"
ARTICLE = ROOT / "corpus/article/gold.zh-Hant.txt"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "deep").mkdir(parents=True)
    (folder / "article.txt").write_bytes(ARTICLE.read_bytes())
    for path in (ROOT / "docs").glob("*.md"):
        (folder / "deep" / f"{path.stem}.txt").write_bytes(path.read_bytes())
    return folder


def header_of(path: Path) -> dict[str, object]:
    header: dict[str, object] = json.loads(path.read_bytes().split(b"\n", 2)[1])
    return header


def failure(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """What is told on standard error by a run that fails as it should."""
    assert main([str(argument) for argument in arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("fixtext.language.train: ")
    return told.err


def test_a_model_of_own_text_knows_that_text(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "own.table"
    assert main(["--corpus", str(corpus), "--output", str(output)]) == 0
    own = load(output)
    assert own.bits("健康醫療大數據中心") < load().bits("健康醫療大數據中心")
    assert own.bits("健康醫療大數據中心") < own.bits("鍋ュ悍鍖荤檪澶ф暩鎿氫腑蹇") / 2
    assert own.bits("the language model") < own.bits("xqzj vvkq pltgh ba") / 2
    assert {path.name for path in tmp_path.iterdir()} == {"corpus", "own.table"}


def test_own_models_say_where_they_are_from(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "own.table"
    assert main(["--corpus", str(corpus), "--output", str(output)]) == 0
    header = header_of(output)
    files = len(list(corpus.rglob("*.txt")))
    assert header["source"] == [f"corpus: {files} files"]
    assert header["release"] == "own"
    assert header["licence"] != header_of(SHIPPED)["licence"]


def test_a_model_of_many_files_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(1_000):
        (folder / f"{'a long name ' * 6}{number}.txt").write_text("quz qax\n", "utf-8")
    output = tmp_path / "own.table"
    assert main(["--corpus", str(folder), "--output", str(output)]) == 0
    assert load(output).bits("quz qax") < 10


def test_every_line_of_a_large_corpus_counts_once() -> None:
    lines = ["中" * 10_000] * 600
    [stream] = plain_streams([Text("a.txt", "", lines)])
    assert np.count_nonzero(stream.symbols == ord("中")) == 6_000_000
    assert stream.weight == ONE


def test_line_ends_and_byte_order_marks_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeff中文\r\n\r\n二\r".encode())
    [text] = own_texts(tmp_path)
    assert text.lines == ["中文", "二"]


def test_several_folders_make_one_model(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(f"{name} and {name}\n" * 9, "utf-8")
    output = tmp_path / "own.table"
    folders = ["--corpus", str(tmp_path / "one"), "--corpus", str(tmp_path / "two")]
    assert main([*folders, "--output", str(output)]) == 0
    assert load(output).bits("one") < 15
    assert load(output).bits("two") < 15


def test_a_folder_without_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, output = tmp_path / "corpus", tmp_path / "own.table"
    assert f"{folder}: no such folder" in failure(capsys, "--corpus", folder, "--output", output)
    folder.mkdir()
    assert f"{folder}: no .txt file" in failure(capsys, "--corpus", folder, "--output", output)
    (folder / "text.md").write_text("text", "utf-8")
    assert f"{folder}: no .txt file" in failure(capsys, "--corpus", folder, "--output", output)
    (folder / "blank.txt").write_text("\n \n", "utf-8")
    assert f"{folder}: its .txt files are empty" in failure(
        capsys, "--corpus", folder, "--output", output
    )
    assert not output.exists()


def test_a_file_that_is_not_utf_8_is_told(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = corpus / "deep" / "latin.txt"
    path.write_bytes("déjà".encode("latin-1"))
    told = failure(capsys, "--corpus", corpus, "--output", tmp_path / "own.table")
    assert f"{path}: not UTF-8 (byte 1): convert it" in told


def test_an_output_that_cannot_be_written_is_told_first(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for output in (tmp_path, tmp_path / "missing" / "own.table"):
        told = failure(capsys, "--corpus", corpus, "--output", output)
        assert f"{output}: cannot be written" in told
        assert told.count("\n") == 1


def test_the_shipped_model_is_not_overwritten(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = SHIPPED.read_bytes()
    with pytest.raises(SystemExit) as stopped:
        main(["--corpus", str(corpus)])
    assert stopped.value.code == 2
    assert "--output FILE" in capsys.readouterr().err
    assert SHIPPED.read_bytes() == before


def test_sources_are_those_of_the_shipped_file() -> None:
    listed = [f"{source.name} {source.version} ({source.licence})" for source in sources()]
    assert header_of(SHIPPED)["source"] == listed


CONTENTS = b"contents"


def source(kind: str, file: str) -> Source:
    return Source("name", kind, "1.0", file, hashlib.sha256(CONTENTS).hexdigest(), "MIT", ())


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands for apt-get, npm and python: does what the test writes into it."""
    folder = tmp_path / "programs"
    folder.mkdir()
    script = folder / "client"
    for name in ("apt-get", "npm", "python"):
        (folder / name).symlink_to(script)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    return script


def writes(script: Path, shell: str) -> None:
    script.write_text(f"#!/bin/sh\n{shell}\n", "utf-8")
    script.chmod(0o755)


@pytest.mark.parametrize(
    ("kind", "file", "asked"),
    [
        ("debian", "name_1.0_all.deb", "download -q name=1.0"),
        ("npm", "name-1.0.tgz", "pack --silent name@1.0"),
        ("pypi", "name-1.0.tar.gz", "-m pip download --no-deps -q name==1.0"),
        ("pypi", "name-1.0-py3-none-any.whl", "-m pip download --no-deps -q name==1.0"),
        (
            "pypi",
            "name-1.0-cp310-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
            "-m pip download --no-deps -q --only-binary=:all: --platform manylinux2014_x86_64"
            " name==1.0",
        ),
    ],
)
def test_a_source_is_fetched_once(
    client: Path, tmp_path: Path, kind: str, file: str, asked: str
) -> None:
    writes(client, f'echo "$@" >> asked; printf {CONTENTS.decode()} > {file}')
    assert fetch(source(kind, file), tmp_path) == tmp_path / file
    assert fetch(source(kind, file), tmp_path).read_bytes() == CONTENTS
    assert (tmp_path / "asked").read_text("utf-8") == f"{asked}\n"


def test_a_source_of_another_digest_is_refused(client: Path, tmp_path: Path) -> None:
    writes(client, "printf other > name.tgz")
    with pytest.raises(TrainingError, match="SHA-256") as raised:
        fetch(source("npm", "name.tgz"), tmp_path)
    assert str(tmp_path / "name.tgz") in str(raised.value)
    assert "delete it" in str(raised.value)


def test_what_the_client_says_is_told(client: Path, tmp_path: Path) -> None:
    writes(client, "echo 'E: Version 1.0 was not found' >&2; exit 100")
    with pytest.raises(TrainingError, match=r"name 1.0: .*Version 1.0 was not found.*update"):
        fetch(source("debian", "name_1.0_all.deb"), tmp_path)
    writes(client, "exit 0")
    with pytest.raises(TrainingError, match=r"name 1.0: npm did not bring name.tgz"):
        fetch(source("npm", "name.tgz"), tmp_path)


def test_a_client_that_is_missing_is_told(client: Path, tmp_path: Path) -> None:
    assert not client.exists()
    with pytest.raises(TrainingError, match=r"name 1.0: npm cannot be run .*: install it"):
        fetch(source("npm", "name.tgz"), tmp_path)


def test_all_sources_that_cannot_be_had_are_told_at_once(client: Path, tmp_path: Path) -> None:
    writes(client, "exit 1")
    told: list[str] = []
    with pytest.raises(TrainingError) as raised:
        list(shipped(tmp_path / "cache", told.append))
    lines = str(raised.value).splitlines()
    assert len(lines) == len(told) == len(sources())
    for line, pinned in zip(lines, sources(), strict=True):
        assert line.startswith(f"{pinned.name} {pinned.version}: ")
        assert pinned.file in line


def test_sources_are_pinned() -> None:
    for pinned in sources():
        assert len(bytes.fromhex(pinned.sha256)) == 32
        assert all(dataclasses.astuple(pinned)[:6])
        assert pinned.kind in ("debian", "pypi", "npm")
