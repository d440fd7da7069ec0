"""Fields that are EUC-JP beside right kana, as stretches that a search found."""

from __future__ import annotations

from fixtext.document import Document
from fixtext.encodings.circumstances import is_quoted
from fixtext.encodings.lists import lists_some, was_a_list
from fixtext.encodings.routes import ROUTES
from fixtext.encodings.shared_kana import fields_of_euc_jp
from fixtext.encodings.weighing import Reversal

__all__ = ["stretches_of_euc_jp"]

_ROUTE = next(route for route in ROUTES if (route.meant, route.read) == ("euc-jp", "gbk"))


def stretches_of_euc_jp(document: Document) -> list[Reversal]:
    """The fields that :func:`fields_of_euc_jp` tells, but for what is listed or quoted."""
    found: list[Reversal] = []
    codes = document.codes
    for start, end, meant, bits in document.recall(fields_of_euc_jp):
        one = Reversal(start, end, meant, bits, (_ROUTE,), raw=bits)
        changed = one.trimmed(codes[start:end])
        if lists_some(codes[start:end]) or was_a_list(codes, start, end, one):
            continue
        if not is_quoted(document.text, changed):
            found.append(changed)
    return found
