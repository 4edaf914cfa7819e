"""The page in a kernel: events in, trees out, and failures as incidents without their inside."""

import json
from pathlib import Path
from typing import Any

import pytest

from rccrm_lib.apps.card_page import CardPage
from rccrm_lib.apps.shell.page_log import LOG_ENV
from tests.apps.published_month import STAR, build_published
from tests.apps.sights import make_sight, visitor


@pytest.fixture
def log_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page log in a file of this test."""
    path = tmp_path / "state" / "pages.log"
    monkeypatch.setenv(LOG_ENV, str(path))
    return path


def _page(outputs: Path, **options: Any) -> CardPage:
    return CardPage(visitor=visitor(), sight=make_sight(outputs, "department"), **options)


def _say(page: CardPage, **event: Any) -> dict[str, Any]:
    page.widget._handle_custom_msg(event, [])
    return page.widget.view


def test_search_card_and_language_through_the_widget(card_outputs: Path, log_file: Path) -> None:
    page = _page(card_outputs)
    assert page.widget.view["welcome"]
    assert len(_say(page, kind="search", text="张伟")["results"]["items"]) == 15
    assert _say(page, kind="search", text="欧阳春兰")["card"]["head"]["name"] == "欧阳**"
    assert _say(page, kind="language", to="en")["lang"] == "en"
    assert page.widget.answered == 3


def test_the_state_of_the_widget_holds_no_full_id(card_outputs: Path, log_file: Path) -> None:
    page = _page(card_outputs)
    _say(page, kind="search", text="5678")
    state = json.dumps(page.widget.get_state(), ensure_ascii=False, default=str)
    for secret in STAR.values():
        assert secret not in state


def test_a_failure_becomes_a_number_on_the_page_and_a_line_in_the_log(tmp_path: Path, log_file: Path) -> None:
    folder = build_published(tmp_path / "outputs", n=60)
    page = _page(tmp_path / "outputs")
    before = _say(page, kind="search", text="张伟")
    (folder / "tables" / "tiers.parquet").write_bytes(b"broken")
    view = _say(page, kind="pick", search_no=1, row=0)
    text = json.dumps(view, ensure_ascii=False)
    assert view["notice"]["tone"] == "incident" and "Traceback" not in text and "parquet" not in text
    assert view["results"] == before["results"], "the list must stay"
    code = view["notice"]["code"].split()[-1]
    assert f"incident {code}" in log_file.read_text(encoding="utf-8")
    assert log_file.stat().st_mode & 0o077 == 0, "the log is for its owner only"


def test_a_month_that_cannot_be_read_opens_as_an_incident_in_both_languages(tmp_path: Path, log_file: Path) -> None:
    folder = build_published(tmp_path / "outputs", n=60)
    (folder / "tables" / "customers.parquet").write_bytes(b"broken")
    page = _page(tmp_path / "outputs")
    assert page.widget.view["notice"]["title"] == "这一步没有成功"
    assert _say(page, kind="language", to="en")["notice"]["title"] == "That did not work"


def test_nothing_is_written_to_standard_error(
    tmp_path: Path, log_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = build_published(tmp_path / "outputs", n=60)
    (folder / "tables" / "customers.parquet").write_bytes(b"broken")
    _page(tmp_path / "outputs")
    assert capfd.readouterr() == ("", "")
