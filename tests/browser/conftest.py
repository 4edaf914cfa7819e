"""The pages as a customer manager meets them: the real server, a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from tests.apps.published_month import MEMBER, MONTH, build_published

START_SECONDS, STOP_SECONDS = 60, 20
READY_MS = 60_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class PageServer:
    """A running server; `outputs` is the folder whose published months it shows."""

    url: str
    outputs: Path
    log: Path

    @property
    def card(self) -> str:
        """The address of the customer card."""
        return f"{self.url}/voila/render/customer_card.ipynb"

    def publish(self, **manifest: object) -> Path:
        """Replace whatever is published by a month of invented customers."""
        shutil.rmtree(self.outputs, ignore_errors=True)
        return build_published(self.outputs, manifest=manifest)

    def unpublish(self) -> None:
        """Take everything away."""
        shutil.rmtree(self.outputs, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_served(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Bounded: a server that does not answer in time, or stops, fails the test with its own words."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not answer at {url}:\n{log.read_text(encoding='utf-8', errors='replace')}")


@pytest.fixture(scope="session")
def page_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    """`rccrm serve` on a free loopback port; only this process is ended, by its id."""
    folder = tmp_path_factory.mktemp("pages")
    config, log, port = folder / "config.toml", folder / "server.log", _free_port()
    config.write_text('[members.360199]\nname_zh = "云溪县农村信用合作联社"\nname_en = "Yunxi County RCC"\n', "utf-8")
    own = {name: str(folder / "home") for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "MPLCONFIGDIR")}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "rccrm_lib", "serve", "--config", str(config), "--port", str(port)],
            stdout=stream, stderr=subprocess.STDOUT, cwd=folder, env={**os.environ, **own, "PYTHONPATH": str(ROOT)},
        )
        try:
            server = PageServer(f"http://127.0.0.1:{port}", folder / "outputs", folder / ".state" / "pages.log")
            _wait_until_served(server.url + "/", process, log)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if not path:
        pytest.skip(f"NO BROWSER: none of {', '.join(BROWSERS)} is installed, the pages were NOT tested")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@dataclass
class Watch:
    """What happened behind a page: addresses asked, failures, console errors, websocket frames."""

    page: Page
    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Start to record; before the first address is opened."""
        page = self.page
        page.on("request", lambda r: self.asked.append(r.url))
        page.on("requestfailed", lambda r: self.failed.append(f"{r.url} {r.failure}"))
        page.on("response", lambda r: self.failed.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("websocket", self._frames_of)

    def _frames_of(self, socket: WebSocket) -> None:
        def keep(payload: str | bytes) -> None:
            self.frames.append(payload if isinstance(payload, str) else payload.decode("utf-8", "replace"))

        self.asked.append(socket.url)
        socket.on("framereceived", keep)
        socket.on("framesent", keep)


@pytest.fixture
def watch(chromium: Browser) -> Iterator[Watch]:
    """A fresh page at the size of a branch computer, with everything behind it recorded."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    watched = Watch(context.new_page())
    watched.listen()
    yield watched
    context.close()


__all__ = ["MEMBER", "MONTH", "READY_MS", "PageServer", "Watch"]
