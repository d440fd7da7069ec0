r"""Control characters that control nothing: NUL, BEL, DEL, U+FFFC and the like.

What it looks like: nothing at all, or a box: ``end\x00``, ``\x7f``, ``text\ufffcmore``; programs
stop reading, XML and databases refuse the text. ``N\x08NA\x08A`` is how a printer made NA bold.

How it happens: fields of fixed width are filled with NUL, records end in ETX or in Ctrl-Z, a copy
from a terminal or from a word processor takes marks of its own with it; U+FFFC stands where a
picture was, and manual pages strike letters over with BS.

How it is recognised: by themselves. These are the characters that ftfy removes: the controls of
ASCII but tab, line feed, form feed and carriage return; U+206A to U+206F, U+FFF9 to U+FFFC.

What is repaired: they are removed. A letter that is struck over itself, or over an underline, stays
once, as it was printed.

What stays: in the profile ``faithful``, all of them. What other kinds need to be undone: ESC, SO
and SI before and in text of ISO 2022, and what begins a sequence of a terminal. Annotations between
U+FFF9 and U+FFFB, where the marks part them from what they are about. Where every other character
is NUL, the text is UTF-16 that was read as something else, and nothing is removed.

When the repair is a guess: never, but the places are lost.

>>> import fixtext
>>> fixtext.fix("end\x00\x00 N\x08NA\x08AM\x08ME\x08E", profile="web")
'end NAME'

References: ECMA-48; the Unicode Standard, sections 23.1, 23.3 and 23.8; ftfy's documentation of
``remove_control_chars``.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.garbling import TIDY, Edit, Garbling, Seen
from fixtext.invisible import SHOWS_NOTHING
from fixtext.lazy import lazy_pattern

__all__ = ["Control"]

_SIGNS = lazy_pattern("[\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufff9-\ufffc]")
_STRUCK_OVER = r"(?P<letter>[^\s\x08_])(?:\x08(?P=letter)){1,4}|_\x08(?P<under>[^\s\x08])"
_CONTROLS = lazy_pattern(
    f"{_STRUCK_OVER}"
    "|(?P<annotated>\ufff9[^\ufff9-\ufffb\n]{0,200}\ufffa[^\ufff9-\ufffb\n]{0,200}\ufffb)"
    r"|(?P<needed>\x1b(?=[$(&.%NO\[\]])|[\x0e\x0f])"
    "|[\x00-\x08\x0b\x10-\x1a\x1c-\x1f\x7f\u206a-\u206f\ufff9-\ufffc]+|[\x0e\x0f\x1b]"
)
_DESIGNATION = lazy_pattern(r"\x1b\$\)")
_WIDE = lazy_pattern("(?:[^\x00]\x00){4}|(?:\x00[^\x00]){4}")
_SENTENCE_END = lazy_pattern(r"(?<=[.!?。！？])")


class Control(Garbling):
    """Controls that control nothing, removed."""

    name = "control"
    title = r"control characters that control nothing: end\x00\x00"
    lossless = True
    group = "invisible"
    profiles = TIDY
    needs = (
        "mojibake",
        "lost-bytes",
        "byte-shift",
        "utf-16-bytes",
        "stripped-escape",
        "terminal-escape",
        "line-break",
    )
    signal = (Seen.CONTROL, Seen.INVISIBLE)
    worst = ("a\x01",)

    def find(self, document: Document) -> Sequence[Edit]:
        """The controls, and letters struck over."""
        text = document.text
        if document.options.min_bits > SHOWS_NOTHING or not _SIGNS.search(text):
            return []
        if _WIDE.search(text) and text.count("\x00") * 3 > len(text):
            return []
        shifts = bool(_DESIGNATION.search(text))
        edits = []
        for match in _CONTROLS.finditer(text):
            kept = match["needed"]
            if match["annotated"] or (kept and (kept == "\x1b" or shifts)):
                continue
            after = match["letter"] or match["under"] or ""
            edits.append(Edit(match.start(), match.end(), after, SHOWS_NOTHING))
        return edits

    def garble(self, text: str, chance: random.Random) -> str:
        """NUL, ETX, DEL and the like behind some of the sentences."""
        if _SIGNS.search(text):
            return text
        return _SENTENCE_END.sub(
            lambda match: chance.choice(("", "\x00\x00", "\x03", "\x7f", "\x07", "\ufffc")), text
        )
