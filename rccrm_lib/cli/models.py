"""`rccrm tier`, `fields`, `new-segmenter`, `check`: rules and models of the analyst."""

from __future__ import annotations

from pathlib import Path

import click

from rccrm_lib.cli.options import CONFIG, MEMBER, MONTH, says_errors


@click.group()
def tier() -> None:
    """Tiers that a person sets against the rule; other floors, tried. 层级的人工认定与试算"""


@tier.command("override")
@click.argument("customer_id")
@CONFIG
@MEMBER
@click.option("--tier", "code", default="", help="A tier of settings/tiers.toml; without it the override is taken back. 层级")
@click.option("--from", "first", required=True, help="First month, YYYY-MM. 起始月份")
@click.option("--until", "last", required=True, help="Last month, YYYY-MM. 截止月份")
@click.option("--author", required=True, help="Who decided it. 决定人")
@click.option("--reason", required=True, help="Why. 理由")
@says_errors
def tier_override(customer_id: str, config: str, member: str, code: str, first: str, last: str, author: str, reason: str) -> None:
    """Set one customer's tier for some months. 人工设定客户层级"""
    from rccrm_lib.flow.overrides import override_tier

    click.echo(override_tier(config, member=member, customer_id=customer_id, tier=code, from_month=first, until_month=last,
                             author=author, reason=reason))


@tier.command("try")
@CONFIG
@MEMBER
@MONTH
@click.option("--set", "floors", required=True, multiple=True, help="A floor in yuan, as QUALITY.floor_yuan=80000. 试算的标准")
@says_errors
def tier_try(config: str, member: str, month: str, floors: tuple[str, ...]) -> None:
    """Other floors over a published month: who would move, and what work it makes; changes nothing. 层级标准试算"""
    from rccrm_lib.flow.tier_trial import describe_trial, try_thresholds
    from rccrm_lib.flow.why import published_run

    changes = {}
    for one in floors:
        name, _, yuan = one.partition("=")
        if not yuan.isdigit():
            raise click.BadParameter(f"{one!r}: expected TIER.FIELD=YUAN in whole yuan", param_hint="--set")
        changes[name] = int(yuan)
    run = published_run(config=config, member=member, month=month, needs="tiers")
    for line in describe_trial(*try_thresholds(run, changes)):
        click.echo(line)


@click.command()
@CONFIG
@click.option("--unused", is_flag=True, help="Only what nothing reads. 只列出无人使用的字段")
@says_errors
def fields(config: str, unused: bool) -> None:
    """Which model, page and report uses each field of the extracts, and who sees it. 字段有用性登记"""
    from rccrm_lib.flow.field_register import list_fields

    for line in list_fields(config, unused=unused):
        click.echo(line)


@click.command("new-segmenter")
@click.argument("name")
@click.option("--folder", default=".", show_default=True, type=click.Path(file_okay=False, path_type=Path), help="Where. 目录")
@says_errors
def new_segmenter(name: str, folder: Path) -> None:
    """Write a segmentation model to fill in, as a package of its own. 新建分群模型"""
    from rccrm_lib.acrm.segments import start_segmenter

    click.echo("\n".join(start_segmenter(name, folder)))


@click.command()
@click.argument("address", metavar="PACKAGE:CLASS")
@says_errors
def check(address: str) -> None:
    """Whether a segmentation model keeps what every model must keep. 检验分群模型"""
    from rccrm_lib.acrm.segments import load_segmenter, require_conformity

    click.echo(require_conformity(load_segmenter(address)))
