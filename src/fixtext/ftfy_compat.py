"""The functions of ftfy, under their names and with their results, for those who move over.

Every function takes what ftfy's takes and gives what ftfy 6.3 gives; ftfy itself does the work.
What is different is what ftfy promises and does not do (``docs/ftfy.md`` lists it), and one field
of the configuration, ``beyond_ftfy``, by which damage is undone that ftfy does not know.

>>> from fixtext import ftfy_compat
>>> ftfy_compat.fix_text("âœ” No problems")
'✔ No problems'
"""

from __future__ import annotations

import codecs
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, BinaryIO, Literal, NamedTuple, TextIO, cast

import ftfy
from ftfy import ExplainedText, ExplanationStep, explain_unicode, guess_bytes

from fixtext.lazy import lazy_pattern
from fixtext.pipeline import Fixer

__all__ = [
    "ExplainedText",
    "ExplanationStep",
    "TextFixerConfig",
    "apply_plan",
    "explain_unicode",
    "fix_and_explain",
    "fix_encoding",
    "fix_encoding_and_explain",
    "fix_file",
    "fix_text",
    "fix_text_segment",
    "guess_bytes",
]

_END = b""
_Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
_BEYOND_FTFY = "fixtext"
"""The parameter of the step that stands for what fixtext undid."""

_ELEMENTS = (
    "a|abbr|address|area|article|aside|audio|b|base|bdi|bdo|big|blockquote|body|br|button|canvas"
    "|caption|center|cite|code|col|colgroup|data|datalist|dd|del|details|dfn|dialog|div|dl|dt|em"
    "|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hgroup"
    "|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|math|menu|meta|meter"
    "|nav|nobr|noscript|object|ol|optgroup|option|output|p|param|picture|pre|progress|q|rp|rt|ruby"
    "|s|samp|script|search|section|select|slot|small|source|span|strike|strong|style|sub|summary"
    "|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var"
    "|video|wbr|xml"
)
_MARKUP = lazy_pattern(
    rf"<(?:{_ELEMENTS})(?:[\s/>]|$)|</[a-z]|<!--|<!doctype|<!\[cdata\[|<\?[a-z]"
    r"|<[a-z][\w.:-]{0,60}(?:\s[^<>]{0,2000})?/>"
    r"|<[a-z][\w.:-]{0,60}\s{1,20}[\w.:-]{1,60}\s?=",
    re.IGNORECASE,
)


class TextFixerConfig(NamedTuple):
    """What to fix: the fields of ftfy's own configuration, and one more.

    ``beyond_ftfy`` first undoes what fixtext can prove and ftfy does not know, such as GBK that was
    read as windows-1252 (the profile ``faithful``, text as a whole). ftfy's documentation describes
    the others.

    >>> TextFixerConfig(uncurl_quotes=False).normalization
    'NFC'
    """

    unescape_html: str | bool = "auto"
    remove_terminal_escapes: bool = True
    fix_encoding: bool = True
    restore_byte_a0: bool = True
    replace_lossy_sequences: bool = True
    decode_inconsistent_utf8: bool = True
    fix_c1_controls: bool = True
    fix_latin_ligatures: bool = True
    fix_character_width: bool = True
    uncurl_quotes: bool = True
    fix_line_breaks: bool = True
    fix_surrogates: bool = True
    remove_control_chars: bool = True
    normalization: _Form | None = "NFC"
    max_decode_length: int = 1_000_000
    explain: bool = True
    beyond_ftfy: bool = False


_Config = TextFixerConfig | ftfy.TextFixerConfig


def fix_text(text: str, config: _Config | None = None, **kwargs: Any) -> str:
    """The text, fixed line by line as ftfy fixes it.

    Options are given as a configuration, as keyword arguments, or both. Raises UnicodeError for
    bytes, ValueError for an unknown option.

    >>> fix_text("AT&amp;T &lt;3 ﬂubberiﬁc, if x < y &amp; y > z")
    'AT&T <3 flubberific, if x < y & y > z'
    """
    chosen = _chosen(config, kwargs)
    text = _prepared(text, chosen)
    return "".join(_fixed_segments(_segments(text, chosen.max_decode_length), chosen))


