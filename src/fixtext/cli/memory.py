"""What a C library keeps of memory that is free, given back to the system.

The windows of a long text take memory in pieces of all sizes. What is free between the pieces that
stay is kept by glibc for whatever comes next, a little more of it with each window, so that a file
of gigabytes would take ever more of what no one uses.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

__all__ = ["sparing_memory"]

_OFTEN_ENOUGH = 16_000_000
"""Code points or bytes behind which memory is given back: to ask takes less than a thousandth of
the work on them."""

_Part = TypeVar("_Part", bound=Sized)


def sparing_memory(
    parts: Iterable[_Part], give_back: Callable[[], object] | None = None
) -> Iterator[_Part]:
    """The parts of a long text; what was free between them is given back now and then.

    >>> list(sparing_memory(["a", "b"]))
    ['a', 'b']
    """
    give_back = give_back or _give_back
    size = 0
    for part in parts:
        yield part
        size += len(part)
        if size >= _OFTEN_ENOUGH:
            give_back()
            size = 0


def _give_back() -> None:
    """Ask glibc for it; other C libraries have no such call, and keep less."""
    if sys.platform != "linux":
        return
    import ctypes  # which only a long file asks for

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(ctypes.c_size_t(0))
