"""Loops over characters in C, for where numpy's price by the call is what a short text costs.

They give what the numpy code beside each use of them gives, bit for bit. An installation that was
built without a C compiler has none, and goes without; so does one that is told to by
``FIXTEXT_PURE=1`` in the environment.
"""

from __future__ import annotations

import os

__all__ = [
    "IS_COMPILED",
    "Alphabets",
    "DoubleByte",
    "Forms",
    "Leftovers",
    "LongLeftovers",
    "Phrases",
    "QuickLook",
    "Scorer",
    "Screen",
    "Traits",
    "add_scripts",
    "alike_regions",
    "best_path",
    "best_stretches",
    "beyond_ascii",
    "blocks_of_lines",
    "code_points",
    "count_characters",
    "count_flags",
    "fields_read",
    "glance",
    "glance_by_blocks",
    "has_enough",
    "high_stretches",
    "keep_open",
    "keep_tries_open",
    "keep_ways_open",
    "line_breaks",
    "line_ends",
    "line_widths",
    "lonely",
    "marginals",
    "mark_code_lines",
    "mark_eligible",
    "mark_words",
    "may_be_wrapped",
    "measured_lines",
    "mixture",
    "most_of_widths",
    "references",
    "rich_rows",
    "set_likely_pairs",
    "surprise",
    "utf8_runs",
    "ways_to_fill",
    "written_lines",
    "written_pairs",
]

IS_COMPILED = os.environ.get("FIXTEXT_PURE", "0") in ("", "0")
"""Whether the other names are there."""

if IS_COMPILED:
    try:
        from fixtext.compiled._loops import (
            Alphabets,
            DoubleByte,
            Forms,
            Leftovers,
            LongLeftovers,
            Phrases,
            QuickLook,
            Scorer,
            Screen,
            Traits,
            add_scripts,
            alike_regions,
            best_path,
            best_stretches,
            beyond_ascii,
            blocks_of_lines,
            code_points,
            count_characters,
            count_flags,
            fields_read,
            glance,
            glance_by_blocks,
            has_enough,
            high_stretches,
            keep_open,
            keep_tries_open,
            keep_ways_open,
            line_breaks,
            line_ends,
            line_widths,
            lonely,
            marginals,
            mark_code_lines,
            mark_eligible,
            mark_words,
            may_be_wrapped,
            measured_lines,
            mixture,
            most_of_widths,
            references,
            rich_rows,
            set_likely_pairs,
            surprise,
            utf8_runs,
            ways_to_fill,
            written_lines,
            written_pairs,
        )
    except ImportError:
        IS_COMPILED = False