def fix_text_segment(text: str, config: _Config | None = None, **kwargs: Any) -> str:
    """The text, fixed as a whole by the same steps throughout.

    >>> fix_text_segment("voilÃ le travail")
    'voilà le travail'
    """
    return fix_and_explain(text, config, **kwargs).text


def fix_and_explain(text: str, config: _Config | None = None, **kwargs: Any) -> ExplainedText:
    """The text, fixed as a whole, and the steps that did it, which :func:`apply_plan` takes.

    The explanation is None if the configuration says ``explain=False``; the text is the same.

    >>> fix_and_explain("“sÃ³”").explanation[0]
    ('apply', 'decode_inconsistent_utf8')
    """
    chosen = _chosen(config, kwargs)
    repaired = _prepared(text, chosen)
    told = ftfy.fix_and_explain(repaired, _for_ftfy(chosen, _has_markup(repaired)))
    return _explained(text, repaired, told, chosen)


def fix_encoding(text: str, config: _Config | None = None, **kwargs: Any) -> str:
    """The text with mojibake undone, and nothing else.

    >>> fix_encoding("“sÃ³”")
    '“só”'
    """
    return fix_encoding_and_explain(text, config, **kwargs).text


def fix_encoding_and_explain(
    text: str, config: _Config | None = None, **kwargs: Any
) -> ExplainedText:
    """The text with mojibake undone, and the steps that did it.

    >>> fix_encoding_and_explain("Ã s crianÃ§as", restore_byte_a0=False, explain=False)
    ExplainedText(text='à s crianças', explanation=None)
    """
    chosen = _chosen(config, kwargs)
    repaired = _prepared(text, chosen)
    told = ftfy.fix_encoding_and_explain(repaired, _for_ftfy(chosen, False))
    return _explained(text, repaired, told, chosen)


def fix_file(
    input_file: TextIO | BinaryIO,
    encoding: str | None = None,
    config: _Config | None = None,
    **kwargs: Any,
) -> Iterator[str]:
    r"""The fixed lines of a file, opened for text or for bytes.

    Bytes are read in ``encoding``. Without one, it is guessed from the first line that is not
    ASCII, and anew for a line that does not fit the guess. Raises UnicodeDecodeError for bytes that
    are not in the encoding that is given, LookupError for one that does not exist.

    >>> import io
    >>> list(fix_file(io.BytesIO(b"name\nCaf\xc3\xa9\nCaf\xe9\n")))
    ['name\n', 'Café\n', 'Café\n']
    """
    chosen = _chosen(config, kwargs)
    lines = _lines(input_file, encoding)
    if chosen.beyond_ftfy:
        lines = _split(Fixer().fix_stream(lines))
    return _fixed_segments(lines, chosen)


def apply_plan(text: str, plan: Sequence[tuple[str, str]]) -> str:
    """The text after the steps of an explanation, those of every explanation there is.

    Raises ValueError for a step that does not exist.

    >>> text, plan = fix_and_explain("e\u0301 schÃ¶n")
    >>> apply_plan("e\u0301 schÃ¶n", plan) == text
    True
    """
    for action, parameter in plan:
        if action == "normalize":
            text = unicodedata.normalize(cast(_Form, parameter), text)
        elif (action, parameter) == ("apply", _BEYOND_FTFY):
            text = Fixer().fix(text)
        else:  # the text is bytes between an encode and a decode; ftfy takes both
            text = ftfy.apply_plan(text, [(action, parameter)])
    return text


