"""Leaks: values of another member's customer and of another branch's are planted, and looked for wherever something is said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from rccrm_lib.apps.card_page import CardPage
from rccrm_lib.apps.customers_page import CustomersPage
from rccrm_lib.apps.shell.page_log import LOG_ENV
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.visitor import Visitor
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.settings import load_settings
from tests.conftest import PublishedSample, RunRccrm
from tests.journeys.two_members import MARKS, MONTH, SHARED, A, B, TwoMembers, build_two_members

ROLES = ("manager", "branch_head", "teller", "call_centre", "department", "union", "auditor", "analyst", "no such role")
#: Who of A may see the marked customer of the other branch, masked.
WHOLE_MEMBER = ("call_centre", "department", "auditor")


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory, published_sample: PublishedSample) -> TwoMembers:
    """Two members, marked."""
    return build_two_members(tmp_path_factory.mktemp("two"), published_sample)


def _sight(two: TwoMembers, role: str, *, member: str = A) -> tuple[Visitor, Sight]:
    settings = load_settings(two.config)
    person = Person("wang", "王芳", role, member, two.branch, two.manager)
    sight = Sight(person, settings.roles.role(role), two.outputs, People(settings.paths.store, settings=settings.apps))
    return Visitor("wang", "王芳", role, member, "s1"), sight


def _said(page: CardPage | CustomersPage) -> str:
    """Everything that the page holds for the browser, and its state behind it."""
    return json.dumps(page.widget.get_state(), ensure_ascii=False, default=str) + repr(page.state)


def _terms(whose: str) -> Iterator[str]:
    mark = MARKS[whose]
    yield from (mark["name"], mark["name"][:2], mark["cert_no"], mark["cert_no"][-6:], mark["mobile"], mark["mobile"][-4:])


def _send(page: CardPage | CustomersPage, **event: object) -> str:
    page._on_message(None, event, None)
    return _said(page)


def _leaks(two: TwoMembers, text: str, *whose: str, typed: str = "") -> list[str]:
    """Markers in a text, besides what the person typed."""
    return [mark for mark in two.markers(*whose) if mark in (text.replace(typed, "") if typed else text)]


@pytest.mark.parametrize("role", ROLES)
def test_no_post_finds_another_members_customer_by_search_or_address(two: TwoMembers, role: str) -> None:
    visitor, sight = _sight(two, role)
    hidden = ("B",) if role in WHOLE_MEMBER else ("B", "branch")
    for whose in hidden:
        page = CardPage(visitor=visitor, sight=sight, customer_id=two.marked[whose])
        unknown = CardPage(visitor=visitor, sight=sight, customer_id="C0000000000X")
        assert (page.widget.view, page.state) == (unknown.widget.view, unknown.state), "out of reach is as unknown"
        for term in (*_terms(whose), two.marked[whose], two.marked[whose][-4:]):
            said = _send(page, kind="search", text=term)
            assert not _leaks(two, said, *hidden, typed=term), (role, term)
            assert page.state.card is None or page.state.card.customer_id not in two.marked.values()


@pytest.mark.parametrize("role", [role for role in ROLES if role in WHOLE_MEMBER])
def test_who_reaches_the_whole_member_sees_the_other_branch_masked(two: TwoMembers, role: str) -> None:
    """The test above can fail: where it may be found, it is."""
    visitor, sight = _sight(two, role)
    page = CardPage(visitor=visitor, sight=sight)
    said = _send(page, kind="search", text=MARKS["branch"]["name"])
    assert page.state.card and page.state.card.customer_id == two.marked["branch"]
    typed = MARKS["branch"]["name"]
    whole = [value for value in MARKS["branch"].values() if value in said.replace(typed, "")]
    assert not whole and "亓*" in said


@pytest.mark.parametrize("role", [role for role in ROLES if role not in WHOLE_MEMBER])
def test_no_list_shows_them_however_it_is_sorted_and_filtered(two: TwoMembers, role: str) -> None:
    visitor, sight = _sight(two, role)
    page = CustomersPage(visitor=visitor, sight=sight)
    said = _said(page)
    for column in ("name", "nature", "tier", "place", "aum_avg_fen", "loan_end_fen", "n_products", "last_active_on"):
        said += _send(page, kind="sort", column=column) + _send(page, kind="sort", column=column)
    for text in ("甪", "亓", "独一", "无二"):
        said += _send(page, kind="filter", column="name", text=text).replace(text, "")
    assert not _leaks(two, said)
    assert not [number for number in two.marked.values() if number in said]


def test_a_person_of_one_member_in_the_folder_of_two_sees_the_own(two: TwoMembers) -> None:
    for member, other in ((A, "B"), (B, "branch")):
        visitor, sight = _sight(two, "department", member=member)
        page = CardPage(visitor=visitor, sight=sight)
        assert not _leaks(two, _said(page), other)
        assert page._data is not None and page._data.publication.member_id == member


def test_a_deputy_of_one_member_covers_nobody_of_another(two: TwoMembers) -> None:
    visitor, sight = _sight(two, "manager", member=B)
    page = CardPage(visitor=visitor, sight=sight)
    assert page._data is not None
    for whose in MARKS:
        assert not _leaks(two, _send(page, kind="search", text=MARKS[whose]["name"]), typed=MARKS[whose]["name"])


def test_an_incident_shows_a_number_and_the_log_no_value(
    two: TwoMembers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LOG_ENV, str(tmp_path / "pages.log"))
    visitor, sight = _sight(two, "department")
    page = CardPage(visitor=visitor, sight=sight)
    con = page._data._con  # type: ignore[union-attr]
    con.execute("CREATE OR REPLACE VIEW customer_history AS SELECT customer_id, name::DATE AS month FROM customers_whole")
    said = _send(page, kind="search", text=MARKS["branch"]["name"])  # one hit, whose card cannot be read
    log = (tmp_path / "pages.log").read_text(encoding="utf-8")
    assert page.incident and page.incident in said and page.incident in log and "ConversionException" in log
    assert not _leaks(two, said, typed=MARKS["branch"]["name"]) and not _leaks(two, log)


@pytest.fixture(scope="session")
def union(two: TwoMembers, run_rccrm: RunRccrm) -> Path:
    """The union step from the command line, with a new key."""
    early = run_rccrm("union", "--config", str(two.config), "--month", MONTH)
    assert early.returncode == 1 and "there is no key" in early.stderr
    done = run_rccrm("union", "--config", str(two.config), "--month", MONTH, "--new-key")
    assert done.returncode == 0, done.stderr
    return two.config.parent / "union" / MONTH


def test_the_union_has_counts_of_at_least_ten_and_nobodys_number(two: TwoMembers, union: Path) -> None:
    assert {file.name for file in union.iterdir()} == {"manifest.json", "tokens.parquet", "union.parquet"}
    table, tokens = pd.read_parquet(union / "union.parquet"), pd.read_parquet(union / "tokens.parquet")
    said = table.to_csv() + tokens.to_csv() + (union / "manifest.json").read_text(encoding="utf-8")
    assert not _leaks(two, said)
    assert table["n"].dropna().min() >= 10 and table.loc[table["n"].isna(), ["aum_avg_fen", "loan_end_fen"]].isna().all(axis=None)
    for member in (A, B):
        people = pd.read_parquet(two.outputs / member / MONTH / "tables" / "customers.parquet")
        known = set(people["customer_id"]) | set(people["cert_no"].dropna()) | set(people["mobile"].dropna())
        assert not known & (set(tokens["token"]) | set(re.findall(r"[0-9A-Za-z]+", said)))
    key = (two.config.parent / "secrets" / "union").read_text().strip()
    assert key not in said and not list(two.outputs.rglob("secrets"))


def test_the_union_counts_who_banks_with_both_without_knowing_them(two: TwoMembers, union: Path) -> None:
    tokens = pd.read_parquet(union / "tokens.parquet")
    both = tokens.groupby("token")["member_id"].nunique()
    assert (both == 2).sum() == SHARED
    table = pd.read_parquet(union / "union.parquet")
    several = table[(table["table"] == "n_members") & (table["n_members"] == "2")]
    assert several["n"].isna().all() or several["n"].item() == 2 * SHARED
    whole = table.loc[table["table"] == "(all)", "n"].item()
    counted = sum(len(pd.read_parquet(two.outputs / m / MONTH / "tables" / "customers.parquet")) for m in (A, B))
    assert pd.isna(whole) or whole == counted


def test_a_month_that_a_member_has_not_published_is_refused(two: TwoMembers, run_rccrm: RunRccrm) -> None:
    done = run_rccrm("union", "--config", str(two.config), "--month", "2026-08")
    assert done.returncode == 1 and f"is not published by {B}, {A}" in done.stderr and "Traceback" not in done.stderr


def test_what_is_published_of_one_member_names_nobody_of_the_other(two: TwoMembers) -> None:
    folder = two.outputs / A / MONTH
    names = " ".join(str(path.relative_to(two.outputs)) for path in two.outputs.rglob("*"))
    said = names + (folder / "manifest.json").read_text(encoding="utf-8")
    for path in (folder / "tables").glob("*.parquet"):
        said += pd.read_parquet(path).to_csv()
    assert not _leaks(two, said, "B")
    assert not _leaks(two, names)


def test_the_audit_log_and_errors_name_numbers_and_no_values(two: TwoMembers, run_rccrm: RunRccrm) -> None:
    config = str(two.config)
    add = run_rccrm("people", "add", "wang", "--name", "王芳", "--role", "manager", "--member", A, "--manager", two.manager,
                    "--org", two.branch, "--config", config, typed="Correct-Horse-9\n")
    assert add.returncode == 0, add.stderr
    visitor, sight = _sight(two, "manager")
    page = CardPage(visitor=visitor, sight=sight)
    own = pd.read_parquet(two.outputs / A / MONTH / "tables" / "customers.parquet").merge(
        pd.read_parquet(two.outputs / A / MONTH / "tables" / "customer_months.parquet", columns=["customer_id", "manager_id"]))
    mine = own[(own["manager_id"] == two.manager) & own["mobile"].notna() & (own["party_kind"] == "person")].iloc[0]
    _send(page, kind="search", text=mine["customer_id"])
    _send(page, kind="unmask", field="mobile", reason="contact")
    assert page.state.unmasked == (("mobile", mine["mobile"]),)
    shown = run_rccrm("audit", "show", "--config", config).stdout
    assert f"wang\tmanager\tunmasked\t{mine['customer_id']}\tmobile\tcontact" in shown and "command line\tcommand line" in shown
    why = run_rccrm("why", two.marked["B"], two.marked["branch"], "--config", config, "--member", A, "--month", MONTH)
    said = shown + why.stdout + why.stderr
    assert not _leaks(two, said) and mine["mobile"] not in said and mine["name"] not in said


def test_an_analyst_gets_tokens_that_join_and_nobodys_name(two: TwoMembers, run_rccrm: RunRccrm, tmp_path: Path) -> None:
    config = ("--config", str(two.config), "--member", A)
    for user, role in (("fenxi", "analyst"), ("bu", "department")):
        done = run_rccrm("people", "add", user, "--name", user, "--role", role, *config, typed="Correct-Horse-9\n")
        assert done.returncode == 0, done.stderr
    refused = run_rccrm("tables", "--month", MONTH, "--out", str(tmp_path / "x"), "--for", "bu", "--reason", "建模", *config)
    assert refused.returncode == 1 and "may not have tables" in refused.stderr and not (tmp_path / "x").exists()
    for n in (1, 2):
        asked = ("--month", MONTH, "--out", str(tmp_path / str(n)), "--for", "fenxi", "--reason", "建模")
        done = run_rccrm("tables", *asked, *config)
        assert done.returncode == 0, done.stderr
    first, second = ({path.stem: pd.read_parquet(path) for path in (tmp_path / n).glob("*.parquet")} for n in "12")
    people = pd.read_parquet(two.outputs / A / MONTH / "tables" / "customers.parquet")
    assert len(first["customers"]) == len(people)
    assert set(first["tiers"]["customer_token"]) <= set(first["customers"]["customer_token"])
    assert not set(first["customers"]["customer_token"]) & set(second["customers"]["customer_token"])
    words = set(re.findall(r"\w+", "".join(frame.to_csv() for frame in first.values())))
    for column in ("customer_id", "name", "cert_no", "mobile", "address", "household_id", "village_id"):
        assert not words & set(people[column].dropna()), column
    log = run_rccrm("audit", "show", "--action", "analysis tables", "--config", str(two.config)).stdout
    assert log.count("fenxi\tanalyst\tanalysis tables\t2026-09") == 2
