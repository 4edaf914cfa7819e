"""`rccrm portfolio`: the month's proposal of who looks after whom, from the command line."""

from __future__ import annotations

from datetime import date

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

    for line in describe_proposal(open_published(config, month=month, member=member), day=date.today(), language=language):
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
