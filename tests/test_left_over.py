"""What is left between stretches that came back goes with them; right text beside them stays."""

from __future__ import annotations

import pytest

import fixtext
from tests.garbled import SENTENCES

CHAINS = [("utf-8", "gb18030"), ("gb18030", "cp1252"), ("cp1251", "koi8-r"), ("euc_jp", "gb18030")]


@pytest.mark.parametrize(("meant", "read"), CHAINS)
def test_right_text_beside_garbled_text_stays(meant: str, read: str) -> None:
    """In one line, before it and behind it, with a space between and without."""
    language = {"cp1251": "ru", "euc_jp": "ja"}.get(meant, "zh-Hans")
    first, second, *_ = SENTENCES[language]
    try:
        garbled = first.encode(meant).decode(read)
    except UnicodeDecodeError:
        pytest.skip("the route loses bytes of this sentence")
    for text in (f"{garbled} {second}", f"{second} {garbled}", f"{second}: {garbled} ({second})"):
        assert fixtext.fix(text) == text.replace(garbled, first)


def test_what_came_back_is_not_taken_through_the_same_route_again() -> None:
    text = "Файл занимает 64 КБ свободного места на диске. "
    garbled = text.encode("cp1251").decode("koi8-r")
    assert fixtext.fix(garbled * 5) == text * 5
