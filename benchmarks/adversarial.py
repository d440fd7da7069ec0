"""Text made to be slow: how the time grows with it, and what memory it takes.

    python -m benchmarks.adversarial [--sizes 1 2 4 8] [--only NAME ...] [--limit SECONDS]
    python -m benchmarks.adversarial --profile NAME [--sizes 1]

Every kind of garbling has texts of its own: what it makes of the article's sentences, and what it
names as its worst. Each text is repaired once, in a process of its own, so that its peak of memory
is its own too. The sizes are megabytes (10**6 bytes) of UTF-8.
"""

from __future__ import annotations

import argparse
import cProfile
import dataclasses
import functools
import itertools
import json
import math
import multiprocessing
import pstats
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from rich.console import Console
from rich.table import Table

import fixtext
from benchmarks.documents import without_controls
from corpus import gold
from fixtext.garbling import registry
from fixtext.types import OptionArguments

_MEGABYTE = 1_000_000
_LIMIT = 120.0
_FUNCTIONS = 12
_WIDTH = 130
"""Of the table where there is no terminal to ask."""
_SCRIPTS = "aя中カ한αעا"
_OTHER = (
    'The official "flow" of the office was efficient, and it\'s fine at 20 °C (p ≤ 0.05).\r\n'
    "L’Université de Genève était déjà réunie. • 第一項 5 µm ± 2 µm\r\n佢瞓咗。"
    "東京のコンピュータ。한국어 문서를 찾을 수 있습니다. Москва является столицей.\r\n"
)


@dataclasses.dataclass(slots=True)
class Run:
    """One text repaired: megabytes of UTF-8, seconds of the processor, peak memory of the process.

    ``seconds`` and ``peak`` are None where the limit was reached.
    """

    name: str
    megabytes: float
    seconds: float | None = None
    peak: float | None = None


