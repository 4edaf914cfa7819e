"""Every route of the server, as the server itself lists them: who gets what. A new route without a line here fails."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from rccrm_lib.apps import serve
from tests.browser.conftest import PageServer
from tests.browser.web import Web, kernel_of, page_of_visitor

pytestmark = pytest.mark.slow
OPEN = 101


@dataclass(frozen=True)
class Route:
    """One route: how it is asked, and the status for somebody unknown, the owner of the kernel, another visitor."""

    path: str
    anonymous: int
    owner: int
    other: int
    method: str = "GET"


#: The pattern as the server registers it -> what it must answer. {k} is the kernel of the owner's open page.
EXPECTED = {
    r"/login": Route("/login", 200, 302, 302),
    r"/voila/query/KERNEL": Route("/voila/query/{k}", 403, 403, 403, "WS"),
    r"/": Route("/", 403, 200, 200),
    r"/alive": Route("/alive?kernel={k}", 403, 200, 200),
    r"/roles": Route("/roles", 403, 200, 200),
    r"/password": Route("/password", 403, 200, 200),
    r"/logout": Route("/logout", 403, 405, 405),
    r"/voila/fonts/(RccrmSansSC-Regular\.ttf)": Route("/voila/fonts/RccrmSansSC-Regular.ttf", 403, 200, 200),
    r"/api/kernels/KERNEL": Route("/api/kernels/{k}", 403, 200, 403),
    r"/api/kernels/KERNEL/channels": Route("/api/kernels/{k}/channels", 403, OPEN, 403, "WS"),
    r"/voila/templates/(.*)": Route("/voila/templates/rccrm/static/frame.css", 403, 200, 200),
    r"/voila/static/(.*)": Route("/voila/static/voila.js", 403, 200, 200),
    r"/voila/labextensions/(.*)": Route("/voila/labextensions/none.js", 403, 404, 404),
    r"/voila/render/(.*)": Route("/voila/render/none.ipynb", 403, 404, 404),
    r"/voila/api/shutdown/(.*)": Route("/voila/api/shutdown/{k}", 403, 204, 404, "POST"),
}


def _pattern(route: str) -> str:
    return re.sub(r"\(\?P<kernel_id>.*?\)", "KERNEL", route)


@pytest.fixture(scope="module")
def registered(page_server: PageServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, type]:
    """The routes of a server that is made as `rccrm serve` makes it, but not started: pattern -> handler."""
    made = serve.make_server(config=page_server.config, port=1, pool=0)
    made.connection_dir = str(tmp_path_factory.mktemp("connections"))
    made.init_settings()
    routes = made.init_handlers()
    made.stop_sweeping()
    return {_pattern(str(route[0])): route[1] for route in routes}


def test_every_route_has_an_expectation_and_every_expectation_a_route(registered: dict[str, type]) -> None:
    assert set(registered) == set(EXPECTED)


def test_every_route_is_guarded_or_opened_on_purpose(registered: dict[str, type]) -> None:
    opened = {pattern for pattern, handler in registered.items() if not issubclass(handler, serve.Guarded)}
    assert opened == {"/login", "/voila/query/KERNEL"}


@pytest.fixture(scope="module")
def visitors(page_server: PageServer) -> tuple[Web, Web, Web, str]:
    """Nobody, a manager with an open page, another manager; and the kernel of that page."""
    page_server.publish()
    anonymous, owner, other = Web(page_server.url), Web(page_server.url), Web(page_server.url)
    owner.sign_in("wang")
    other.sign_in("li")
    kernel = kernel_of(page_of_visitor(owner))
    return anonymous, owner, other, kernel


def _status(web: Web, route: Route, kernel: str) -> int:
    path = route.path.format(k=kernel)
    if route.method != "WS":
        return web.ask(path, method=route.method).status
    try:
        with connect(web.socket(path), additional_headers=web.headers(), proxy=None, open_timeout=10):
            return OPEN
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.mark.parametrize("pattern", sorted(EXPECTED, key=lambda p: (EXPECTED[str(p)].method == "POST", str(p))))
def test_a_route_answers_as_expected(visitors: tuple[Web, Web, Web, str], pattern: str) -> None:
    anonymous, owner, other, kernel = visitors
    route = EXPECTED[pattern]
    got = [_status(web, route, kernel) for web in (anonymous, other, owner)]
    assert got == [route.anonymous, route.other, route.owner]


@pytest.mark.parametrize(
    "path",
    ["/voila/files/customer_card.ipynb", "/voila/api/contents/", "/api/kernels", "/voila/tree/", "/voila/api/themes/x",
     "/voila/render/../../config.toml", "/voila/render/%2e%2e/01_ingest.ipynb", "/voila/fonts/OFL.txt", "/nowhere",
     "/lab", "/api/contents", "/voila/execution/x", "/static/x.js"],
)
def test_what_is_not_served_is_missing_for_the_known_and_closed_for_the_unknown(
    visitors: tuple[Web, Web, Web, str], path: str
) -> None:
    anonymous, _, other, _ = visitors
    assert (anonymous.ask(path).status, other.ask(path).status) == (403, 404)


def test_every_answer_carries_the_headers(visitors: tuple[Web, Web, Web, str]) -> None:
    anonymous, _, other, _ = visitors
    for answer in (anonymous.ask("/"), anonymous.ask("/login"), other.ask("/"), other.ask("/voila/static/voila.js"),
                   other.ask("/nowhere")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "unsafe-eval" not in policy and "http" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["X-Frame-Options"] == "DENY"
        assert "Traceback" not in answer.body and "Server" not in answer.headers


def test_a_person_without_a_session_is_led_to_sign_in_and_back(visitors: tuple[Web, Web, Web, str]) -> None:
    anonymous = visitors[0]
    answer = anonymous.ask("/voila/render/customer_card.ipynb?customer=X", accept="text/html")
    assert answer.status == 302
    assert answer.headers["Location"] == "/login?next=%2Fvoila%2Frender%2Fcustomer_card.ipynb%3Fcustomer%3DX"


def test_another_host_name_is_refused(visitors: tuple[Web, Web, Web, str]) -> None:
    assert visitors[2].ask("/", Host="crm.example").status == 403


def test_a_foreign_origin_opens_no_socket(visitors: tuple[Web, Web, Web, str]) -> None:
    _, owner, _, kernel = visitors
    with pytest.raises(InvalidStatus) as refused:
        connect(owner.socket(f"/api/kernels/{kernel}/channels"), proxy=None,
                additional_headers=owner.headers() | {"Origin": "https://evil.example"})
    assert refused.value.response.status_code in (403, 404)


def test_nothing_is_changed_without_the_xsrf_token(visitors: tuple[Web, Web, Web, str]) -> None:
    other = visitors[2]
    for path in ("/logout", "/login"):
        assert other.ask(path, method="POST", xsrf=False).status == 403
    assert other.ask("/").status == 200, "still signed in"


def test_the_query_string_cannot_change_template_or_theme(visitors: tuple[Web, Web, Web, str]) -> None:
    answer = visitors[2].ask("/?template=lab&theme=dark&classic-tree=false")
    assert answer.status == 200 and "cdn" not in answer.body


def test_templates_bring_nothing_from_outside(repo_root: Path) -> None:
    assert not [p.name for p in serve.SHARE.rglob("*.*") if "//cdn" in p.read_text(encoding="utf-8")]
