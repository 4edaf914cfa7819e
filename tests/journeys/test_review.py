"""People's answers about pairs: asked, given, acting in the next version of the month, revoked, and all is as before."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from rccrm_lib.core.people import People, Person
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.store import Database, broken_row
from rccrm_lib.flow.run import open_run
from rccrm_lib.flow.stages import ingest_month, view_customers
from tests.conftest import copy_project

MEMBER, MONTH = "360199", "2026-09"
BACK = ("links", "customers", "golden_fields", "golden_conflicts", "names", "contact_points", "id_documents", "household_links",
        "household_members", "household_periods", "households", "review_pairs", "customer_months", "household_months",
        "customer_history", "reconciliation", "decided_pairs")


@pytest.fixture(scope="module")
def project(published_sample, tmp_path_factory) -> Path:
    """The published sample's project, copied, with three people: two may answer, one may not."""
    config = copy_project(published_sample.config, tmp_path_factory.mktemp("review") / "copy")
    settings = load_settings(config)
    people = People(settings.paths.store, settings=settings.apps)
    for name, role in (("wang", "department"), ("li", "department"), ("zhao", "teller")):
        people.add(Person(name, name, role, MEMBER), "a-long-password", now=1.0)
    return config.parent


def frame(folder: Path, name: str) -> pd.DataFrame:
    return duckdb.sql(f"SELECT * FROM read_parquet('{folder}/tables/{name}.parquet')").df()


@pytest.fixture(scope="module")
def pairs(published_sample) -> dict[str, tuple[str, str]]:
    """Of the sample: two pairs that the month asks about, with few assets and with many, and one that it made one customer."""
    tables = published_sample.folder / "tables"
    asked = duckdb.sql(f"""
        SELECT a_src_sys || ':' || a_cust_no AS a, b_src_sys || ':' || b_cust_no AS b, x.aum_end_fen + y.aum_end_fen AS fen
        FROM read_parquet('{tables}/review_pairs.parquet') v
        JOIN read_parquet('{tables}/customer_months.parquet') x ON x.customer_id = a_customer_id
        JOIN read_parquet('{tables}/customer_months.parquet') y ON y.customer_id = b_customer_id
        WHERE reason = 'TWO_IDS' ORDER BY fen""").fetchall()
    joined = duckdb.sql(f"""
        SELECT min(src_sys || ':' || cust_no), max(src_sys || ':' || cust_no) FROM read_parquet('{tables}/links.parquet') l
        JOIN read_parquet('{tables}/customer_months.parquet') m USING (customer_id)
        WHERE rule = 'SAME_ID_NAME' AND aum_end_fen < 1000000
        GROUP BY customer_id HAVING count(*) = 2 ORDER BY 1""").fetchall()
    return {"poor": asked[0][:2], "rich": asked[-1][:2], "joined": joined[0]}


def rccrm(run_rccrm, project: Path, *arguments: str):
    return run_rccrm("review", *arguments, "--month", MONTH, "--config", str(project / "config.toml"))


def customers_of(folder: Path, pair: tuple[str, str]) -> list[str]:
    links = frame(folder, "links")
    names = links["src_sys"] + ":" + links["cust_no"]
    return [links.loc[names == record, "customer_id"].iloc[0] for record in pair]


@pytest.fixture(scope="module")
def decided(project, pairs, run_rccrm):
    """Three answers, and the month run again."""
    said = {}
    for answer, name in (("same", "poor"), ("same", "rich"), ("different", "joined")):
        done = rccrm(run_rccrm, project, "decide", answer, *pairs[name], "--by", "wang", "--reason", "核对了身份证复印件")
        assert done.returncode == 0, done.stderr
        said[name] = done.stdout
    done = run_rccrm("run", "--month", MONTH, "--config", str(project / "config.toml"), timeout=600)
    assert done.returncode == 0 and "version 2" in done.stdout, done.stdout + done.stderr
    return said


def test_the_list_names_records_and_reasons_and_no_person(project, pairs, run_rccrm, published_sample):
    done = rccrm(run_rccrm, project, "list", "--language", "en")
    assert done.returncode == 0 and all(record in done.stdout for record in (*pairs["poor"], *pairs["rich"]))
    names = frame(published_sample.folder, "customers").query("party_kind == 'person'")["name"].dropna()
    assert not [name for name in names if len(name) > 1 and name in done.stdout]