def _repeated(piece: str, size: int) -> str:
    return piece * (size // len(piece.encode("utf-8")))


def _sentences(size: int) -> str:
    """Sentences of the article in an order that does not come again, so that no part is known."""
    chance = random.Random(1)
    sentences = [part for part in gold("zh-Hans").replace("\n", "").split("。") if part]
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(chance.choice(sentences) + chance.choice("。。。。\n"))
        length += len(parts[-1].encode())
    return "".join(parts)


def _cut(text: str, size: int) -> str:
    """The beginning of a text that has so many bytes of UTF-8."""
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def _random_code_points(size: int) -> str:
    chance = random.Random(2)
    codes = (chance.randrange(0x80, 0x110000) for _ in range(size // 4))
    return "".join(chr(code) for code in codes if not 0xD800 <= code < 0xE000)


def _random_bytes(size: int) -> str:
    data = random.Random(3).randbytes(size)
    return _cut(bytes(byte | 0x80 for byte in data).decode("cp1252", "ignore"), size)


def _gbk_as_latin_1(size: int) -> str:
    return _cut(_sentences(size).encode("gb18030").decode("latin-1"), size)


def _utf_8_as_gbk(size: int) -> str:
    lines = _sentences(size).encode().split(b"\n")
    return _cut("\n".join(line.decode("gb18030", "replace") for line in lines), size)


def _utf_8_without_controls(size: int) -> str:
    """UTF-8 as ISO-8859-1 showed it, of which the C1 controls were taken out: half is gone."""
    return _cut(without_controls(_sentences(size).encode().decode("latin-1")), size)


def _in_small_letters(size: int) -> str:
    """GBK as Latin-1 showed it, lower-cased: of most bytes, one of two is left."""
    return _cut(_sentences(size).encode("gb18030").decode("latin-1").lower(), size)


def _marks_of_two_readings(size: int) -> str:
    """Rows of ``?`` between letters, as two wrong readings leave them: many holes, little known."""
    data = _sentences(size).encode("euc_jp", "replace")
    again = data.decode("cp866").encode("cp949", "replace")
    return _cut(again.decode("cp850"), size)


def _marks_behind_all(mark: str, size: int) -> str:
    text = "中文件的内容" * (size // 6)
    garbled = text.encode()[: size // 2].decode("gb18030", "replace")
    return _cut("".join(character + mark for character in garbled), size)


def _garbled(name: str, size: int) -> str:
    """The article's sentences as a kind garbles them; other languages, if it does nothing to them.

    What a kind makes need not be text that UTF-8 can hold; lone surrogates count three bytes.
    """
    kind = registry()[name]
    clean = _sentences(size)
    made = kind.garble(clean, random.Random(name))
    if made == clean:
        made = kind.garble(_OTHER * (size // len(_OTHER) + 1), random.Random(name))
    return made[: len(made) * size // len(made.encode("utf-8", "surrogatepass"))]


def _worst(piece: str | tuple[str, str], size: int) -> str:
    begin, repeated = piece if isinstance(piece, tuple) else ("", piece)
    return begin + repeated * (size // len(repeated.encode("utf-8", "surrogatepass")))


_TEXTS: dict[str, Callable[[int], str]] = {
    "clean Chinese": lambda size: _cut(_sentences(size), size),
    "one garbled character repeated": functools.partial(_repeated, "ä¸\xad"),
    "alternating scripts": functools.partial(_repeated, _SCRIPTS),
    "random code points": _random_code_points,
    "U+FFFD behind every character": functools.partial(_marks_behind_all, "\ufffd"),
    "? behind every character": functools.partial(_marks_behind_all, "?"),
    "? of two wrong readings": _marks_of_two_readings,
    "random bytes as windows-1252": _random_bytes,
    "GBK as Latin-1": _gbk_as_latin_1,
    "UTF-8 as GBK, lossy": _utf_8_as_gbk,
    "UTF-8 as Latin-1, without C1": _utf_8_without_controls,
    "GBK as Latin-1, lower-cased": _in_small_letters,
}


def _of_kinds() -> Iterator[tuple[str, Callable[[int], str]]]:
    """For each kind the texts that are made for it, by its name and what is repeated in them."""
    for kind in registry().values():
        yield f"{kind.name}, garbled", functools.partial(_garbled, kind.name)
        for piece in kind.worst:
            yield f"{kind.name}, {piece!a}", functools.partial(_worst, piece)


TEXTS = _TEXTS | dict(_of_kinds())
"""What makes a text of so many bytes, by name; of those for kinds, the kind's name comes first."""


def options(name: str) -> OptionArguments:
    """What it takes for the kind that a text is for to be asked: not all are by default."""
    kind = registry().get(name.split(",", maxsplit=1)[0])
    if kind is None or kind.treatment("faithful") is not None:
        return {}
    return {"select": kind.name, "profile": next(iter(kind.profiles), "faithful")}


def _measure(name: str, size: int, answer: Connection) -> None:
    """What a process of its own does: repair one text, and tell what it took."""
    text = TEXTS[name](size)
    fixtext.fix("Ã©tÃ© à la plage")  # tables are loaded before the clock runs
    chosen = options(name)
    start = time.process_time()
    fixtext.fix(text, **chosen)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer.send((seconds, peak / (1e6 if sys.platform == "darwin" else 1e3)))


def measure(name: str, megabytes: float, limit: float) -> Run:
    """One text of a size, repaired in a process of its own that is ended at the limit."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    size = int(megabytes * _MEGABYTE)
    process = context.Process(target=_measure, args=(name, size, theirs), daemon=True)
    process.start()
    theirs.close()
    run = Run(name, megabytes)
    if ours.poll(limit):
        run.seconds, run.peak = ours.recv()
    process.terminate()
    process.join()
    return run


def _profile(name: str, megabytes: float) -> None:
    text = TEXTS[name](int(megabytes * _MEGABYTE))
    fixtext.fix("Ã©tÃ© à la plage")
    profiler = cProfile.Profile()
    profiler.runcall(fixtext.fix, text, **options(name))
    print(f"{name}, {megabytes:g} MB")
    for order in ("tottime", "cumulative"):
        pstats.Stats(profiler).strip_dirs().sort_stats(order).print_stats(_FUNCTIONS)


def _table(runs: list[Run], sizes: list[float]) -> Table:
    table = Table(title="Text made to be slow, the slowest first", title_justify="left")
    table.add_column("text")
    for size in sizes:
        table.add_column(f"s at {size:g} MB", justify="right")
    for small, large in itertools.pairwise(sizes):
        table.add_column(f"t({large:g})/t({small:g})", justify="right")
    table.add_column(f"peak MB at {sizes[-1]:g} MB", justify="right")
    found = {(run.name, run.megabytes): run for run in runs}
    names = sorted(dict.fromkeys(run.name for run in runs), key=lambda name: -_time(found, name))
    for name in names:
        several = [found[name, size] for size in sizes]
        cells = [
            "over the limit" if one.seconds is None else f"{one.seconds:.1f}" for one in several
        ]
        for one, other in itertools.pairwise(several):
            cells.append(
                f"{other.seconds / one.seconds:.2f}" if one.seconds and other.seconds else "-"
            )
        peak = several[-1].peak
        cells.append("-" if peak is None else f"{peak:.0f}")
        table.add_row(name, *cells)
    return table


def _time(found: dict[tuple[str, float], Run], name: str) -> float:
    times = [run.seconds for (other, _), run in found.items() if other == name]
    return max(math.inf if seconds is None else seconds for seconds in times)


def main() -> None:
    """Measure, print the table, and write the numbers if asked to."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.adversarial",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sizes", type=float, nargs="+", default=[1.0, 2.0], metavar="MB")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="texts, or kinds: all of theirs")
    parser.add_argument("--limit", type=float, default=_LIMIT, help="seconds that a text may take")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers to a file")
    parser.add_argument("--profile", choices=TEXTS, metavar="NAME", help="profile one text instead")
    arguments = parser.parse_args()
    if arguments.profile:
        _profile(arguments.profile, arguments.sizes[0])
        return
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    sizes = sorted(arguments.sizes)
    runs: list[Run] = []
    only = arguments.only or list(TEXTS)
    for name in (text for text in TEXTS if text in only or text.split(",")[0] in only):
        for size in sizes:
            runs.append(measure(name, size, arguments.limit))
            print(json.dumps(dataclasses.asdict(runs[-1])), file=sys.stderr, flush=True)
    console.print(_table(runs, sizes))
    slowest = max(runs, key=lambda run: math.inf if run.seconds is None else run.seconds)
    took = f"over {arguments.limit:g}" if slowest.seconds is None else f"{slowest.seconds:.1f}"
    console.print(f"the slowest: {slowest.name}, {took} s for {slowest.megabytes:g} MB")
    if arguments.json:
        data = [dataclasses.asdict(run) for run in runs]
        arguments.json.write_text(json.dumps(data, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
