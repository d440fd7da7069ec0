"""Options as callers give them, to options that are right: checked, in canonical names, frozen."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from fixtext.errors import OptionError
from fixtext.types import OptionArguments, Options

__all__ = ["checked"]

_DEFAULTS = Options()


def checked(arguments: OptionArguments) -> Options:
    """The options that keyword arguments come to.

    Raises OptionError for an option that cannot be, ScriptError for an unknown script, TypeError
    for an unknown option. Profiles and kinds are not looked up here.

    >>> checked({"select": "script-mix, mojibake", "to": "zh-TW"}).select
    ('script-mix', 'mojibake')
    """
    unknown = sorted(set(arguments) - set(OptionArguments.__annotations__))
    if unknown:
        known = ", ".join(OptionArguments.__annotations__)
        raise TypeError(f"unknown option {unknown[0]!r}; there are: {known}")
    select = arguments.get("select")
    to = arguments.get("to")
    vocabulary = arguments.get("vocabulary")
    if vocabulary is not None and to is None:
        raise OptionError("vocabulary goes with a script: say to= (--to) as well")
    chain = arguments.get("chain", ())
    min_bits = arguments.get("min_bits", _DEFAULTS.min_bits)
    if not isinstance(min_bits, int | float) or not min_bits >= 0:
        raise OptionError(f"min_bits must be a number of bits, 0 or more, not {min_bits!r}")
    return Options(
        profile=arguments.get("profile", _DEFAULTS.profile),
        select=None if select is None else _names(select),
        ignore=_names(arguments.get("ignore", ())),
        to=None if to is None else _script_tag(to),
        vocabulary=None if vocabulary is None else _region_tag(vocabulary),
        min_bits=float(min_bits),
        infer=bool(arguments.get("infer", _DEFAULTS.infer)),
        infer_letters=bool(arguments.get("infer_letters", _DEFAULTS.infer_letters)),
        html=bool(arguments.get("html", _DEFAULTS.html)),
        chain=() if chain == () else _chain(chain),
        model=_path(arguments.get("model")),
    )


# Dictionaries and codecs are loaded where they are asked for.


def _script_tag(to: str) -> str:
    from fixtext.hanscript import script_tag

    return script_tag(to)


def _region_tag(vocabulary: str) -> str:
    from fixtext.hanscript import region_tag

    return region_tag(vocabulary)


def _chain(chain: Iterable[Sequence[str]] | str) -> tuple[tuple[str, str], ...]:
    from fixtext.encodings.labels import chain_of

    return chain_of(chain)


def _names(value: Iterable[str] | str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else tuple(value)


def _path(value: object) -> str | None:
    """The path made absolute: options travel to processes that work in other folders."""
    if value is None:
        return None
    path = os.fspath(value) if isinstance(value, str | os.PathLike) else None
    if not isinstance(path, str) or not path:  # there are paths of bytes
        raise OptionError(f"model must be the path of a language model's file, not {value!r}")
    return os.path.abspath(path)
