"""Accounts from the command line: for the sample in one command, for a bank's own people one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from rccrm_lib.core.people import People
from rccrm_lib.core.settings import load_settings
from tests.apps.published_month import build_published
from tests.conftest import ROOT, RunRccrm


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A site with the project's roles and a published month of invented customers."""
    config = tmp_path / "config.toml"
    config.write_text(f'settings_dir = "{(ROOT / "settings").as_posix()}"\n[members.360199]\nname_zh = "云溪"\n'
                      'name_en = "Yunxi"\n', encoding="utf-8")
    build_published(tmp_path / "outputs", n=60)
    return config


def test_the_demo_has_a_person_for_each_role_who_gets_in_with_the_password_that_was_said(
    run_rccrm: RunRccrm, config: Path
) -> None:
    done = run_rccrm("people", "demo", "--config", str(config))
    assert done.returncode == 0, done.stderr
    said = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2][1:]
    settings = load_settings(config)
    people = People(settings.paths.store, settings=settings.apps)
    assert {person.role for person, _ in people.everybody()} == set(settings.roles.roles)
    user, password = said[0][:2]
    assert people.sign_in(user, password, address="", now=1)
    assert password.encode() not in settings.paths.store.read_bytes()
    again = run_rccrm("people", "demo", "--config", str(config))
    assert again.returncode == 1 and "accounts already" in again.stderr and "Traceback" not in again.stderr


def test_demo_people_are_refused_on_a_bank_s_own_data(run_rccrm: RunRccrm, config: Path) -> None:
    build_published(config.parent / "outputs", n=60, manifest={"simulated": False})
    done = run_rccrm("people", "demo", "--config", str(config))
    assert done.returncode == 1 and "rccrm people add" in done.stderr


def test_a_person_is_added_locked_out_and_closed(run_rccrm: RunRccrm, config: Path) -> None:
    def people(*words: str, typed: str = "") -> tuple[int, str]:
        done = run_rccrm("people", *words, "--config", str(config), typed=f"{typed}\n")
        return done.returncode, done.stdout + done.stderr

    add = ("add", "wangfang", "--name", "王芳", "--member", "360199")
    assert people(*add, "--role", "chief", typed="Correct-Horse-9")[0] == 1
    assert "--manager" in people(*add, "--role", "manager", typed="Correct-Horse-9")[1], "else it reaches nobody"
    assert people(*add, "--role", "manager", "--manager", "M0007")[0] == 1, "no password, no account"
    assert people(*add, "--role", "manager", "--manager", "M0007", typed="Correct-Horse-9")[0] == 0
    assert people("list") == (0, "wangfang\tmanager\t360199\tM0007\n")
    assert people("password", "wangfang", typed="short")[0] == 1
    assert people("password", "wangfang", typed="Another-Horse-7")[0] == 0
    assert people("password", "wangfang", "--password", "Another-Horse-7")[0] == 2, "a list of processes would show it"
    assert people("close", "wangfang")[0] == 0 and "closed" in people("list")[1]


def test_a_deputy_is_named_by_the_department_and_not_by_a_teller(run_rccrm: RunRccrm, config: Path) -> None:
    def people(*words: str) -> tuple[int, str]:
        done = run_rccrm("people", *words, "--config", str(config), typed="Correct-Horse-9\n")
        return done.returncode, done.stdout + done.stderr

    for user, role, scope in (("bu", "department", ()), ("sun", "teller", ("--org", "360199002"))):
        words = ("add", user, "--name", user, "--role", role, "--member", "360199", *scope)
        assert people(*words)[0] == 0
    leave = ("cover", "M0007", "--by", "M0008", "--from", "2026-10-01", "--to", "2026-10-09", "--reason", "年休假")
    refused = people(*leave, "--given-by", "sun")
    assert refused[0] == 1 and "may not give cover" in refused[1] and "Traceback" not in refused[1]
    assert people(*leave, "--given-by", "nobody")[0] == 1
    assert people(*leave, "--given-by", "bu")[0] == 0
    assert people(*leave[:-4], "--to", "2026-10-05", "--reason", "提前回来", "--withdraw")[0] == 0
    assert people("covers")[1].splitlines() == [
        "M0007\tM0008\t2026-10-01\t2026-10-09\tgiven\tbu\t年休假",
        "M0007\tM0008\t2026-10-01\t2026-10-05\twithdrawn\tcommand line\t提前回来"]
    said = run_rccrm("audit", "show", "--action", "cover given", "--config", str(config)).stdout
    assert "bu\tdepartment\tcover given\tM0007\tM0008" in said
