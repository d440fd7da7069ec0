"""Words as a region says them (软件, 軟體), from whichever ``opencc`` module is installed.

Three packages share that module name; any of them answers, and :func:`engine` says which. Only
their words are used: a text is sent through two of their configurations, without and with the
region's words, and where the results differ stands such a word. All else is fixtext's conversion.
"""

from __future__ import annotations

import functools
import importlib
import threading
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.errors import ScriptError
from fixtext.hanscript.conversion import convert_as_opencc
from fixtext.lazy import lazy_pattern

__all__ = ["REGIONS", "engine", "region_tag", "with_vocabulary"]

# Region -> the configurations without and with its words, the script they read, and the one they
# write.
_CONFIGURATIONS = {
    "TW": ("s2tw", "s2twp", "zh-Hans", "zh-Hant-TW"),
    "HK": ("s2hk", "s2hkp", "zh-Hans", "zh-Hant-HK"),
    "CN": ("tw2s", "tw2sp", "zh-Hant-TW", "zh-Hans"),
}
REGIONS = tuple(_CONFIGURATIONS)

# What no word reaches over. Longer runs of ideographs are cut: the work must be linear.
_CLAUSE = lazy_pattern(r"[^\W\d_]{1,200}")
_LOCK = threading.Lock()


def region_tag(region: str) -> str:
    """The canonical name of a region whose words are known; raises ScriptError for any other.

    >>> region_tag("tw")
    'TW'
    """
    tag = region.upper()
    if tag not in _CONFIGURATIONS:
        raise ScriptError(f"unknown vocabulary {region!r}: use one of {', '.join(REGIONS)}")
    return tag


@functools.cache
def engine() -> str:
    """The package behind the ``opencc`` module, with its version; raises ScriptError without one.

    >>> engine().startswith(("opencc-python-reimplemented ", "OpenCC "))
    True
    """
    try:
        module = importlib.import_module("opencc")
    except ImportError as error:
        raise ScriptError(
            f"regional vocabulary needs an opencc module ({error}): "
            "pip install opencc-python-reimplemented"
        ) from error
    official = getattr(module, "__version__", None)
    if official is not None:
        return f"OpenCC {official}"
    from importlib.metadata import PackageNotFoundError, version  # slow to load, seldom needed

    try:
        return f"opencc-python-reimplemented {version('opencc-python-reimplemented')}"
    except PackageNotFoundError:
        return "an opencc module of unknown version"


@functools.cache
def _converter(name: str) -> Callable[[str], str]:
    who = engine()
    try:
        converter: Callable[[str], str] = importlib.import_module("opencc").OpenCC(name).convert
        converter("")
    except Exception as error:  # each of the packages has errors of its own
        raise ScriptError(
            f"{who} has no configuration {name}: install the official one, pip install opencc"
        ) from error
    return converter


def with_vocabulary(
    result: str,
    text: str,
    source: str,
    to: str,
    region: str,
    foreign: NDArray[np.bool_] | None = None,
) -> str:
    """``result`` with the words of a region.

    ``result`` is ``text`` converted from ``source`` to ``to``, character by character, so both
    are of one length, as is the mask of what is not Chinese. Raises ScriptError where no installed
    module knows the region's words.
    """
    plain, phrases, reads, writes = _CONFIGURATIONS[region_tag(region)]
    if len(text) != len(result):
        raise ValueError("the conversion changed the length of the text")
    spelled = convert_as_opencc(text, source, reads)
    clauses = list(
        dict.fromkeys(match[0] for match in _CLAUSE.finditer(spelled) if match[0] > "⺀")
    )
    if not clauses:
        return result
    without, within = (_converted(clauses, name) for name in (plain, phrases))
    words = {
        clause: edits
        for clause, before, after in zip(clauses, without, within, strict=True)
        if (edits := list(_words(before, after))) and len(before) == len(clause)
    }
    pieces, end = [], 0
    for match in _CLAUSE.finditer(spelled):
        if foreign is not None and foreign[match.start()]:
            continue
        for start, stop, word in words.get(match[0], ()):
            pieces += [result[end : match.start() + start], convert_as_opencc(word, writes, to)]
            end = match.start() + stop
    return "".join(pieces) + result[end:]


def _converted(clauses: Sequence[str], name: str) -> list[str]:
    with _LOCK:
        return _converter(name)("\n".join(clauses)).split("\n")


def _words(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """Where the second text has other words than the first: places in the first, and the words."""
    from difflib import SequenceMatcher

    if before != after:
        for what, start, stop, first, last in SequenceMatcher(
            None, before, after, autojunk=False
        ).get_opcodes():
            if what != "equal":
                yield start, stop, after[first:last]
