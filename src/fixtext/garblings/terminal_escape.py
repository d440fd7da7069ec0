r"""Sequences for a terminal in text that is not on one: colours, links, titles.

What it looks like: ``\x1b[31merror\x1b[0m``, shown as ``[31merror[0m``.

How it happens: a program writes colours without looking whether its output goes to a terminal or to
a file; logs of build servers are full of it.

How it is recognised: ESC and a complete sequence behind it: ``[``, numbers, a letter (CSI); ``]``
or ``P``, text, BEL or ESC ``\`` (OSC, DCS); ``(B`` before another sequence, as ``tput sgr0`` writes
it. Every further sequence of a document makes it more certain.

What is repaired: the sequences are removed. In the profile ``faithful``, those that change how text
looks (``m``), erase the rest of a line (``K``), switch a mode (``h``, ``l``), name a window or
link: without them the text is what it was.

What stays: text about sequences, which writes ``\033[31m`` or ``ESC[31m``; in ``faithful`` also all
of a document in which one stands alone in quotes, or most of them beside a quote, as in the source
of a program, and all of one in which some move or save the cursor or clear the screen: it is a
recording or a picture, and without them its letters are in the wrong places. ``[31m`` whose ESC is
gone; sequences of ISO 2022, which choose a character set.

When the repair is a guess: never.

>>> import fixtext
>>> fixtext.fix("\x1b[31merror\x1b[0m: no such file")
'error: no such file'

References: ECMA-48; "ANSI escape code" in Wikipedia; "XTerm Control Sequences" for OSC.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.garbling import EVERYWHERE, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["TerminalEscape"]

_CSI = r"\x1b\[[0-?]{0,60}[ -/]{0,4}(?P<final>[@-~])"
_STRING = r"\x1b[\]P^_][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\)"
_ASCII_AGAIN = r"\x1b\(B(?=\x1b\[[0-9;]{0,20}m)"
_SAVED = r"(?P<saved>\x1b[78=>])"
_BESIDE_ISO_2022 = lazy_pattern(f"{_CSI}|{_STRING}|{_SAVED}")
_SEQUENCE = lazy_pattern(f"{_BESIDE_ISO_2022.pattern}|{_ASCII_AGAIN}")
_OPENING, _CLOSING = frozenset("\"'`=\\"), frozenset("\"'`;\\\n")
_LOOKS = frozenset("mKhl")
_LETTERS = lazy_pattern(r"[^\W\d_]{2,}")

# bits: nobody writes ESC, and what follows fits the grammar; another place proves both again
_FIRST, _AGAIN, _MOST = 36.0, 12.0, 96.0


class TerminalEscape(Garbling):
    """Sequences for a terminal removed."""

    name = "terminal-escape"
    title = r"sequences for a terminal: \x1b[31merror\x1b[0m"
    lossless = True
    group = "invisible"
    profiles = EVERYWHERE
    needs = ()
    signal = (Seen.CONTROL,)
    worst = ("\x1b[31mA", "\x1b]")

    def find(self, document: Document) -> Sequence[Edit]:
        """The complete sequences of a document."""
        text = document.text
        controls = document.parts_with(Seen.CONTROL)
        if all(text.find("\x1b", *part) < 0 for part in controls):
            return []
        pattern = _BESIDE_ISO_2022 if "\x1b$" in text else _SEQUENCE
        found = list(pattern.finditer(text))
        bits = min(_FIRST + _AGAIN * (len(found) - 1), _MOST)
        if not found or bits < document.options.min_bits:
            return []
        if document.options.profile == "faithful":
            if any(match["saved"] or (match["final"] or "m") not in _LOOKS for match in found):
                return []
            if _is_program(text, found):
                return []
        return [Edit(match.start(), match.end(), "", bits) for match in found]

    def garble(self, text: str, chance: random.Random) -> str:
        """Colours around some of the words."""
        if "\x1b" in text:
            return text

        def coloured(match: re.Match[str]) -> str:
            before, behind = _around(text, match)
            if chance.random() > 0.2 or before in _OPENING or behind in _CLOSING:
                return match[0]
            return f"\x1b[{chance.choice(('1', '31', '1;32', '38;5;208'))}m{match[0]}\x1b[0m"

        return _LETTERS.sub(coloured, text)


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    return text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 1]


def _is_program(text: str, found: Sequence[re.Match[str]]) -> bool:
    """Whether sequences are literals of a program: one alone in quotes, or most beside a quote."""
    beside = 0
    for match in found:
        before, behind = _around(text, match)
        opens, closes = before in _OPENING, behind in _CLOSING - {"\n"}
        if before in _OPENING and (behind in _CLOSING or match.end() == len(text)):
            return True
        beside += opens or closes
    return 2 * beside > len(found)
