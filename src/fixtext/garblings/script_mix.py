"""Traditional text in which characters were left simplified, or went to a wrong form.

What it looks like: ``關于``, ``規范``, ``建筑``, ``機柜`` in a traditional text, where ``關於``,
``規範``, ``建築``, ``機櫃`` were meant; or ``繫統``, ``機製``, ``頭發``, ``皇後``.

How it happens: a converter goes character by character. A simplified character that stands for
several traditional ones (``于`` for ``於`` and ``于``) is left as it is, or turned into one of
them wherever it stands.

How it is recognised: the document must be traditional by its other characters. Each character
that could be another is looked at with the words around it: where the dictionary of words has
another form there, and the language model agrees by enough bits, it is repaired.

What stays: names (``于丹``, ``范仲淹``, ``余光中``), words that keep the form (``皇后``,
``公里``, ``制度``), the document's own variants (``台`` and ``臺``, ``裡`` and ``裏``),
simplified text and Japanese.

When the repair is a guess: where both forms occur in such words, the model decides, and the
finding says by how many bits.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from fixtext.causes import GBK_BYTE_EDITOR
from fixtext.document import Document
from fixtext.garbling import Edit, Garbling, Seen
from fixtext.hanscript import convert, leftovers, simplified, traditional_candidates

__all__ = ["ScriptMix"]


_PROVEN_ENOUGH = 20.0


class ScriptMix(Garbling):
    """Leftovers of a conversion."""

    name = "script-mix"
    title = "characters left simplified in traditional text: 關于 for 關於"
    lossless = False
    needs = ("byte-shift", "pinyin-annotation", "folded-punctuation", "mojibake")
    signal = (Seen.HAN,)
    cause = GBK_BYTE_EDITOR

    def find(self, document: Document) -> Sequence[Edit]:
        """The characters that do not belong to a traditional document."""
        proven = min(document.proven(self.cause), _PROVEN_ENOUGH)
        found = leftovers(document.text, min_bits=document.options.min_bits, proven=proven)
        return [
            Edit(one.start, one.end, one.after, one.bits, note=one.phrase or "") for one in found
        ]

    def garble(self, text: str, chance: random.Random) -> str:
        """Traditional text in which one-to-many characters are left simplified."""
        traditional = convert(text, to="zh-Hant-TW")
        return "".join(map(_left_behind, traditional))


def _left_behind(character: str) -> str:
    """The simplified form, if that is also a traditional character: what a converter leaves."""
    form = simplified(character)
    forms = traditional_candidates(form)
    return form if len(forms) > 1 and form in forms else character