def _chosen(config: _Config | None, arguments: dict[str, Any]) -> TextFixerConfig:
    if "fix_entities" in arguments:
        warnings.warn(
            "`fix_entities` has been renamed to `unescape_html`", DeprecationWarning, stacklevel=3
        )
        arguments = dict(arguments)
        arguments["unescape_html"] = arguments.pop("fix_entities")
    chosen = TextFixerConfig(**config._asdict()) if config is not None else TextFixerConfig()
    unknown = sorted(set(arguments) - set(TextFixerConfig._fields))
    if unknown:
        raise ValueError(f"unknown option {unknown[0]!r}; there are: {chosen._fields}")
    return chosen._replace(**arguments)


def _for_ftfy(config: TextFixerConfig, markup: bool) -> ftfy.TextFixerConfig:
    """The configuration that makes ftfy do what this one says.

    ftfy ignores half of the options when it need not explain, and takes any ``<`` for markup.
    """
    known = config._asdict()
    del known["beyond_ftfy"]
    known["explain"] = True
    if config.unescape_html == "auto":
        known["unescape_html"] = not markup
    return ftfy.TextFixerConfig(**known)


def _has_markup(text: str) -> bool:
    """Whether a tag of HTML or XML stands in the text, and not only a ``<``."""
    return "<" in text and bool(_MARKUP.search(text))


def _prepared(text: str, config: TextFixerConfig) -> str:
    """The text as ftfy shall get it."""
    if not isinstance(text, str):
        ftfy.fix_text(text)  # which says what is wrong with bytes
    return Fixer().fix(text) if config.beyond_ftfy else text


def _explained(
    text: str, repaired: str, told: ExplainedText, config: TextFixerConfig
) -> ExplainedText:
    if not config.explain:
        return ExplainedText(told.text, None)
    before = [ExplanationStep("apply", _BEYOND_FTFY)] if repaired != text else []
    return ExplainedText(told.text, before + (told.explanation or []))


def _segments(text: str, most: int) -> Iterator[str]:
    """The lines of a text, and longer ones in stretches of so many code points."""
    position = 0
    while position < len(text):
        end = text.find("\n", position, position + most) + 1 or min(position + most, len(text))
        yield text[position:end]
        position = end


def _fixed_segments(segments: Iterator[str], config: TextFixerConfig) -> Iterator[str]:
    """Each segment fixed; entities stay from the first tag on."""
    plain, page = _for_ftfy(config, False), _for_ftfy(config, True)
    markup = False
    for segment in segments:
        markup = markup or _has_markup(segment)
        yield ftfy.fix_and_explain(segment, page if markup else plain).text


def _lines(file: TextIO | BinaryIO, encoding: str | None) -> Iterator[str]:
    lines = iter(file)
    first = next(lines, None)
    if isinstance(first, bytes):
        if encoding is None and first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16"
        rest = (line for line in lines if isinstance(line, bytes))
        read = _guessed(first, rest) if encoding is None else _decoded(first, rest, encoding)
        yield from read
    elif isinstance(first, str):
        yield first
        yield from (line for line in lines if isinstance(line, str))


def _decoded(first: bytes, rest: Iterator[bytes], encoding: str) -> Iterator[str]:
    """The lines in an encoding; those of UTF-16 don't end where the byte of a line feed stands."""
    decoder = codecs.getincrementaldecoder(encoding)()
    parts = (decoder.decode(data, final=data is _END) for data in chain([first], rest, [_END]))
    yield from _split(parts)


def _split(parts: Iterable[str]) -> Iterator[str]:
    """The lines of a text that comes in parts."""
    held: list[str] = []
    for part in parts:
        first, *others = part.split("\n")
        held.append(first)
        for other in others:
            yield "".join(held) + "\n"
            held = [other]
    if any(held):
        yield "".join(held)


def _guessed(first: bytes, rest: Iterator[bytes]) -> Iterator[str]:
    """The lines in the encoding that ftfy guesses for the first that is not ASCII."""
    encoding: str | None = None
    for data in chain([first], rest):
        if data.isascii():
            yield data.decode("ascii")
            continue
        text = None
        if encoding is not None:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                text, _ = guess_bytes(data)
        else:
            text, encoding = guess_bytes(data)
        yield text
