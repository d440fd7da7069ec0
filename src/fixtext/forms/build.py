"""Builds the table of forms: ``python -m fixtext.forms.build`` (needs ``perl``, which has both).

Sources: the property Equivalent_Unified_Ideograph of the Unicode Character Database, as perl's
Unicode::UCD has it; the encoding of the Symbol font, as perl's Encode has it.
"""

from __future__ import annotations

import subprocess

import numpy as np

from fixtext.forms.tables import FILE
from fixtext.tables import write_table

__all__ = ["build"]

_VERSION = "use Unicode::UCD; print Unicode::UCD::UnicodeVersion()"
_RADICALS = """
use Unicode::UCD qw(prop_invmap);
my ($starts, $values) = prop_invmap("Equivalent_Unified_Ideograph");
for my $i (0 .. $#$starts - 1) {
    next if $values->[$i] eq "" or $values->[$i] eq "0";
    for my $code ($starts->[$i] .. $starts->[$i + 1] - 1) { print "$code $values->[$i]\\n" }
}
"""
_SYMBOL = """
use Encode;
for my $byte (0x20 .. 0xfe) {
    my $character = ord decode("symbol", chr $byte);
    print "$byte $character\\n" unless $character >= 0xe000;
}
"""
_RADICAL_BLOCKS = ((0x2E80, 0x2EFF), (0x2F00, 0x2FDF))
_PRIVATE = 0xF000
"""Where Windows puts the characters of a font that has an encoding of its own."""


def _perl(program: str) -> str:
    done = subprocess.run(["perl", "-e", program], check=True, capture_output=True, text=True)
    return done.stdout


def _pairs(program: str) -> list[tuple[int, int]]:
    lines = (line.split() for line in _perl(program).splitlines())
    return [(int(code), int(value)) for code, value in lines]


def build() -> None:
    """Write the table beside this module."""
    radicals = [
        (code, ideograph)
        for code, ideograph in _pairs(_RADICALS)
        if any(low <= code <= high for low, high in _RADICAL_BLOCKS)
    ]
    symbol = [(_PRIVATE + byte, character) for byte, character in _pairs(_SYMBOL)]
    write_table(
        FILE,
        {
            "name": "forms of characters",
            "source": f"Unicode Character Database {_perl(_VERSION)}; perl's Encode",
            "licence": "Unicode-3.0; Artistic-1.0-Perl",
        },
        {"radicals": np.array(radicals, np.uint32), "symbol": np.array(symbol, np.uint32)},
    )


if __name__ == "__main__":
    build()
