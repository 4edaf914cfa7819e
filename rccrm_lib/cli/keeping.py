"""`rccrm audit`, `backup`, `restore`, `store`: keeping what was decided."""

from __future__ import annotations

from pathlib import Path

import click

from rccrm_lib.cli.options import CONFIG, says_errors


@click.group()
def audit() -> None:
    """The log of what people did: sign-ins, lifted masks, decisions. 审计记录"""


@audit.command("verify")
@CONFIG
@says_errors
def audit_verify(config: str) -> None:
    """Recompute the log and compare it with published months. 校验审计记录"""
    from rccrm_lib.flow.keeping import verify_audit

    click.echo(verify_audit(config))


@audit.command("show")
@CONFIG
@click.option("--person", default="", help="Only of this person. 人员")
@click.option("--action", default="", help="Only this action. 动作")
@click.option("--subject", default="", help="Only about this customer or account. 对象")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1), help="The newest rows. 条数")
@says_errors
def audit_show(config: str, person: str, action: str, subject: str, most: int) -> None:
    """Rows of the log, oldest first, times in UTC. 查看审计记录"""
    from rccrm_lib.flow.keeping import show_audit

    for line in show_audit(config, person=person, action=action, subject=subject, most=most):
        click.echo(line)


@audit.command("whose")
@CONFIG
@click.argument("file", type=click.Path(path_type=Path))
@says_errors
def audit_whose(config: str, file: Path) -> None:
    """Who took a workbook out of the pages, by its fingerprint in the log. 查导出文件的来源"""
    from rccrm_lib.flow.keeping import whose_export

    for line in whose_export(config, file):
        click.echo(line)


@click.command()
@CONFIG
@click.option("--to", required=True, type=click.Path(path_type=Path), help="A new file. 备份文件")
@says_errors
def backup(config: str, to: Path) -> None:
    """Back up the store of decisions while it is in use. 备份决策库"""
    from rccrm_lib.flow.keeping import back_up_store

    click.echo(f"backed up 已备份: {to} (audit {back_up_store(config, to).short})")


@click.command()
@CONFIG
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Give up what the store holds and the backup does not. 放弃较新的数据")
@says_errors
def restore(config: str, file: Path, replace: bool) -> None:
    """Put a backup in the place of the store; stop `rccrm serve` first. 恢复决策库"""
    from rccrm_lib.flow.keeping import restore_store

    click.echo(f"restored 已恢复: {file} (audit {restore_store(config, file, replace=replace).short})")


@click.group()
def store() -> None:
    """The store of decisions. 决策库"""


@store.command("upgrade")
@CONFIG
@says_errors
def store_upgrade(config: str) -> None:
    """Bring the store's schema up to date (SQLite does it by itself). 升级决策库结构"""
    from rccrm_lib.flow.keeping import upgrade_store

    click.echo(f"schema 结构版本: {upgrade_store(config)}")
