"""`rccrm case ...`: complaints and suggestions by the clock. What was said is typed or piped in, never an option:
a list of processes shows those.
"""

from __future__ import annotations

import click

from rccrm_lib.cli.options import BY, CONFIG, LANGUAGE, ask_text, says_errors


@click.group()
def case() -> None:
    """Complaints and suggestions: taken down, handled, extended, closed. 投诉建议"""


@case.command("add")
@CONFIG
@BY
@click.option("--kind", default="complaint", show_default=True, type=click.Choice(["complaint", "suggestion"]), help="种类")
@click.option("--category", required=True, help="A code of settings/cases.toml. 分类")
@click.option("--customer", default="", help="Customer number, if it is a customer's. 客户号")
@click.option("--branch", default="", help="Unit that it concerns. 涉及机构")
@click.option("--about", default="", help="Account or manager's number that it is about: that person may not decide. 被投诉人")
@click.option("--complex", "is_complex", is_flag=True, help="30 days instead of 15. 情况复杂")
@says_errors
def case_add(config: str, by: str, kind: str, category: str, customer: str, branch: str, about: str, is_complex: bool) -> None:
    """Take a case down; what it is about is asked for, or is what is piped in. 受理"""
    from rccrm_lib.apps.registers import open_desk
    from rccrm_lib.ocrm.service import NewCase

    desk = open_desk(config, by=by)
    desk.need_customer(customer)
    new = NewCase(kind, category, ask_text("What it is about 内容"), customer, branch or desk.person.org_id,  # type: ignore[arg-type]
                  about, is_complex)
    opened = desk.cases.open(new, desk.act("add"), tasks=desk.tasks)
    click.echo(f"{opened.subject}\tdue 办结期限 {opened.values['due_on']}")


@case.command("list")
@CONFIG
@BY
@LANGUAGE
@click.option("--open", "only_open", is_flag=True, help="Only those that are open. 只列出未办结的")
@says_errors
def case_list(config: str, by: str, language: str, only_open: bool) -> None:
    """Cases in reach of the account, the most urgent first; names as its post is given them. 列出投诉建议"""
    from rccrm_lib.apps.register_words import list_cases
    from rccrm_lib.apps.registers import open_desk
    from rccrm_lib.core.words import Words

    for line in list_cases(open_desk(config, by=by), Words(language), only_open=only_open):
        click.echo(line)


@case.command("handle")
@CONFIG
@BY
@click.argument("case_id")
@click.option("--handler", required=True, help="Account of who decides. 经办人账户")
@says_errors
def case_handle(config: str, by: str, case_id: str, handler: str) -> None:
    """Say who decides on CASE_ID; not whom it is about. 指定经办人"""
    from rccrm_lib.apps.registers import find_account, ids_of, open_desk

    desk = open_desk(config, by=by)
    seen = desk.need_case(case_id)
    person = find_account(desk.people, handler)
    desk.need_colleague(person)
    numbers = [person.person_id, *sorted(ids_of(person) - {person.person_id})]
    desk.cases.handle(case_id, numbers, desk.act("handle", case_id), tasks=desk.tasks, seen=seen)
    click.echo(f"{case_id}\thandled by 经办人 {person.person_id}")


@case.command("extend")
@CONFIG
@BY
@click.argument("case_id")
@click.option("--reason", required=True, help="Why it takes longer; no names. 延期理由")
@says_errors
def case_extend(config: str, by: str, case_id: str, reason: str) -> None:
    """Approve more time for a complex complaint, once; not by whoever handles it. 批准延期"""
    from rccrm_lib.apps.registers import open_desk

    desk = open_desk(config, by=by)
    seen = desk.need_case(case_id)
    done = desk.cases.extend(case_id, desk.act("extend", case_id), tasks=desk.tasks, reason=reason, seen=seen)
    click.echo(f"{case_id}\tdue 办结期限 {done.values['due_on']}")


@case.command("letter")
@CONFIG
@BY
@LANGUAGE
@click.argument("case_id")
@says_errors
def case_letter(config: str, by: str, language: str, case_id: str) -> None:
    """The letter to the customer of CASE_ID, which was closed; without a name. 告知书"""
    from rccrm_lib.apps.register_words import letter_of
    from rccrm_lib.apps.registers import open_desk
    from rccrm_lib.core.words import Words

    click.echo("\n\n".join(letter_of(open_desk(config, by=by), case_id, Words(language))))


@case.command("close")
@CONFIG
@BY
@click.argument("case_id")
@click.option("--cause", default="", help="Root cause of a complaint, a code of settings/cases.toml. 根本原因")
@click.option("--adopted/--not-adopted", "is_adopted", default=None, help="Of a suggestion: followed or not. 是否采纳")
@says_errors
def case_close(config: str, by: str, case_id: str, cause: str, is_adopted: bool | None) -> None:
    """Decide on CASE_ID; what the customer was told is asked for, or is what is piped in. 办结"""
    from rccrm_lib.apps.registers import open_desk
    from rccrm_lib.ocrm.service import Conclusion

    desk = open_desk(config, by=by)
    seen = desk.need_case(case_id)
    end = Conclusion(ask_text("What was found, and what the customer was told 结论"), cause, is_adopted)
    done = desk.cases.close(case_id, end, desk.act("close", case_id), tasks=desk.tasks, own_ids=desk.own_ids, seen=seen)
    click.echo(f"{case_id}\tclosed 已办结 {done.values['closed_on']}")
