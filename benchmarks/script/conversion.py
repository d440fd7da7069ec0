"""Conversion beside the peers: speed, the first call of a process, and the very same result."""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.output import print_table
from benchmarks.peers import Worker
from benchmarks.script.peers import OFFICIAL, converters
from benchmarks.script.run import Run
from benchmarks.script.texts import chinese_lines, random_texts, samples
from fixtext.hanscript import convert, leftovers, script_of

CONFIGURATIONS = ("s2t", "t2s", "s2tw", "s2hk", "tw2s", "hk2s", "t2tw", "t2hk", "tw2t", "hk2t")
MEASURED = ("s2t", "t2s", "s2tw", "tw2s")
STRICT = "fixtext strict"
_TAGS = {"s": "zh-Hans", "t": "zh-Hant", "tw": "zh-Hant-TW", "hk": "zh-Hant-HK"}
_ROUNDS = 5
_SLOW_SECONDS = 2.0
"""What takes longer than this in one round is left out of the others."""
_BATCH = 1000
_FIRST_RUNS = 7
_FIRST_OURS = (
    "import numpy; import fixtext.hanscript; "
    'fixtext.hanscript.convert("汉字", to="zh-Hant", source="zh-Hans")'
)
Timed = Callable[[str], float]


def _scripts(configuration: str) -> tuple[str, str]:
    source, target = (_TAGS[part] for part in configuration.split("2"))
    return source, target


def _converter(configuration: str, strict: str | None = "opencc") -> Callable[[str], str]:
    source, target = _scripts(configuration)
    return lambda text: convert(text, to=target, source=source, strict=strict)


def _timed(work: Callable[[str], object]) -> Timed:
    def seconds(text: str) -> float:
        start = time.perf_counter()
        work(text)
        return time.perf_counter() - start

    return seconds


def _asked(worker: Worker, configuration: str) -> Timed:
    return lambda text: float(worker.ask("time", configuration, text))


def _sample(texts: Mapping[str, str], configuration: str) -> str:
    return texts["zh-Hans" if _scripts(configuration)[0] == "zh-Hans" else "zh-Hant"]


def _rates(ways: Mapping[str, Timed], text: str) -> dict[str, float]:
    """MB/s of each way: medians of interleaved rounds, on a text that no round has seen."""
    for seconds in ways.values():
        seconds(text[:1000])
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(_ROUNDS):
        fresh = text[turn * 7 :] + text[: turn * 7]
        for name, seconds in ways.items():
            if not times[name] or times[name][-1] < _SLOW_SECONDS:
                times[name].append(seconds(fresh))
    size = len(text.encode()) / 1e6
    return {name: size / statistics.median(each) for name, each in times.items()}


def speed(run: Run) -> dict[str, Any]:
    """MB of UTF-8 a second, one thread, beside every peer."""
    texts = samples(run.data)
    workers = converters(run.peers)
    results: dict[str, Any] = {"conversion": {}, "detection": {}}
    for name in MEASURED:
        ways = {"fixtext": _timed(_converter(name, None)), STRICT: _timed(_converter(name))}
        ways |= {worker.peer.name: _asked(worker, name) for worker in workers}
        results["conversion"][name] = _rates(ways, _sample(texts, name))
    for script, text in texts.items():
        ways = {"script_of": _timed(script_of), "leftovers": _timed(leftovers)}
        results["detection"][script] = _rates(ways, text)
    for what, rows in results.items():
        names = list(next(iter(rows.values())))
        print_table(
            f"Speed of {what}: MB of UTF-8 a second, 5 MB, medians of interleaved rounds",
            ("configuration" if what == "conversion" else "text", *names),
            ((name, *(f"{rate:.1f}" for rate in row.values())) for name, row in rows.items()),
        )
    return results


def first(run: Run) -> dict[str, Any]:
    """Milliseconds of the first conversion in a new process, beyond what is there before."""
    programs: dict[str, tuple[Sequence[str], str, str]] = {
        "fixtext": ((sys.executable,), "import numpy", _FIRST_OURS)
    }
    for worker in converters(run.peers):
        programs[worker.peer.name] = (worker.python, "", worker.peer.first)
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in programs}
    # The round before the first is to compile what is imported, and to have the files read once:
    # what is compiled is kept, as in a package that is installed, whatever the environment says.
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        for turn, (name, (python, *codes)) in itertools.product(
            range(_FIRST_RUNS + 1), programs.items()
        ):
            for code, seen in zip(codes, times[name], strict=True):
                start = time.perf_counter()
                subprocess.run((*python, "-c", code), check=True, env=environment)
                if turn:
                    seen.append(1000 * (time.perf_counter() - start))
    results = {}
    for name, (before, after) in times.items():
        base, whole = statistics.median(before), statistics.median(after)
        results[name] = {"before": base, "process": whole, "first": whole - base}
    print_table(
        "First conversion in a new process, ms",
        ("by", "without", "with", "difference"),
        ((name, *(f"{each:.1f}" for each in row.values())) for name, row in results.items()),
    )
    return results


def equal(run: Run) -> dict[str, Any]:
    """Texts on which strict conversion differs from official OpenCC, which should be none."""
    worker = run.peers.get(OFFICIAL)
    if worker is None:
        return {}
    texts = chinese_lines(run.data) + random_texts(1)
    results: dict[str, Any] = {}
    for name in CONFIGURATIONS:
        work = _converter(name)
        different = []
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            theirs = worker.ask("convert", name, batch)
            different += [
                text for text, want in zip(batch, theirs, strict=True) if work(text) != want
            ]
        results[name] = {"texts": len(texts), "different": len(different), "some": different[:3]}
    print_table(
        f"Strict conversion and {' '.join(worker.peer.requirements)}: texts with another result",
        ("configuration", "texts", "different", "some of them"),
        (
            (name, str(row["texts"]), str(row["different"]), " / ".join(row["some"]))
            for name, row in results.items()
        ),
    )
    return results


def opencc(run: Run) -> dict[str, Any]:
    """Every configuration beside official OpenCC: differences, and both speeds."""
    worker = run.peers.get(OFFICIAL)
    if worker is None:
        return {}
    differences = run.results["equal"] if "equal" in run.results else equal(run)
    texts = samples(run.data)
    results: dict[str, Any] = {}
    for name in CONFIGURATIONS:
        ways = {STRICT: _timed(_converter(name)), OFFICIAL: _asked(worker, name)}
        rates = _rates(ways, _sample(texts, name))
        results[name] = {"different": differences[name]["different"], **rates}
    print_table(
        "Strict conversion and official OpenCC: MB of UTF-8 a second",
        ("configuration", "different", STRICT, OFFICIAL, "ratio"),
        (
            (
                name,
                str(row["different"]),
                f"{row[STRICT]:.1f}",
                f"{row[OFFICIAL]:.1f}",
                f"{row[STRICT] / row[OFFICIAL]:.1f}",
            )
            for name, row in results.items()
        ),
    )
    return results
