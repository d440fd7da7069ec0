"""Web archives: conversions beside the originals, and archives that are damaged."""

from __future__ import annotations

import gzip
import io
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.command import Command

pytest.importorskip("fastwarc")

TEXT = "国家健康医疗大数据中心建设成果"
PAGE = f"<p>{TEXT}</p>"


def response(url: str, body: bytes, *headers: str, promised: int = 0) -> bytes:
    """A response record; its length is a lie where more is promised than there is."""
    http = "\r\n".join(("HTTP/1.1 200 OK", *headers, f"Content-Length: {len(body)}", "", ""))
    block = http.encode() + body
    lines = (
        "WARC/1.1",
        "WARC-Type: response",
        f"WARC-Record-ID: <{uuid.uuid5(uuid.NAMESPACE_URL, url).urn}>",
        "WARC-Date: 2026-01-01T00:00:00Z",
        f"WARC-Target-URI: {url}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block) + promised}",
        "",
        "",
    )
    return "\r\n".join(lines).encode() + block + b"\r\n\r\n"


RECORDS = [
    response("http://site/gbk", PAGE.encode("gbk"), "Content-Type: text/html"),
    response("http://site/lies", b"short", "Content-Type: text/html", promised=50),
    response(
        "http://site/gzip", gzip.compress(PAGE.encode("gbk")),
        "Content-Type: text/html", "Content-Encoding: gzip",
    ),
    response("http://site/image", b"\x89PNG\r\n\x1a\n", "Content-Type: image/png"),
    response(
        "http://site/bomb", gzip.compress(bytes(90_000_000)),
        "Content-Type: text/html", "Content-Encoding: gzip",
    ),
    response("http://site/right", PAGE.encode(), "Content-Type: text/html; charset=utf-8"),
]  # fmt: skip
PACKED = [gzip.compress(record) for record in RECORDS]


def converted(data: bytes, **options: Any) -> tuple[bytes, Any, list[str]]:
    from fixtext.integrations.warc import convert_archive

    sink = io.BytesIO()
    counts, problems = convert_archive(io.BytesIO(data), sink, **options)
    return sink.getvalue(), counts, problems


def conversions(data: bytes) -> dict[str, str]:
    """The texts of conversion records, by the record that they refer to."""
    from fixtext.integrations.warc import members

    made = {}
    for _, plain, _ in members(io.BytesIO(data)):
        if plain and b"WARC-Type: conversion" in plain:
            head, _, body = plain.partition(b"\r\n\r\n")
            (refers,) = (one for one in head.split(b"\r\n") if one.startswith(b"WARC-Refers-To:"))
            made[refers.split(b" ")[1].decode()] = body.strip().decode()
    return made


def name(url: str) -> str:
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, url).urn}>"


def test_responses_get_conversions_and_the_rest_is_kept() -> None:
    result, counts, problems = converted(b"".join(PACKED))
    assert problems == []
    assert conversions(result) == {name("http://site/gbk"): PAGE, name("http://site/gzip"): PAGE}
    assert all(packed in result for packed in PACKED)
    assert (counts["records"], counts["responses"], counts["converted"]) == (6, 6, 2)
    assert (counts["not text"], counts["encoding/gbk"]) == (2, 2)
    assert converted(b"".join(PACKED))[0] == result


def test_options_of_repair() -> None:
    result, _, _ = converted(PACKED[0], to="zh-Hant")
    assert conversions(result) == {name("http://site/gbk"): "<p>國家健康醫療大數據中心建設成果</p>"}


def test_an_archive_that_is_not_compressed() -> None:
    result, counts, problems = converted(RECORDS[0] + RECORDS[3] + RECORDS[5])
    assert problems == []
    assert counts["records"] == 3
    assert list(conversions(result).values()) == [PAGE]


def test_damage_is_told_and_ends_nothing() -> None:
    whole = b"".join(PACKED)
    cut, counts, problems = converted(whole[:-40])
    assert cut.startswith(PACKED[0])
    assert counts["records"] == 5
    assert len(problems) == 1
    assert "cut short" in problems[0]
    broken = bytearray(whole)
    broken[60:64] = b"\xff\xff\xff\xff"
    result, counts, problems = converted(bytes(broken))
    assert counts["records"] >= 4
    assert len(problems) == 1
    assert list(conversions(result).values()) == [PAGE]
    for data in (b"", b"garbage" * 100, b"\x1f\x8b\x08", PACKED[0][:30]):
        converted(data)


def test_the_command(run: Command, tmp_path: Path) -> None:
    source, target = tmp_path / "in.warc.gz", tmp_path / "out.warc.gz"
    source.write_bytes(b"".join(PACKED))
    ran = run("warc", source, "-o", target)
    assert ran.code == 0
    assert "2  converted" in ran.out
    assert list(conversions(target.read_bytes()).values()) == [PAGE, PAGE]
    source.write_bytes(b"".join(PACKED)[:-40])
    ran = run("warc", source, "-o", target)
    assert ran.code == 1
    assert "cut short" in ran.err
    run("warc", source, "-o", source).told("it is the archive itself")
    run("warc", tmp_path / "none", "-o", tmp_path / "new.warc.gz").told("no such file")
    assert not (tmp_path / "new.warc.gz").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.warc.gz", "out.warc.gz"]
