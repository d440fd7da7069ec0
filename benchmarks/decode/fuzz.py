"""Bytes that nobody would write: nothing may raise, hang, or tell what is not so.

    python -m benchmarks.decode.fuzz [--minutes 15] [--seed 1] [--only CASE]

Text in every encoding is cut, flipped, joined, labelled falsely and sprinkled with what switches
encodings, or there is no text at all. ``fixtext.decode``, ``fixtext.Decoder`` in chunks of any size
and, for short ones, ``fixtext.fix_bytes`` read it. Findings and segments have to lie inside the
bytes and in order, chunks must not change the text, nor must compiled code. A case that fails is
named by its number, by which ``--only`` makes it again; the exit status is then 1.
"""

from __future__ import annotations

import argparse
import codecs
import contextlib
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any
from unittest import mock

import fixtext
from benchmarks.decode.texts import texts
from fixtext import compiled
from fixtext.decoding.reading import ENCODINGS
from fixtext.decoding.stream import BLOCK

_SIZES = (12, 40, 150, 600, 3_000, 10_000)
_LARGE, _ONE_IN = 700_000, 400
"""Bytes of what has to be read in several blocks, and how seldom there is such."""
_SHORT = 300
_SECONDS, _PER_BYTE = 5.0, 3e-4
"""Of the processor, that a case may take, which is read up to six times."""
_FEWEST_WRONG, _MOST_WRONG = 1, 8
_PIECES = (
    *(
        b"\x1b$B",
        b"\x1b(B",
        b"\x1b$)C",
        b"\x0e",
        b"\x0f",
        b"\x1b(I",
        b"\x1b$(D",
        b"\x1b$A",
        b"\x1bN",
    ),
    *(
        b"~{",
        b"~}",
        b"~~",
        b"~\n",
        b"+/v8-",
        b"+ZeVnLIqe-",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
    ),
    *(b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\0", b"\xff", b"\x80", b"\x8f\xa2\xb7", b"\xed\xa0\x80"),
    *(b"\x81\x30", b"\x81\x30\x81\x30", b"\xe3\x32\x9a\x36", b"\xf4\x90\x80\x80", b"\xef\xbf\xbd"),
    *(
        b"\x88\x62",
        b"\x81\xad",
        b"\xa1",
        b"\n",
        b"\r\n",
        b" ",
        b"&#20013;",
        b"\\u4e2d",
        b"<!--",
        b"-->",
    ),
    *(
        b"<script>",
        b"</script>",
        b"# coding: big5\n",
        b'@charset "euc-kr";',
        b"Content-Type: charset=",
    ),
)


def _codecs() -> tuple[str, ...]:
    """Python's codecs for the encodings, where it has one."""
    known: list[str] = []
    for name in ENCODINGS.values():
        with contextlib.suppress(LookupError):
            known.append(codecs.lookup(name).name)
    return tuple(known)


_CODECS = _codecs()


def _label(rng: random.Random) -> str:
    return rng.choice((*ENCODINGS, "utf-16", "gb2312", "x-unknown", "", "ISO-8859-1", "\ufffd"))


def _meta(rng: random.Random) -> bytes:
    """A declaration, and sometimes more of them inside."""
    name = _label(rng).encode("utf-8", "replace")
    inside = _meta(rng) if rng.random() < 0.3 else name
    return rng.choice(
        (
            b"<meta charset='%b'>" % inside,
            b"<?xml version='1.0' encoding='%b'?>" % inside,
            b'<meta http-equiv=Content-Type content="text/html; charset=%b">' % inside,
            b"<!-- <meta charset=%b> --><meta charset=%b>" % (inside, name),
        )
    )


def _text(rng: random.Random, size: int, known: Sequence[Sequence[str]]) -> bytes:
    """Text of a language in an encoding that may not have its letters."""
    lines, codec = rng.choice(known), rng.choice(_CODECS)
    start = rng.randrange(len(lines))
    text = rng.choice(("\n", "\r\n", "")).join(lines[start : start + 1 + size // 20])
    while len(text) < size:
        text += text
    return text[:size].encode(codec, rng.choice(("ignore", "replace", "xmlcharrefreplace")))


def _some(rng: random.Random, size: int, known: Sequence[Sequence[str]]) -> bytes:
    way = rng.random()
    if way < 0.05:
        return rng.randbytes(size)
    if way < 0.1:
        return bytes(0x80 | byte for byte in rng.randbytes(size))
    if way < 0.15:
        return b"".join(rng.choices(_PIECES, k=size // 3 + 1))
    data = _text(rng, size, known)
    while rng.random() < 0.3:
        data += rng.choice((b"", b"\n")) + _text(rng, rng.randint(1, size), known)
    return data


def _replace(data: bytearray, at: int, rng: random.Random) -> None:
    data[at : at + 1] = rng.randbytes(1)


def _flip(data: bytearray, at: int, rng: random.Random) -> None:
    data[at] ^= 1 << rng.randrange(8)


def _lose(data: bytearray, at: int, rng: random.Random) -> None:
    del data[at : at + rng.choice((1, 1, 1, 2, 3, 20))]


def _put_in(data: bytearray, at: int, rng: random.Random) -> None:
    data[at:at] = rng.choice((rng.randbytes(rng.randint(1, 4)), rng.choice(_PIECES), _meta(rng)))


def _again(data: bytearray, at: int, rng: random.Random) -> None:
    data[at:at] = data[at : at + rng.randint(1, 60)] * rng.randint(1, 5)


def _cut(data: bytearray, at: int, rng: random.Random) -> None:
    if rng.random() < 0.3:
        del data[:at]
    else:
        del data[max(at, len(data) - 5) :]


_CHANGES: tuple[Callable[[bytearray, int, random.Random], None], ...] = (
    *(_replace, _flip, _flip, _lose, _lose, _put_in, _put_in, _again, _cut),
)


def case(rng: random.Random, known: Sequence[Sequence[str]]) -> tuple[bytes, dict[str, Any]]:
    """Some bytes, and what is said of them."""
    size = rng.randint(1, rng.choice(_SIZES))
    data = bytearray(_some(rng, size, known))
    if rng.random() < 0.2:
        data[:0] = _meta(rng)
    if rng.random() < 0.8:
        often = rng.random() < 0.1
        for _ in range(len(data) // 20 if often else rng.randint(_FEWEST_WRONG, _MOST_WRONG)):
            if data:
                rng.choice(_CHANGES)(data, rng.randrange(len(data)), rng)
    if data and rng.randrange(_ONE_IN) == 0:
        data *= _LARGE // len(data) + 1
    said: dict[str, Any] = {}
    if rng.random() < 0.2:
        said["content_type"] = rng.choice(("", "text/html; charset=")) + _label(rng)
    if rng.random() < 0.1:
        said["language"] = rng.choice(("zh", "zh-Hant", "ja", "ko", "ru", "", "x_y"))
    if rng.random() < 0.1:
        said["url"] = rng.choice(("http://a.tw/", "https://b.jp:1/x", "nothing", "http://[::1]/"))
    if rng.random() < 0.1:
        said["encoding"] = rng.choice(tuple(label for label in ENCODINGS if label != "utf-7"))
    return bytes(data), said


def _check_places(size: int, places: Sequence[Any], *, apart: bool) -> None:
    """Whether findings or segments lie inside the bytes, in order and, where asked, apart."""
    end = 0
    for place in places:
        assert 0 <= place.start <= place.end <= size, f"outside of the bytes: {place}"
        assert place.start >= end, f"not in order: {place}"
        assert place.start < place.end or not apart, f"empty: {place}"
        end = place.end if apart else place.start


def _fed(data: bytes, said: dict[str, Any], rng: random.Random) -> tuple[fixtext.Decoder, str]:
    decoder, most = fixtext.Decoder(**said), rng.choice((1, 7, 1000, 70_000, 1 << 20))
    most = max(most, len(data) // 2000)
    parts, at = [], 0
    while at < len(data):
        size = rng.randint(1, most)
        parts.append(decoder.feed(data[at : at + size]))
        at += size
    return decoder, "".join(parts) + decoder.close()


def check(data: bytes, said: dict[str, Any], rng: random.Random) -> None:
    """Raise AssertionError where something is told that is not so."""
    decoded = fixtext.decode(data, **said)
    decoded.text.encode()
    assert decoded.encoding in ENCODINGS, decoded.encoding
    assert (decoded.source == "mixed") == bool(decoded.segments), decoded.source
    _check_places(len(data), decoded.segments, apart=True)
    _check_places(len(data), decoded.findings, apart=False)
    begun = fixtext.decode(data, complete=False, **said)
    _check_places(len(data), begun.findings, apart=False)
    decoder, text = _fed(data, said, rng)
    _check_places(len(data), decoder.segments, apart=True)
    _check_places(len(data), decoder.findings, apart=False)
    if len(data) < BLOCK:
        assert text == decoded.text, "chunks change the text"
        # of several encodings, a stream cannot know which will have most bytes
        assert decoder.source == decoded.source, decoder.source
        assert decoder.encoding == decoded.encoding or decoded.segments, decoder.encoding
    else:
        assert text == _fed(data, said, rng)[1], "the size of chunks changes the text"
    if rng.random() < 0.2 and len(data) < BLOCK:
        with mock.patch.object(compiled, "IS_COMPILED", False):
            assert fixtext.decode(data, **said) == decoded, "compiled code changes the result"
    if len(data) <= _SHORT:
        html = rng.random() < 0.3
        report = fixtext.fix_bytes(data, html=html, **said)
        assert report.decoded == decoded, "fix_bytes decodes otherwise"
        report.text.encode()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError("it takes too long")


def run(seed: int, number: int, known: Sequence[Sequence[str]]) -> bool:
    """Whether a case is as it should be; else, it is printed what is not."""
    rng = random.Random(f"{seed} {number}")
    data, said = case(rng, known)
    signal.setitimer(signal.ITIMER_VIRTUAL, _SECONDS + _PER_BYTE * len(data))
    try:
        check(data, said, rng)
    except Exception:
        print(f"case {number} of seed {seed}: {len(data)} bytes, {said}")
        print(repr(data[:_SHORT]), flush=True)
        traceback.print_exc(limit=-6)
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="CASE", help="this case and no other")
    arguments = parser.parse_args()
    signal.signal(signal.SIGVTALRM, _stop)
    known = tuple(texts().values())
    fixtext.fix_bytes(b"loaded \xd6\xd0\xce\xc4")
    if arguments.only is not None:
        sys.exit(not run(arguments.seed, arguments.only, known))
    number = failed = 0
    end = time.monotonic() + 60 * arguments.minutes
    while time.monotonic() < end:
        failed += not run(arguments.seed, number, known)
        number += 1
    print(f"{number} cases, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
