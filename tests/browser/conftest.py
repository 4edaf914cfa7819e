"""The pages as people meet them: the real server with real accounts, a real Chromium."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, WebSocket, expect, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime

from rccrm_lib.core.people import People, Person
from rccrm_lib.core.settings import load_settings
from tests.apps.published_month import BRANCH, MANAGER, MEMBER, MONTH, OTHER_BRANCH, OTHER_MANAGER, build_published
from tests.apps.worklist_month import DAY
from tests.browser.web import PASSWORD

START_SECONDS, STOP_SECONDS = 60, 20
READY_MS = 60_000
EXPECT_MS = 20_000  # what a page shows after a click; on a busy machine a kernel takes its time
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ROOT = Path(__file__).resolve().parents[2]
PEOPLE = (
    Person("wang", "王芳", "manager", MEMBER, BRANCH, MANAGER),
    Person("li", "李强", "manager", MEMBER, OTHER_BRANCH, OTHER_MANAGER),
    Person("zhao", "赵敏", "manager", MEMBER, BRANCH, MANAGER),  # gets locked
    Person("zhou", "周宁", "manager", MEMBER, BRANCH, MANAGER),  # changes the password
    Person("dong", "董主任", "branch_head", MEMBER, "36019901"),
    Person("xi", "席主任", "branch_head", MEMBER, "36019902"),
    Person("sun", "孙柜员", "teller", MEMBER, BRANCH),
    Person("he", "何坐席", "call_centre", MEMBER),
    Person("bu", "部门", "department", MEMBER),
    Person("chen", "陈主任", "branch_head", MEMBER, BRANCH),
)


@dataclass(frozen=True)
class PageServer:
    """A running server; `outputs` is the folder whose published months it shows."""

    url: str
    outputs: Path
    log: Path
    config: Path
    process: subprocess.Popen[bytes]

    @property
    def card(self) -> str:
        """The address of the customer card."""
        return f"{self.url}/voila/render/customer_card.ipynb"

    @property
    def customers(self) -> str:
        """The address of the customer list."""
        return f"{self.url}/voila/render/customers.ipynb"

    @property
    def board(self) -> str:
        """The address of the branch board."""
        return f"{self.url}/voila/render/branch_board.ipynb"

    @property
    def callbacks(self) -> str:
        """The address of the call-backs."""
        return f"{self.url}/voila/render/callbacks.ipynb"

    @property
    def transfers(self) -> str:
        """The address of the transfers."""
        return f"{self.url}/voila/render/transfers.ipynb"

    @property
    def worklist(self) -> str:
        """The address of the list of the day."""
        return f"{self.url}/voila/render/worklist.ipynb"

    def turn_to(self, day: date) -> None:
        """Make another day today, for pages that are opened from now on."""
        apps = self.config.parent / "settings" / "apps.toml"
        text = re.sub(r"simulated_today = \S+", f"simulated_today = {day}", apps.read_text(encoding="utf-8"))
        apps.write_text(text, encoding="utf-8")

    def publish(self, **manifest: object) -> Path:
        """Replace whatever is published by a month of invented customers."""
        shutil.rmtree(self.outputs, ignore_errors=True)
        return build_published(self.outputs, manifest=manifest)

    def unpublish(self) -> None:
        """Take everything away."""
        shutil.rmtree(self.outputs, ignore_errors=True)

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Rows of the store as they stand in the file."""
        with sqlite3.connect(self.config.parent / "store" / "rccrm.sqlite", timeout=30) as con:
            return con.execute(query, values).fetchall()

    def audited(self, person_id: str) -> set[str]:
        """What the audit log says that this person did."""
        return {str(row[0]) for row in self.rows("SELECT action FROM audit_event WHERE person_id = ?", person_id)}

    def expire_sessions(self, person_id: str) -> None:
        """Make a person's sessions as old as if nothing had happened for an hour."""
        self.rows("UPDATE session SET seen_at = seen_at - 3600 WHERE person_id = ?", person_id)

    def last_seen(self, person_id: str) -> float:
        """When this person last did anything."""
        return float(str(self.rows("SELECT max(seen_at) FROM session WHERE person_id = ?", person_id)[0][0]))

    def kernels(self) -> dict[str, int]:
        """The kernels that run: first eight digits of the id -> process. Each was forked from a child of the server."""
        found, parents = {}, {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                name, rest = (folder / "stat").read_text().split("(", 1)[1].rsplit(")", 1)
            except OSError:
                continue
            state, parent = rest.split()[:2]
            parents[int(folder.name)] = int(parent)
            if name.startswith("kernel-") and state != "Z":
                found[name.removeprefix("kernel-")] = int(folder.name)
        return {name: pid for name, pid in found.items() if parents.get(parents[pid]) == self.process.pid}

    def has_kernel(self, kernel_id: str) -> bool:
        """Whether a kernel runs."""
        return kernel_id[:8] in self.kernels()

    def kill_kernel(self, kernel_id: str) -> None:
        """End one kernel of this server, by its process."""
        os.kill(self.kernels()[kernel_id[:8]], signal.SIGKILL)


def _free_port() -> int:
    """A port below those that the system itself gives out: another worker's kernel could be given one before the server is."""
    first = 20_000 + os.getpid() % 1_000 * 12
    for port in range(first, first + 12):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    pytest.fail(f"no port from {first} to {first + 11} is free")


def _wait_until_served(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Bounded: a server that does not answer in time, or stops, fails the test with its own words."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url + "/login", timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not answer at {url}:\n{log.read_text(encoding='utf-8', errors='replace')}")


def write_site(folder: Path, *, apps: str = "", warm_pages: int = 1) -> Path:
    """A configuration with the project's roles; `apps` is the text of the section on signing in.

    `warm_pages`: kernels of each page that wait. A server of a few tests keeps none: each costs more than a second of a core.
    """
    settings = folder / "settings"
    shutil.copytree(ROOT / "settings", settings)
    own = f"address_failures = 20\nsimulated_today = {DAY}\nwarm_pages = {warm_pages}\n"
    (settings / "apps.toml").write_text(apps or own, encoding="utf-8")
    config = folder / "config.toml"
    config.write_text('[members.360199]\nname_zh = "云溪县农村信用合作联社"\nname_en = "Yunxi County RCC"\n', "utf-8")
    loaded = load_settings(config)
    people = People(loaded.paths.store, settings=loaded.apps)
    for person in PEOPLE:
        people.add(person, PASSWORD, now=time.time())
    return config


def run_server(folder: Path, config: Path) -> Iterator[PageServer]:
    """`rccrm serve` on a free loopback port; only this process is ended, by its id."""
    log, port = folder / "server.log", _free_port()
    own = {name: str(folder / "home") for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "MPLCONFIGDIR")}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "rccrm_lib", "serve", "--config", str(config), "--port", str(port)],
            stdout=stream, stderr=subprocess.STDOUT, cwd=folder, env={**os.environ, **own, "PYTHONPATH": str(ROOT)},
        )
        try:
            url = f"http://127.0.0.1:{port}"
            server = PageServer(url, folder / "outputs", folder / ".state" / "pages.log", config, process)
            _wait_until_served(url, process, log)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture(scope="session")
