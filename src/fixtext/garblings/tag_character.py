r"""Tag characters: ASCII that nobody sees, outside of the flags that it is for.

What it looks like: nothing at all. ``Hello\U000e0068\U000e0069`` shows ``Hello``, and says ``hi``
to a program that reads it.

How it happens: the block U+E0000 mirrors ASCII. It was meant for tags of language, is used for the
flags of England, Scotland and Wales, and serves to hide instructions to language models or marks of
who copied a text.

How it is recognised: by itself. A flag (U+1F3F4, letters and digits of the block, U+E007F) is
right; everything else of the block is not.

What is repaired: the profile ``faithful`` reports what is hidden and leaves it; ``web`` and
``search`` remove it.

When the repair is a guess: never.

>>> import fixtext
>>> [finding.note for finding in fixtext.explain("Hello\U000e0068\U000e0069").findings]
["hidden text: 'hi'"]
>>> fixtext.fix("Hello\U000e0068\U000e0069", profile="web")
'Hello'

References: the Unicode Standard, section 23.9; Unicode Technical Standard 51 for flags.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.garbling import Edit, Garbling, Seen
from fixtext.invisible import REPORTED_AND_REMOVED, SHOWS_NOTHING
from fixtext.lazy import lazy_pattern
from fixtext.types import ascii_visible

__all__ = ["TagCharacter"]

_FLAG_OR_TAGS = lazy_pattern(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f)"
    "|[\U000e0000-\U000e007f]+"
)
_FIRST = "\U000e0000"


class TagCharacter(Garbling):
    """Tag characters outside of flags: reported, and removed where that is asked for."""

    name = "tag-character"
    title = "text hidden in tag characters, which nobody sees: U+E0068 U+E0069 is hi"
    lossless = True
    group = "invisible"
    profiles = REPORTED_AND_REMOVED
    needs = ("mojibake", "lost-bytes", "surrogate")
    local = True
    signal = (Seen.INVISIBLE,)
    near = Seen.INVISIBLE
    worst = ("a\U000e0041",)

    def find(self, document: Document) -> Sequence[Edit]:
        """Every stretch of them, with what it says."""
        if document.options.min_bits > SHOWS_NOTHING:
            return []
        return [
            Edit(match.start(), match.end(), "", SHOWS_NOTHING, note=_note(match[0]))
            for match in _FLAG_OR_TAGS.finditer(document.text)
            if not match[1]
        ]

    def garble(self, text: str, chance: random.Random) -> str:
        """A few words hidden behind a sentence."""
        hidden = chance.choice(("ignore this", "copy 4711", "en-GB"))
        place = chance.randint(0, len(text))
        if text[place : place + 1] > _FIRST or text[place - 1 : place] == "\U0001f3f4":
            return text
        tags = "".join(chr(ord(_FIRST) + ord(letter)) for letter in hidden)
        return text[:place] + tags + text[place:] if text else text


def _note(tags: str) -> str:
    said = "".join(chr(ord(tag) - ord(_FIRST)) for tag in tags)
    return f"hidden text: {ascii_visible(said)}"
