"""A local site with what sites do to text, and the rule that nothing is skipped in CI."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Generator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ARTICLE = Path(__file__).parents[2] / "corpus" / "article"
SENTENCES = {
    "big5": "昨天晚上的月亮很圓，我們在河邊散步。",
    "shift_jis": "来週の月曜日に図書館で会いましょう。",
    "euc-kr": "내일 아침에 도서관에서 만나기로 했습니다.",
}


def page(text: str, charset: str | None = None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    lines = "".join(f"<p>{line}</p>\n" for line in text.split("\n") if line)
    return f"<!DOCTYPE html><html><head>{meta}<title>t</title></head><body>{lines}</body></html>"


def _pages() -> dict[str, tuple[str, bytes]]:
    damaged = page((ARTICLE / "scraped.txt").read_text("utf-8"), "gbk")
    pages = {"/article": ("text/html", damaged.encode("gb18030"))}
    for label, text in SENTENCES.items():
        codec = {"shift_jis": "cp932", "euc-kr": "cp949"}.get(label, label)
        pages[f"/{label}"] = ("text/html", page(text * 3, label).encode(codec))
    chinese = "国家健康医疗大数据中心建设成果" * 3
    pages |= {
        "/wrong-header": ("text/html; charset=iso-8859-1", page(chinese).encode("utf-8")),
        "/wrong-meta": ("text/html", page(chinese, "utf-8").encode("gb18030")),
        "/no-label": ("text/plain", chinese.encode("gb18030")),
        "/nobody-knows": ("text/html; charset=x-nobody-knows", page(chinese).encode("utf-8")),
        "/gzip": ("text/html", gzip.compress(page(chinese).encode("gb18030"))),
        "/cut-gzip": ("text/html", gzip.compress(os.urandom(3000))[:-900]),
        "/image": ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
        "/empty": ("text/html", b""),
        "/clean": ("text/html; charset=utf-8", page("nothing is wrong here").encode()),
    }
    return pages


class _Handler(BaseHTTPRequestHandler):
    pages = _pages()

    def do_GET(self) -> None:
        if self.path == "/endless":
            self._endless()
            return
        content_type, body = self.pages.get(self.path, ("text/plain", b"not found"))
        self.send_response(200 if self.path in self.pages else 404)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if "gzip" in self.path:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def _endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"<p>" + "没完".encode("gbk") * 4096)
        except OSError:  # the client has had enough
            return

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where the extras are installed, as in CI, a skip among these tests is a failure."""
    report = yield
    if report.skipped and os.environ.get("FIXTEXT_INTEGRATIONS"):
        report.outcome = "failed"
        report.longrepr = f"skipped, with the extras installed: {report.longrepr}"
    return report
