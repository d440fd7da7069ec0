"""What becomes of the guesses of a repair: which are put in, and where the mark of a loss stays.

U+FFFD tells a reader that something is lost. Where it is a part of an ideograph, what else fits is
mostly no word, and without a guess little could be read. Where it is a letter of an alphabet, a
wrong one makes another word that looks as right: of 15,000 letters that were lost when UTF-8 was
read with single-byte codecs, 11 in a hundred were filled wrongly. So the mark stays there, as ftfy
leaves it, unless letters are asked for; what most probably stood there is told in the finding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from fixtext.east_asian import classes
from fixtext.encodings.codecs import codec
from fixtext.encodings.filling import Filled
from fixtext.encodings.lattice import REPLACEMENT
from fixtext.encodings.weighing import Reversal
from fixtext.findings import Inference
from fixtext.scan import text_of
from fixtext.types import Options

__all__ = ["Guessed", "guessed"]

_MARK = chr(REPLACEMENT)


class Guessed(NamedTuple):
    """The text of a repair, whether any of it is a guess, and what is told of the guesses."""

    text: str
    inferred: bool
    inferences: Callable[[], tuple[Inference, ...]] | None


def guessed(one: Reversal, shown: str, options: Options) -> Guessed:
    """What a stretch becomes; ``shown`` is what it was.

    >>> from fixtext import fix
    >>> text = "Ð ÑƒÑ\N{REPLACEMENT CHARACTER}Ñ\N{REPLACEMENT CHARACTER}ÐºÐ¸Ð¹"
    >>> ascii(fix(text)) == ascii("Ру\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}кий")
    True
    >>> fix(text, infer_letters=True)
    'Русский'
    """
    if not options.infer:
        return Guessed(text_of(one.proven), False, None)
    if options.infer_letters or not _is_marked(one, shown):
        return Guessed(one.text, True, one.inferences)
    marked = one.marked(_letters(one))
    inferred = any(not (filled.proven or _is_a_letter(filled)) for filled in one.fillings)
    return Guessed(marked.text, inferred, marked.inferences)


def _is_marked(one: Reversal, shown: str) -> bool:
    """Whether U+FFFD or a question mark stands for each byte that single-byte codecs had not."""
    if not all(codec(route.read).single and not route.then for route in one.routes):
        return False
    if _MARK in shown or len(one.routes) > 1:
        return _MARK in shown
    return "?" in shown and len(_as_meant(one)) == len(shown)


def _as_meant(one: Reversal) -> bytes:
    """The bytes of a stretch as they were before any was lost."""
    whole = one.refilled(lambda filled: np.array(filled.filling.option, np.uint32))
    return whole.text.encode(codec(one.routes[0].meant).python, "replace")


def _letters(one: Reversal) -> list[int]:
    """Which of the guesses are letters; of East Asian characters, none is made for that."""
    east_asian = np.concatenate(([0], np.cumsum(classes(one.codes) > 0)))
    starts, ends = np.clip(one.fillings.places, 0, one.codes.size).T
    others = np.flatnonzero(east_asian[starts] == east_asian[ends]).tolist()
    those = zip(others, one.fillings.those(others), strict=True)
    return [gap for gap, filled in those if _is_a_letter(filled)]


def _is_a_letter(filled: Filled) -> bool:
    """Whether what was guessed is no character of East Asia."""
    option = filled.filling.option
    return not filled.proven and bool(option) and not classes(np.array(option, np.uint32)).any()
