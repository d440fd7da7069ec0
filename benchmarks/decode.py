"""Bytes to text beside other detectors: ``python -m benchmarks.decode``.

The texts are the project's own, the article in both scripts, cut and damaged at random places that
a seed decides; where FIXTEXT_SHARED names a folder of outside texts, its languages come in too. A
peer names an encoding, and its text is what Python's codec of that name (the superset that browsers
use) makes of the bytes, with U+FFFD for what it cannot read. Speed is by the processor's time, the
median of interleaved rounds on texts that no round has seen, in one thread.
"""

from __future__ import annotations

import argparse
import difflib
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import fixtext
from benchmarks.output import draw_bars, new_figure, print_table, save_figure, write_json
from fixtext.decoding.hints import known_label
from fixtext.decoding.reading import ENCODINGS, read

Reader = Callable[[bytes], str | None]
_ARTICLE = Path(__file__).parents[1] / "corpus" / "article"
_CODECS = {
    "zh-Hans": ("gb18030", "utf-8"),
    "zh-Hant": ("big5hkscs", "gb18030", "utf-8"),
    "ja": ("cp932", "euc_jp", "utf-8"),
    "ko": ("cp949", "utf-8"),
    "ru": ("cp1251", "koi8_r", "utf-8"),
    "fr": ("cp1252", "utf-8"),
    "pl": ("cp1250", "iso8859_2", "utf-8"),
}
_OUTSIDE = {
    "zh-Hans": "zh-Hans-gsd",
    "zh-Hant": "zh-Hant-gsd",
    "ja": "ja",
    "ko": "ko",
    "ru": "ru",
    "fr": "fr",
    "pl": "pl",
}
_SUPERSET = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932"}
_NEAR = 2
_ROUNDS = {100_000: 5, 200_000: 5, 1_000_000: 3}
"""Bytes of a text, and how often one of that size is read."""


def texts() -> dict[str, list[str]]:
    """Lines by language."""
    found = {
        tag: (_ARTICLE / f"gold.{tag}.txt").read_text("utf-8").splitlines()
        for tag in ("zh-Hans", "zh-Hant")
    }
    if folder := os.environ.get("FIXTEXT_SHARED"):
        for tag, name in _OUTSIDE.items():
            path = Path(folder) / "corpora" / f"{name}.txt"
            if path.exists():
                found[tag] = found.get(tag, []) + path.read_text("utf-8").splitlines()
    return {tag: [line for line in lines if len(line) > 20] for tag, lines in found.items()}


def cases(rng: random.Random, count: int) -> Iterator[tuple[str, str, bytes]]:
    """What is measured, the right text, and its bytes."""
    for tag, lines in texts().items():
        for codec in _CODECS[tag]:
            for _ in range(count):
                piece = "\n".join(rng.choices(lines, k=12)).encode(codec, "ignore")
                right = piece.decode(codec)
                yield "3 KB", right, piece
                title = right[: rng.randint(8, 20)].strip()
                if sum(character > "\x7f" for character in title) >= 4:
                    yield "titles", title, title.encode(codec)
                high = [at for at, byte in enumerate(piece) if byte > 0x7F]
                if codec == "utf-8" or len(high) < 20:
                    continue
                at = rng.choice(high)
                yield "one byte lost", right, piece[:at] + piece[at + 1 :]
                yield "one FF put in", right, piece[:at] + b"\xff" + piece[at:]
                half = right.split("\n")
                mixed = "\n".join(half[:6]).encode() + b"\n" + "\n".join(half[6:]).encode(codec)
                yield "half UTF-8", right, mixed


def readers() -> dict[str, Reader]:
    """Our reader and those of the peers that are installed."""
    found: dict[str, Reader] = {"fixtext": lambda data: fixtext.decode(data).text}

    def named(name: str | None, data: bytes) -> str | None:
        if name is None:
            return None
        known = known_label(name)
        if known in ENCODINGS:
            return read(data, known).replaced
        return data.decode(_SUPERSET.get(name, name), "replace")

    try:
        import charset_normalizer

        def normalizer(data: bytes) -> str | None:
            best = charset_normalizer.from_bytes(data).best()
            return None if best is None else str(best)

        found["charset-normalizer"] = normalizer
    except ImportError:
        pass
    try:
        import chardet

        found["chardet"] = lambda data: named(chardet.detect(data)["encoding"], data)
    except ImportError:
        pass
    try:
        import chardetng_py

        found["chardetng"] = lambda data: named(chardetng_py.detect(data), data)
    except ImportError:
        pass
    return found


