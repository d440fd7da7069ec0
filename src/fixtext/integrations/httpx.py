"""httpx: ``response.text`` is right though the header lies, and repaired.

Event hooks for both clients, and a ``default_encoding`` for who wants no repair::

    client = httpx.Client(event_hooks={"response": [fixtext.integrations.httpx.hook()]})
    client = httpx.AsyncClient(event_hooks={"response": [fixtext.integrations.httpx.async_hook()]})
    client = httpx.Client(default_encoding=fixtext.integrations.httpx.default_encoding)
"""

from __future__ import annotations

import codecs
from collections.abc import Awaitable, Callable
from typing import Unpack

from httpx import Response

from fixtext.decoding import decode
from fixtext.encodings.codecs import codec
from fixtext.integrations.bodies import not_text, repaired
from fixtext.types import OptionArguments

__all__ = ["async_hook", "default_encoding", "hook"]


def hook(**options: Unpack[OptionArguments]) -> Callable[[Response], None]:
    """A response hook that puts UTF-8 of the right, repaired text in place of a text body.

    It reads the body, so it is not for responses that are streamed. What was done is in
    ``response.extensions["fixtext"]``. Options are the fields of :class:`fixtext.Options`.
    """

    def repair(response: Response) -> None:
        response.read()
        _repair(response, options)

    return repair


def async_hook(**options: Unpack[OptionArguments]) -> Callable[[Response], Awaitable[None]]:
    """As :func:`hook`, for an AsyncClient."""

    async def repair(response: Response) -> None:
        await response.aread()
        _repair(response, options)

    return repair


def _repair(response: Response, options: OptionArguments) -> None:
    content_type = response.headers.get("Content-Type")
    response.extensions["fixtext"] = None
    if not_text(response.content, content_type) is None:
        body = repaired(response.content, content_type, str(response.url), **options)
        response._content = body.utf8
        response.encoding = "utf-8"
        response.extensions["fixtext"] = body.account()


def default_encoding(data: bytes) -> str:
    """The encoding of a body whose header names none, as Python knows it."""
    return codec_name(decode(data).encoding)


def codec_name(label: str) -> str:
    """The name of Python's codec for a WHATWG label."""
    try:
        return codec(label).python
    except LookupError:
        return codecs.lookup(label).name
