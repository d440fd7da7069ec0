"""Scrapy: responses decoded right and repaired, and the fields of items too.

In the project's settings::

    ADDONS = {"fixtext.integrations.scrapy.FixtextAddon": 500}

Settings: ``FIXTEXT_PROFILE``, ``FIXTEXT_TO``, ``FIXTEXT_SELECT``, ``FIXTEXT_IGNORE`` are options of
:class:`fixtext.Options`; ``FIXTEXT_ITEMS`` (True) says whether fields of items are repaired. Stats:
``fixtext/encoding/LABEL``, ``fixtext/kind/NAME``, ``fixtext/conflict``, ``fixtext/skipped/...``.
``response.meta["fixtext"]`` tells what was done to a response.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self, cast

from itemadapter import ItemAdapter, is_item
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings

from fixtext.integrations.bodies import not_text, repaired
from fixtext.pipeline import Fixer
from fixtext.types import OptionArguments

__all__ = ["FixtextAddon", "FixtextMiddleware", "FixtextPipeline"]

MIDDLEWARE_PRIORITY = 585
"""Behind HttpCompressionMiddleware (590): bodies come unpacked."""
PIPELINE_PRIORITY = 100

_OPTIONS = ("profile", "to", "select", "ignore", "vocabulary")


class FixtextAddon:
    """Puts the middleware and the pipeline where they belong."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Add both to the settings of a crawler, unless the project has placed them itself."""
        settings.setdefault_in_component_priority_dict(
            "DOWNLOADER_MIDDLEWARES", FixtextMiddleware, MIDDLEWARE_PRIORITY
        )
        if settings.getbool("FIXTEXT_ITEMS", True):
            settings.setdefault_in_component_priority_dict(
                "ITEM_PIPELINES", FixtextPipeline, PIPELINE_PRIORITY
            )


class _Component:
    """A component made from a crawler's settings."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.options = _options(crawler.settings)
        self.fixer = Fixer(**self.options)  # what is wrong with the options is told at the start

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The component of a crawler."""
        return cls(crawler)

    def count(self, name: str, by: int = 1) -> None:
        """Add to one of the crawl's stats."""
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"fixtext/{name}", by)


class FixtextMiddleware(_Component):
    """Replaces the body and encoding of responses where either is wrong."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Response:
        """The response with its text right; what is not text as it came."""
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        why_not = not_text(response.body, content_type)
        if why_not is not None:
            self.count(f"skipped/{why_not.removeprefix('it is ')}")
            return response
        body = repaired(response.body, content_type, response.url, **self.options)
        self.count(f"encoding/{body.encoding}")
        if body.conflict:
            self.count("conflict")
        for kind, times in body.kinds.items():
            self.count(f"kind/{kind}", times)
        request.meta["fixtext"] = body.account()
        if isinstance(response, TextResponse) and response.text == body.text:
            return response
        if isinstance(response, TextResponse):
            return response.replace(body=body.utf8, encoding="utf-8")
        # No type was told, and the body is text.
        told = responsetypes.from_args(url=response.url, body=body.utf8)
        text_class = told if issubclass(told, TextResponse) else TextResponse
        return response.replace(cls=text_class, body=body.utf8, encoding="utf-8")


class FixtextPipeline(_Component):
    """Repairs the strings in items, whatever items are made of."""

    def process_item(self, item: Any, spider: Spider | None = None) -> Any:
        """The item with its texts repaired, in place."""
        adapter = ItemAdapter(item)
        for name in list(adapter):
            adapter[name] = self._fixed(adapter[name])
        return item

    def _fixed(self, value: Any) -> Any:
        if isinstance(value, str):
            fixed = self.fixer.fix(value)
            if fixed != value:
                self.count("fields")
            return fixed
        if isinstance(value, list | tuple):
            return type(value)(map(self._fixed, value))
        if isinstance(value, dict):
            return {key: self._fixed(each) for key, each in value.items()}
        return self.process_item(value) if is_item(value) else value


def _options(settings: BaseSettings) -> OptionArguments:
    def given() -> Iterator[tuple[str, Any]]:
        for name in _OPTIONS:
            value = settings.get(f"FIXTEXT_{name.upper()}")
            if value is not None:
                yield name, value

    return cast(OptionArguments, dict(given()))
