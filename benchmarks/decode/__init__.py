"""Bytes to text beside other detectors: ``python -m benchmarks.decode``.

The texts are the project's own, the article in both scripts, cut and damaged at random places that
a seed decides; where FIXTEXT_SHARED names a folder of outside texts, its languages come in too. A
peer names an encoding, and its text is what Python's codec of that name (the superset that browsers
use) makes of the bytes, with U+FFFD for what it cannot read. Speed is by the processor's time, the
median of interleaved rounds on texts that no round has seen, in one thread.
"""
