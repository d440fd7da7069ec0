"""``python -m fixtext.language.train``: the shipped model, or one of your own text."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

from fixtext.errors import FixtextError
from fixtext.language.layout import FORMAT
from fixtext.language.train.corpus import own_texts, shipped
from fixtext.language.train.counting import ONE, Stream, count
from fixtext.language.train.estimation import Arrays, Sizes, estimate
from fixtext.language.train.mixing import plain_streams, streams
from fixtext.language.train.problems import TrainingError
from fixtext.language.train.sources import sources
from fixtext.tables import read_table, write_table

__all__ = ["main", "train"]

_OUTPUT = Path(__file__).parents[1] / "data" / "language.table"
_RELEASE = "2026.11-2"
_UNICODE = "14.0.0"  # of the shipped file; it is that of Python 3.11
_SIZES = Sizes(pairs=620_000, ngrams=1_925_000)
# N-grams of less weight than this are not looked at, by order.
_LEAST = (1, ONE // 4, ONE, 2 * ONE)


def train(text: Sequence[Stream], sizes: Sizes = _SIZES) -> Arrays:
    """The model's arrays from streams of symbols."""
    orders = [count(text, order, least) for order, least in enumerate(_LEAST, 1)]
    return estimate(orders, sizes)


def _header(release: str, licence: str, items: Iterable[str]) -> dict[str, object]:
    return {
        "name": "language",
        "release": release,
        "format": FORMAT,
        "licence": licence,
        "unicode": unicodedata.unidata_version,
        "source": list(items),
    }


def _report(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _own(folders: Iterable[Path]) -> tuple[dict[str, object], list[Stream]]:
    """Header and text of a model of one's own."""
    texts = {folder: own_texts(folder) for folder in folders}
    items = [f"{folder.resolve().name}: {len(found)} files" for folder, found in texts.items()]
    header = _header("own", "as the text it was trained on", items)
    return header, plain_streams(text for found in texts.values() for text in found)


def _shipped(cache: Path) -> tuple[dict[str, object], list[Stream]]:
    """Header and text of the shipped model."""
    missing = [name for name in ("msgpack", "opencc") if find_spec(name) is None]
    if missing:
        raise TrainingError(
            f"{' and '.join(missing)}: not installed: run pip install 'fixtext[train]'"
        )
    if unicodedata.unidata_version != _UNICODE:
        _report(
            f"note: the shipped file was made with Unicode {_UNICODE} (Python 3.11); this Python"
            f" has {unicodedata.unidata_version}, and the file will be another one"
        )
    items = [f"{source.name} {source.version} ({source.licence})" for source in sources()]
    return _header(_RELEASE, "CC-BY-SA-4.0", items), streams(shipped(cache, _report))


def _write(options: argparse.Namespace) -> None:
    output: Path = options.output or _OUTPUT
    if output.is_dir() or not output.parent.is_dir():
        raise TrainingError(f"{output}: cannot be written: name a file in a folder that exists")
    header, text = _own(options.corpus) if options.corpus else _shipped(options.cache)
    _report("counting and estimating")
    arrays = train(text)
    partial = output.with_name(output.name + ".partial")
    write_table(partial, header, {**dataclasses.asdict(arrays)})
    digest = read_table(partial).header["sha256"]
    partial.replace(output)
    _report(f"{output}: {header['release']} sha256:{digest[:8]}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fixtext.language.train", description=__doc__)
    parser.add_argument(
        "--corpus", type=Path, action="append", metavar="DIR",
        help="train on the .txt files (UTF-8) below DIR instead; repeatable, needs --output",
    )  # fmt: skip
    parser.add_argument(
        "--output", type=Path, metavar="FILE",
        help="where to write the model; the shipped file if not given",
    )  # fmt: skip
    parser.add_argument(
        "--cache", type=Path, default=Path("language-sources"), metavar="DIR",
        help="where the sources are kept; ./language-sources if not given",
    )  # fmt: skip
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the file was written, 2 after an error, which is told."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.corpus and options.output is None:
        parser.error("--corpus needs --output FILE: the shipped model is not to be overwritten")
    try:
        _write(options)
    except (FixtextError, OSError) as error:
        for line in str(error).splitlines():
            _report(f"fixtext.language.train: {line}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
