"""`rccrm people`: the accounts of the pages, from the command line of the server."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from rccrm_lib.apps.publication import Publication, find_publication
from rccrm_lib.core.engine import open_engine, quote_path
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.settings import Settings, load_settings

#: Sign-in name, role, and the name that is shown; they belong to nobody.
DEMO = (
    ("jingli", "manager", "样例经理"),
    ("zhuren", "branch_head", "样例主任"),
    ("guiyuan", "teller", "样例柜员"),
    ("kefu", "call_centre", "样例客服"),
    ("bumen", "department", "样例部门"),
    ("jihe", "auditor", "样例稽核"),
)


def _open(config: str | Path) -> tuple[Settings, People]:
    settings = load_settings(config)
    return settings, People(settings.paths.store, settings=settings.apps)


def add_person(config: str | Path, person: Person, password: str) -> None:
    """A new account; its role, member and what its reach needs must be there."""
    settings, people = _open(config)
    settings.member(person.member_id)
    if person.role not in settings.roles.roles:
        raise RccrmError(f"there is no role {person.role}", f"one of {sorted(settings.roles.roles)}",
                         "correct --role, or add it to settings/roles.toml")
    reach = settings.roles.role(person.role).reach
    if (reach == "own" and not person.manager_id) or (reach == "branch" and not person.org_id):
        raise RccrmError(f"the role {person.role} reaches nobody without its number",
                         "--manager for a role that reaches its own customers, --org for one that reaches a branch",
                         "give the number as it stands in the bank's files")
    people.add(person, password, now=time.time())


def set_password(config: str | Path, person_id: str, password: str) -> None:
    """A new password."""
    _open(config)[1].set_password(person_id, password, now=time.time())


def close_person(config: str | Path, person_id: str) -> None:
    """Close an account."""
    _open(config)[1].close(person_id, now=time.time())


def list_people(config: str | Path) -> list[str]:
    """One line per account."""
    rows = _open(config)[1].everybody()
    return [f"{p.person_id}\t{p.role}\t{p.member_id}\t{p.org_id or p.manager_id or '-'}\t{'' if is_open else 'closed'}".rstrip()
            for p, is_open in rows]


def add_demo_people(config: str | Path) -> list[str]:
    """A person for each role over the newest published month, if it is simulated; their passwords, said once."""
    settings, people = _open(config)
    found = find_publication(settings.paths.outputs)
    if not isinstance(found, Publication) or not found.simulated:
        raise RccrmError("demo people are for simulated data, and no simulated month is the newest published one",
                         "a published sample month", "make demo; for a bank's own data use rccrm people add")
    if people.count():
        raise RccrmError("there are accounts already", "a store without people", "rccrm people list; rccrm people add")
    manager_id, org_id = _busiest(found)
    lines = []
    for person_id, role, name in DEMO:
        password = secrets.token_urlsafe(9)
        people.add(Person(person_id, name, role, found.member_id, org_id, manager_id), password, now=time.time())
        lines.append(f"{person_id}\t{password}\t{settings.roles.role(role).name_zh} {settings.roles.role(role).name_en}")
    return ["用户名 user\t密码 password\t岗位 role", *lines, "密码只显示这一次 passwords are shown this once"]


def _busiest(month: Publication) -> tuple[str, str]:
    """The manager with the most customers, and the branch of most of them."""
    engine = open_engine(threads=1, memory="500MB")
    row = engine.execute(
        f"""SELECT manager_id, mode(branch_id) FROM read_parquet({quote_path(month.tables / "customer_months.parquet")})
        WHERE manager_id IS NOT NULL GROUP BY manager_id ORDER BY count(*) DESC, manager_id LIMIT 1"""
    ).fetchone()
    engine.close()
    return (str(row[0]), str(row[1] or "")) if row else ("", "")
