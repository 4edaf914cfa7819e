"""`rccrm portfolio`: the month's proposal of who looks after whom, from the command line."""

from __future__ import annotations

from datetime import date, datetime

import click

from rccrm_lib.cli.options import CONFIG, LANGUAGE, MEMBER, MONTH, says_errors


@click.group()
def portfolio() -> None:
    """Who looks after whom: the published proposal, and the answer to it. 管户方案"""


@portfolio.command("show")
@CONFIG
@MEMBER
@MONTH
@LANGUAGE
@says_errors
def portfolio_show(config: str, member: str, month: str, language: str) -> None:
    """Loads that would change, reasons, what was answered, limits in the way. 查看方案"""
    from rccrm_lib.flow.proposal_lines import describe_proposal, open_published

    for line in describe_proposal(open_published(config, month=month, member=member), language=language):
        click.echo(line)


@portfolio.command("accept")
@CONFIG
@MEMBER
@MONTH
@click.option("--by", "person_id", required=True, help="Account of the branch head or the department. 批准人账户")
@click.option("--branch", "branch_id", default="", help="Unit; without it all that the account reaches. 机构")
@click.option("--reason", required=True, help="Why. 理由")
@says_errors
def portfolio_accept(config: str, member: str, month: str, person_id: str, branch_id: str, reason: str) -> None:
    """Accept what is open of the proposal, from today on. 采纳方案"""
    from rccrm_lib.flow.proposal_lines import accept_proposal, open_published

    run = open_published(config, month=month, member=member)
    n = accept_proposal(run, person_id=person_id, branch_id=branch_id, reason=reason, day=date.today())
    click.echo(f"accepted 已采纳: {n}")


@portfolio.command("history")
@CONFIG
@MEMBER
@MONTH
@click.argument("customer_id")
@says_errors
def portfolio_history(config: str, member: str, month: str, customer_id: str) -> None:
    """Who looked after CUSTOMER_ID from which day on, by people's word. 查看管户历史"""
    from rccrm_lib.flow.proposal_lines import describe_history, open_published

    for line in describe_history(open_published(config, month=month, member=member), customer_id):
        click.echo(line)


BY = click.option("--by", "person_id", required=True, help="Account of the branch head or the department. 批准人账户")
REASON = click.option("--reason", required=True, help="Why. 理由")
SINCE = click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="The first day on which it holds. 生效日")
UNTIL = click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The first day on which it no longer holds. 失效日")


@portfolio.command("recuse")
@CONFIG
@MEMBER
@MONTH
@click.argument("customer_id")
@click.option("--manager", "manager_id", required=True, help="Who must not look after the customer. 需回避的客户经理")
@BY
@REASON
@SINCE
@UNTIL
@says_errors
def portfolio_recuse(config: str, member: str, month: str, customer_id: str, manager_id: str, person_id: str, reason: str,
                     since: datetime | None, until: datetime | None) -> None:
    """A manager must not look after CUSTOMER_ID, the household and the related: a relative, say. 登记回避"""
    from rccrm_lib.flow.proposal_lines import open_published
    from rccrm_lib.flow.standing import recuse
    from rccrm_lib.ocrm.portfolio import Word

    word = Word(reason, until.date() if until else None, since.date() if since else None)
    click.echo(recuse(open_published(config, month=month, member=member), customer_id, manager_id, word, by=person_id))


@portfolio.command("keep")
@CONFIG
@MEMBER
@MONTH
@click.argument("customer_id")
@BY
@REASON
@SINCE
@UNTIL
@says_errors
def portfolio_keep(config: str, member: str, month: str, customer_id: str, person_id: str, reason: str,
                   since: datetime | None, until: datetime | None) -> None:
    """CUSTOMER_ID asked to stay with the present manager. 客户要求不换人"""
    from rccrm_lib.flow.proposal_lines import open_published
    from rccrm_lib.flow.standing import keep
    from rccrm_lib.ocrm.portfolio import Word

    word = Word(reason, until.date() if until else None, since.date() if since else None)
    click.echo(keep(open_published(config, month=month, member=member), customer_id, word, by=person_id))


@portfolio.command("release")
@CONFIG
@MEMBER
@MONTH
@click.argument("customer_id")
@click.option("--manager", "manager_id", default="", help="Of this recusal; without it, of keeping the manager. 回避的客户经理")
@BY
@REASON
@says_errors
def portfolio_release(config: str, member: str, month: str, customer_id: str, manager_id: str, person_id: str,
                      reason: str) -> None:
    """Take back what recuse or keep said of CUSTOMER_ID. 撤回登记"""
    from rccrm_lib.flow.proposal_lines import open_published
    from rccrm_lib.flow.standing import release

    run = open_published(config, month=month, member=member)
    click.echo(release(run, customer_id, manager_id, reason, by=person_id))
