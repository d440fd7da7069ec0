"""Repairs damaged text: what happened to it is named, proven in bits, and undone.

>>> import fixtext
>>> fixtext.fix("clean text stays as it is")
'clean text stays as it is'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fixtext.lazy import names_of

if TYPE_CHECKING:
    from fixtext.api import (
        explain,
        explain_many,
        fix,
        fix_bytes,
        fix_many,
        garble,
        kinds,
    )
    from fixtext.decoded import ByteFinding, Decoded, Segment
    from fixtext.decoding import Decoder, decode
    from fixtext.errors import FixtextError
    from fixtext.findings import Candidate, Finding, Inference, Report, Step
    from fixtext.garbling import Garbling
    from fixtext.hanscript import ScriptShares, convert, script_of
    from fixtext.pipeline import Fixer, apply
    from fixtext.types import Kind, Options

__version__ = "0.1.0"

__all__ = [
    "ByteFinding",
    "Candidate",
    "Decoded",
    "Decoder",
    "Finding",
    "Fixer",
    "FixtextError",
    "Garbling",
    "Inference",
    "Kind",
    "Options",
    "Report",
    "ScriptShares",
    "Segment",
    "Step",
    "apply",
    "convert",
    "decode",
    "explain",
    "explain_many",
    "fix",
    "fix_bytes",
    "fix_many",
    "garble",
    "kinds",
    "script_of",
]

__getattr__, __dir__ = names_of(
    __name__,
    {
        "fixtext.api": (
            "explain",
            "explain_many",
            "fix",
            "fix_bytes",
            "fix_many",
            "garble",
            "kinds",
        ),
        "fixtext.decoded": ("ByteFinding", "Decoded", "Segment"),
        "fixtext.decoding": ("Decoder", "decode"),
        "fixtext.errors": ("FixtextError",),
        "fixtext.garbling": ("Garbling",),
        "fixtext.hanscript": ("ScriptShares", "convert", "script_of"),
        "fixtext.pipeline": ("Fixer", "apply"),
        "fixtext.findings": ("Candidate", "Finding", "Inference", "Report", "Step"),
        "fixtext.types": ("Kind", "Options"),
    },
)
