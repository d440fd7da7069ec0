"""Letters that came apart: an accent, a mark of voice or a part of a syllable by itself.

What it looks like: ``Universit´e``, ``M¨uller``, ``na¨ıve``, ``cafe´`` for Université, Müller,
naïve, café; ``café`` of five code points; ``ㅎㅏㄴㄱㅡㄹ`` for 한글; が of two code points.

How it happens: what takes text from the glyphs of a page finds an accent that was set over a
letter beside it. File names of macOS come in decomposed form (Form D), hangul in three parts.

How it is recognised: in faithful repair,

- an accent by itself, touching a letter that it composes with, inside a word, where the language
  model finds the word far likelier composed, and likelier than with an apostrophe;
- a mark that composes with the letter before it, but for a space between them, in the same way;
- parts of hangul syllables, and marks of voice behind kana, in a document whose other syllables
  and kana are composed; letters of hangul by themselves (``ㅎㅏㄴ``) only if all of a row compose
  to two syllables or more that the model finds likely.

The other profiles put the text into Form C, in which every letter is one code point, if it has one.

What stays: in faithful repair, the decomposed letters of all other scripts, since they are the same
text to Unicode; ``l´amour`` and ``don´t``; letters of hangul in chat (``ㅋㅋㅋ``) and in lessons;
old hangul; a text that is decomposed as a whole. In the web profile, the points of Hebrew and
Arabic keep their order. Letters with more than 64 marks stay everywhere.

When the repair is a guess: never by the code points; where an accent was by itself, the model
decided.

References: Unicode Standard Annex #15, "Unicode Normalization Forms".

>>> import fixtext
>>> fixtext.fix("Il a étudié à l'Universit´e de Genève")
"Il a étudié à l'Université de Genève"
>>> fixtext.fix("l´amour, don´t")
'l´amour, don´t'
"""

from __future__ import annotations

import functools
import random
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.batch import Batch
from fixtext.causes import GLYPHS_TO_TEXT
from fixtext.document import Document
from fixtext.forms.normalising import changed_by, composed
from fixtext.forms.syllables import letters_of_syllables, parts_of_syllables
from fixtext.forms.weighing import EQUIVALENT
from fixtext.garbling import EVERYWHERE, Edit, Garbling, RuledOut, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["CombiningSplit"]

_POINTS = lazy_pattern("[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_HANGUL_KANA = lazy_pattern("[\u3046-\u30fa\uac00-\ud7a3]")


_PARTS = (Seen.COMBINING, Seen.ACCENT, Seen.HANGUL_LETTER)
_ANY_PART = int(Seen.COMBINING | Seen.ACCENT | Seen.HANGUL_LETTER)


class CombiningSplit(Garbling):
    """Letters that came apart."""

    name = "combining-split"
    title = "letters that came apart: Universit´e for Université"
    group = "character"
    lossless = False
    needs = ("mojibake", "compatibility-ideograph", "ligature", "fullwidth-ascii")
    signal = (Seen.COMBINING, Seen.LATIN, Seen.LETTER, Seen.COMPATIBLE)
    profiles = EVERYWHERE
    cause = GLYPHS_TO_TEXT
    worst = ("n\u00b4", ("a", "\u0301"), "\u0301", "a \u0301")

    def ruled_out(self, seen: int, profile: str) -> RuledOut:
        """Without parts of letters, unless the profile wants all composed."""
        in_parts = profile != "faithful" or bool(seen & _ANY_PART)
        return RuledOut.NOT_TOLD if in_parts else RuledOut.ALWAYS

    def find(self, document: Document) -> Sequence[Edit]:
        """What is plainly debris, and what the profile wants composed."""
        if not self.may_be_in(document):
            return []
        faithful = document.options.profile == "faithful"
        edits = [] if document.options.profile == "ftfy" else _debris(document)
        if not faithful:
            edits += list(_in_form_c(document, edits))
            edits.sort(key=lambda edit: edit.start)
        return edits

    def suspects(self, batch: Batch) -> NDArray[np.bool_]:
        """Those with parts of letters; those that the profile may want composed."""
        faithful = batch.options.profile == "faithful"
        return batch.signalled(_PARTS if faithful else self.signal)

    def garble(self, text: str, chance: random.Random) -> str:
        """Accents beside their letters; some syllables of hangul and some kana in parts."""
        return "".join(_taken_apart(character, chance) for character in text)


@functools.cache
def _spacing() -> dict[str, str]:
    """The accents that stand by themselves, by the combining ones."""
    from fixtext.forms.accents import ACCENTS  # which text without accents needs not

    return {mark: accent for accent, mark in ACCENTS.items()}


def _taken_apart(character: str, chance: random.Random) -> str:
    base, *marks = list(unicodedata.normalize("NFD", character))
    if len(marks) == 1 and marks[0] in _spacing() and base in "aeouAEOU":
        return _spacing()[marks[0]] + base
    in_parts = marks and _HANGUL_KANA.match(character) and chance.random() < 0.3
    return base + "".join(marks) if in_parts else character


def _debris(document: Document) -> list[Edit]:
    """What came apart by the evidence of the text itself."""
    from fixtext.forms.accents import accents_beside_letters

    found = [
        *accents_beside_letters(document),
        *parts_of_syllables(document),
        *letters_of_syllables(document),
    ]
    edits: list[Edit] = []
    for one, bits in sorted(found, key=lambda item: item[0].start):
        enough = bits >= document.options.min_bits
        if enough and not (edits and edits[-1].end > one.start):
            edits.append(Edit(one.start, one.end, one.after, bits))
    if not edits:
        return edits
    from fixtext.encodings.blocks import blocks_without_controls  # which hardly a text needs

    bytes_left = document.recall(blocks_without_controls)
    return [
        edit
        for edit in edits
        if not any(block.start < edit.end and edit.start < block.end for block in bytes_left)
    ]


def _in_form_c(document: Document, taken: Sequence[Edit]) -> Iterator[Edit]:
    """What Form C changes, apart from what is repaired already."""
    points_stay = document.options.profile == "web"
    places = {place for edit in taken for place in range(edit.start, edit.end)}
    for one in changed_by(document, composed):
        before = document.text[one.start : one.end]
        if points_stay and _POINTS.search(before):
            continue
        if places.isdisjoint(range(one.start, one.end)):
            yield Edit(one.start, one.end, one.after, EQUIVALENT)
