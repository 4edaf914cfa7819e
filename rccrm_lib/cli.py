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
from rccrm_lib.core.errors import RccrmError, disk_error
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
        except Exception as error:
            found = disk_error(error)
            if found is None:
                raise
            said = str(found)
        click.echo(f"rccrm: {said}", err=True)  # outside: the error's frames hold engines open
        sys.exit(1)

    return wrapped


def _new_password() -> str:
    """Typed twice, or the first line of what is piped in. Never an option: a list of processes shows those."""
    if sys.stdin.isatty():
        return str(click.prompt("Password 密码", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


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
@_says_errors
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
@_says_errors
def init(folder: Path, member: str, extracts: Path | None) -> None:
    """Start a workspace for a bank of one's own. 为新机构建立工作目录"""
    from rccrm_lib.flow.workspace import start_workspace

    for line in start_workspace(folder, member_id=member, extracts=extracts):
        click.echo(line)


@main.group()
def quarantine() -> None:
    """Rows that were set apart: list, export, correct, replay. 隔离数据:查看、导出、更正、重放"""


@quarantine.command("list")
@CONFIG
@MEMBER
@MONTH
@_says_errors
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
@_says_errors
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
@_says_errors
def replay(config: str, member: str, month: str, author: str, reason: str, corrected: Path) -> None:
    """Take over corrected rows and load the month again. 重放更正后的数据"""
    from rccrm_lib import flow
    from rccrm_lib.ingest import replay_quarantine

    run_ = flow.open_run(config=config, member=member, month=month)
    done = replay_quarantine(run_.settings, member_id=run_.member.id, month=run_.month, corrected=corrected,
                             author=author, reason=reason)
    click.echo(f"taken over: {done.n_new:,}; left as they were: {done.n_unchanged:,}")
    click.echo(f"in quarantine: {done.before:,} rows before, {done.result.quarantined:,} now")


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
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--config", "settings", required=True, type=click.Path(path_type=Path), help="Columns and kinds, TOML. 列定义")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Links to write, CSV. 输出文件")
@_says_errors
def match(files: tuple[Path, ...], settings: Path, out: Path) -> None:
    """Find which records of any tables are one customer. 对任意客户表做归并"""
    from rccrm_lib.flow.match_files import match_files

    click.echo(match_files(files, settings=settings, out=out))


@main.command()
@click.argument("a")
@click.argument("b")
@CONFIG
@MEMBER
@MONTH
@click.option("--language", default="zh", show_default=True, type=click.Choice(["zh", "en"]), help="Language. 语言")
@_says_errors
def why(a: str, b: str, config: str, member: str, month: str, language: str) -> None:
    """Say why two records (SYSTEM:NUMBER) or customers are one, or not. 说明两条记录为何归并或不归并"""
    from rccrm_lib.flow.why import explain

    click.echo(explain(a, b, config=config, member=member, month=month, language=language))


@main.command()
@CONFIG
@click.option("--port", default=8866, show_default=True, type=click.IntRange(1024, 65535), help="Port on 127.0.0.1.")
@_says_errors
def serve(config: str, port: int) -> None:
    """Serve the pages on this machine, to people with an account. 启动页面服务"""
    from rccrm_lib.apps.serve import serve as serve_pages

    serve_pages(config=config, port=port)


@main.group()
def people() -> None:
    """People who may open the pages: accounts and passwords. 账户管理"""


@people.command("demo")
@CONFIG
@_says_errors
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
@_says_errors
def people_add(config: str, person_id: str, name: str, role: str, member: str, org: str, manager: str) -> None:
    """A new account; its password is asked for, or is the first line of what is piped in. 新建账户"""
    from rccrm_lib.apps.accounts import add_person
    from rccrm_lib.core.people import Person

    add_person(config, Person(person_id, name, role, member, org, manager), _new_password())
    click.echo(f"added 已建立: {person_id}")


@people.command("list")
@CONFIG
@_says_errors
def people_list(config: str) -> None:
    """Every account. 列出账户"""
    from rccrm_lib.apps.accounts import list_people

    for line in list_people(config):
        click.echo(line)


@people.command("password")
@CONFIG
@click.argument("person_id")
@_says_errors
def people_password(config: str, person_id: str) -> None:
    """A new password; lifts the lock and ends the person's sessions. 重设密码"""
    from rccrm_lib.apps.accounts import set_password

    set_password(config, person_id, _new_password())


@people.command("close")
@CONFIG
@click.argument("person_id")
@_says_errors
def people_close(config: str, person_id: str) -> None:
    """Close an account; its sessions end within seconds. 停用账户"""
    from rccrm_lib.apps.accounts import close_person

    close_person(config, person_id)


@main.command()
@CONFIG
@click.option("--unused", is_flag=True, help="Only what nothing reads. 只列出无人使用的字段")
@_says_errors
def fields(config: str, unused: bool) -> None:
    """Which model, page and report uses each field of the extracts, and who sees it. 字段有用性登记"""
    from rccrm_lib.apps.field_register import list_fields

    for line in list_fields(config, unused=unused):
        click.echo(line)


@main.command("new-segmenter")
@click.argument("name")
@_says_errors
def new_segmenter(name: str) -> None:
    """Write a segmentation model to fill in, as a package in this folder. 新建分群模型"""
    from rccrm_lib.acrm.segments import start_segmenter

    click.echo("\n".join(start_segmenter(name, Path())))


@main.command()
@click.argument("address", metavar="PACKAGE:CLASS")
@_says_errors
def check(address: str) -> None:
    """Whether a segmentation model keeps what every model must keep. 检验分群模型"""
    from rccrm_lib.acrm.segments import load_segmenter, require_conformity

    click.echo(require_conformity(load_segmenter(address)))


@main.group()
def audit() -> None:
    """The log of what people did: sign-ins, lifted masks, decisions. 审计记录"""


@audit.command("verify")
@CONFIG
@_says_errors
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
@_says_errors
def audit_show(config: str, person: str, action: str, subject: str, most: int) -> None:
    """Rows of the log, oldest first, times in UTC. 查看审计记录"""
    from rccrm_lib.flow.keeping import show_audit

    for line in show_audit(config, person=person, action=action, subject=subject, most=most):
        click.echo(line)


@main.command()
@CONFIG
@click.option("--to", required=True, type=click.Path(path_type=Path), help="A new file. 备份文件")
@_says_errors
def backup(config: str, to: Path) -> None:
    """Back up the store of decisions while it is in use. 备份决策库"""
    from rccrm_lib.flow.keeping import back_up_store

    click.echo(f"backed up 已备份: {to} (audit {back_up_store(config, to).short})")


@main.command()
@CONFIG
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Give up what the store holds and the backup does not. 放弃较新的数据")
@_says_errors
def restore(config: str, file: Path, replace: bool) -> None:
    """Put a backup in the place of the store; stop `rccrm serve` first. 恢复决策库"""
    from rccrm_lib.flow.keeping import restore_store

    click.echo(f"restored 已恢复: {file} (audit {restore_store(config, file, replace=replace).short})")


@main.group()
def store() -> None:
    """The store of decisions. 决策库"""


@store.command("upgrade")
@CONFIG
@_says_errors
def store_upgrade(config: str) -> None:
    """Bring the store's schema up to date (SQLite does it by itself). 升级决策库结构"""
    from rccrm_lib.flow.keeping import upgrade_store

    click.echo(f"schema 结构版本: {upgrade_store(config)}")


if __name__ == "__main__":
    main()
