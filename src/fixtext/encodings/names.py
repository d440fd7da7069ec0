"""What stands for itself, and means nothing to the language model: names, acronyms, letters alike.

To a reading that makes a common word of two or three rare characters, a Chinese name looks like
damage, and so does a word in Cyrillic or Greek that the model has not met. What is a family name
with one or two characters behind it, or a word written as words are, must be beyond doubt.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.lists import are_ascii_letters
from fixtext.garblings.homoglyph import LIKE_LATIN
from fixtext.lazy import lazy_pattern
from fixtext.scan import code_points, text_of

__all__ = ["are_homoglyphs", "may_be_names", "may_be_words"]

# fmt: off
_FAMILY_NAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤温康施文牛樊葛邢安齐易乔伍庞"
    "颜倪庄聂章鲁岳翟申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁房"
    "屈饶解牟艾尤阳时穆农司古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣"
    "萧傅赖巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝阎卓詹"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓鄧馮蕭董袁蔣葉蘇呂盧鍾鐘譚陸範韋賈鄒龍陶賀顧龔萬錢嚴湯溫齊喬龐顏莊聶魯歐關蘭單塗駱藍華饒"
    "陽時農繆簡車項連蘆麥婁竇黨宮費衛應閔鄔邊師榮叢鞏鄺閻遊侯賴紀"
)
# fmt: on
"""The three hundred that are met most, in both scripts: 95 of a hundred people in China have one of
the first hundred, as the Ministry of Public Security counts them each year."""
_SHORTEST, _LONGEST = 2, 3
_ALPHABETS = (
    lazy_pattern("[\u0370-\u03ff\u1f00-\u1fff]+"),
    lazy_pattern("[\u0400-\u052f]+"),
)
"""Letters of Greek, and of Cyrillic."""
_LATIN = lazy_pattern("[A-Za-z\u00c0-\u024f]+")
_GLUED = lazy_pattern("[A-Za-z][\u2e80-\uffef]|[\u2e80-\uffef][A-Za-z]")
_WORDS = lazy_pattern(r"[^\W\d_]+")
_FIRST_IDEOGRAPH, _LAST_IDEOGRAPH = 0x4E00, 0x9FFF
_FAMILY = np.zeros(_LAST_IDEOGRAPH + 1, np.bool_)
_FAMILY[code_points(_FAMILY_NAMES)] = True


def may_be_names(codes: NDArray[np.uint32], low: int, high: int) -> bool:
    """Whether part of a text may be nothing but names of Chinese, with signs between them.

    >>> from fixtext.scan import code_points
    >>> texts = ("唐杰", "杰唐", "唐杰、姜眉 (Jie Tang)", "唐代诗人")
    >>> [may_be_names(code_points(text), 0, len(text)) for text in texts]
    [True, False, True, False]
    """
    part = codes[low:high]
    among = _are_ideographs(part)
    before, behind = (_are_ideographs(codes[max(edge - 1, 0) : edge + 1]) for edge in (low, high))
    if (before.all() and low > 0) or (behind.all() and high < codes.size):
        return False  # they go on
    if not among.any() or _are_letters(part[~among]).any():
        return False
    edges = np.flatnonzero(np.diff(among, prepend=False, append=False)).reshape(-1, 2)
    sizes = edges[:, 1] - edges[:, 0]
    names = (sizes >= _SHORTEST) & (sizes <= _LONGEST) & _FAMILY[part[edges[:, 0]]]
    return bool(names.all())


def _are_ideographs(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    ideographs: NDArray[np.bool_] = (codes >= _FIRST_IDEOGRAPH) & (codes <= _LAST_IDEOGRAPH)
    return ideographs


def _are_letters(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Letters beyond ASCII that are no ideographs of names."""
    marks = (codes >= 0x2000) & (codes < 0x3041) | (codes >= 0xFF00) & (codes < 0xFF21)
    letters: NDArray[np.bool_] = (codes >= 0xC0) & ~marks
    return letters


def may_be_words(text: str, low: int, high: int, reading: str) -> bool:
    """Whether part of a text is words of one alphabet, and a reading puts others in their place.

    Words are written in small letters, in capitals, or with one in front. Latin letters only where
    the reading leaves some of a word, beside ideographs: the codecs of Europe show little else.

    >>> [may_be_words(text, 0, len(text), "楊栃") for text in ("НЛМК", "Ърчо", "нЛмк", "НЛMK")]
    [True, True, False, False]
    >>> may_be_words("Żółtek", 0, 4, "草速")
    True
    """
    start, end = low, high
    while start > 0 and text[start - 1 : start + 1].isalpha():
        start -= 1
    while end < len(text) and text[end - 1 : end + 1].isalpha():
        end += 1
    words = _WORDS.findall(text[start:end])
    if not all(word in (word.lower(), word.title(), word.upper()) for word in words):
        return False
    letters = "".join(words)
    for alphabet in _ALPHABETS:
        if alphabet.fullmatch(letters):
            return not alphabet.search(reading)
    mixed = text[start:low] + reading + text[high:end]
    return _LATIN.fullmatch(letters) is not None and _GLUED.search(mixed) is not None


def are_homoglyphs(
    codes: NDArray[np.uint32], low: int, high: int, after: NDArray[np.uint32]
) -> bool:
    """Whether all letters that a reading changes look like those of ASCII beside them.

    The stretch ``low:high`` of a text becomes ``after``.

    >>> from fixtext.scan import code_points
    >>> before, after = "pаypаl", "pŕypŕl"  # with а of Cyrillic
    >>> are_homoglyphs(code_points(before), 0, 6, code_points(after))
    True
    """
    if not are_ascii_letters(codes[max(low - 1, 0) : high + 1]).any():
        return False
    before = codes[low:high]
    if before.size == after.size:
        before = before[before != after]
    letters = text_of(before[before > 0x7F])
    return bool(letters) and LIKE_LATIN.issuperset(letters)
