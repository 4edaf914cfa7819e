"""Complaints, suggestions and leads from the command line, by accounts of real posts in a real store."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from rccrm_lib.core.people import People, Person
from rccrm_lib.core.privacy.tokens import make_token, new_key, purpose_key, read_key
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.store import Decisions
from rccrm_lib.ocrm.service import PROSPECTS, Leads
from tests.apps.published_month import BRANCH, MANAGER, MEMBER, OTHER_BRANCH, OTHER_MANAGER, STAR, build_published
from tests.conftest import ROOT, RunRccrm

ACCOUNTS = (("sun", "teller", BRANCH, ""), ("zhang", "branch_head", BRANCH, ""), ("wu", "branch_head", BRANCH, ""),
            ("qian", "branch_head", OTHER_BRANCH, ""), ("bumen", "department", "", ""), ("wang", "manager", BRANCH, MANAGER),
            ("zhao", "manager", OTHER_BRANCH, OTHER_MANAGER))
Command = Callable[..., CompletedProcess[str]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A site with a published month of invented customers and an account of each post."""
    config = tmp_path / "config.toml"
    config.write_text(f'settings_dir = "{(ROOT / "settings").as_posix()}"\n[paths]\noutputs = "outputs"\n'
                      f'store = "store/rccrm.sqlite"\n[union]\nkey_file = "{(tmp_path / "union.key").as_posix()}"\n'
                      f'[members.{MEMBER}]\nname_zh = "云溪"\nname_en = "Yunxi"\n', encoding="utf-8")
    build_published(tmp_path / "outputs")
    people = People(load_settings(config).paths.store, settings=load_settings(config).apps)
    for person_id, role, org, manager in ACCOUNTS:
        people.add(Person(person_id, person_id, role, MEMBER, org, manager), "Correct-Horse-9", now=time.time())
    return config


@pytest.fixture
def rccrm(run_rccrm: RunRccrm, config: Path) -> Command:
    """`rccrm("case", "list", by="sun")`: a command of an account; `typed` is what is piped in."""

    def run(*words: str, by: str, typed: str = "", language: str = "en") -> CompletedProcess[str]:
        spoken = ("--language", language) if words[1] == "list" else ()
        done = run_rccrm(*words, "--by", by, *spoken, "--config", str(config), typed=f"{typed}\n")
        assert "Traceback" not in done.stderr
        return done

    return run


def _add(rccrm: Command, *words: str, typed: str = "排队两小时") -> str:
    done = rccrm("case", "add", "--category", "waiting", *words, by="sun", typed=typed)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\t")[0]


@pytest.mark.req("E5.08", "B8")
def test_a_complaint_goes_from_receipt_to_its_root_cause(run_rccrm: RunRccrm, rccrm: Command) -> None:
    case_id = _add(rccrm, "--customer", STAR["customer_id"])
    (line,) = rccrm("case", "list", by="zhang").stdout.splitlines()
    assert line.startswith(f"{case_id}\tcomplaint\tTime it took\t欧阳**\t") and "15 days left" in line
    assert STAR["name"] not in line and "排队" not in line, "neither the name nor what was said"
    assert rccrm("case", "handle", case_id, "--handler", "zhang", by="wu").returncode == 0
    no_cause = rccrm("case", "close", case_id, by="zhang", typed="已道歉")
    assert no_cause.returncode == 1 and "root cause" in no_cause.stderr and "staffing" in no_cause.stderr
    assert rccrm("case", "close", case_id, "--cause", "staffing", by="zhang").returncode == 1, "without a conclusion"
    assert rccrm("case", "close", case_id, "--cause", "staffing", by="zhang", typed="已道歉并增设窗口").returncode == 0
    (line,) = rccrm("case", "list", by="zhang").stdout.splitlines()
    assert line.endswith("\tin time\tToo few people at the time")
    letter = rccrm("case", "letter", case_id, by="zhang").stdout
    assert f"编号 {case_id}" in letter and "已道歉并增设窗口" in letter and STAR["name"] not in letter
    again = rccrm("case", "close", case_id, "--cause", "staffing", by="zhang", typed="再办")
    assert again.returncode == 1 and "is closed" in again.stderr
    assert rccrm("case", "list", "--open", by="zhang").stdout == "No case.\n"


@pytest.mark.req("E5.08")
def test_more_time_needs_another_person_and_nobody_decides_about_himself(run_rccrm: RunRccrm, rccrm: Command) -> None:
    case_id = _add(rccrm, "--customer", STAR["customer_id"], "--about", "zhang", "--complex")
    assert rccrm("case", "handle", case_id, "--handler", "zhang", by="wu").returncode == 1
    assert rccrm("case", "handle", case_id, "--handler", "wu", by="wu").returncode == 0
    own = rccrm("case", "extend", case_id, "--reason", "外调", by="wu")
    assert own.returncode == 1 and "approved by whoever handles" in own.stderr
    assert rccrm("case", "extend", case_id, "--reason", "外调", by="sun").returncode == 1, "a teller's post may not"
    extended = rccrm("case", "extend", case_id, "--reason", "外调", by="zhang")
    assert extended.returncode == 0, extended.stderr
    assert "extended" in rccrm("case", "list", by="wu").stdout and "60 days left" in rccrm("case", "list", by="wu").stdout
    himself = rccrm("case", "close", case_id, "--cause", "unfounded", by="zhang", typed="无责")
    assert himself.returncode == 1 and "about the person" in himself.stderr
    assert rccrm("case", "close", case_id, "--cause", "conduct", by="wu", typed="已约谈").returncode == 0


