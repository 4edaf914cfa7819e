"""`rccrm ...`: the command line, one door to the same verbs as the notebooks and pages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from rccrm_lib import __version__
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.progress import progress_bar

CONFIG = click.option("--config", default="config.toml", show_default=True, help="Settings file. 配置文件")
MEMBER = click.option("--member", default="", help="Member id; needed when several are configured. 法人机构号")
MONTH = click.option("--month", required=True, help="Month as YYYY-MM. 月份")


def _says_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn our own errors into a few clear lines and exit code 1; anything else is a defect and shows itself."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except RccrmError as error:
            said = str(error)
        click.echo(f"rccrm: {said}", err=True)  # outside: the error's frames hold engines open
        sys.exit(1)

    return wrapped


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rccrm")
def main() -> None:
    """rccrm: customer view, value, churn and campaigns of a rural credit co-operative. 农信社客户关系分析工作台"""
    os.umask(0o077)  # customer data: what is written is for this account only


@main.command()
@CONFIG
@MEMBER
@MONTH
@_says_errors
def run(config: str, member: str, month: str) -> None:
    """Run a month end to end and publish it whole or not at all. 运行并发布一个月"""
    from rccrm_lib.flow.month import run_month

    published = run_month(config=config, member=member, month=month)
    click.echo(f"published {published.member_id} {published.month} ({published.short_hash})")
    for report in published.reports:
        click.echo(f"report: {report}")


@main.command()
@CONFIG
@MEMBER
@MONTH
@_says_errors
def ingest(config: str, member: str, month: str) -> None:
    """Load one month of extracts into the warehouse. 装载一个月的数据文件"""
    from rccrm_lib import flow
    from rccrm_lib.ingest import load_month

    run_ = flow.open_run(config=config, member=member, month=month)
    result = load_month(settings=run_.settings, member_id=run_.member.id, month=run_.month)
    click.echo(result.describe())


@main.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write into.")
@click.option("--members", default=1, show_default=True, type=click.IntRange(1), help="Number of member co-ops.")
@click.option("--persons", default=2000, show_default=True, type=click.IntRange(50), help="Persons per member.")
@click.option("--months", default=13, show_default=True, type=click.IntRange(1), help="Number of months.")
@click.option("--start", default="2025-09", show_default=True, help="First month, YYYY-MM.")
@click.option("--seed", default=20260901, show_default=True, type=int, help="Same seed, same bytes.")
@click.option("--errors", type=click.Path(exists=True, path_type=Path), help="Error rates, a TOML file.")
@click.option("--compress", is_flag=True, help="Write .csv.gz files.")
@click.option("--average-member", is_flag=True,
              help="As many accounts and movements a person as an average member has; without it few, for small files.")
@_says_errors
def simulate(
    out: Path, members: int, persons: int, months: int, start: str, seed: int, errors: Path | None, compress: bool,
    average_member: bool,
) -> None:
    """Write a rural co-operative's extracts, with known truth apart. 生成带真值的模拟数据"""
    from rccrm_lib import simulate as room
    from rccrm_lib.flow.run import check_month_text

    with progress_bar(members * months, "simulate") as bar:
        room.write_extracts(
            out=out, n_members=members, n_persons=persons, n_months=months, start=check_month_text(start), seed=seed,
            errors=room.load_errors(errors), compress=compress, progress=lambda steps, _text="": bar.update(steps),
            assumptions=room.average_member() if average_member else None,
        )
    click.echo(f"extracts: {out / 'extracts'}\ntruth: {out / 'truth'}")


@main.command()
@CONFIG
@click.option("--port", default=8866, show_default=True, type=click.IntRange(1024, 65535), help="Port on 127.0.0.1.")
@_says_errors
def serve(config: str, port: int) -> None:
    """Serve the pages on this machine (simulated data only, until sign-in exists). 启动页面服务"""
    from rccrm_lib.apps.serve import serve as serve_pages
    from rccrm_lib.core.settings import load_settings

    serve_pages(settings=load_settings(config), port=port)


if __name__ == "__main__":
    main()
