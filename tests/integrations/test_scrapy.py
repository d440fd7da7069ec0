"""A real crawl of a local site, with the add-on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus import gold, paragraphs
from tests.integrations.conftest import SENTENCES

pytest.importorskip("scrapy")

SPIDER = """
import json, sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Spider(scrapy.Spider):
    name = "site"
    async def start(self):
        for path in sys.argv[2].split():
            yield scrapy.Request(sys.argv[1] + path, cb_kwargs={"path": path}, errback=self.failed,
                                 meta={"path": path})
    def parse(self, response, path):
        text = whole = None
        if isinstance(response, scrapy.http.TextResponse):
            text = response.css("p::text").getall()
        else:
            whole = response.body.hex()
        yield {"path": path, "text": text, "whole": whole, "done": response.meta.get("fixtext"),
               "encoding": getattr(response, "encoding", None),
               "field": "caf\\u00c3\\u00a9", "nested": [{"deep": "caf\\u00c3\\u00a9"}]}
    def failed(self, failure):
        yield {"path": failure.request.meta["path"], "failed": failure.type.__name__}

items = []
process = CrawlerProcess({
    "ADDONS": {"fixtext.integrations.scrapy.FixtextAddon": 500},
    "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "DOWNLOAD_MAXSIZE": 200_000,
    "DOWNLOAD_TIMEOUT": 20, "RETRY_ENABLED": False, **json.loads(sys.argv[3]),
})
crawler = process.create_crawler(Spider)
def keep(item):
    items.append(dict(item))
crawler.signals.connect(keep, scrapy.signals.item_scraped)
process.crawl(crawler)
process.start()
stats = {key: value for key, value in crawler.stats.get_stats().items() if "fixtext" in key}
print(json.dumps({"items": items, "stats": stats}))
"""


def crawl(site: str, paths: str, folder: Path, **settings: str) -> tuple[dict[str, Any], Any]:
    """The items by path, and the stats."""
    (folder / "spider.py").write_text(SPIDER, "utf-8")
    command = [sys.executable, "spider.py", site, paths, json.dumps(settings)]
    ran = subprocess.run(
        command, check=False, cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    if "Traceback" in ran.stderr:
        raise RuntimeError(ran.stderr)
    result = json.loads(ran.stdout.splitlines()[-1])
    return {item["path"]: item for item in result["items"]}, result["stats"]


def test_a_crawl(site: str, tmp_path: Path) -> None:
    paths = (
        "/article /big5 /shift_jis /euc-kr /wrong-header /wrong-meta /no-label /nobody-knows"
        " /gzip /cut-gzip /image /empty /clean /endless"
    )
    items, stats = crawl(site, paths, tmp_path)
    assert len(items) == len(paths.split())
    assert items["/article"]["text"] == [text for text in paragraphs(gold("zh-Hant")) if text]
    assert items["/article"]["done"]["kinds"]["pinyin-annotation"] > 10
    for label, text in SENTENCES.items():
        assert items[f"/{label}"]["text"] == [text * 3]
    for path in ("/wrong-header", "/wrong-meta", "/nobody-knows", "/gzip"):
        assert items[path]["text"] == ["国家健康医疗大数据中心建设成果" * 3], path
    assert items["/wrong-meta"]["done"]["conflict"]
    assert items["/no-label"]["done"]["encoding"] == "gbk"
    assert items["/image"]["whole"].startswith("89504e47")
    assert items["/image"]["done"] is None
    assert items["/clean"]["text"] == ["nothing is wrong here"]
    assert "failed" in items["/endless"]
    assert all(item["field"] == "café" for item in items.values() if "field" in item)
    assert items["/clean"]["nested"] == [{"deep": "café"}]
    assert stats["fixtext/encoding/gbk"] >= 3
    assert stats["fixtext/kind/pinyin-annotation"] > 10
    assert stats["fixtext/conflict"] >= 2
    assert any(key.startswith("fixtext/skipped/") for key in stats)


def test_the_settings_are_options(site: str, tmp_path: Path) -> None:
    items, _ = crawl(site, "/article /clean", tmp_path, FIXTEXT_TO="zh-Hans", FIXTEXT_ITEMS="0")
    assert items["/article"]["text"] == [text for text in paragraphs(gold("zh-Hans")) if text]
    assert items["/clean"]["field"] == "cafÃ©"


def test_a_setting_that_cannot_be_stops_the_crawl(site: str, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no-such-kind"):
        crawl(site, "/clean", tmp_path, FIXTEXT_SELECT="no-such-kind")
