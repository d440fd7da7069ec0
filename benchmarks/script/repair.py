"""Half-converted text: what is repaired, what is found, and what is found where nothing is."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from benchmarks.output import print_table
from benchmarks.script.run import Run
from benchmarks.script.texts import (
    CLEAN,
    DOCUMENTS,
    HAN,
    TRADITIONAL,
    documents,
    documents_name,
    half_convert,
    lines,
)
from fixtext.hanscript import convert, leftovers
from fixtext.hanscript.families import canonical
from fixtext.scan import code_points

_WINDOW = 500


def _repaired(text: str) -> str:
    result = list(text)
    for found in leftovers(text):
        result[found.start : found.end] = found.after
    return "".join(result)


def _s2tw(text: str) -> str:
    """What official OpenCC gives: part ``equal`` shows that ours is that."""
    return convert(text, to="zh-TW", source="zh-Hans", strict="opencc")


def _t2s_s2tw(text: str) -> str:
    return _s2tw(convert(text, to="zh-Hans", source="zh-Hant", strict="opencc"))


WAYS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "fixtext": _repaired,
    "OpenCC s2tw": _s2tw,
    "OpenCC t2s, s2tw": _t2s_s2tw,
}


def _wrong(got: str, want: str) -> int:
    return sum(a != b for a, b in zip(got, want, strict=True))


def _other(got: str, want: str) -> int:
    """As :func:`_wrong`, without variants of one form (台 and 臺), which are style."""
    codes = [canonical()[code_points(text)] for text in (got, want)]
    return int((codes[0] != codes[1]).sum())


def half(run: Run) -> dict[str, Any]:
    """Half-converted Taiwan text: wrong characters a thousand hanzi, after repair."""
    source = lines(run.data, "zh-Hant-TW-ui")
    results: dict[str, Any] = {}
    for size in DOCUMENTS:
        pairs = [(half_convert(text), text) for text in documents(source, size)]
        thousands = sum(len(HAN.findall(text)) for _, text in pairs) / 1000
        results[documents_name(size)] = {
            name: {
                "wrong": sum(_wrong(work(mixed), text) for mixed, text in pairs) / thousands,
                "other": sum(_other(work(mixed), text) for mixed, text in pairs) / thousands,
                "harm": sum(_wrong(work(text), text) for _, text in pairs) / thousands,
            }
            for name, work in WAYS.items()
        }
    print_table(
        "Half-converted Taiwan text: wrong per 1,000 hanzi (without variants; clean text: changed)",
        ("documents of", *WAYS),
        (
            (
                size,
                *(
                    f"{each['wrong']:.2f} ({each['other']:.2f}; {each['harm']:.3f})"
                    for each in row.values()
                ),
            )
            for size, row in results.items()
        ),
    )
    return results


def windows(run: Run) -> dict[str, Any]:
    """Mixes found in windows of 500 hanzi, and false alarms in clean ones."""
    results: dict[str, Any] = {}
    for name in TRADITIONAL:
        text = "\n".join(lines(run.data, name))
        places = [match.start() for match in HAN.finditer(text)]
        cuts = [*places[::_WINDOW], len(text)]
        clean_windows = [text[a:b] for a, b in itertools.pairwise(cuts)]
        results[name] = {
            "windows": len(clean_windows),
            "found": sum(bool(leftovers(half_convert(each))) for each in clean_windows),
            "alarms": sum(bool(leftovers(each)) for each in clean_windows),
        }
    print_table(
        f"Windows of {_WINDOW} hanzi, half-converted and clean",
        ("corpus", "windows", "mixes found", "false alarms"),
        ((name, *map(str, row.values())) for name, row in results.items()),
    )
    return results


def clean(run: Run) -> dict[str, Any]:
    """Clean text: findings, which should be none."""
    results: dict[str, Any] = {}
    for name in CLEAN:
        source = lines(run.data, name)
        results[name] = {
            documents_name(size): sum(len(leftovers(text)) for text in documents(source, size))
            for size in DOCUMENTS
        }
    print_table(
        "Clean text: characters found to be of another script",
        ("corpus", *(f"documents of {documents_name(size)}" for size in DOCUMENTS)),
        ((name, *map(str, row.values())) for name, row in results.items()),
    )
    return results
