"""Text whose bytes are gone: what stood here cannot be known, only that something did.

What it looks like: ``锟斤拷``, ``ï¿½``, ``嚙踝蕭``, ``占쏙옙``, ``鐃緒申``, ``�ｿｽ``; U+FFFD itself;
``??? ????? ??`` where words were; ``烫烫烫``, ``屯屯屯``, ``葺葺葺``, ``ÌÌÌÌÌÌ``, ``ÍÍÍÍÍÍ``;
``æååæ¸é¤è¿ç¨`` for ``抓取后清除远程``.

How it happens, in four ways. A decoder puts U+FFFD for bytes that it has no character for; the
program writes that as UTF-8, EF BF BD, and another reads these three bytes with a codec of its
own: GBK shows two of them as 锟斤拷. Or an encoder puts ``?`` for every letter that its character
set lacks. Or a program written in C shows memory that it never filled: Microsoft's debug runtime
presets the stack with CC (烫 in GBK, Ì in Latin-1), the heap with CD (屯, Í) and freed memory
with DD (葺). Or UTF-8 was read as ISO-8859-1, and a program that cleans text took out the C1
controls that half of the bytes are there which go on in UTF-8.

How it is recognised: what EF BF BD looks like is asked of every codec there is. In a
double-byte codec the three bytes may begin in the middle of a character, and take a byte of the
text around with them: ``锟矫``, ``革拷``, ``锟絉``. The evidence is the bits by which the
characters that the accident dictates surprise the language model, less what the accident costs;
once a place proves it, it costs less at the other places of the document. ``?`` counts as lost
text where it stands for words: several in a row and not all of one length, many words of
different lengths in a document with little else beyond ASCII, one in the middle of a sentence in
an alphabet that ASCII lacks, or 150 or more at a stretch. Stripped UTF-8 is letters that begin
characters of one script, each with fewer signs behind it than it needs, and no signs else.

What is repaired: nothing. Every lost character came out the same, so that no reading of what
remains is better than another. The stretch is reported with what it means, and stays as it is.

What stays unreported: ``what????``, ``???`` for something to be filled in, ``????-??-??``, a row
of ``?`` in a chat, a lone 锟 in a name. In code and documentation such text is as often a
detector, an example or a joke as damage: in quotes or brackets, near words such as 乱码,
mojibake, 文字化け, 깨진 or encoding, or beside others of its kind, it must prove more, and two of
these at once are taken for a quotation. ``ï¿½`` that mojibake turns back into U+FFFD, and what
lost-bytes fills in, are theirs. ``锘縰`` is a byte order mark, and nothing is lost with it.

References: "Unicode replacement character" and "Mojibake" in Wikipedia; "Magic debug values" there
for the bytes that fill memory; the WHATWG Encoding Standard for when a decoder puts U+FFFD.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.anchors import matches
from fixtext.document import Document
from fixtext.encodings.replaced import WRITTEN, Meaning, Reading
from fixtext.garbling import REPORTED, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern
from fixtext.scan import chunks

__all__ = ["Unrecoverable"]

_BEYOND_ASCII = lazy_pattern("[^\x00-\x7f]+")

# bits; the manual page says what each stands for
_REPLACED, _ASKED, _ASKED_WITHIN, _AGAIN = 2.0, 30.0, 6.0, 3.0
_LEAST_REPLACED = 24.0
"""Nobody writes U+FFFD as a letter, however usual the model finds it."""
_TRAIL_BYTE = 7.0
"""What a character tells whose lead byte is dictated: its trail byte could be any."""
_HELD_KEY = 0.2
"""A key that is held down repeats its character nearly for nothing."""
_EXAMPLE, _EXAMPLE_AT_MOST = 30.0, 12.0
_NEAR = 60
_CONTEXT = 3  # characters before one that the language model looks at

_ABOUT_ENCODINGS = lazy_pattern(
    "乱码|亂碼|乱碼|编码|編碼|文字化け|エンコード|깨진|깨짐|깨져|인코딩|кодировк|кракозябр"
    "|mojibake|garbled|encoding|charset|replacement character|uninitiali[sz]ed|未初始化"
    "|0x[CD][CD]|U\\+FFFD|\\bBOM\\b",
    re.IGNORECASE,
)
_OPENING = frozenset("\"'`“‘«「『《〈【（([{<>|*„")
_CLOSING = frozenset("\"'`”’»」』》〉】）)]}<>|*“")


class _Stretch(NamedTuple):
    start: int
    end: int
    meaning: Meaning


_FFFD = Meaning(
    "U+FFFD: a decoder met bytes that it has no character for; what stood here is gone",
    _REPLACED,
    frozenset("\ufffd"),
    is_example_beside_others=False,
)
_FFFD_RUN = lazy_pattern("\ufffd(?:[^\\s\ufffd]{0,2}\ufffd)*+")


class Unrecoverable(Garbling):
    """Bytes that are gone: reported, never rewritten."""

    name = "unrecoverable"
    title = "what stood here is gone: 锟斤拷, U+FFFD, ??? ????? ??, 烫烫烫"
    lossless = False
    group = "encoding"
    profiles = REPORTED
    needs = ("mojibake", "lost-bytes")
    signal = (Seen.QUESTION, Seen.HAN, Seen.KANA_HANGUL, Seen.LATIN, Seen.LETTER)
    worst = ("锟斤拷", "???? ", "\ufffd")

    def find(self, document: Document) -> Sequence[Edit]:
        """The stretches that are beyond repair, none of them with a repair."""
        text = document.text
        asked = _question_marks(document) if document.shows(Seen.QUESTION) else []
        stretches = _apart([*_read(document), *asked])
        bare = _without_controls(document)
        if not stretches:
            return bare
        told = _told(document, stretches)
        doubts = _doubts(text, stretches)
        least = document.options.min_bits
        proven = _proven(stretches, told, doubts, least)
        edits = []
        for stretch, bits, doubt in zip(stretches, told, doubts, strict=True):
            meaning = stretch.meaning
            evidence = _evidence(bits - meaning.cost, doubt)
            if evidence < least and meaning.note in proven:
                evidence = _evidence(bits - min(meaning.cost, _AGAIN), doubt)
            if evidence >= least:
                edits.append(
                    Edit(stretch.start, stretch.end, None, round(evidence, 2), note=meaning.note)
                )
        apart = [one for one in bare if not any(_overlap(one, edit) for edit in edits)]
        return sorted([*edits, *apart], key=lambda edit: edit.start)

    def garble(self, text: str, chance: random.Random) -> str:
        """What is not ASCII as ``?``, or as U+FFFD that was written and read with a wrong codec."""
        from fixtext.encodings.codecs import codec

        label = chance.choice(("", "gbk", "big5", "euc-kr", "euc-jp"))

        def lost(match: re.Match[str]) -> str:
            if not label:
                return "?" * len(match[0])
            return (WRITTEN * len(match[0])).decode(codec(label).python, "replace")

        return _BEYOND_ASCII.sub(lost, text)


def _without_controls(document: Document) -> list[Edit]:
    """UTF-8 of which the bytes are gone that C1 controls were in ISO 8859-1."""
    if not document.shows(Seen.LATIN):
        return []
    from fixtext.encodings.blocks import blocks_without_controls  # which hardly a text needs
    from fixtext.encodings.gone_controls import NOTE

    return [
        Edit(block.start, block.end, None, round(block.bits, 2), note=NOTE)
        for block in document.recall(blocks_without_controls)
        if block.bits >= document.options.min_bits
    ]


def _overlap(one: Edit, other: Edit) -> bool:
    return one.start < other.end and other.start < one.end


def _apart(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """The stretches in order; of two that overlap, the one that begins first, or is longer."""
    result: list[_Stretch] = []
    for stretch in sorted(stretches, key=lambda one: (one.start, -one.end)):
        if not result or result[-1].end <= stretch.start:
            result.append(stretch)
    return result


# What it tells.


def _told(document: Document, stretches: Sequence[_Stretch]) -> list[float]:
    """The bits by which the characters that each accident dictates surprise the model."""
    codes = document.codes
    spans = [(max(0, one.start - _CONTEXT), one.end) for one in stretches]
    scores = document.model.score(np.concatenate([codes[low:high] for low, high in spans]))
    result: list[float] = []
    position = 0
    for one, (low, high) in zip(stretches, spans, strict=True):
        bits = scores[position + one.start - low : position + high - low].tolist()
        position += high - low
        result.append(_told_by(document.text[one.start : one.end], bits, one.meaning))
    return result


def _told_by(shown: str, bits: Sequence[float], meaning: Meaning) -> float:
    total = 0.0
    before, before_that = "", ""
    for character, surprise in zip(shown, bits, strict=True):
        cost = max(surprise, _LEAST_REPLACED) if character == "\ufffd" else surprise
        if character in meaning.dictated:
            repeated = character == before == before_that
            total += min(cost, meaning.most_repeated) if repeated else cost
        elif character in meaning.partly:
            total += max(0.0, cost - _TRAIL_BYTE)
        before_that, before = before, character
    return total


def _proven(
    stretches: Sequence[_Stretch], told: Sequence[float], doubts: Sequence[int], least: float
) -> set[str]:
    """The accidents that some stretch of the document proves by itself."""
    return {
        one.meaning.note
        for one, bits, doubt in zip(stretches, told, doubts, strict=True)
        if _evidence(bits - one.meaning.cost, doubt) >= least
    }


def _evidence(bits: float, doubt: int) -> float:
    """The bits that remain if so many signs say that the text is an example."""
    if not doubt:
        return bits
    return bits - _EXAMPLE if doubt == 1 else min(bits - _EXAMPLE, _EXAMPLE_AT_MOST)


def _doubts(text: str, stretches: Sequence[_Stretch]) -> list[int]:
    """How many signs say of each stretch that it is an example: quotes, words, others beside it."""
    result: list[int] = []
    for index, one in enumerate(stretches):
        low, high = max(0, one.start - _NEAR), one.end + _NEAR
        quoted = text[max(0, one.start - 1) : one.start] in _OPENING
        quoted = quoted and text[one.end : one.end + 1] in _CLOSING
        around = f"{text[low : one.start]}\n{text[one.end : high]}"
        about = _ABOUT_ENCODINGS.search(around)
        word = one.meaning.as_a_word and one.meaning.as_a_word.search(around)
        beside = any(
            other.meaning.note != one.meaning.note
            and other.meaning.is_example_beside_others
            and one.meaning.is_example_beside_others
            and other.end > low
            and other.start < high
            for other in (*stretches[max(0, index - 2) : index], *stretches[index + 1 : index + 3])
        )
        result.append(quoted + bool(about) + bool(word) + beside)
    return result


# Bytes that every lost character came out as, and bytes that nobody wrote.


def _read(document: Document) -> Iterator[_Stretch]:
    """The stretches that show EF BF BD, U+FFFD, or memory."""
    text = document.text
    if text.isascii():
        return
    every, first = _by_first()
    seen: set[str] = set()
    for part in chunks(document.codes):
        seen.update(map(chr, part[first.take(part, mode="clip")].tolist()))
    for needed, pattern, meaning in every:
        if needed[0] in seen and needed in text:
            for match in _matches(document, pattern, meaning):
                yield _Stretch(match.start(), match.end(), meaning)


def _matches(
    document: Document, pattern: re.Pattern[str], meaning: Meaning
) -> Iterator[re.Match[str]]:
    """The matches of a pattern, in order; where its ends are rare characters, only near these."""
    if not meaning.ends:
        yield from pattern.finditer(document.text)
        return
    first, last = map(ord, meaning.ends)
    codes = document.codes
    places = np.flatnonzero((codes == first) | (codes == last))
    end = 0
    for start in (places - (codes[places] == last)).tolist():
        match = pattern.match(document.text, start) if start >= end else None
        if match:
            end = match.end()
            yield match


@functools.cache
def _by_first() -> tuple[tuple[Reading, ...], NDArray[np.bool_]]:
    """All readings, and which code points of the BMP the texts that they need begin with."""
    from fixtext.encodings.replaced_as_shown import readings  # which few texts need

    every = (("\ufffd", _FFFD_RUN, _FFFD), *readings())
    first = np.zeros(0x10000, np.bool_)
    first[[ord(needed[0]) for needed, _, _ in every]] = True
    return every, first


# Question marks where words were.

_BETWEEN = "[ \t0-9,.;:!/\"'()\u00ab\u00bb\u201c\u201d-]{1,8}"
_MARKS = lazy_pattern(f"\\?++(?:{_BETWEEN}\\?++)*+")
_LETTER = "[^\\W\\d_]"
_WORD = lazy_pattern(
    f"(?<!{_LETTER})(?<![?\\w]/)(?<![_:.*\\\\^$)\\]}}!?-])\\?{{2,}}+(?![/*:+\\\\-]\\S)(?!{_LETTER})"
)
_ROW, _LONG_ROW = re.compile("\\?\\?++"), re.compile("\\?{4}\\?*+")
_ALPHABET = "\u00c0-\u024f\u0370-\u1fff"
_WITHIN = lazy_pattern(f"(?<=[{_ALPHABET}])( ?)\\?{{4,}}+\\1(?=[{_ALPHABET}])")
_CHAT = lazy_pattern(
    f"(?<={_LETTER})!?\\?{{2,}}+|(?<={_LETTER}) \\?{{2,}}+(?=[ !]*$)|^[ !]*\\?++(?=[ !]*$)",
    re.MULTILINE,
)
_LONGEST_ROW = 150
"""Nobody holds a key for as long; it takes a paragraph of hanzi without a space."""
_MANY_WORDS, _LENGTHS, _LEAST_LENGTH = 4, 3, 3
_ASKED_NOTE = "? for each letter that a character set lacked: what stood here is gone"
_WORDS, _WORD_WITHIN, _WORD_AMONG_MANY = (
    Meaning(_ASKED_NOTE, cost, frozenset("? "), frozenset(), _HELD_KEY, False)
    for cost in (_ASKED, _ASKED_WITHIN, 0.0)
)


def _question_marks(document: Document) -> Iterator[_Stretch]:
    """Rows of ``?`` that stand where words would."""
    text = document.text
    if "??" not in text:
        return
    for row in matches(_LONG_ROW, text, "????"):
        match = _WITHIN.match(text, row.start()) or _WITHIN.match(text, max(row.start() - 1, 0))
        if match and text[match.end()].islower():
            space = len(match[1])
            yield _Stretch(match.start() + space, match.end() - space, _WORD_WITHIN)
    for match in _rows_of_marks(text):
        words = _WORD.finditer(text, match.start(), match.end() + 2)
        lengths = [word.end() - word.start() for word in words]
        several = len(lengths) >= 3 and len(set(lengths)) > 1
        if several or "?" * _LONGEST_ROW in match[0]:
            yield _Stretch(match.start(), match.end(), _WORDS)
    yield from _words_of_a_document(text, document.beyond_ascii)


def _rows_of_marks(text: str) -> Iterator[re.Match[str]]:
    """Rows of ``?`` with what stands between them, in the lines that have two in a row."""
    end = 0
    while (place := text.find("??", end)) >= 0:
        start, end = text.rfind("\n", end, place) + 1, text.find("\n", place)
        end = end if end >= 0 else len(text)
        yield from _MARKS.finditer(text, start, end)


def _tell(words: Sequence[tuple[int, int]], chat: int, beyond: int) -> bool:
    """Whether so many words, of such lengths, say that a document lost its letters."""
    lengths = [end - start for start, end in words if end - start >= _LEAST_LENGTH]
    enough = len(lengths) >= max(_MANY_WORDS, 2 * chat) and len(set(lengths)) >= _LENGTHS
    return enough and 2 * beyond <= sum(lengths)


def _words_of_a_document(text: str, beyond: int) -> Iterator[_Stretch]:
    """Single words of ``?`` here and there, if the document has many and little else beyond ASCII.

    A row of ``?`` at the end of a line is how people ask.
    """
    rows = (_WORD.match(text, row.start()) for row in matches(_ROW, text, "??"))
    words = [match.span() for match in rows if match]
    # what is taken for chat only makes them fewer, so this can be asked before
    if not _tell(words, 0, beyond):
        return
    chat = {match.end() for match in _CHAT.finditer(text)}
    words = [(start, end) for start, end in words if end not in chat]
    if not _tell(words, len(chat), beyond):
        return
    for start, end in words:
        yield _Stretch(start, end, _WORD_AMONG_MANY)
