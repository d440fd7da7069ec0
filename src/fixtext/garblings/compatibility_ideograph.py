"""Ideographs that Unicode has twice, for the sake of another character set.

What it looks like: nothing in most fonts: 行 may be U+884C, or U+FA08. A search for one does not
find the other.

How it happens: Korea's KS X 1001 has an ideograph once for each of its readings, and character
sets of Taiwan and Japan have a few twice, so that Unicode took them over (U+F900 to U+FAFF,
U+2F800 to U+2FA1F). What takes text from the glyphs of a page, as of a PDF file, may choose these
code points for a glyph, as it chooses radicals (kangxi-radical).

How it is recognised: in faithful repair only the ideographs of KS X 1001 are, and only in a
document without hangul: no keyboard but a Korean one has them. The model must not speak for
another reading of what stands around. The other profiles normalise all that have a canonical
equivalent, as Form C does.

What stays: the ideographs of a Korean document, whose code points tell how they are read; those
that GBK has too (兀 郎 凉 裏 隣); and the forms of Japanese names (神 U+FA19, 福 U+FA1B), which
are drawn in another way.

When the repair is a guess: never; the equivalence is Unicode's. That the author wanted the other
code point is lost.

References: Unicode Standard Annex #15, "Unicode Normalization Forms"; chapter 18, "CJK
Compatibility Ideographs".
"""

from __future__ import annotations

import functools
import random
import unicodedata
from collections.abc import Mapping, Sequence

from fixtext.causes import GLYPHS_TO_TEXT
from fixtext.document import Document
from fixtext.forms.weighing import EQUIVALENT, Replacement, holds, weigh
from fixtext.garbling import EVERYWHERE, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["CompatibilityIdeograph"]

_IDEOGRAPH = lazy_pattern("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
_HANGUL = ((Seen.COMBINING, 0x1100, 0x11FF), (Seen.KANA_HANGUL, 0xAC00, 0xD7A3))
"""Jamo and syllables, with the class that they have."""
_LAST_KOREAN = "\ufa0b"

# bits
_EACH, _MOST, _PROVEN, _MOST_FROM_MODEL, _MISFIT = 22.0, 32.0, 16.0, 12.0, -8.0


@functools.cache
def _equivalents() -> Mapping[str, str]:
    pairs = {}
    for low, high in ((0xF900, 0xFB00), (0x2F800, 0x2FA20)):
        for character in map(chr, range(low, high)):
            after = unicodedata.normalize("NFC", character)
            if after != character:
                pairs[character] = after
    return pairs


@functools.cache
def _korean() -> Mapping[str, str]:
    """The duplicates of KS X 1001 that GBK has not."""
    return {
        character: after
        for character, after in _equivalents().items()
        if character <= _LAST_KOREAN and not character.encode("gbk", "ignore")
    }


class CompatibilityIdeograph(Garbling):
    """Duplicates of ideographs."""

    name = "compatibility-ideograph"
    title = "ideographs that Unicode has twice: U+F9D1 for 六"
    group = "character"
    lossless = True
    needs = ("mojibake", "byte-shift", "kangxi-radical")
    signal = (Seen.COMPATIBILITY_IDEOGRAPH,)
    profiles = EVERYWHERE
    cause = GLYPHS_TO_TEXT
    worst = ("\uf9d1年",)

    def find(self, document: Document) -> Sequence[Edit]:
        """The duplicates that the profile normalises, or that show where a text came from."""
        if not holds(document, Seen.COMPATIBILITY_IDEOGRAPH, (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)):
            return []
        faithful = document.options.profile == "faithful"
        forms = _korean() if faithful else _equivalents()
        found = [
            Replacement(match.start(), match.end(), forms[match[0]])
            for low, high in document.parts_with(Seen.COMPATIBILITY_IDEOGRAPH)
            for match in _IDEOGRAPH.finditer(document.text, low, high)
            if match[0] in forms
        ]
        if not found:
            return []
        if not faithful:
            return [Edit(one.start, one.end, one.after, EQUIVALENT) for one in found]
        if any(holds(document, among, (low, high)) for among, low, high in _HANGUL):
            return []
        gains = weigh(document, found)
        shared = min(_EACH * sum(gain > _MISFIT for gain in gains), _MOST)
        shared += min(document.proven(self.cause), _PROVEN)
        bits = [shared + min(gain, _MOST_FROM_MODEL) for gain in gains]
        return [
            Edit(one.start, one.end, one.after, weight)
            for one, weight, gain in zip(found, bits, gains, strict=True)
            if weight >= document.options.min_bits and gain > _MISFIT
        ]

    def garble(self, text: str, chance: random.Random) -> str:
        """Every ideograph that KS X 1001 has twice, as its duplicate."""
        return text.translate({ord(after): character for character, after in _korean().items()})
