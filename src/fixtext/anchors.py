"""Matches of a pattern, found by what is rare in them: many times faster than by the pattern.

A regular expression that can begin with several characters is tried at each place of a text, which
takes some ten nanoseconds a character. One sign is found in a tenth of a nanosecond.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator

__all__ = ["matches", "places"]


def places(text: str, *signs: str) -> Iterator[int]:
    """Where any of these signs stands in a text, ascending, in code points.

    >>> list(places("a&b#c&", "&", "#"))
    [1, 3, 5]
    """
    if len(signs) == 1:
        place = text.find(signs[0])
        while place >= 0:
            yield place
            place = text.find(signs[0], place + 1)
        return
    ahead = [(text.find(sign), sign) for sign in signs]
    ahead = [one for one in ahead if one[0] >= 0]
    heapq.heapify(ahead)
    while ahead:
        place, sign = ahead[0]
        yield place
        following = text.find(sign, place + 1)
        if following >= 0:
            heapq.heapreplace(ahead, (following, sign))
        else:
            heapq.heappop(ahead)


def matches(
    pattern: re.Pattern[str], text: str, *signs: str, before: int = 0
) -> Iterator[re.Match[str]]:
    r"""What ``pattern.finditer(text)`` gives, if each match begins with one of these signs.

    Or has one at most ``before`` code points behind its beginning. No match may be empty.

    >>> [match[0] for match in matches(re.compile(r"-?\$\d"), "$1 a-$2 $", "$", before=1)]
    ['$1', '-$2']
    """
    end = 0
    for place in places(text, *signs):
        for start in range(max(end, place - before), place + 1):
            match = pattern.match(text, start)
            if match:
                yield match
                end = match.end()
                break
