"""How fast each reader is: long files, titles, and a stream with the memory that it takes."""

from __future__ import annotations

import itertools
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.decode.readers import OURS, Reader, readers
from benchmarks.decode.texts import long_text, texts, titles

BARE = "bytes.decode"
"""Python's codec, which has been told the encoding."""
_TEXTS = (
    ("zh-Hans", "gb18030"),
    ("zh-Hant", "big5hkscs"),
    ("ja", "cp932"),
    ("ja", "euc_jp"),
    ("ko", "cp949"),
    ("zh-Hans", "utf-8"),
    ("ru", "cp1251"),
    ("fr", "cp1252"),
)
_CJK = _TEXTS[:6]
_SIZES = (10_000, 100_000, 200_000, 1_000_000, 4_000_000)
_ROUNDS, _IN_A_ROW = 5, 1_000_000
"""Each reader has so many bytes of files to itself before the next has its turn."""
_TOGETHER = {
    "CJK": tuple(codec for _, codec in _CJK),
    "CJK but UTF-8": tuple(codec for _, codec in _CJK if codec != "utf-8"),
}
"""What all files of some encodings take, of one size."""
_TITLES, _TITLE_ROUNDS = 200, 5
_STREAMS, _SLOW_STREAMS = (8, 32, 128), (2, 8, 32)
"""Megabytes, of clean and of damaged streams."""
_STREAM = """
import json, re, resource, sys, time
import fixtext

def peak():
    try:
        return int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

piece = open(sys.argv[1], "rb").read()
fixtext.decode(piece[:100_000])
before, decoder, start, fed = peak(), fixtext.Decoder(), time.process_time(), 0
while fed < int(sys.argv[2]):
    for at in range(0, len(piece), 65537):
        decoder.feed(piece[at : at + 65537])
    fed += len(piece)
decoder.close()
print(json.dumps([fed / (time.process_time() - start) / 1e6, (peak() - before) / 1e3]))
"""

Rates = dict[str, dict[str, float]]


def measure_speed() -> Rates:
    """MB a second of each reader, and of ``bytes.decode``, on texts of each encoding."""
    rng, results, known = random.Random(2), Rates(), texts()
    for tag, codec in _TEXTS:
        if tag not in known:
            continue
        everyone = {**readers(), BARE: _bare(codec)}
        for size in _SIZES:
            files = max(1, _IN_A_ROW // size)
            rounds = [
                _seconds(everyone, [long_text(known[tag], codec, size, rng) for _ in range(files)])
                for _ in range(_ROUNDS)
            ]
            results[f"{tag}, {codec}, {size // 1000} KB"] = {
                name: size * files / statistics.median(each[name] for each in rounds) / 1e6
                for name in everyone
            }
    return _with_all_of_them(results)


def _with_all_of_them(rates: Rates) -> Rates:
    """The same, and what each reader makes of the CJK files of each size together."""
    together = Rates()
    for (name, codecs), size in itertools.product(_TOGETHER.items(), _SIZES):
        ending = f", {size // 1000} KB"
        wanted = tuple(f", {codec}{ending}" for codec in codecs)
        rows = [row for text, row in rates.items() if text.endswith(wanted)]
        if rows:
            together[name + ending] = {
                reader: len(rows) / sum(1 / row[reader] for row in rows) for reader in rows[0]
            }
    return {**rates, **together}


def measure_titles() -> Rates:
    """Microseconds that each reader takes for a title of 6 to 20 characters."""
    rng, results, known = random.Random(3), Rates(), texts()
    for tag, codec in _CJK:
        if tag not in known:
            continue
        everyone = {**readers(), BARE: _bare(codec)}
        rounds = [
            _seconds(everyone, titles(known[tag], codec, _TITLES, rng))
            for _ in range(_TITLE_ROUNDS)
        ]
        results[f"{tag}, {codec}"] = {
            name: statistics.median(each[name] for each in rounds) / _TITLES * 1e6
            for name in everyone
        }
    return results


def measure_streams() -> Rates:
    """MB a second of ``Decoder``, and the MB that it takes beyond what one short text does.

    A process of its own for each; a piece of a megabyte comes over and over, in chunks of no round
    size.
    """
    results = Rates()
    for name, piece in _stream_pieces().items():
        for size in _STREAMS if "," not in name else _SLOW_STREAMS:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "piece"
                path.write_bytes(piece)
                command = [sys.executable, "-c", _STREAM, str(path), str(size * 1_000_000)]
                told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            rate, memory = json.loads(told)
            results[f"{name}, {size} MB"] = {"MB a second": rate, "peak MB": memory}
    return results


def _stream_pieces() -> Mapping[str, bytes]:
    rng, lines = random.Random(4), texts()["zh-Hans"]
    utf8, gbk = (long_text(lines, codec, 1_000_000, rng) for codec in ("utf-8", "gb18030"))
    broken = bytearray(gbk)
    for at in sorted(rng.sample(range(len(gbk)), 50), reverse=True):
        del broken[at]
    mixed = [
        line if number % 10 else line.decode("gb18030").encode()
        for number, line in enumerate(gbk.split(b"\n"))
    ]
    return {
        "utf-8": utf8,
        "gb18030": gbk,
        "gb18030, a byte lost every 20 KB": bytes(broken),
        "gb18030, each tenth line in utf-8": b"\n".join(mixed),
    }


def _seconds(everyone: Mapping[str, Reader], data: Sequence[bytes]) -> dict[str, float]:
    """Seconds of the processor's time that each takes for all of the data."""
    seconds = {}
    for name, reader in everyone.items():
        start = time.process_time()
        for one in data:
            reader(one)
        seconds[name] = time.process_time() - start
    return seconds


def _bare(codec: str) -> Callable[[bytes], str]:
    return lambda data: data.decode(codec, "replace")


def times_as_fast(rates: Mapping[str, float], peer: str) -> float | None:
    """How many times as fast we are as a peer; None where it was not measured."""
    return rates[OURS] / rates[peer] if peer in rates else None
