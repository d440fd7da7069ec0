"""Bytes that were read with the wrong codec, none of them lost.

What it looks like: ``ÖÐÎÄ`` for ``中文`` (GBK read as windows-1252), ``涓枃`` for ``中文``
(UTF-8 read as GBK), ``Ã©`` for ``é`` (UTF-8 read as windows-1252), ``ƒtƒ@ƒCƒ‹`` for ``ファイル``
(Shift_JIS read as windows-1252), ``osamìní`` for ``osamění`` (windows-1250 read as windows-1252);
whole documents, single lines, or a phrase in the middle of right text; twice and three times over;
half repaired, where runs that happened to be UTF-8 were decoded: ``Â룺`` for ``码：``; or with its
letters made small, as ``l’ã©tã©`` for ``l’été``.

How it happens: a program is told the wrong encoding, or guesses it, decodes the bytes with it,
and saves what it got. Some programs show bytes that the codec does not have as C1 controls, some as
the characters of windows-1252; all of them are taken for the bytes that they were.

How it is recognised: a character model of all languages finds stretches that no language
explains. Every codec that can have shown such a stretch gives its bytes back, every other codec
reads them anew, and the reading that is shortest in bits wins, if it saves more than the route
costs: the less often a mistake happens, the more it must save. A stretch begins and ends where that
makes the text shortest; a chain that is proven in one line is tried on the whole of it, and counts
for less in the lines behind it. What comes out must be text itself.

What stays: a word that the text gives both right and garbled, since it is quoted; what is too short
to prove anything, as a single letter that could be a name; and what may be a Chinese name alone,
unless it is UTF-8 as well: ``唐杰``, whose bytes in EUC-KR are ``有所``.

When the repair is a guess: never. No byte was lost, and the bytes are read as they were meant.
Where two codecs give readings that are nearly as good, the finding's candidates name the others.
``chain=[("utf-8", "gbk")]`` says what happened, where the caller knows it.

References: the WHATWG Encoding Standard for what browsers read labels as; ftfy, whose knowledge of
single-byte mojibake is asked where the model alone sees nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.batch import Batch
from fixtext.document import Document
from fixtext.encodings.clearing import suspects
from fixtext.garbling import EVERYWHERE, Edit, Garbling, RuledOut, Seen
from fixtext.garblings.c1_control import explains
from fixtext.scan import code_points, text_of

__all__ = ["Mojibake"]


_FIRST_WIDE = "\u2e80"


class Mojibake(Garbling):
    """Bytes read with the wrong codec."""

    name = "mojibake"
    title = "bytes read with the wrong codec: ÖÐÎÄ for 中文"
    group = "encoding"
    profiles = EVERYWHERE
    lossless = True
    local = True
    again = True
    # which look like bytes of other encodings
    needs = (
        "terminal-escape",
        "quoted-printable",
        "encoded-word",
        "utf-7",
        "stripped-escape",
        "html-escape",
        "percent-escape",
        "backslash-escape",
        "spaced-hanzi",
        "pdf-cid",
        "utf-16-bytes",
        "flattened-ruby",
        "pinyin-annotation",
    )
    signal = (Seen.LATIN, Seen.LETTER, Seen.HAN, Seen.KANA_HANGUL)
    near = Seen.BEYOND_ASCII
    worst = ("ä¸\xad", "涓枃", "Ã\x83Â")

    def ruled_out(self, seen: int, profile: str) -> RuledOut:
        """Where nothing surprises."""
        return RuledOut.IF_NOTHING_SURPRISES

    def find(self, document: Document) -> Sequence[Edit]:
        """The stretches whose bytes read better in another codec."""
        # most texts need none of the search, and it takes as long to load as all the rest
        from fixtext.encodings.blocks import blocks
        from fixtext.encodings.search import reversals
        from fixtext.encodings.single_byte import known_to_ftfy

        proven = [
            one for one in document.recall(reversals) if one.bits >= document.options.min_bits
        ]
        if not proven:  # what ftfy alone knows is looked for when the rest is right
            known = known_to_ftfy(document, document.recall(blocks))
            return [edit for edit in known if not _is_of_controls(document.text, edit)]
        edits = [
            Edit(
                one.start,
                one.end,
                one.text,
                one.bits,
                note=one.account,
                candidates=one.candidates,
            )
            for one in proven
            if not one.gaps and not _says_nothing(document.text[one.start : one.end], one.text)
        ]
        return [edit for edit in edits if not _is_of_controls(document.text, edit)]

    def suspects(self, batch: Batch) -> NDArray[np.bool_]:
        """Those that are surprising, as far as pairs of characters tell."""
        return batch.recall(suspects)

    def garble(self, text: str, chance: random.Random) -> str:
        """The text through a route that loses nothing of it."""
        from fixtext.encodings.codecs import codec
        from fixtext.encodings.routes import ROUTES

        codes = code_points(text)
        if not (codes > 0x7F).any():
            return text
        routes = list(ROUTES)
        chance.shuffle(routes)
        routes.sort(key=lambda route: route.cost > 8)
        for route in routes:
            meant, read = codec(route.meant), codec(route.read)
            try:
                data = text.encode(meant.python)
            except UnicodeEncodeError:
                continue
            shown = read.decode(np.frombuffer(data, np.uint8)).codes
            garbled = text_of(shown)
            lossless = bool(read.has(shown).all()) and bytes(read.encode(shown).data) == data
            if lossless and garbled != text and not _decodes_to_itself(garbled, text):
                return garbled
        return text


def _is_of_controls(text: str, edit: Edit) -> bool:
    """Whether all that is wrong are C1 controls, for which there is a kind of its own.

    Two dots of windows-1252 are an ideograph in GBK, too, and nothing else speaks for that.
    """
    return edit.after is not None and explains(text, edit.start, edit.end, edit.after)


def _says_nothing(garbled: str, text: str) -> bool:
    """Whether all that comes back for ideographs and hangul is U+FFFD.

    What such text means is told by the kind ``unrecoverable``; no one is helped by the rewriting.
    """
    if "\ufffd" not in text or not text.replace("\ufffd", "").isascii():
        return False
    return any(char >= _FIRST_WIDE for char in garbled)


def _decodes_to_itself(garbled: str, text: str) -> bool:
    """Whether so little changed that nothing could be noticed."""
    return sum(a != b for a, b in zip(garbled, text, strict=False)) < 4 and len(garbled) == len(
        text
    )
