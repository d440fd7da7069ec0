"""Who reads the bytes: we, and the detectors that are installed."""

from __future__ import annotations

from collections.abc import Callable

import fixtext
from fixtext.decoding.hints import known_label
from fixtext.decoding.reading import ENCODINGS, read

Reader = Callable[[bytes], str | None]
OURS = "fixtext"
_SUPERSET = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932"}


def readers() -> dict[str, Reader]:
    """Our reader and those of the peers that are installed."""
    found: dict[str, Reader] = {OURS: lambda data: fixtext.decode(data).text}

    def named(name: str | None, data: bytes) -> str | None:
        if name is None:
            return None
        known = known_label(name)
        if known in ENCODINGS:
            return read(data, known).replaced
        return data.decode(_SUPERSET.get(name, name), "replace")

    try:
        import charset_normalizer

        def normalizer(data: bytes) -> str | None:
            best = charset_normalizer.from_bytes(data).best()
            return None if best is None else str(best)

        found["charset-normalizer"] = normalizer
    except ImportError:
        pass
    try:
        import chardet

        found["chardet"] = lambda data: named(chardet.detect(data)["encoding"], data)
    except ImportError:
        pass
    try:
        import chardetng_py

        found["chardetng"] = lambda data: named(chardetng_py.detect(data), data)
    except ImportError:
        pass
    return found
