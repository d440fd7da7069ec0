"""The peers that repair text: ftfy, and plsfix, its port to Rust; both with their defaults."""

from __future__ import annotations

from benchmarks.peers import Peer

_TRIAL = ("repair", ["Ã©"])
_TEXT = "Ã©tÃ© Ã  la plage, encore une fois"
PEERS = (
    Peer("ftfy", ("ftfy==6.3.1",), f"import ftfy; ftfy.fix_text({_TEXT!r})", _TRIAL),
    Peer("plsfix", ("plsfix==0.1.8",), f"import plsfix; plsfix.fix_text({_TEXT!r})", _TRIAL),
)
