"""`rccrm review ...`: the pairs that a month asks about, and people's answers."""

from __future__ import annotations

import click

from rccrm_lib.cli.options import CONFIG, LANGUAGE, MEMBER, MONTH, says_errors


@click.group()
def review() -> None:
    """Pairs that the merge asks people about, and their answers. 归并核对:查看、下结论、撤销"""


@review.command("list")
@CONFIG
@MEMBER
@MONTH
@LANGUAGE
@click.option("--most", default=20, show_default=True, type=click.IntRange(1), help="How many pairs. 条数")
@click.option("--rule", default="", help="Pairs drawn by lot that this rule has joined, to see how right it is. 按规则抽样")
@says_errors
def review_list(config: str, member: str, month: str, language: str, most: int, rule: str) -> None:
    """The pairs of a published month, those with most assets first. 列出待核对的记录"""
    from rccrm_lib.flow.reviews import list_pairs, open_review

    with open_review(config=config, member=member, month=month, language=language) as opened:
        click.echo("\n".join(list_pairs(opened, most=most, rule=rule)))


@review.command("show")
@click.argument("a")
@click.argument("b")
@CONFIG
@MEMBER
@MONTH
@LANGUAGE
@says_errors
def review_show(a: str, b: str, config: str, member: str, month: str, language: str) -> None:
    """The evidence between two records (SYSTEM:NUMBER), masked, and the answers so far. 查看证据与已有结论"""
    from rccrm_lib.flow.reviews import open_review, show_pair

    with open_review(config=config, member=member, month=month, language=language) as opened:
        click.echo("\n".join(show_pair(opened, a, b)))


BY = click.option("--by", required=True, help="Account of the person who decides. 下结论的人(账户)")
REASON = click.option("--reason", required=True, help="Why, in a few words. 理由")


@review.command("decide")
@click.argument("answer", type=click.Choice(["same", "different"]))
@click.argument("a")
@click.argument("b")
@CONFIG
@MEMBER
@MONTH
@LANGUAGE
@BY
@REASON
@says_errors
def review_decide(answer: str, a: str, b: str, config: str, member: str, month: str, language: str, by: str, reason: str) -> None:
    """Say that two records are one customer or two; lasts until it is revoked. 判定两条记录是否同一客户"""
    _answer(answer, a, b, config, member, month, language, by, reason)


@review.command("revoke")
@click.argument("a")
@click.argument("b")
@CONFIG
@MEMBER
@MONTH
@LANGUAGE
@BY
@REASON
@says_errors
def review_revoke(a: str, b: str, config: str, member: str, month: str, language: str, by: str, reason: str) -> None:
    """Take an answer back: the next run decides by the rules again. 撤销结论"""
    _answer("revoked", a, b, config, member, month, language, by, reason)


def _answer(answer: str, a: str, b: str, config: str, member: str, month: str, language: str, by: str, reason: str) -> None:
    """Show the evidence, keep the answer, say what stands now."""
    from rccrm_lib.flow.reviews import answer_pair, open_review, say_standing, show_pair

    with open_review(config=config, member=member, month=month, language=language) as opened:
        click.echo("\n".join(show_pair(opened, a, b)))
        click.echo(say_standing(answer_pair(opened, a, b, answer, by=by, reason=reason), opened.words))
