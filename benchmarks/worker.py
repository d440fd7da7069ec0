"""A peer at work: ``python worker.py PEER``, run by the Python that the peer is installed in.

It answers each line of standard input, a JSON list of an action and its arguments, with a line of
JSON. The actions are ``convert`` (configuration, texts: the results), ``time`` (configuration,
text: seconds of one conversion), ``identify`` (texts: the decisions), ``repair`` (texts: the
results, null for one that the peer does not take), ``keep`` (a text, or a list of texts, that is
to be timed) and ``time repair`` (turn: seconds for what was kept, made fresh for the turn).
"""

from __future__ import annotations

import functools
import json
import sys
import time
from collections.abc import Callable, Sequence

Converter = Callable[[str], str]

# MediaWiki's variants have no script to come from, only one to go to.
_VARIANTS = {"s": "zh-hans", "t": "zh-hant", "tw": "zh-tw", "hk": "zh-hk"}


def _variant(configuration: str) -> str:
    return _VARIANTS[configuration.split("2")[1]]


def opencc(configuration: str) -> Converter:
    import opencc

    work: Converter = opencc.OpenCC(configuration).convert
    return work


def zhconv(configuration: str) -> Converter:
    import zhconv

    return lambda text: str(zhconv.convert(text, _variant(configuration)))


def zhconv_rs(configuration: str) -> Converter:
    import zhconv_rs

    return lambda text: str(zhconv_rs.zhconv(text, _variant(configuration)))


def identify(texts: Sequence[str]) -> list[str]:
    """By hanzidentifier: zh-Hans, zh-Hant, or undecided (both, mixed, unknown)."""
    import hanzidentifier

    names = {hanzidentifier.SIMPLIFIED: "zh-Hans", hanzidentifier.TRADITIONAL: "zh-Hant"}
    return [names.get(hanzidentifier.identify(text), "undecided") for text in texts]


def ftfy() -> Converter:
    import ftfy

    return ftfy.fix_text


def plsfix() -> Converter:
    import plsfix

    work: Converter = plsfix.fix_text
    return work


def fresh(text: str | list[str], turn: int) -> str | list[str]:
    """The same text from another place on, so that nothing that was kept of it is of any use."""
    if isinstance(text, str):
        return text[turn * 7 :] + text[: turn * 7]
    return [one[turn:] + one[:turn] for one in text]


def repair_all(work: Converter, texts: Sequence[str]) -> list[str | None]:
    results: list[str | None] = []
    for text in texts:
        try:
            results.append(work(text))
        except UnicodeError:  # lone surrogates, for one
            results.append(None)
    return results


def seconds_of_repair(work: Converter, text: str | list[str]) -> float:
    start = time.perf_counter()
    if isinstance(text, str):
        work(text)
    else:
        for one in text:
            work(one)
    return time.perf_counter() - start


_REPAIRERS: dict[str, Callable[[], Converter]] = {"ftfy": ftfy, "plsfix": plsfix}
_CONVERTERS: dict[str, Callable[[str], Converter]] = {
    "opencc": opencc,
    "opencc-python-reimplemented": opencc,
    "zhconv": zhconv,
    "zhconv-rs": zhconv_rs,
}


def main() -> None:
    peer = sys.argv[1]

    @functools.cache
    def converter(configuration: str) -> Converter:
        return _CONVERTERS[peer](configuration)

    def convert(configuration: str, texts: Sequence[str]) -> list[str]:
        return [converter(configuration)(text) for text in texts]

    def seconds(configuration: str, text: str) -> float:
        work = converter(configuration)
        start = time.perf_counter()
        work(text)
        return time.perf_counter() - start

    kept: list[str | list[str]] = []

    @functools.cache
    def repairer() -> Converter:
        return _REPAIRERS[peer]()

    def keep(text: str | list[str]) -> None:
        kept[:] = [text]

    actions: dict[str, Callable[..., object]] = {
        "convert": convert,
        "time": seconds,
        "identify": identify,
        "repair": lambda texts: repair_all(repairer(), texts),
        "keep": keep,
        "time repair": lambda turn: seconds_of_repair(repairer(), fresh(kept[0], turn)),
    }
    for line in sys.stdin:
        action, *arguments = json.loads(line)
        print(json.dumps(actions[action](*arguments)), flush=True)


if __name__ == "__main__":
    main()
