"""Files that are not text: told by what they begin with, or by NULs that no encoding explains."""

from __future__ import annotations

from fixtext.decoding.wide import bom_of, wide_without_bom

__all__ = ["LOOKED_AT", "what_it_is"]

LOOKED_AT = 8192
"""Bytes at the beginning of a file that are looked at."""

_SIGNATURES = {
    "a PNG image": (b"\x89PNG\r\n\x1a\n",),
    "a JPEG image": (b"\xff\xd8\xff",),
    "a GIF image": (b"GIF87a", b"GIF89a"),
    "a TIFF image": (b"II*\0", b"MM\0*"),
    "a WebP, AVI or WAV file": (b"RIFF",),
    "a Photoshop image": (b"8BPS",),
    "a PDF document": (b"%PDF-",),
    "a ZIP archive, or a document in one": (b"PK\x03\x04", b"PK\x05\x06"),
    "a RAR archive": (b"Rar!\x1a\x07",),
    "a 7-Zip archive": (b"7z\xbc\xaf\x27\x1c",),
    "gzip data": (b"\x1f\x8b",),
    "bzip2 data": (b"BZh",),
    "xz data": (b"\xfd7zXZ\0",),
    "Zstandard data": (b"\x28\xb5\x2f\xfd",),
    "an Office document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    "an SQLite database": (b"SQLite format 3\0",),
    "an ELF program": (b"\x7fELF",),
    "a Java class": (b"\xca\xfe\xba\xbe",),
    "a font": (b"wOFF", b"wOF2", b"\0\x01\0\0\0", b"OTTO"),
    "Ogg audio": (b"OggS",),
    "FLAC audio": (b"fLaC",),
    "MP3 audio": (b"ID3\x02", b"ID3\x03", b"ID3\x04"),
    "Parquet data": (b"PAR1",),
    "a WebAssembly program": (b"\0asm",),
}


def what_it_is(head: bytes) -> str | None:
    """What a file is that begins like this, or None if it may be text.

    >>> what_it_is(b"\\x89PNG\\r\\n\\x1a\\n"), what_it_is("中文".encode())
    ('a PNG image', None)
    """
    for what, signatures in _SIGNATURES.items():
        if head.startswith(signatures) and not (head.isascii() and what == "bzip2 data"):
            return what
    if b"\0" not in head[:LOOKED_AT] or wide_without_bom(head):
        return None
    if bom_of(head) not in (None, "utf-7"):
        return None
    return "it has a NUL byte and no BOM"
