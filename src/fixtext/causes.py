"""Mechanisms that explain several kinds of garbling together.

A kind names its cause; when one document shows several kinds of one cause, the report says so,
and what one of them proves lowers what the others must prove.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fixtext.findings import Cause, Finding

__all__ = ["GBK_BYTE_EDITOR", "GLYPHS_TO_TEXT", "explain_together"]

GBK_BYTE_EDITOR = "gbk-byte-editor"
GLYPHS_TO_TEXT = "glyphs-to-text"

_EXPLANATIONS = {
    GBK_BYTE_EDITOR: (
        "one tool edited the bytes of a GBK page without regard to where its characters begin"
    ),
    GLYPHS_TO_TEXT: "text was taken from the glyphs of a page, as of a PDF file",
}


def explain_together(
    findings: Sequence[Finding], causes: Iterable[tuple[str, str]]
) -> tuple[Cause, ...]:
    """The causes that two or more kinds among the findings share.

    ``causes`` are pairs of kind and cause, in the order in which kinds are undone.
    """
    from fixtext.findings import Cause  # which a repair without an account needs not

    present = {kind for finding in findings for kind in finding.kinds}
    together: dict[str, list[str]] = {}
    for kind, cause in causes:
        if kind in present:
            together.setdefault(cause, []).append(kind)
    return tuple(
        Cause(cause, _EXPLANATIONS.get(cause, cause), tuple(kinds))
        for cause, kinds in together.items()
        if len(kinds) > 1
    )
