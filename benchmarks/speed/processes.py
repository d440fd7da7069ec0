"""What fresh processes take: the import, the first repair, memory, files through the command."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.output import print_table
from benchmarks.speed.rounds import Spread
from benchmarks.speed.run import Run

_RUNS = 7
_CLEAN = "这座图书馆建于一百年前，楼上收藏着许多旧报纸。"
_GARBLED = _CLEAN.encode().decode("latin-1")
_STAGES = """
import json, resource, sys, time
clock, seen = time.perf_counter, {{}}
def memory():
    try:
        pages = int(open("/proc/self/statm").read().split()[1])
        return pages * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
{before}
seen["memory before"] = memory()
start = clock()
{load}
seen["import"] = 1000 * (clock() - start)
start = clock()
{work}
seen["first"] = 1000 * (clock() - start)
seen["memory"] = memory()
print(json.dumps(seen))
"""
_PROGRAMS = {
    "fixtext, clean": ("import numpy", "import fixtext", f"fixtext.fix({_CLEAN!r})"),
    "fixtext, garbled": ("import numpy", "import fixtext", f"fixtext.fix({_GARBLED!r})"),
    "ftfy": ("", "import ftfy", f"ftfy.fix_text({_GARBLED!r})"),
    "plsfix": ("", "import plsfix", f"plsfix.fix_text({_GARBLED!r})"),
}
"""What is there before, the import, and the first call; by whom, and of what."""
_FILE_SIZES = (10, 100)
_GARBLED_FILE_SIZES = (10,)
_LARGE_FILE = 1000
_FILES = 400
_FILE_SIZE = 0.25
_JOB_RUNS = 3
_PEAK = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A small process that starts the command, which is said to have held what that did at least."""
COMMAND = (sys.executable, "-m", "fixtext")


def start(run: Run) -> dict[str, Any]:
    """Import and first repair beyond numpy's own import, ms; memory after it, MB."""
    pythons: dict[str, Sequence[str]] = {
        worker.peer.name: worker.python for worker in run.peers.workers()
    }
    programs = {
        name: (*pythons.get(name, (sys.executable,)), "-c", _program(name))
        for name in _PROGRAMS
        if name in pythons or name.startswith("fixtext")
    }
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in programs}
    # The round before the first is to compile what is imported, and to have the files read once.
    for turn in range(_RUNS + 1):
        for name, command in programs.items():
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            if turn:
                seen[name].append(json.loads(told))
    results = {
        name: {
            stage: dataclasses.asdict(Spread.of([each[stage] for each in runs]))
            for stage in runs[0]
        }
        for name, runs in seen.items()
    }
    print_table(
        f"New processes, medians of {_RUNS} (least-most)",
        ("by", "import, ms", "first repair, ms", "memory before, MB", "memory after it, MB"),
        (
            (
                name,
                *(
                    str(Spread(**row[stage]))
                    for stage in ("import", "first", "memory before", "memory")
                ),
            )
            for name, row in results.items()
        ),
    )
    return results


def _program(name: str) -> str:
    before, load, work = _PROGRAMS[name]
    return _STAGES.format(before=before, load=load, work=work)


def memory(run: Run) -> dict[str, Any]:
    """Most memory that ``fixtext fix FILE`` holds, and its seconds."""
    makers: dict[str, Callable[[int, int], str]] = {
        "clean Chinese": lambda size, seed: run.texts.clean("zh-Hans", size, seed),
        "clean English": lambda size, seed: run.texts.clean("en", size, seed),
        "UTF-8 read as Latin-1": lambda size, _: run.texts.utf_8_as_latin_1(size),
    }
    sizes = dict.fromkeys(makers, (*_FILE_SIZES, *((_LARGE_FILE,) if run.large else ())))
    sizes["UTF-8 read as Latin-1"] = _GARBLED_FILE_SIZES
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        for name, make in makers.items():
            for size in sizes[name]:
                _write(path, make, run.size(size))
                peak, seconds = _command("fix", str(path))
                results[f"{name}, {size * run.scale:g} MB"] = {"peak": peak, "seconds": seconds}
    print_table(
        "fixtext fix FILE: most memory of the process",
        ("file", "peak MB", "seconds"),
        ((name, f"{row['peak']:.0f}", f"{row['seconds']:.1f}") for name, row in results.items()),
    )
    return results


def _write(path: Path, make: Callable[[int, int], str], size: int) -> None:
    """A long file, made in pieces so that it needs no memory itself."""
    with path.open("wb") as file:
        for seed in range(-(-size // 10_000_000)):
            left = size - seed * 10_000_000
            file.write(make(min(left, 10_000_000), seed).encode())


def _command(*arguments: str) -> tuple[float, float]:
    """Peak memory in MB and seconds of one run of the command, its output thrown away."""
    begun = time.perf_counter()
    command = (sys.executable, "-c", _PEAK, *COMMAND, *arguments, "--isolated")
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds = time.perf_counter() - begun
    return int(told) / (1e6 if sys.platform == "darwin" else 1e3), seconds


def jobs(run: Run) -> dict[str, Any]:
    """``fixtext fix -j 1`` and ``-j 2`` over many files: seconds and their ratio."""
    if not _has_jobs():
        print("jobs: this version's fixtext fix has no -j; left out", file=sys.stderr)
        return {}
    seconds: dict[str, list[float]] = {"-j 1": [], "-j 2": []}
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        files.mkdir()
        for number in range(_FILES):
            text = run.texts.clean(("zh-Hans", "en")[number % 2], run.size(_FILE_SIZE), number)
            (files / f"{number}.txt").write_bytes(text.encode())
        for turn in range(_JOB_RUNS + 1):
            for option, seen in seconds.items():
                with contextlib.ExitStack() as stack:
                    out = stack.enter_context(tempfile.TemporaryDirectory())
                    _, each = _command("fix", *option.split(), "--output", out, str(files))
                if turn:
                    seen.append(each)
    ratios = [one / two for one, two in zip(*seconds.values(), strict=True)]
    results = {option: dataclasses.asdict(Spread.of(each)) for option, each in seconds.items()}
    results["ratio"] = dataclasses.asdict(Spread.of(ratios))
    print_table(
        f"fixtext fix over {_FILES} files of {_FILE_SIZE * run.scale:g} MB: seconds",
        ("", "median (least-most)"),
        ((name, str(Spread(**row))) for name, row in results.items()),
    )
    return results


def _has_jobs() -> bool:
    told = subprocess.run((*COMMAND, "fix", "--help"), capture_output=True, text=True, check=True)
    return "-j" in told.stdout.split() or "--jobs" in told.stdout