def test_what_is_out_of_reach_is_neither_listed_nor_decided(run_rccrm: RunRccrm, rccrm: Command) -> None:
    case_id = _add(rccrm, "--customer", STAR["customer_id"])
    assert rccrm("case", "list", by="qian").stdout == "No case.\n"
    far = rccrm("case", "close", case_id, "--cause", "conduct", by="qian", typed="已约谈")
    assert far.returncode == 1 and "out of reach" in far.stderr
    stranger = rccrm("case", "add", "--category", "fee", "--customer", "C000000000", by="sun", typed="收费")
    assert stranger.returncode == 1 and "no such customer in reach" in stranger.stderr
    assert rccrm("case", "list", by="nobody").returncode == 1


@pytest.mark.req("E5.08")
def test_a_suggestion_is_followed_or_not_and_says_so(run_rccrm: RunRccrm, rccrm: Command) -> None:
    case_id = _add(rccrm, "--kind", "suggestion", typed="增加老年人窗口")
    assert rccrm("case", "letter", case_id, by="zhang").returncode == 1, "it is open"
    open_ended = rccrm("case", "close", case_id, by="zhang", typed="已转办")
    assert open_ended.returncode == 1 and "whether it is followed" in open_ended.stderr
    assert rccrm("case", "close", case_id, "--adopted", by="zhang", typed="下月起设").returncode == 0
    assert rccrm("case", "list", by="zhang").stdout.endswith("adopted\n")


def test_a_lead_is_sent_answered_and_read(run_rccrm: RunRccrm, rccrm: Command) -> None:
    sent = rccrm("lead", "add", "--to", MANAGER, "--need", "loan_farm", "--customer", STAR["customer_id"], by="sun")
    lead_id = sent.stdout.split("\t")[0]
    assert "欧阳**" in rccrm("lead", "list", by="wang").stdout and "Farm loan" in rccrm("lead", "list", by="wang").stdout
    assert rccrm("lead", "list", by="zhao").stdout == "No lead.\n"
    other = rccrm("lead", "close", lead_id, "--outcome", "won", by="zhao", typed="授信五万")
    assert other.returncode == 1 and "another manager" in other.stderr
    assert rccrm("lead", "close", lead_id, "--outcome", "sold", by="wang", typed="授信五万").returncode == 1
    assert rccrm("lead", "close", lead_id, "--outcome", "won", by="wang", typed="授信五万").returncode == 0
    assert rccrm("lead", "list", by="sun").stdout.endswith("won\t授信五万\toutcome not read yet\n")
    assert rccrm("lead", "read", lead_id, by="wang").returncode == 1
    assert rccrm("lead", "read", lead_id, by="sun").returncode == 0
    assert rccrm("lead", "list", by="sun").stdout.endswith("won\t授信五万\n")


def test_of_a_prospect_a_place_is_kept_and_a_token_but_no_number(run_rccrm: RunRccrm, rccrm: Command, config: Path) -> None:
    mobile = "13870195678"
    add = ("lead", "add", "--to", MANAGER, "--need", "payment")
    assert rccrm(*add, by="sun").returncode == 1, "a prospect without a place"
    number = rccrm(*add, "--place", f"城东 {mobile}", by="sun")
    assert number.returncode == 1 and mobile not in number.stderr
    keyless = rccrm(*add, "--place", "城东菜市场", "--number", by="sun", typed=mobile)
    assert keyless.returncode == 1 and "no key" in keyless.stderr
    settings = load_settings(config)
    new_key(settings.union.key_file)  # type: ignore[arg-type]
    wrong = rccrm(*add, "--place", "城东菜市场", "--number", by="sun", typed="1387019567")
    assert wrong.returncode == 1 and "1387019567" not in wrong.stderr
    assert rccrm(*add, "--place", "城东菜市场", "--number", by="sun", typed=mobile).returncode == 0
    assert "prospect, at 城东菜市场" in rccrm("lead", "list", by="wang").stdout
    assert mobile.encode() not in settings.paths.store.read_bytes()  # type: ignore[union-attr]
    people = People(settings.paths.store, settings=settings.apps)
    (token,) = Leads(people.open_part(Decisions, MEMBER), settings=settings.cases).frame()["mobile_token"]
    assert token == make_token(mobile, key=purpose_key(read_key(settings.union.key_file), PROSPECTS))
