"""`rccrm match`, `why`: who is one customer with whom, and why."""

from __future__ import annotations

from pathlib import Path

import click

from rccrm_lib.cli.options import CONFIG, LANGUAGE, MEMBER, MONTH, says_errors


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--config", "settings", required=True, type=click.Path(path_type=Path), help="Columns and kinds, TOML. 列定义")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Links to write, CSV. 输出文件")
@says_errors
def match(files: tuple[Path, ...], settings: Path, out: Path) -> None:
    """Find which records of any tables are one customer. 对任意客户表做归并"""
    from rccrm_lib.flow.match_files import match_files

    click.echo(match_files(files, settings=settings, out=out))


@click.command()
@click.argument("a")
@click.argument("b")
@CONFIG
@MEMBER
@MONTH
@LANGUAGE
@click.option("--chart", type=click.Path(path_type=Path, dir_okay=False), help="Draw the evidence into an SVG file. 图形文件")
@says_errors
def why(a: str, b: str, config: str, member: str, month: str, language: str, chart: Path | None) -> None:
    """Say why two records (SYSTEM:NUMBER) or customers are one, or not. 说明两条记录为何归并或不归并"""
    from rccrm_lib.flow.why import explain

    click.echo(explain(a, b, config=config, member=member, month=month, language=language))
    if chart:
        from rccrm_lib.flow.why_drawing import draw_why

        draw_why(a, b, config=config, member=member, month=month, language=language).save(chart)
