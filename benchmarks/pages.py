"""How quick the pages are: a page to ready, an action, ten people at once, memory per page. Needs Chromium and a sample.

    make demo && .venv/bin/python benchmarks/pages.py

It serves the checkout's outputs with a store and people of its own, and ends everything that it started.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
ROUNDS, PEOPLE_AT_ONCE, WARM_SECONDS = 6, 10, 10


def _config(folder: Path) -> Path:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    text = text.replace('"outputs"', f'"{ROOT / "outputs"}"').replace('"store/', f'"{folder}/store/')
    config = folder / "config.toml"
    config.write_text(f'settings_dir = "{ROOT / "settings"}"\n{text}', encoding="utf-8")
    return config


@contextmanager
def _served(config: Path) -> Iterator[tuple[str, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "rccrm_lib", "serve", "--config", str(config), "--port", str(port)]
    own = {name: str(config.parent / "home") for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "MPLCONFIGDIR")}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env={**os.environ, **own, "PYTHONPATH": str(ROOT)})
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urllib.request.urlopen(url + "/login", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _people(config: Path) -> dict[str, str]:
    done = subprocess.run([sys.executable, "-m", "rccrm_lib", "people", "demo", "--config", str(config)], cwd=ROOT,
                          capture_output=True, text=True, check=True)
    return dict(line.split("\t")[:2] for line in done.stdout.splitlines()[1:-1])


def _sign_in(browser: Browser, url: str, user: str, password: str) -> Page:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(url + "/login")
    page.fill("#rc-user", user)
    page.fill("#rc-password", password)
    page.press("#rc-password", "Enter")
    page.wait_for_url(url + "/")
    return page


def _timed(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def _open(page: Page, url: str, notebook: str, ready: str) -> float:
    def go() -> None:
        page.goto(f"{url}/voila/render/{notebook}.ipynb", wait_until="commit")
        page.wait_for_selector(ready, timeout=120_000)

    return _timed(go)


def _kernels(server: int) -> list[int]:
    """Resident memory of each kernel of the server that somebody has open or that waits, MiB."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == server and b"ipykernel" in (folder / "cmdline").read_bytes():
                pages = (folder / "smaps_rollup").read_text()
                found.append(next(int(line.split()[1]) for line in pages.splitlines() if line.startswith("Pss:")) // 1024)
        except (OSError, IndexError, ValueError, StopIteration):
            continue
    return found


def _say(what: str, values: list[float], unit: str = "s") -> None:
    print(f"{what}: median {statistics.median(values):.2f} {unit}, worst {max(values):.2f} {unit}, n = {len(values)}", flush=True)


def _actions(page: Page, url: str) -> None:
    _open(page, url, "customers", ".rc-table")

    def act(do: Callable[[], object], changed: str) -> float:
        before = page.evaluate(changed)
        return _timed(lambda: (do(), page.wait_for_function(f"before => ({changed}) !== before", arg=before)))

    count, sort = "document.querySelector('.rc-count').textContent", "document.querySelector('[data-cell=\"0:4\"]').textContent"
    times = [act(lambda: page.click("[data-page='›']"), count) for _ in range(ROUNDS)]
    times += [act(lambda: page.click("th[data-sort=aum_avg_fen]"), sort) for _ in range(ROUNDS)]
    _say("table: next page, sort", times)
    page.goto(f"{url}/voila/render/customer_card.ipynb")
    page.wait_for_selector("#rc-query")
    page.wait_for_timeout(3000)
    _say("card: search", [_search(page, name) for name in ("王芳", "李伟", "陈秀", "朱小", "钟金", "张建")])


def _search(page: Page, text: str) -> float:
    """A search until its answer stands there: the count of answers goes up with every one."""
    page.fill("#rc-query", text)
    page.evaluate("window.drawn = false; new MutationObserver(() => { window.drawn = true; })"
                  ".observe(document.querySelector('.rc-all'), { childList: true })")
    return _timed(lambda: (page.press("#rc-query", "Enter"), page.wait_for_function("() => window.drawn")))


def main() -> None:
    """Print one line per measure."""
    chromium = next(found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        config = _config(Path(place))
        people = _people(config)
        with _served(config) as (url, server):
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            time.sleep(WARM_SECONDS)
            first = _sign_in(browser, url, "bumen", people["bumen"])
            _say("first page of a browser, kernel waiting", [_open(first, url, "customers", ".rc-table")])
            warm = []
            for _ in range(ROUNDS):
                time.sleep(WARM_SECONDS)
                warm.append(_open(first, url, "customers", ".rc-table"))
            _say("page to ready, kernel waiting", warm)
            _actions(first, url)
            pages = [_sign_in(browser, url, "bumen", people["bumen"]) for _ in range(PEOPLE_AT_ONCE)]
            time.sleep(WARM_SECONDS)

            def all_at_once() -> None:
                for page in pages:
                    page.goto(f"{url}/voila/render/customers.ipynb", wait_until="commit")
                for page in pages:
                    page.wait_for_selector(".rc-table", timeout=120_000)

            print(f"{PEOPLE_AT_ONCE} people open a page at once, the last is ready: {_timed(all_at_once):.1f} s", flush=True)
            time.sleep(WARM_SECONDS)
            memory = _kernels(server)
            _say("memory of a page's kernel (proportional)", [float(m) for m in memory], "MiB")
            for page in pages:
                page.goto("about:blank")
            time.sleep(WARM_SECONDS)
            print(f"kernels while ten pages were open: {len(memory)}; after they were closed: {len(_kernels(server))}")
            browser.close()


if __name__ == "__main__":
    main()
