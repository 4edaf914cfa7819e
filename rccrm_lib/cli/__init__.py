"""`rccrm ...`: the command line, one door to the same verbs as the notebooks and pages."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from rccrm_lib import __version__
from rccrm_lib.cli.cases import case
from rccrm_lib.cli.identity import match, why
from rccrm_lib.cli.keeping import audit, backup, restore, store
from rccrm_lib.cli.leads import lead
from rccrm_lib.cli.models import check, fields, new_segmenter, tier
from rccrm_lib.cli.options import CONFIG, MEMBER, MONTH, says_errors
from rccrm_lib.cli.organisation import org, tables, union
from rccrm_lib.cli.people import people
from rccrm_lib.cli.portfolio import portfolio
from rccrm_lib.cli.quarantine import quarantine
from rccrm_lib.cli.review import review
from rccrm_lib.cli.standards import standards
from rccrm_lib.core.progress import progress_bar


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rccrm")
def main() -> None:
    """rccrm: customer view, value, churn and campaigns of a rural credit co-operative. 农信社客户关系分析工作台"""
    os.umask(0o077)  # customer data: what is written is for this account only


@main.command()
@CONFIG
@MEMBER
@MONTH
@says_errors
def run(config: str, member: str, month: str) -> None:
    """Run a month end to end and publish it whole or not at all. 运行并发布一个月"""
    from rccrm_lib.flow.month import run_month

    published = run_month(config=config, member=member, month=month)
    edition = f", version {published.version}: what changed stands in the report" if published.version > 1 else ""
    click.echo(f"published {published.member_id} {published.month} ({published.short_hash}{edition})")
    for report in published.reports:
        click.echo(f"report: {report}")


@main.command()
@CONFIG
@MEMBER
@MONTH
@click.option("--check", is_flag=True, help="Load nothing; say what would load and what is missing. 只检查")
@click.option("--language", default="en", show_default=True, type=click.Choice(["zh", "en"]), help="Of --check. 语言")
@says_errors
def ingest(config: str, member: str, month: str, check: bool, language: str) -> None:
    """Load one month of extracts into the warehouse. 装载一个月的数据文件"""
    from rccrm_lib import flow
    from rccrm_lib.ingest import describe_preview, load_month, preview_month

    run_ = flow.open_run(config=config, member=member, month=month)
    if check:
        preview = preview_month(run_.settings, member_id=run_.member.id, month=run_.month)
        click.echo(describe_preview(preview, language=language))
        sys.exit(0 if preview.can_load else 1)
    result = load_month(settings=run_.settings, member_id=run_.member.id, month=run_.month)
    click.echo(result.describe())


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--member", default="BANK1", show_default=True, help="Member id. 法人机构号")
@click.option("--from", "extracts", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Folder of extracts to draft a mapping from. 数据文件目录")
@says_errors
def init(folder: Path, member: str, extracts: Path | None) -> None:
    """Start a workspace for a bank of one's own. 为新机构建立工作目录"""
    from rccrm_lib.flow.workspace import start_workspace

    for line in start_workspace(folder, member_id=member, extracts=extracts):
        click.echo(line)


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
@says_errors
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
@says_errors
def serve(config: str, port: int) -> None:
    """Serve the pages on this machine, to people with an account. 启动页面服务"""
    from rccrm_lib.apps.serve import serve as serve_pages

    serve_pages(config=config, port=port)


for command in (audit, backup, case, check, fields, lead, match, new_segmenter, org, people, portfolio, quarantine, restore,
                review, standards, store, tables, tier, union, why):
    main.add_command(command)
