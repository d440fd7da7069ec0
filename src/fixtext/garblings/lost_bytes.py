"""Bytes that were read with the wrong codec, where some of them are gone.

What it looks like: ``澶勭悊鎵撳紑鏂囦欢澶�`` or ``...澶?`` for ``处理打开文件夹`` (UTF-8 read as
GBK), ``窶・`` for ``—`` (UTF-8 read as Shift_JIS), ``è¦ï¼š`` for ``要：`` (UTF-8 read as
windows-1252, with what that does not have stripped).

How it happens: the wrong codec has no character for some of the bytes. Python, Java and browsers
put U+FFFD there, Windows puts ``?`` or ``・`` for two bytes at once, and swallows the second
even when it is a space, a quote or the end of the line. A text of an odd number of bytes, read
as a double-byte codec, loses its last byte this way: that is half of all such text. Other programs
strip C1 controls, soft hyphens and no-break spaces, or make spaces of the last, or fold full-width
letters to ASCII; or they make letters small or capital, and of a byte, its letter's case is gone.

How it is recognised: as mojibake is, by bytes that read better in another codec; but with holes.
What stands for lost bytes says which they can have been: together with what is behind them they
were no character of the wrong codec. With the known bytes around, the grammar of UTF-8 leaves a few
characters to choose from, a median of five in UTF-8 read as GBK. From one double-byte codec to
another, the way through the bytes is searched for on which the text makes sense again behind each
hole; bytes that were stripped are put back where the text behind them then does.

When the repair is a guess: at every hole. The language model takes what is most probable, with the
gaps near it in view; each guess stands in the finding with its posterior probability and the
runners-up. A character that does not reach 35 in a hundred is U+FFFD, and the rest is restored.
Where U+FFFD marks a byte of a letter of an alphabet, in text read with a single-byte codec, the
mark stays, as one letter in nine would be wrong and look right; the finding says what most
probably stood there, and ``infer_letters=True`` puts it in. With ``infer=False`` U+FFFD stands
wherever the bytes leave a choice.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fixtext.batch import Batch
from fixtext.document import Document
from fixtext.encodings.clearing import suspects
from fixtext.garbling import Edit, Garbling, RuledOut, Seen

if TYPE_CHECKING:
    from fixtext.encodings.weighing import Reversal

__all__ = ["LostBytes"]


class LostBytes(Garbling):
    """Bytes read with the wrong codec, some of them gone."""

    name = "lost-bytes"
    title = "bytes read with the wrong codec, some of them gone: 鏂囦欢澶? for 文件夹"
    group = "encoding"
    lossless = False
    local = True
    again = True
    looks_with = "mojibake"
    needs = ("mojibake",)
    signal = (Seen.LATIN, Seen.LETTER, Seen.HAN, Seen.KANA_HANGUL)
    near = Seen.BEYOND_ASCII
    worst = ("鏂囦欢澶?", "中?")

    def ruled_out(self, seen: int, profile: str) -> RuledOut:
        """Where nothing surprises."""
        return RuledOut.IF_NOTHING_SURPRISES

    def find(self, document: Document) -> Sequence[Edit]:
        """The stretches whose bytes, with their holes filled, read better in another codec."""
        from fixtext.encodings.left_unsure import remember_unsure  # which most texts need not
        from fixtext.encodings.search import reversals

        least = document.options.min_bits
        edits = [
            _edit(one, document)
            for one in document.recall(reversals)
            if one.gaps and one.bits >= least
        ]
        remember_unsure(document, edits)
        return edits

    def suspects(self, batch: Batch) -> NDArray[np.bool_]:
        """Those that are surprising, as far as pairs of characters tell."""
        return batch.recall(suspects)

    def garble(self, text: str, chance: random.Random) -> str:
        """UTF-8 read as GBK or as Shift_JIS, with U+FFFD for what these do not have."""
        from fixtext.encodings.codecs import codec

        wrong = codec(chance.choice(("gbk", "shift_jis")))
        lines = text.encode("utf-8", "replace").split(b"\n")
        return "\n".join(line.decode(wrong.python, "replace") for line in lines)


def _edit(one: Reversal, document: Document) -> Edit:
    from fixtext.encodings.guesses import guessed

    is_any = document.options.infer
    text, inferred, inferences = guessed(one, document.text[one.start : one.end], document.options)
    return Edit(
        one.start,
        one.end,
        text,
        one.bits,
        inferred=inferred,
        note=one.account,
        inferences=inferences,
        candidates=one.candidates if is_any else None,
    )
