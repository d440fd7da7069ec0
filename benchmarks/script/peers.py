"""The peers for Chinese script: four that convert, and one that tells scripts apart.

``opencc`` and ``opencc-python-reimplemented`` share a module's name; zhconv and zhconv-rs are under
the GPL.
"""

from __future__ import annotations

from benchmarks.peers import Peer, Peers, Worker

_OPENCC = 'import opencc; opencc.OpenCC("s2t").convert("汉字")'
_CONVERT = ("convert", "s2t", ["汉字"])
PEERS = (
    Peer("opencc", ("opencc==1.4.2",), _OPENCC, _CONVERT),
    Peer(
        "opencc-python-reimplemented",
        ("opencc-python-reimplemented==0.1.7",),
        _OPENCC,
        _CONVERT,
    ),
    Peer(
        "zhconv-rs",
        ("zhconv-rs==0.4.2",),
        'from zhconv_rs import zhconv; zhconv("汉字", "zh-hant")',
        _CONVERT,
    ),
    Peer(
        "zhconv",
        ("zhconv==1.4.3",),
        'import zhconv; zhconv.convert("汉字", "zh-hant")',
        _CONVERT,
    ),
    Peer(
        "hanzidentifier",
        ("hanzidentifier==1.3.0", "zhon==2.1.1"),
        'import hanzidentifier; hanzidentifier.identify("汉字")',
        ("identify", ["汉字"]),
    ),
)
OFFICIAL = "opencc"
IDENTIFIER = "hanzidentifier"


def converters(peers: Peers) -> list[Worker]:
    """The workers of all that convert and can be had."""
    workers = (peers.get(peer.name) for peer in peers.peers if peer.trial == _CONVERT)
    return [worker for worker in workers if worker is not None]