def page_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    """The server of all tests, with accounts for PEOPLE."""
    folder = tmp_path_factory.mktemp("pages")
    yield from run_server(folder, write_site(folder))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless. For one file: while Playwright runs, no other test of the process can use asyncio."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if not path:
        pytest.skip(f"NO BROWSER: none of {', '.join(BROWSERS)} is installed, the pages were NOT tested")
    expect.set_options(timeout=EXPECT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


#: What the browser says when a page is drawn before its widget is known: it opens once more by itself (opening.js).
OPENS_AGAIN = "widget model not found"


@dataclass
class Visit:
    """One person's browser, and what happened behind it: addresses asked, failures, console errors, frames."""

    page: Page
    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Start to record; before the first address is opened."""
        page = self.page
        page.on("request", lambda r: self.asked.append(r.url))
        page.on("requestfailed", self._failed_of)
        page.on("response", lambda r: self.failed.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" and OPENS_AGAIN not in m.text else None)
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("websocket", self._frames_of)

    def _failed_of(self, request: Request) -> None:
        """A request that the browser itself gave up, as on leaving a page, is no failure."""
        if request.failure != "net::ERR_ABORTED":
            self.failed.append(f"{request.url} {request.failure}")

    def _frames_of(self, socket: WebSocket) -> None:
        def keep(payload: str | bytes) -> None:
            self.frames.append(payload if isinstance(payload, str) else payload.decode("utf-8", "replace"))

        self.asked.append(socket.url)
        socket.on("framereceived", keep)
        socket.on("framesent", keep)

    def sign_in(self, server: PageServer, user: str) -> None:
        """Sign in by the form."""
        self.page.goto(server.url + "/login")
        self.page.fill("#rc-user", user)
        self.page.fill("#rc-password", PASSWORD)
        self.page.press("#rc-password", "Enter")
        self.page.wait_for_url(server.url + "/")

    def open(self, address: str, wait_for: str = ".rccrm-page .rc-work") -> Page:
        """A page, ready to work with."""
        self.page.goto(address)
        try:
            self.page.wait_for_selector(wait_for, timeout=READY_MS)
        except NotInTime:
            pytest.fail(self._story(address))
        return self.page

    def _story(self, address: str) -> str:
        """What stood where a page should be: for whoever reads a failure on a machine that is gone."""
        shown = self.page.locator("body").inner_text()[:2000]
        return (f"{address} is not ready after {READY_MS // 1000} s; it shows\n{shown}\nerrors {self.errors}\n"
                f"failed {self.failed}\nlast asked {self.asked[-8:]}\nlast frames {[f[:400] for f in self.frames[-6:]]}")

    def kernel(self) -> str:
        """The kernel of the page that was opened last."""
        sockets = [url for url in self.asked if url.startswith("ws:")]
        return sockets[-1].split("/api/kernels/")[1].split("/")[0]


def new_visit(chromium: Browser) -> Iterator[Visit]:
    """A browser of its own, at the size of a branch computer."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    visit = Visit(context.new_page())
    visit.listen()
    yield visit
    context.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Somebody unknown."""
    yield from new_visit(chromium)


@pytest.fixture
def signed_in(chromium: Browser, page_server: PageServer) -> Iterator[Visit]:
    """The manager 王芳, signed in, over a published month of invented customers."""
    page_server.publish()
    for visit in new_visit(chromium):
        visit.sign_in(page_server, "wang")
        yield visit


@pytest.fixture
def second(chromium: Browser, page_server: PageServer) -> Iterator[Visit]:
    """The manager 李强 of another branch, signed in."""
    for visit in new_visit(chromium):
        visit.sign_in(page_server, "li")
        yield visit


def quiet(visit: Visit, server: PageServer) -> None:
    """Nothing asked of anybody else, nothing failed, nothing in the console; the policy's refusals would be there."""
    own = (server.url, server.url.replace("http:", "ws:"), f"blob:{server.url}", "data:")
    assert [url for url in visit.asked if not url.startswith(own)] == []
    assert visit.failed == []
    assert visit.errors == []


__all__ = ["MEMBER", "MONTH", "READY_MS", "PageServer", "Visit", "quiet"]
