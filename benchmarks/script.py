"""Simplified and traditional Chinese: detection, repair of mixes, conversion, and its peers.

    python -m benchmarks.script [half windows detect clean speed] --data ../shared
    python -m benchmarks.script opencc --opencc PYTHON --data ../shared

``opencc`` compares every result with the official ``opencc`` 1.4.2, run by PYTHON, an environment
of its own (the modules share a name with what fixtext installs), and measures both speeds.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import json
import os
import random
import re
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fixtext.hanscript import (
    convert,
    leftovers,
    script_of,
    traditional_candidates,
)

HAN = re.compile("[〇㐀-䶿一-鿿\U00020000-\U0002fffd]")
SIMPLIFIED = ("zh-Hans-gsd", "zh-Hans-reviews", "zh-Hans-ui")
TRADITIONAL = ("zh-Hant-TW-ui", "zh-Hant-HK-ui", "zh-Hant-HK", "zh-Hant-gsd", "zh-Hant-pud")
CLEAN = (*TRADITIONAL, "yue-Hant-HK", "lzh-Hant-kyoto", "lzh-poetry", "ja", "ko", *SIMPLIFIED)
CONFIGURATIONS = ("s2t", "t2s", "s2tw", "s2hk", "tw2s", "hk2s", "t2tw", "t2hk", "tw2t", "hk2t")
TAGS = {"s": "zh-Hans", "t": "zh-Hant", "tw": "zh-Hant-TW", "hk": "zh-Hant-HK"}
PEER = """
import json, sys, time, opencc
made = {}
for line in sys.stdin:
    name, text, repeat = json.loads(line)
    if name not in made: made[name] = opencc.OpenCC(name).convert
    work = made[name]
    times = []
    for _ in range(repeat):
        start = time.perf_counter(); result = work(text); times.append(time.perf_counter() - start)
    print(json.dumps([result if repeat == 1 else None, sorted(times)[repeat // 2]]), flush=True)
"""


def lines(data: Path, name: str) -> list[str]:
    path = data / "corpora" / f"{name}.txt"
    return [line for line in path.read_text("utf-8").split("\n") if line.strip()]


def documents(all_lines: Sequence[str], size: int) -> Iterator[str]:
    for start in range(0, len(all_lines), size):
        yield "\n".join(all_lines[start : start + size])


def half_convert(text: str) -> str:
    """Through simplified, then back only where a character has exactly one traditional form."""
    simple = convert(text, to="zh-Hans", source="zh-Hant-TW", strict="opencc")
    for char in set(simple) - set(_BACK):
        forms = traditional_candidates(char, regions=())
        one = len(forms) == 1
        _BACK[char] = (
            convert(forms[0], to="zh-TW", source="zh-Hant", strict="opencc") if one else char
        )
    return "".join(_BACK[char] for char in simple)


_BACK: dict[str, str] = {}


def repaired(text: str) -> str:
    result = list(text)
    for found in leftovers(text):
        result[found.start : found.end] = found.after
    return "".join(result)


def wrong(got: str, want: str) -> int:
    return sum(a != b for a, b in zip(got, want, strict=True))


def half(data: Path) -> None:
    """Half-converted Taiwan text: wrong characters a thousand hanzi, after repair."""
    ways: dict[str, Callable[[str], str]] = {
        "as it is": str,
        "fixtext": repaired,
        "OpenCC s2tw": lambda t: convert(t, to="zh-TW", source="zh-Hans", strict="opencc"),
        "OpenCC t2s s2tw": lambda t: convert(
            convert(t, to="zh-Hans", source="zh-Hant", strict="opencc"),
            to="zh-TW",
            source="zh-Hans",
            strict="opencc",
        ),
    }
    source = lines(data, "zh-Hant-TW-ui")
    for size in (1, 30, 10**9):
        pairs = [(half_convert(text), text) for text in documents(source, size)]
        hanzi = sum(len(HAN.findall(text)) for _, text in pairs)
        row = [f"documents of {size if size < 10**9 else 'all'} lines"]
        for name, work in ways.items():
            bad = sum(wrong(work(damaged), text) for damaged, text in pairs)
            harmed = sum(wrong(work(text), text) for _, text in pairs)
            row.append(f"{name} {1000 * bad / hanzi:.2f} (clean {1000 * harmed / hanzi:.3f})")
        print("; ".join(row))


def windows(data: Path) -> None:
    """Mixes found in windows of 500 hanzi, and false alarms in clean ones."""
    for name in TRADITIONAL:
        text = "\n".join(lines(data, name))
        places = [match.start() for match in HAN.finditer(text)]
        cuts = [*places[::500], len(text)]
        clean = [text[a:b] for a, b in itertools.pairwise(cuts)]
        mixed = [half_convert(each) for each in clean]
        found = sum(bool(leftovers(each)) for each in mixed)
        alarms = sum(bool(leftovers(each)) for each in clean)
        print(f"{name}: {found} of {len(mixed)} mixes found, {alarms} false alarms")


def detect(data: Path) -> None:
    """The script of windows of some hanzi: wrong and undecided, per cent."""
    for size in (5, 10, 20):
        total: collections.Counter[str] = collections.Counter()
        for names, truth in ((SIMPLIFIED, "zh-Hans"), (TRADITIONAL, "zh-Hant")):
            parts = []
            for line in (line for name in names for line in lines(data, name)):
                hanzi = "".join(HAN.findall(line))
                parts += [hanzi[i : i + size] for i in range(0, len(hanzi) - size + 1, size)]
            seen: collections.Counter[str] = collections.Counter()
            for each in script_of("\n".join(parts), by="line"):
                decided = each.decided
                right = decided.startswith(truth)
                seen[
                    "right" if right else "undecided" if decided in ("zh", "und") else "wrong"
                ] += 1
            shares = {k: f"{100 * v / len(parts):.2f}%" for k, v in sorted(seen.items())}
            print(size, truth, len(parts), shares)
            total += seen
        print(size, {k: f"{100 * v / total.total():.2f}%" for k, v in sorted(total.items())})


def clean(data: Path) -> None:
    """Clean text: findings, which should be none."""
    for name in CLEAN:
        source = lines(data, name)
        counts = []
        for size in (1, 30, 10**9):
            found = [leftovers(text) for text in documents(source, size)]
            counts.append(f"{size}: {sum(map(len, found))} in {sum(map(bool, found))} documents")
        print(name, "; ".join(counts))


def fill(text: str, size: int) -> str:
    while len(text.encode()) < size:
        text += text
    return text.encode()[:size].decode("utf-8", "ignore")


def clock(work: Callable[[str], object], text: str) -> float:
    work(text[:1000])
    times = []
    for turn in range(5):
        fresh = text[turn * 7 :] + text[: turn * 7]
        start = time.perf_counter()
        work(fresh)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def samples(data: Path) -> dict[str, str]:
    return {
        "zh-Hans": fill("\n".join(line for n in SIMPLIFIED for line in lines(data, n)), 5_000_000),
        "zh-Hant": fill("\n".join(line for n in TRADITIONAL for line in lines(data, n)), 5_000_000),
    }


def speed(data: Path) -> None:
    """MB of UTF-8 a second, one thread."""
    texts = samples(data)
    for name in CONFIGURATIONS:
        source, target = (TAGS[part] for part in name.split("2"))
        text = texts["zh-Hans" if source == "zh-Hans" else "zh-Hant"]

        def work(text: str, source: str = source, target: str = target) -> str:
            return convert(text, to=target, source=source, strict="opencc")

        print(f"{name}: {len(text.encode()) / 1e6 / clock(work, text):.1f} MB/s")
    for name, text in texts.items():
        size = len(text.encode()) / 1e6
        print(f"script_of {name}: {size / clock(script_of, text):.1f} MB/s")
        print(f"leftovers {name}: {size / clock(leftovers, text):.1f} MB/s")


def random_texts(seed: int) -> list[str]:
    """Strings of Han characters, among them what configurations treat specially."""
    rng = random.Random(seed)
    pools = [
        [chr(c) for c in range(0x4E00, 0xA000)],
        [
            chr(c)
            for c in (*range(0x3400, 0x4DC0), *range(0xF900, 0xFB00), *range(0x20000, 0x2A6E0))
        ],
        [chr(c) for c in range(0x4E00, 0xA000) if len(traditional_candidates(chr(c))) > 1],
    ]
    special = "⿰⿱⿲⿾\ufe00\U000e0100\n，a"
    texts = []
    for _ in range(5000):
        pool = rng.choice(pools)
        text = [rng.choice(pool) for _ in range(rng.choice((3, 10, 40, 200)))]
        for _ in range(rng.choice((0, 0, 1, 5))):
            text[rng.randrange(len(text))] = rng.choice(special)
        texts.append("".join(text))
    return texts


def opencc(data: Path, python: str) -> None:
    """Differences with the official OpenCC, and both speeds in the same run."""
    texts = [line for name in (*SIMPLIFIED, *TRADITIONAL) for line in lines(data, name)]
    texts += random_texts(1)
    large = samples(data)
    with subprocess.Popen(
        [python, "-c", PEER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as peer:
        assert peer.stdin is not None
        assert peer.stdout is not None

        def ask(name: str, text: str, repeat: int = 1) -> tuple[str, float]:
            print(json.dumps([name, text, repeat]), file=peer.stdin, flush=True)
            assert peer.stdout is not None
            answer, seconds = json.loads(peer.stdout.readline())
            return answer, seconds

        for name in CONFIGURATIONS:
            source, target = (TAGS[part] for part in name.split("2"))

            def work(text: str, source: str = source, target: str = target) -> str:
                return convert(text, to=target, source=source, strict="opencc")

            different = sum(work(text) != ask(name, text)[0] for text in texts)
            text = large["zh-Hans" if source == "zh-Hans" else "zh-Hant"]
            size = len(text.encode()) / 1e6
            ours, theirs = size / clock(work, text), size / ask(name, text, 5)[1]
            print(
                f"{name}: {different} of {len(texts)} differ; "
                f"{ours:.0f} MB/s, opencc {theirs:.0f} MB/s, ratio {ours / theirs:.1f}"
            )
        peer.stdin.close()


def main() -> None:
    parts = {work.__name__: work for work in (half, windows, detect, clean, speed)}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", help=", ".join((*parts, "opencc")))
    parser.add_argument("--data", type=Path, default=os.environ.get("FIXTEXT_SHARED", "../shared"))
    parser.add_argument("--opencc", help="a Python with the official opencc 1.4.2")
    options = parser.parse_args()
    for name in options.part or parts:
        print(f"== {name}")
        if name == "opencc":
            if not options.opencc:
                parser.error("opencc needs --opencc PYTHON")
            opencc(Path(options.data), options.opencc)
        elif name in parts:
            parts[name](Path(options.data))
        else:
            parser.error(f"unknown part {name!r}")


if __name__ == "__main__":
    main()
