"""`rccrm people`: the accounts of the pages, from the command line of the server."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from pathlib import Path

from rccrm_lib.apps.publication import Publication, find_publication
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.org.cover import check_cover
from rccrm_lib.core.org.reading import find_busiest
from rccrm_lib.core.people import BY_COMMAND, People, Person
from rccrm_lib.core.settings import Settings, load_settings
from rccrm_lib.core.store import Cover
from rccrm_lib.flow.run import only_member

#: Sign-in name, role, and the name that is shown; they belong to nobody.
DEMO = (
    ("jingli", "manager", "样例经理"),
    ("zhuren", "branch_head", "样例主任"),
    ("guiyuan", "teller", "样例柜员"),
    ("kefu", "call_centre", "样例客服"),
    ("bumen", "department", "样例部门"),
    ("jihe", "auditor", "样例稽核"),
    ("lianhe", "union", "样例省联社"),
    ("fenxi", "analyst", "样例分析"),
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
    manager_id, org_id = find_busiest(found.tables)
    lines = []
    for person_id, role, name in DEMO:
        password = secrets.token_urlsafe(9)
        people.add(Person(person_id, name, role, found.member_id, org_id, manager_id), password, now=time.time())
        lines.append(f"{person_id}\t{password}\t{settings.roles.role(role).name_zh} {settings.roles.role(role).name_en}")
    return ["用户名 user\t密码 password\t岗位 role", *lines, "密码只显示这一次 passwords are shown this once"]


def cover_manager(config: str | Path, cover: Cover, *, member: str = "") -> None:
    """Let a deputy look after a manager's customers on some days, or no longer; `person_id` is who gives it.

    Given on the command line without a person, only the numbers are checked; by a person, also whether that post may give it.
    """
    settings, people = _open(config)
    member_id = settings.member(member or only_member(settings)).id
    month = find_publication(settings.paths.outputs, member_id=member_id)
    giver = people.find_person(cover.person_id) if cover.person_id else None
    if cover.person_id and giver is None:
        raise RccrmError(f"there is no open account {cover.person_id}", "who gives the cover", "rccrm people list shows them")
    if isinstance(month, Publication):
        check_cover(month, cover, giver, settings.roles.role(giver.role) if giver else None)
    elif giver:
        raise RccrmError("no month is published, so nobody's branch is known", "a published month", "rccrm run, then again")
    written = cover if giver else replace(cover, person_id=BY_COMMAND)
    people.covers(member_id).write(written, role=giver.role if giver else BY_COMMAND, now=time.time())


def list_covers(config: str | Path, *, member: str = "") -> list[str]:
    """One line per row of the covers, oldest first."""
    settings, people = _open(config)
    rows = people.covers(settings.member(member or only_member(settings)).id).history()
    return [f"{c.manager_id}\t{c.deputy_id}\t{c.from_on}\t{c.to_on}\t{c.kind}\t{c.person_id}\t{c.reason}" for c in rows]
