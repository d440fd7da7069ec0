"""Damage on damage: up to three kinds of garbling one after the other, and what comes back.

    python -m benchmarks.composed [-n 300] [--show 10]

How many is drawn first, one, two or three alike; then kinds are tried in random order until so many
have done something. The kinds are those that lose nothing; each must change three characters of the
text or more: that one alone is left alone is by design. What one makes of it must be text
itself, or else the next could not be undone: no repair makes controls, surrogates or unassigned
code points that were not there. Texts: the article's paragraphs and the project's own sentences, of
30 characters or more.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import fixtext
from corpus import SCRIPTS, gold, paragraphs
from fixtext.escapes.weighing import is_text
from fixtext.garbling import Treatment, registry

_SENTENCES = Path(__file__).parents[1] / "tests" / "cases" / "sentences.json"
_LEAST, _LEAST_CHANGED = 30, 3
MOST = 3
"""Kinds applied one after the other."""


def texts() -> list[str]:
    """Clean text to garble."""
    article = [
        text for script in SCRIPTS for text in paragraphs(gold(script)) if len(text) >= _LEAST
    ]
    sentences: dict[str, list[str]] = json.loads(_SENTENCES.read_text("utf-8"))
    return [
        *dict.fromkeys(article),
        *(text for some in sentences.values() for text in some if len(text) >= _LEAST),
    ]


def lossless() -> list[str]:
    """The kinds that lose nothing and are repaired by default."""
    return [
        name
        for name, kind in registry().items()
        if kind.lossless and kind.treatment("faithful") is Treatment.REPAIR
    ]


def compositions(seed: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Clean text, what some kinds make of it, and their names in the order of the damage."""
    chance = random.Random(seed)
    clean, kinds = texts(), lossless()
    while True:
        text = garbled = chance.choice(clean)
        names: list[str] = []
        wanted = chance.randint(1, min(MOST, len(kinds)))
        for name in chance.sample(kinds, len(kinds)):
            if len(names) == wanted:
                break
            made = fixtext.garble(garbled, name, seed=chance.randrange(1000))
            if _changed(garbled, made) >= _LEAST_CHANGED and (not names or is_text(garbled)):
                garbled, names = made, [*names, name]
        if names:
            yield text, garbled, tuple(names)


def _changed(before: str, after: str) -> int:
    """How many characters are not in both; at least how many changed, wherever they stand."""
    one, other = collections.Counter(before), collections.Counter(after)
    return max((one - other).total(), (other - one).total())


def measure(number: int, seed: int = 0) -> tuple[dict[int, tuple[int, int]], list[tuple[str, ...]]]:
    """By how many kinds were composed: how many came back, of how many; and what did not."""
    done: collections.Counter[int] = collections.Counter()
    right: collections.Counter[int] = collections.Counter()
    missed: list[tuple[str, ...]] = []
    for _, (clean, garbled, names) in zip(range(number), compositions(seed), strict=False):
        result = fixtext.fix(garbled)
        done[len(names)] += 1
        right[len(names)] += result == clean
        if result != clean:
            missed.append((" then ".join(names), clean, garbled, result))
    return {size: (right[size], done[size]) for size in sorted(done)}, missed


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how much comes back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=300, metavar="N", help="compositions to try")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="misses to show")
    options = parser.parse_args(arguments)
    rates, missed = measure(options.n, options.seed)
    for size, (right, of) in rates.items():
        print(f"{size} kinds: {right} of {of} = {100 * right / of:.1f}%")
    right, of = (sum(column) for column in zip(*rates.values(), strict=True))
    print(f"all: {right} of {of} = {100 * right / of:.1f}% (asked: 97%)")
    for names, count in collections.Counter(names for names, *_ in missed).most_common():
        print(f"  missed {count}: {names}")
    for names, *stages in missed[: options.show]:
        print(names)
        for stage, text in zip(("clean", "garbled", "fixed"), stages, strict=True):
            print(f"  {stage:8}{text[:90]!r}")


if __name__ == "__main__":
    main()
