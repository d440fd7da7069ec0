"""Scripts of Chinese: which one a text is in, what does not belong to it, and conversion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fixtext.lazy import names_of

if TYPE_CHECKING:
    from fixtext.hanscript.characters import (
        HAN,
        HONGKONG_FORM,
        JAPANESE_ONLY,
        ONE_TO_MANY,
        SIMPLIFIED_ONLY,
        TAIWAN_FORM,
        TRADITIONAL_ONLY,
        character_classes,
        simplified,
        traditional_candidates,
    )
    from fixtext.hanscript.conversion import TAGS, script_tag
    from fixtext.hanscript.mixed import convert
    from fixtext.hanscript.repair import Leftover, leftovers
    from fixtext.hanscript.script import ScriptShares, script_of
    from fixtext.hanscript.vocabulary import region_tag

__all__ = [
    "HAN",
    "HONGKONG_FORM",
    "JAPANESE_ONLY",
    "ONE_TO_MANY",
    "SIMPLIFIED_ONLY",
    "TAGS",
    "TAIWAN_FORM",
    "TRADITIONAL_ONLY",
    "Leftover",
    "ScriptShares",
    "character_classes",
    "convert",
    "leftovers",
    "region_tag",
    "script_of",
    "script_tag",
    "simplified",
    "traditional_candidates",
]

__getattr__, __dir__ = names_of(
    __name__,
    {
        "fixtext.hanscript.characters": (
            "HAN",
            "HONGKONG_FORM",
            "JAPANESE_ONLY",
            "ONE_TO_MANY",
            "SIMPLIFIED_ONLY",
            "TAIWAN_FORM",
            "TRADITIONAL_ONLY",
            "character_classes",
            "simplified",
            "traditional_candidates",
        ),
        "fixtext.hanscript.conversion": ("TAGS", "script_tag"),
        "fixtext.hanscript.mixed": ("convert",),
        "fixtext.hanscript.repair": ("Leftover", "leftovers"),
        "fixtext.hanscript.script": ("ScriptShares", "script_of"),
        "fixtext.hanscript.vocabulary": ("region_tag",),
    },
)
