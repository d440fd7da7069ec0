"""Speed and size of the language model, and bits per character of a folder of texts.

``python benchmarks/language.py [DIR]``; DIR holds .txt files (UTF-8), one language each.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from fixtext.language import load
from fixtext.language import model as model_module

CHINESE = "语言模型说明一段文字有多么出人意料：越常见的字，前后越相合，所需的比特就越少。\n"


def best_seconds(function: Callable[[], object], times: int = 5) -> float:
    """Processor time of the fastest of some calls."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        function()
        seconds.append(time.process_time() - start)
    return min(seconds)


def main() -> None:
    start = time.perf_counter()
    model = load()
    print(f"load: {(time.perf_counter() - start) * 1e3:.1f} ms, {model.version}")
    file = Path(model_module.__file__).parent / "data" / "language.table"
    print(f"file: {file.stat().st_size:,} bytes")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    texts = {
        path.stem: path.read_text("utf-8")
        for path in sorted(folder.glob("*.txt") if folder else ())
    }
    chinese = "".join(text for name, text in texts.items() if name.startswith("zh")) or CHINESE
    chinese *= 1 + 12_000_000 // len(chinese.encode())
    size = len(chinese.encode())
    codes = np.frombuffer(chinese.encode("utf-32-le"), np.dtype("<u4"))
    print(
        f"score: {size / best_seconds(lambda: model.score(codes)) / 1e6:.0f} MB/s of UTF-8 Chinese"
    )
    print(f"bits: {size / best_seconds(lambda: model.bits(chinese)) / 1e6:.0f} MB/s")
    lines = chinese[:300_000].splitlines()
    seconds = best_seconds(lambda: model.bits_many(lines))
    print(f"bits_many: {len(lines) / seconds:,.0f} lines/s")
    for number in (10, 64, 1_000, 10_000):
        context = np.lib.stride_tricks.sliding_window_view(codes, 3)[:number].copy()
        char = codes[3 : number + 3].copy()
        runs = max(1, 20_000 // number)

        def repeat(
            context: np.ndarray = context, char: np.ndarray = char, runs: int = runs
        ) -> None:
            for _ in range(runs):
                model.cost(context, char)

        print(f"cost of {number}: {best_seconds(repeat) / runs * 1e6:.0f} µs")
    for name, text in texts.items():
        print(f"{name:20} {model.bits(text) / len(text):6.2f} bits per character")


if __name__ == "__main__":
    main()
