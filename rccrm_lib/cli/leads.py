"""`rccrm lead ...`: customers and prospects sent to a manager, and what came of them."""

from __future__ import annotations

import click

from rccrm_lib.cli.options import BY, CONFIG, LANGUAGE, ask_text, says_errors


@click.group()
def lead() -> None:
    """Leads: sent to a manager, answered, read by whoever sent them. 转介"""


@lead.command("add")
@CONFIG
@BY
@click.option("--to", "manager", required=True, help="Manager's number. 客户经理号")
@click.option("--need", required=True, help="A code of settings/contacts.toml [needs]. 需求")
@click.option("--customer", default="", help="Customer number; without it, a prospect. 客户号")
@click.option("--place", default="", help="Where a prospect is to be found; no name, no number. 潜在客户在哪里")
@click.option("--number", "has_number", is_flag=True,
              help="Ask for a prospect's certificate or mobile number; only a keyed token of it is kept. 录入号码")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="Answer by; without it settings/cases.toml lead_days. 回复期限")
@says_errors
def lead_add(config: str, by: str, manager: str, need: str, customer: str, place: str, has_number: bool, due: object) -> None:
    """Send a lead. 转介给客户经理"""
    from datetime import datetime

    from rccrm_lib.apps.prospects import send_lead
    from rccrm_lib.apps.registers import open_desk
    from rccrm_lib.ocrm.service import NewLead

    day = due.date() if isinstance(due, datetime) else None
    number = ask_text("Certificate or mobile number 证件号或手机号", hidden=True) if has_number else ""
    sent = send_lead(open_desk(config, by=by), NewLead(manager, need, customer, day, place), number=number)
    click.echo(f"{sent.subject}\tanswer by 回复期限 {sent.values['due_on']}")


@lead.command("list")
@CONFIG
@BY
@LANGUAGE
@says_errors
def lead_list(config: str, by: str, language: str) -> None:
    """Leads that the account sent, or that were sent to it. 列出转介"""
    from rccrm_lib.apps.register_words import list_leads
    from rccrm_lib.apps.registers import open_desk
    from rccrm_lib.core.words import Words

    for line in list_leads(open_desk(config, by=by), Words(language)):
        click.echo(line)


@lead.command("close")
@CONFIG
@BY
@click.argument("lead_id")
@click.option("--outcome", required=True, help="won, later, lost or not_reached. 结果")
@says_errors
def lead_close(config: str, by: str, lead_id: str, outcome: str) -> None:
    """Say what came of LEAD_ID; a few words for the referrer are asked for, or are what is piped in. 回复结果"""
    from rccrm_lib.apps.registers import open_desk

    desk = open_desk(config, by=by)
    seen = len(desk.leads.history(lead_id))
    desk.leads.close(lead_id, outcome, desk.act("close", lead_id), note=ask_text("A few words for the referrer 说明"), seen=seen,
                     covered=desk.covered)
    click.echo(f"{lead_id}\tclosed 已回复")


@lead.command("read")
@CONFIG
@BY
@click.argument("lead_id")
@says_errors
def lead_read(config: str, by: str, lead_id: str) -> None:
    """The referrer has read what came of LEAD_ID. 已阅结果"""
    from rccrm_lib.apps.registers import open_desk

    desk = open_desk(config, by=by)
    desk.leads.acknowledge(lead_id, desk.act("read", lead_id), seen=len(desk.leads.history(lead_id)))
    click.echo(f"{lead_id}\tread 已阅")
