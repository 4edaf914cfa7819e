"""`rccrm people ...`: accounts of the pages."""

from __future__ import annotations

import sys

import click

from rccrm_lib.cli.options import CONFIG, says_errors
from rccrm_lib.cli.organisation import people_cover, people_covers


def _new_password() -> str:
    """Typed twice, or the first line of what is piped in. Never an option: a list of processes shows those."""
    if sys.stdin.isatty():
        return str(click.prompt("Password 密码", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


@click.group()
def people() -> None:
    """People who may open the pages: accounts and passwords. 账户管理"""


@people.command("demo")
@CONFIG
@says_errors
def people_demo(config: str) -> None:
    """A person for each role, on simulated data only; says their passwords once. 为样例数据建立各岗位账户"""
    from rccrm_lib.apps.accounts import add_demo_people

    for line in add_demo_people(config):
        click.echo(line)


@people.command("add")
@CONFIG
@click.argument("person_id")
@click.option("--name", required=True, help="As it is shown. 姓名")
@click.option("--role", required=True, help="A role of settings/roles.toml. 岗位")
@click.option("--member", required=True, help="Member id. 法人机构号")
@click.option("--org", default="", help="Branch, for roles that reach a branch. 机构号")
@click.option("--manager", default="", help="Manager's number, for roles that reach their own. 客户经理号")
@says_errors
def people_add(config: str, person_id: str, name: str, role: str, member: str, org: str, manager: str) -> None:
    """A new account; its password is asked for, or is the first line of what is piped in. 新建账户"""
    from rccrm_lib.apps.accounts import add_person
    from rccrm_lib.core.people import Person

    add_person(config, Person(person_id, name, role, member, org, manager), _new_password())
    click.echo(f"added 已建立: {person_id}")


@people.command("list")
@CONFIG
@says_errors
def people_list(config: str) -> None:
    """Every account. 列出账户"""
    from rccrm_lib.apps.accounts import list_people

    for line in list_people(config):
        click.echo(line)


@people.command("password")
@CONFIG
@click.argument("person_id")
@says_errors
def people_password(config: str, person_id: str) -> None:
    """A new password; lifts the lock and ends the person's sessions. 重设密码"""
    from rccrm_lib.apps.accounts import set_password

    set_password(config, person_id, _new_password())


@people.command("close")
@CONFIG
@click.argument("person_id")
@says_errors
def people_close(config: str, person_id: str) -> None:
    """Close an account; its sessions end within seconds. 停用账户"""
    from rccrm_lib.apps.accounts import close_person

    close_person(config, person_id)


for command in (people_cover, people_covers):
    people.add_command(command)
