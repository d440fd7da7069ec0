"""``python -m fixtext.language.train``: the shipped model, or one of your own text."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from fixtext.language.layout import FORMAT
from fixtext.language.train.corpus import Text, WordList, own_texts, shipped
from fixtext.language.train.counting import ONE, Stream, count
from fixtext.language.train.estimation import Arrays, Sizes, estimate
from fixtext.language.train.mixing import streams
from fixtext.language.train.sources import sources
from fixtext.tables import write_table

__all__ = ["main", "train"]

_OUTPUT = Path(__file__).parents[1] / "data" / "language.table"
_RELEASE = "2026.11-1"
_SIZES = Sizes(pairs=650_000, ngrams=1_850_000)
# N-grams of less weight than this are not looked at, by order.
_LEAST = (1, ONE // 4, ONE, 2 * ONE)


def train(text: Sequence[Stream], sizes: Sizes = _SIZES) -> Arrays:
    """The model's arrays from streams of symbols."""
    orders = [count(text, order, least) for order, least in enumerate(_LEAST, 1)]
    return estimate(orders, sizes)


def _header(items: Iterable[str]) -> dict[str, object]:
    return {
        "name": "language",
        "release": _RELEASE,
        "format": FORMAT,
        "licence": "CC-BY-SA-4.0",
        "unicode": unicodedata.unidata_version,
        "source": list(items),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the file was written."""
    parser = argparse.ArgumentParser(prog="python -m fixtext.language.train", description=__doc__)
    parser.add_argument(
        "--corpus", type=Path, action="append", metavar="DIR",
        help="train on the .txt files (UTF-8) below DIR instead; repeatable",
    )  # fmt: skip
    parser.add_argument("--output", type=Path, default=_OUTPUT, metavar="FILE")
    parser.add_argument("--cache", type=Path, default=Path("language-sources"), metavar="DIR",
                        help="where the sources are kept")  # fmt: skip
    options = parser.parse_args(arguments)
    items: list[Text | WordList] = []
    if options.corpus:
        for folder in options.corpus:
            items.extend(own_texts(folder))
        names = [item.name for item in items]
    else:
        items.extend(shipped(options.cache))
        names = [f"{source.name} {source.version} ({source.licence})" for source in sources()]
    arrays = train(streams(items))
    partial = options.output.with_suffix(".partial")
    write_table(partial, _header(names), {**dataclasses.asdict(arrays)})
    partial.replace(options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
