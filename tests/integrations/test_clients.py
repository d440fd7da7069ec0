"""requests and httpx against the local site."""

from __future__ import annotations

import asyncio

import pytest

from tests.integrations.conftest import SENTENCES

CHINESE = "国家健康医疗大数据中心建设成果"
PATHS = ("/wrong-header", "/wrong-meta", "/no-label", "/nobody-knows", "/gzip")


def test_requests(site: str) -> None:
    requests = pytest.importorskip("requests")
    from fixtext.integrations.requests import hook

    session = requests.Session()
    session.hooks["response"].append(hook())
    for path in PATHS:
        assert CHINESE in session.get(site + path).text
    for label, text in SENTENCES.items():
        assert text in session.get(f"{site}/{label}").text
    told = session.get(site + "/wrong-meta").fixtext
    assert (told["encoding"], told["declared"], told["conflict"]) == ("gbk", "utf-8", True)
    image = session.get(site + "/image")
    assert image.fixtext is None
    assert image.content.startswith(b"\x89PNG")
    assert session.get(site + "/empty").text == ""
    assert session.get(site + "/nowhere").text == "not found"
    streamed = session.get(site + "/clean", stream=True)
    assert streamed.fixtext is None
    assert "nothing" in streamed.text


def test_httpx(site: str) -> None:
    httpx = pytest.importorskip("httpx")
    from fixtext.integrations.httpx import default_encoding, hook

    with httpx.Client(event_hooks={"response": [hook(to="zh-TW")]}) as client:
        for path in PATHS:
            assert "國家健康醫療大數據中心建設成果" in client.get(site + path).text
        assert client.get(site + "/wrong-meta").extensions["fixtext"]["conflict"]
        assert client.get(site + "/image").extensions["fixtext"] is None
    with httpx.Client(default_encoding=default_encoding) as client:
        assert CHINESE in client.get(site + "/no-label").text


def test_httpx_async(site: str) -> None:
    httpx = pytest.importorskip("httpx")
    from fixtext.integrations.httpx import async_hook

    async def texts() -> list[str]:
        async with httpx.AsyncClient(event_hooks={"response": [async_hook()]}) as client:
            return [(await client.get(site + path)).text for path in PATHS]

    assert all(CHINESE in text for text in asyncio.run(texts()))
