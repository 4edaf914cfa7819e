"""`rccrm standards ...`: what each tier is owed, since when, and what another version would make of it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from rccrm_lib.cli.options import CONFIG, LANGUAGE, MEMBER, MONTH, says_errors


@click.group()
def standards() -> None:
    """Service standards: the version that holds, all versions, a trial of another. 服务标准"""


@standards.command("show")
@CONFIG
@LANGUAGE
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Of this day; without it today. 日期")
@says_errors
def standards_show(config: str, language: str, day: datetime | None) -> None:
    """What each tier is owed. 查看服务标准"""
    from rccrm_lib.core.settings import load_settings
    from rccrm_lib.core.words import Words
    from rccrm_lib.flow.standard_lines import describe_standards

    for line in describe_standards(load_settings(config), Words(language), day=day.date() if day else date.today()):
        click.echo(line)


@standards.command("versions")
@CONFIG
@LANGUAGE
@says_errors
def standards_versions(config: str, language: str) -> None:
    """Every version: since when, by whom, why, what it changed. 查看各版本及调整"""
    from rccrm_lib.core.settings import load_settings
    from rccrm_lib.core.words import Words
    from rccrm_lib.flow.standard_lines import describe_versions

    for line in describe_versions(load_settings(config), Words(language), day=date.today()):
        click.echo(line)


@standards.command("try")
@CONFIG
@MEMBER
@MONTH
@LANGUAGE
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@says_errors
def standards_try(config: str, member: str, month: str, language: str, file: Path) -> None:
    """The last version of FILE over a published month: customers, actions, hours; changes nothing. 服务标准试算"""
    from rccrm_lib.core.words import Words
    from rccrm_lib.flow.standard_lines import describe_trial
    from rccrm_lib.flow.standard_trial import open_served, read_standards, try_standards

    run = open_served(config, member=member, month=month)
    for line in describe_trial(try_standards(run, read_standards(file, run.settings)), run.settings, Words(language)):
        click.echo(line)
