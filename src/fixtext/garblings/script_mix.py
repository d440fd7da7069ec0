"""Text between simplified and traditional: what a conversion left, or took to a wrong form.

What it looks like: ``關于``, ``規范``, ``建筑``, ``機柜`` in a traditional text, where ``關於``,
``規範``, ``建築``, ``機櫃`` were meant; or ``繫統``, ``機製``, ``頭發``, ``皇後``. Or simplified
text in which some characters are traditional wherever they stand.

How it happens: a converter goes character by character. A simplified character that stands for
several traditional ones (``于`` for ``於`` and ``于``) is left as it is, or turned into one of
them wherever it stands. One to simplified characters leaves what its table lacks.

How it is recognised: the document must be traditional by its other characters. Each character
that could be another is looked at with its neighbours: a table of what stands beside what, counted
in text that was written in traditional characters, and OpenCC's words say by how many bits another
form is likelier there. What such a conversion leaves is the same form of a character everywhere,
so an author who has both (皇后 and 以後) is evidence against it. Only where the words of the whole
text together speak for damage, by 20 bits and from more than one character, is it repaired, and
places that have a neighbour in common are then decided together.
In simplified text it takes three characters or more that are traditional throughout, within
clauses that are simplified by the rest; one that stands in both forms speaks against it.

What stays: names (``于丹``, ``范仲淹``, ``余光中``), words that keep the form (``皇后``,
``公里``, ``制度``), the document's own variants (``台`` and ``臺``, ``裡`` and ``裏``), words that
Taiwan writes in two ways (``發布`` and ``發佈``; but ``布景`` in a damaged document is ``佈景``),
lines and clauses in simplified characters, which are quotations, and Japanese.
A lone character in a text that is right otherwise stays too, and traditional clauses in simplified
text.

When the repair is a guess: where two forms are both used in such a place (``回復``, ``回覆``), the
likelier one is taken, and the finding says by how many bits.

References: OpenCC's dictionaries, https://github.com/BYVoid/OpenCC; docs/scripts.md has the
numbers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.batch import Batch
from fixtext.causes import GBK_BYTE_EDITOR
from fixtext.document import Document
from fixtext.garbling import Edit, Garbling, RuledOut, Seen
from fixtext.hanscript.characters import characters, has_traditional

__all__ = ["ScriptMix"]


_PROVEN_ENOUGH = 20.0


class ScriptMix(Garbling):
    """Leftovers of a conversion."""

    name = "script-mix"
    title = "characters left simplified in traditional text: 關于 for 關於"
    group = "script"
    lossless = False
    local = True
    needs = ("byte-shift", "pinyin-annotation", "folded-punctuation", "mojibake")
    signal = (Seen.HAN,)
    cause = GBK_BYTE_EDITOR
    worst = ("關于規范",)

    def ruled_out(self, seen: int, profile: str) -> RuledOut:
        """Without traditional characters."""
        return RuledOut.IF_NOT_TRADITIONAL

    def find(self, document: Document) -> Sequence[Edit]:
        """The characters that do not belong to a traditional document, or to a simplified one."""
        if not has_traditional(document.codes):
            return []
        # simplified text, and all that is not Chinese, needs no dictionaries
        from fixtext.hanscript.bounds import bounds
        from fixtext.hanscript.repair import doubt_enough, leftovers_among
        from fixtext.hanscript.unconverted import unconverted

        proven = min(document.proven(self.cause), _PROVEN_ENOUGH)
        min_bits = document.options.min_bits
        told = bounds(document.codes, doubt_enough(min_bits, proven))
        found = leftovers_among(
            document.codes,
            min_bits=min_bits,
            proven=proven,
            characters=document.recall(characters) if told is None else None,
            told=told,
        )
        if not found and told is not None and not told.may_be_simplified:
            return []
        if not found:
            return [
                Edit(one.start, one.end, one.after, bits) for one, bits in unconverted(document)
            ]
        return [
            Edit(one.start, one.end, one.after, one.bits, note=one.phrase or "") for one in found
        ]

    def suspects(self, batch: Batch) -> NDArray[np.bool_]:
        """Those with traditional characters."""
        from fixtext.hanscript.eligible import may_be_mixed

        return batch.recall(may_be_mixed)

    def garble(self, text: str, chance: random.Random) -> str:
        """Traditional text in which one-to-many characters are left simplified."""
        from fixtext.hanscript import convert

        traditional = convert(text, to="zh-Hant-TW")
        return "".join(map(_left_behind, traditional))


def _left_behind(character: str) -> str:
    """The simplified form, if that is also a traditional character: what a converter leaves."""
    from fixtext.hanscript import simplified, traditional_candidates

    form = simplified(character)
    forms = traditional_candidates(form)
    return form if len(forms) > 1 and form in forms else character