def test_pairs_that_a_rule_has_joined_are_drawn_by_lot(project, run_rccrm, published_sample):
    done = rccrm(run_rccrm, project, "list", "--rule", "SAME_ID_NAME", "--most", "60", "--language", "en")
    assert done.returncode == 0 and done.stdout.count("Same number, names agree") == 50, done.stdout + done.stderr
    links = frame(published_sample.folder, "links").assign(record=lambda f: f["src_sys"] + ":" + f["cust_no"])
    customer = links.set_index("record")["customer_id"]
    drawn = [line.split("\t")[:2] for line in done.stdout.splitlines()[1:]]
    assert all(customer[a] == customer[b] for a, b in drawn)
    wrong = rccrm(run_rccrm, project, "list", "--rule", "SAME_FACE")
    assert wrong.returncode == 1 and "SAME_ID_NAME" in wrong.stderr and "Traceback" not in wrong.stderr


def test_an_answer_shows_masked_evidence_and_two_must_sign_for_many_assets(decided, published_sample):
    assert "已生效" in decided["poor"] and "待另一人确认" in decided["rich"]
    customers = frame(published_sample.folder, "customers")
    secrets = set(customers["cert_no"].dropna()) | set(customers["mobile"].dropna())
    assert not [value for value in secrets if any(value in text for text in decided.values())]


def test_answers_act_in_the_next_version_and_are_counted(project, pairs, decided, published_sample):
    folder = project / "outputs" / MEMBER / MONTH
    was, now = ({name: len(set(customers_of(one, pair))) for name, pair in pairs.items()}
                for one in (published_sample.folder, folder))
    assert was == {"poor": 2, "rich": 2, "joined": 1}
    assert now == {"poor": 1, "rich": 2, "joined": 2}
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["counts"]["decisions"] == {"standing": 2, "acted": 2, "contradicted": 0, "outdated": 0, "without_record": 0,
                                               "waiting": 1}
    assert "decisions" in manifest["changed_inputs"] and manifest["version"] == 2
    asked = frame(folder, "review_pairs")
    names = {tuple(sorted(row)) for row in zip(asked["a_src_sys"] + ":" + asked["a_cust_no"],
                                               asked["b_src_sys"] + ":" + asked["b_cust_no"], strict=True)}
    assert tuple(sorted(pairs["poor"])) not in names and tuple(sorted(pairs["rich"])) in names


def test_who_may_not_answer_and_what_is_decided_already_are_refused(project, pairs, decided, run_rccrm):
    for by, pair, expected in (("zhao", "poor", "may not answer"), ("nobody", "poor", "may not answer"),
                               ("wang", "rich", "signed this already"), ("li", "poor", "decided already")):
        done = rccrm(run_rccrm, project, "decide", "same", *pairs[pair], "--by", by, "--reason", "核对")
        assert done.returncode == 1 and expected in done.stderr and "Traceback" not in done.stderr


def test_revoked_answers_leave_no_trace_in_the_tables(project, pairs, decided, run_rccrm, published_sample, tmp_path):
    for name, pair in pairs.items():
        done = rccrm(run_rccrm, project, "revoke", *pair, "--by", "li", "--reason", "原件有误")
        assert done.returncode == 0 and "已撤销" in done.stdout, (name, done.stderr)
    run = open_run(config=str(project / "config.toml"), member=MEMBER, month=MONTH, folder=str(tmp_path / "again"))
    ingest_month(run)
    view_customers(run)
    for name in BACK:
        pd.testing.assert_frame_equal(frame(tmp_path / "again", name), frame(published_sample.folder, name), obj=name)
    with Database(load_settings(project / "config.toml").paths.store).read() as con:
        assert broken_row(con) is None


def test_the_published_version_before_stays_as_it_was(project, decided, published_sample):
    kept = project / "outputs" / MEMBER / ".versions"
    old = next(path.parent for path in kept.rglob("manifest.json"))
    assert frame(old, "links").equals(frame(published_sample.folder, "links"))
