"""Scripts of Chinese: which one a text is in, what does not belong to it, and conversion."""

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
