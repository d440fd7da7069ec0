"""The public conversion: from any script of Chinese, or from a mix, to one of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.errors import ScriptError
from fixtext.hanscript.conversion import (
    convert_as_opencc,
    convert_codes,
    script_tag,
)
from fixtext.hanscript.families import Occurrences, canonical, families, simplifiable, styled
from fixtext.hanscript.neighbours import are_forms, load, share_alone
from fixtext.scan import code_points, line_edges, text_of

__all__ = ["convert"]

_COMMONEST = 0.8  # of a family: no neighbours speak against a form that has so much
_SURE = 2.0  # times: so much likelier must another form be than OpenCC's


def convert(
    text: str,
    *,
    to: str,
    source: str | None = None,
    vocabulary: str | None = None,
    strict: str | None = None,
) -> str:
    """The text in the script ``to``: zh-Hans, zh-Hant, zh-Hant-TW or zh-Hant-HK.

    ``source`` is the script that it is in. Without it, each line is converted from the script
    that it is in, Japanese and Korean stay, and what is right already does too.
    ``vocabulary`` (TW, HK or CN) also puts the region's words (软件, 軟體), which the installed
    ``opencc`` module knows. ``strict="opencc"`` gives the very result of OpenCC 1.4.2's
    configuration for ``source`` and ``to`` (by way of zh-Hant where it has none), and needs
    ``source``. Without ``vocabulary`` the result is as long as the text. Raises ScriptError for an
    unknown script or region.

    >>> convert("头发", to="zh-Hant", source="zh-Hans")
    '頭髮'
    >>> convert("皇后的头发\\n日本の発展", to="zh-TW")
    '皇后的頭髮\\n日本の発展'
    >>> convert("鼠标和软件", to="zh-TW", vocabulary="TW")
    '滑鼠和軟體'
    """
    target = script_tag(to)
    given = None if source is None else script_tag(source)
    if strict not in (None, "opencc"):
        raise ScriptError(f"unknown value {strict!r} of strict: use 'opencc' or None")
    if strict is not None:
        if given is None:
            raise ScriptError("strict='opencc' needs a source, as OpenCC's configurations do")
        if vocabulary is not None:
            raise ScriptError("strict='opencc' knows no vocabulary: leave one of them out")
        return convert_as_opencc(text, given, target)
    if vocabulary is not None:
        from fixtext.hanscript.vocabulary import region_tag, with_vocabulary

        region = region_tag(vocabulary)
    if text.isascii():
        return text
    foreign = None
    if given is None:
        text, foreign = _from_mix(text, target)
        result, given = text, target
    elif given == "zh-Hans" != target:
        result = text_of(_traditional(code_points(text), target))
    else:
        result = convert_as_opencc(text, given, target)
    if vocabulary is None:
        return result
    return with_vocabulary(result, text, given, target, region, foreign)


def _traditional(codes: NDArray[np.uint32], target: str) -> NDArray[np.uint32]:
    """Simplified text in a traditional script: OpenCC's result, but where neighbours know better.

    OpenCC takes the longest word from the left, and a character that has no word in its commonest
    form.
    """
    return convert_codes(codes, "zh-Hans", target, _revise)


def _revise(
    simple: NDArray[np.uint32], words: NDArray[np.uint8], result: NDArray[np.uint32]
) -> None:
    """Changes OpenCC's standard forms where their neighbours speak against them."""
    if compiled.IS_COMPILED:
        load().loops.revise(simple, result, words, styled(), _COMMONEST, _SURE)
        return
    positions = np.flatnonzero(families().number.take(simple))
    found = Occurrences(positions, simple[positions], simple, result, words)
    share = share_alone(found.simple, canonical()[result[found.positions]])
    found = found.only((share < _COMMONEST) & ~styled()[found.simple])
    owner, forms = families().of(found.simple)
    odds = load().odds(found)
    odds = odds[are_forms(found)]
    opencc = canonical()[found.proposal[found.positions]][owner] == forms
    wrong = np.zeros(len(found.positions), np.bool_)
    wrong[owner[opencc & (odds >= _SURE)]] = True
    best = np.flatnonzero((odds == 1) & wrong[owner])
    result[found.positions[owner[best]]] = forms[best]


def _from_mix(text: str, target: str) -> tuple[str, NDArray[np.bool_]]:
    """Every line from the script that it is in, and a mask of what is in another language."""
    from fixtext.hanscript.characters import SIMPLIFIED_ONLY, TRADITIONAL_ONLY, character_classes
    from fixtext.hanscript.repair import leftovers
    from fixtext.hanscript.script import decided_by_line

    codes = code_points(text)
    starts, _ = line_edges(codes)
    lengths = np.diff(np.append(starts, len(codes)))  # each line with its line feed
    traditional, foreign = (np.repeat(each, lengths) for each in decided_by_line(text))
    if target == "zh-Hans":
        simple = convert_codes(codes, "zh-Hant-TW", target)
        is_traditional = (character_classes(codes) & TRADITIONAL_ONLY) != 0
        due = np.where(traditional, ~simplifiable(codes), is_traditional)
        result = np.where(due & ~foreign, simple, codes)
        return text_of(result), foreign
    result = _traditional(codes, target)
    if traditional.any():
        regional = convert_codes(codes, "zh-Hant", target)
        is_simple = (character_classes(codes) & SIMPLIFIED_ONLY) != 0
        result = np.where(traditional & ~is_simple, regional, result)
    for found in leftovers(text, target):
        result[found.start] = ord(found.after)
    return text_of(np.where(foreign, codes, result) if foreign.any() else result), foreign
