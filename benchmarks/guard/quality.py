"""A small corpus of every kind of garbling, always the same, and what is found and restored of it.

Each kind garbles the first texts that it can damage, in an order of its own: sentences of 19
languages and the paragraphs of the article. Counts are compared exactly, so that a change either
way is seen where it is made.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import fixtext
from corpus import SCRIPTS, gold, paragraphs
from fixtext.garbling import Garbling, Treatment, registry
from fixtext.types import OptionArguments

_SENTENCES = Path(__file__).parents[2] / "tests" / "cases" / "sentences.json"
_TEXTS = 12
_MOST_TEXTS = {"mojibake": 36, "lost-bytes": 24}
"""Kinds that many routes lead to have more."""
_LONG, _LONGEST = 100, 600
"""Code points."""
_SEEDS = 3
_STYLED = (
    'The official "flow" of the office was efficient, and it\'s fine at 20 °C (p ≤ 0.05).\n'
    "Two lines of it were printed.\n",
    "• 第一項 5 µm ± 2 µm\n• 第二項 λ = 0.5\n佢瞓咗，唔好嘈佢。\n",
    "東京のコンピュータとパソコンで、ガスの料金を調べることができます。\n",
    "L’Université de Genève et l’École polytechnique étaient déjà réunies à Zürich.\n",
)
"""Signs, line ends and letters that some kinds need to have anything to damage."""
CLEAN = "clean text"
"""The name under which stands how many clean texts stayed as they are."""


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """Of how many texts the kind was found, how many came out exactly; and a digest of them."""

    texts: int
    found: int
    exact: int
    digest: str


def clean_texts() -> list[str]:
    """What is garbled: the article's shorter paragraphs, sentences of many languages."""
    sentences: dict[str, list[str]] = json.loads(_SENTENCES.read_text("utf-8"))
    article = [text for script in SCRIPTS for text in paragraphs(gold(script))]
    every = [*article, *(text for some in sentences.values() for text in some), *_STYLED]
    return [text for text in dict.fromkeys(every) if len(text) <= _LONGEST]


def subset(kind: Garbling) -> Iterator[tuple[str, str]]:
    """Clean texts and what the kind makes of them, as many as there are to be, none twice.

    Every other text is a longer paragraph of the article, as little damage proves nothing.
    """
    chance = random.Random(kind.name)
    texts = clean_texts()
    chance.shuffle(texts)
    paragraphs_first = sorted(texts, key=lambda text: len(text) < _LONG)
    texts = list(
        dict.fromkeys(text for two in zip(paragraphs_first, texts, strict=True) for text in two)
    )
    left = _MOST_TEXTS.get(kind.name, _TEXTS)
    # Not every seed of one text, then the next: different texts come first.
    for seed in range(_SEEDS):
        for text in texts:
            garbled = kind.garble(text, random.Random(f"{kind.name}/{seed}/{text}"))
            if left and garbled != text:
                left -= 1
                yield text, garbled
        if not left:
            return


def options(kind: Garbling) -> OptionArguments:
    """What it takes for the kind to repair, or if it only reports to be asked alone."""
    repairing = [name for name, what in kind.profiles.items() if what is Treatment.REPAIR]
    if "faithful" in repairing:
        return {}
    return {"select": kind.name, "profile": (repairing or ["faithful"])[0]}


def count(kind: Garbling) -> Count:
    """What is found and restored of a kind's texts."""
    pairs = list(subset(kind))
    reports = [fixtext.explain(garbled, **options(kind)) for _, garbled in pairs]
    digest = hashlib.sha256()
    for _, garbled in pairs:
        digest.update(garbled.encode("utf-8", "surrogatepass") + b"\0")
    return Count(
        len(pairs),
        sum(kind.name in report.counts for report in reports),
        sum(report.text == text for (text, _), report in zip(pairs, reports, strict=True)),
        digest.hexdigest()[:16],
    )


def measure(progress: Callable[[str], None] = lambda _: None) -> dict[str, Count]:
    """The counts of every kind, and of clean text: none of it is to be found to be anything."""
    results = {}
    for kind in registry().values():
        progress(kind.name)
        results[kind.name] = count(kind)
    texts = clean_texts()
    reports = fixtext.explain_many(texts)
    found = sum(bool(report.findings) for report in reports)
    same = sum(report.text == text for text, report in zip(texts, reports, strict=True))
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    results[CLEAN] = Count(len(texts), found, same, digest)
    return results


def compare(stored: Mapping[str, Mapping[str, object]], now: Mapping[str, Count]) -> list[str]:
    """What changed, a line for each kind; either way counts."""
    changes = []
    for name in [*now, *(name for name in stored if name not in now)]:
        before, after = stored.get(name), now.get(name)
        if before is None:
            changes.append(f"{name}: nothing is stored of it")
        elif after is None:
            changes.append(f"{name}: there is no such kind any more")
        elif dict(before) != dataclasses.asdict(after):
            told = ", ".join(
                f"{what} {before.get(what)} -> {value}"
                for what, value in dataclasses.asdict(after).items()
                if what != "digest" and before.get(what) != value
            )
            if before.get("digest") != after.digest:
                told = ", ".join(filter(None, (told, "and the texts themselves are others")))
            changes.append(f"{name}: {told}")
    return changes
