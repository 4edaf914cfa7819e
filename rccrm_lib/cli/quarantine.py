"""`rccrm quarantine ...`: rows that were set apart, and their correction."""

from __future__ import annotations

from pathlib import Path

import click

from rccrm_lib.cli.options import CONFIG, MEMBER, MONTH, says_errors


@click.group()
def quarantine() -> None:
    """Rows that were set apart: list, export, correct, replay. 隔离数据:查看、导出、更正、重放"""


@quarantine.command("list")
@CONFIG
@MEMBER
@MONTH
@says_errors
def list_(config: str, member: str, month: str) -> None:
    """Show how many rows wait, by file, column and reason. 查看隔离数据"""
    from rccrm_lib import flow
    from rccrm_lib.ingest import list_quarantine

    run_ = flow.open_run(config=config, member=member, month=month)
    found = list_quarantine(run_.settings, member_id=run_.member.id, month=run_.month)
    click.echo(found.to_string(index=False) if len(found) else "nothing is in quarantine")


@quarantine.command()
@CONFIG
@MEMBER
@MONTH
@click.option("--out", required=True, type=click.Path(path_type=Path), help="CSV to write. 导出文件")
@says_errors
def export(config: str, member: str, month: str, out: Path) -> None:
    """Write the rows as they were delivered into a CSV, to be corrected. 导出待更正数据"""
    from rccrm_lib import flow
    from rccrm_lib.ingest import export_quarantine

    run_ = flow.open_run(config=config, member=member, month=month)
    n = export_quarantine(run_.settings, member_id=run_.member.id, month=run_.month, out=out)
    click.echo(f"{n:,} rows: {out} (holds customers' data in plain text; only this account may read it)")
    click.echo("correct the column `row`, delete the lines that stay as they are, then: rccrm quarantine replay")


@quarantine.command()
@CONFIG
@MEMBER
@MONTH
@click.option("--author", required=True, help="Who corrected the rows. 更正人")
@click.option("--reason", required=True, help="Why they are right now. 更正依据")
@click.argument("corrected", type=click.Path(path_type=Path))
@says_errors
def replay(config: str, member: str, month: str, author: str, reason: str, corrected: Path) -> None:
    """Take over corrected rows and load the month again. 重放更正后的数据"""
    from rccrm_lib import flow
    from rccrm_lib.ingest import replay_quarantine

    run_ = flow.open_run(config=config, member=member, month=month)
    done = replay_quarantine(run_.settings, member_id=run_.member.id, month=run_.month, corrected=corrected,
                             author=author, reason=reason)
    click.echo(f"taken over: {done.n_new:,}; left as they were: {done.n_unchanged:,}")
    click.echo(f"in quarantine: {done.before:,} rows before, {done.result.quarantined:,} now")
