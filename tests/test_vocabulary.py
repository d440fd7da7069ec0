"""The module that regional words come from: either package that has its name."""

from __future__ import annotations

import sys
import types

import pytest

from fixtext.errors import ScriptError
from fixtext.hanscript import convert, vocabulary
from fixtext.hanscript.vocabulary import engine


@pytest.mark.parametrize("official", [True, False])
def test_either_opencc_module_answers(official: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages share the module's name; one without a configuration is told, not crashed into."""

    class OpenCC:
        def __init__(self, name: str) -> None:
            if name == "s2hkp":
                raise FileNotFoundError(name)
            self.words = name.endswith("p")

        def convert(self, text: str) -> str:
            return text.replace("软件", "軟體" if self.words else "軟件")

    module = types.ModuleType("opencc")
    monkeypatch.setattr(module, "OpenCC", OpenCC, raising=False)
    if official:
        monkeypatch.setattr(module, "__version__", "9.9", raising=False)
    monkeypatch.setitem(sys.modules, "opencc", module)
    for cached in (engine, vocabulary._converter):
        cached.cache_clear()
    try:
        assert engine().startswith("OpenCC 9.9" if official else "opencc-python-reimplemented ")
        assert convert("软件", to="zh-TW", vocabulary="TW") == "軟體"
        with pytest.raises(ScriptError, match="no configuration s2hkp"):
            convert("软件", to="zh-HK", vocabulary="HK")
    finally:
        for cached in (engine, vocabulary._converter):
            cached.cache_clear()