def is_right(out: str | None, right: str, case: str) -> bool:
    """Whether a text is right, or where bytes were damaged nearly so."""
    if out is None:
        return False
    if case in ("3 KB", "titles") or out == right:
        return out == right
    matcher = difflib.SequenceMatcher(None, out, right, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return len(right) - same <= _NEAR and len(out) - same <= 2 * _NEAR


def measure_quality(count: int) -> dict[str, dict[str, tuple[int, int]]]:
    """How many of each case each reader got right, of how many."""
    results: dict[str, dict[str, tuple[int, int]]] = {}
    everyone = readers()
    for case, right, data in cases(random.Random(1), count):
        row = results.setdefault(case, dict.fromkeys(everyone, (0, 0)))
        for name, reader in everyone.items():
            try:
                out = reader(data)
            except (UnicodeError, LookupError, ValueError):
                out = None
            good, of = row[name]
            row[name] = good + is_right(out, right, case), of + 1
    return results


def measure_speed() -> dict[str, dict[str, float]]:
    """MB a second of each reader, and of ``bytes.decode``, on texts of each encoding."""
    rng, results = random.Random(2), {}
    for tag, lines in texts().items():
        for codec in _CODECS[tag][:1] if tag != "zh-Hans" else _CODECS[tag]:
            everyone = {**readers(), "bytes.decode": _plain(codec)}
            for size, rounds in _ROUNDS.items():
                times: dict[str, list[float]] = {name: [] for name in everyone}
                for _ in range(rounds):
                    data = _text(lines, codec, size, rng)
                    for name, reader in everyone.items():
                        start = time.process_time()
                        reader(data)
                        times[name].append((time.process_time() - start) / len(data) * 1e6)
                results[f"{tag}, {codec}, {size // 1000} KB"] = {
                    name: 1 / statistics.median(each) for name, each in times.items()
                }
    return results


def _text(lines: list[str], codec: str, size: int, rng: random.Random) -> bytes:
    """Lines in any order, of so many bytes in all, or one character less."""
    parts: list[bytes] = []
    while sum(map(len, parts)) < size:
        parts.append("\n".join(rng.choices(lines, k=1000)).encode(codec, "ignore") + b"\n")
    return b"".join(parts)[:size].decode(codec, "ignore").encode(codec)


def _plain(codec: str) -> Reader:
    return lambda data: data.decode(codec, "replace")


def _print(
    quality: dict[str, dict[str, tuple[int, int]]], speed: dict[str, dict[str, float]]
) -> None:
    names = list(next(iter(quality.values())))
    print_table(
        "Bytes to text: right, %",
        ("case", "texts", *names),
        (
            (
                case,
                str(row["fixtext"][1]),
                *(f"{100 * good / of:.1f}" for good, of in row.values()),
            )
            for case, row in quality.items()
        ),
    )
    print_table(
        "Bytes to text: MB a second",
        ("text", *names, "bytes.decode"),
        ((text, *(f"{rate:.1f}" for rate in rates.values())) for text, rates in speed.items()),
    )


def _plot(path: Path, quality: dict[str, dict[str, tuple[int, int]]]) -> None:
    figure, axes = new_figure(1, 1, (9, 4))
    names = next(iter(quality.values()))
    shares = {
        name: [100 * row[name][0] / row[name][1] for row in quality.values()] for name in names
    }
    draw_bars(axes, list(quality), shares)
    axes.set_ylabel("right, %")
    axes.set_title("Bytes to text (python -m benchmarks.decode)")
    axes.legend(loc="lower left", fontsize="small")
    save_figure(figure, path)


def main() -> None:
    """Measure, print, and write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--plot", type=Path, help="draw the quality to this file, PNG or SVG")
    parser.add_argument("-n", type=int, default=10, help="texts of each language and encoding")
    arguments = parser.parse_args()
    quality, speed = measure_quality(arguments.n), measure_speed()
    _print(quality, speed)
    if arguments.json:
        write_json(arguments.json, {"quality": quality, "speed": speed})
    if arguments.plot:
        _plot(arguments.plot, quality)


if __name__ == "__main__":
    main()
