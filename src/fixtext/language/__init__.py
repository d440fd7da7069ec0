"""The character language model in which fixtext measures all evidence, in bits.

>>> from fixtext.language import load
>>> model = load()
>>> model.bits("汉字") < model.bits("姹夊瓧")  # the second is the first, UTF-8 read as GBK
True
"""

from __future__ import annotations

from fixtext.language.model import Model, load

__all__ = ["Model", "load"]
