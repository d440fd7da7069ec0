"""The functions of the library's front door, thin over :class:`fixtext.pipeline.Fixer`."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable
from typing import TYPE_CHECKING, Unpack

from fixtext.errors import OptionError
from fixtext.garbling import registry
from fixtext.pipeline import fixer
from fixtext.types import Kind, OptionArguments

if TYPE_CHECKING:
    from fixtext.findings import Report

__all__ = ["explain", "explain_many", "fix", "fix_bytes", "fix_many", "garble", "kinds"]


def fix(text: str, **options: Unpack[OptionArguments]) -> str:
    """The text with its damage repaired, nothing restyled.

    Options are the fields of :class:`fixtext.Options`. Raises OptionError, ScriptError.

    >>> fix("國家健康醫(yī)療大數(shù)據(jù)中心,醫(yī)療數(shù)據(jù)")
    '國家健康醫療大數據中心，醫療數據'
    """
    return fixer(options).fix(text)


def explain(text: str, **options: Unpack[OptionArguments]) -> Report:
    """The repaired text, and an account of what had happened to it.

    >>> explain("clean").findings
    ()
    """
    return fixer(options).explain(text)


def fix_bytes(
    data: bytes,
    *,
    content_type: str | None = None,
    url: str | None = None,
    language: str | None = None,
    encoding: str | None = None,
    **options: Unpack[OptionArguments],
) -> Report:
    r"""The text of some bytes, repaired, and an account of what had happened to it.

    The bytes are read as by :func:`fixtext.decode`, whose account is ``report.decoded``; findings
    count code points of its text. With ``html=True``, markup stays as it is, but the charset that
    the page declares is made utf-8. Options are the fields of :class:`fixtext.Options`. Raises
    DecodeError for an unknown ``encoding``, OptionError, ScriptError.

    >>> report = fix_bytes("cafÃ©".encode(), content_type="text/plain; charset=utf-8")
    >>> report.text, report.decoded.encoding, report.decoded.source
    ('café', 'utf-8', 'header')
    """
    from fixtext.decoding import decode  # text alone needs none of it

    decoded = decode(data, content_type=content_type, url=url, language=language, encoding=encoding)
    report = fixer(options).explain(decoded.text)
    if options.get("html"):
        from fixtext.markup import saying_utf8

        report = saying_utf8(report, decoded.text)
    return dataclasses.replace(report, decoded=decoded)


def fix_many(texts: Iterable[str], **options: Unpack[OptionArguments]) -> list[str]:
    """Each text repaired, as a document of its own.

    >>> fix_many(["one", "two"])
    ['one', 'two']
    """
    return fixer(options).fix_many(texts)


def explain_many(texts: Iterable[str], **options: Unpack[OptionArguments]) -> list[Report]:
    """A report on each text, as a document of its own.

    >>> [report.changed for report in explain_many(["one", "two"])]
    [False, False]
    """
    return fixer(options).explain_many(texts)


def garble(clean: str, kind: str, *, seed: int = 0) -> str:
    """Clean text damaged in the way of a kind; the same seed gives the same damage.

    Raises OptionError for an unknown kind.

    >>> garble("醫療數據，醫療", "folded-punctuation")
    '醫療數據,醫療'
    """
    known = registry()
    if kind not in known:
        raise OptionError(f"unknown kind {kind!r}; there are: {', '.join(known)}")
    return known[kind].garble(clean, random.Random(seed))


def kinds() -> tuple[Kind, ...]:
    """Every kind of garbling, in the order in which they are undone.

    >>> "pinyin-annotation" in [kind.name for kind in kinds()]
    True
    """
    return tuple(garbling.describe() for garbling in registry().values())
