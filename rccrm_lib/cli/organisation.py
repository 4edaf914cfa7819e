"""`rccrm org`, `union`, `tables`, and cover for leave: the organisation from the command line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from rccrm_lib.cli.options import CONFIG, LANGUAGE, MEMBER, MONTH, says_errors

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("cover")
@CONFIG
@MEMBER
@click.argument("manager")
@click.option("--by", "deputy", required=True, help="Number of the deputy. 代管人编号")
@click.option("--from", "since", required=True, type=DAY, help="First day. 起始日")
@click.option("--to", "until", required=True, type=DAY, help="First day on which it no longer holds. 终止日(不含)")
@click.option("--reason", required=True, help="Why. 事由")
@click.option("--given-by", default="", help="Account of the branch head or the department. 批准人账户")
@click.option("--withdraw", is_flag=True, help="On these days the deputy no longer covers. 撤销")
@says_errors
def people_cover(config: str, member: str, manager: str, deputy: str, since: datetime, until: datetime, reason: str,
                 given_by: str, withdraw: bool) -> None:
    """Let a deputy look after the customers of MANAGER (numbers of the bank's files) on some days. 休假代管"""
    from rccrm_lib.apps.accounts import cover_manager
    from rccrm_lib.core.store.covers import Cover, Kind

    kind: Kind = "withdrawn" if withdraw else "given"
    cover_manager(config, Cover(manager, deputy, since.date(), until.date(), kind, given_by, reason), member=member)
    click.echo(f"cover {kind} {'已撤销' if withdraw else '已登记'}: {manager} <- {deputy}, {since.date()} .. {until.date()}")


@click.command("covers")
@CONFIG
@MEMBER
@says_errors
def people_covers(config: str, member: str) -> None:
    """Every cover that was given or withdrawn, oldest first. 查看代管记录"""
    from rccrm_lib.apps.accounts import list_covers

    for line in list_covers(config, member=member):
        click.echo(line)


@click.group()
def org() -> None:
    """The organisation: units and posts of a month's registers. 机构"""


@org.command("check")
@CONFIG
@MEMBER
@MONTH
@says_errors
def org_check(config: str, member: str, month: str) -> None:
    """Whether the registers of a loaded month can be relied on; names the rows that cannot. 检查机构和人员登记"""
    from rccrm_lib import flow
    from rccrm_lib.flow.organisation import check_organisation

    click.echo(check_organisation(flow.open_run(config=config, member=member, month=month)))


@org.command("tree")
@CONFIG
@MEMBER
@MONTH
@click.option("--on", "day", type=DAY, help="A day; without it the last one of the month. 日期")
@LANGUAGE
@says_errors
def org_tree(config: str, member: str, month: str, day: datetime | None, language: str) -> None:
    """The units that are there on a day, as the month's register has them. 查看机构树"""
    from rccrm_lib import flow
    from rccrm_lib.flow.organisation import describe_tree

    run_ = flow.open_run(config=config, member=member, month=month)
    for line in describe_tree(run_, day=day.date() if day else None, language=language):
        click.echo(line)


@click.command()
@CONFIG
@click.option("--month", default="", help="Month as YYYY-MM, published by every member. 月份")
@click.option("--new-key", is_flag=True, help="Write the union's key for tokens, once. 生成密钥")
@says_errors
def union(config: str, month: str, new_key: bool) -> None:
    """Counts and sums of all members together; nobody's row leaves a member. 全辖汇总"""
    from rccrm_lib.flow.union import make_union_key, publish_union

    if new_key:
        click.echo(f"key 密钥: {make_union_key(config)} (keep it; never with what is published)")
    if month:
        click.echo(f"published 已发布: {publish_union(config, month=month)}")
    if not new_key and not month:
        raise click.UsageError("--month or --new-key")


@click.command()
@CONFIG
@MEMBER
@MONTH
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder. 输出目录")
@click.option("--for", "person_id", required=True, help="Account of the analyst. 分析人员账户")
@click.option("--reason", required=True, help="What they are for. 用途")
@says_errors
def tables(config: str, member: str, month: str, out: Path, person_id: str, reason: str) -> None:
    """A published month for analysts: tokens for customers, no names, no numbers; on record. 脱敏分析数据"""
    from rccrm_lib.flow.analysis import write_analysis_tables

    click.echo(write_analysis_tables(config, month=month, out=out, person_id=person_id, reason=reason, member=member))
