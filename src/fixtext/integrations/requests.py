"""requests: ``response.text`` is right though the header lies, and repaired.

A hook of a session, or of one request::

    session = requests.Session()
    session.hooks["response"].append(fixtext.integrations.requests.hook())
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Unpack

from requests import Response

from fixtext.integrations.bodies import not_text, repaired
from fixtext.types import OptionArguments

__all__ = ["hook"]


def hook(**options: Unpack[OptionArguments]) -> Callable[..., Response]:
    """A response hook that puts UTF-8 of the right, repaired text in place of a text body.

    ``response.fixtext`` tells what was done (None where the body is not text). Responses that are
    streamed are left alone. Options are the fields of :class:`fixtext.Options`.
    """

    def repair(response: Response, *_: Any, **arguments: Any) -> Response:
        account = None
        if not arguments.get("stream"):
            content_type = response.headers.get("Content-Type")
            data = response.content
            if not_text(data, content_type) is None:
                body = repaired(data, content_type, response.url, **options)
                response._content = body.utf8
                response.encoding = "utf-8"
                account = body.account()
        response.fixtext = account
        return response

    return repair
