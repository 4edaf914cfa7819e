"""What the commands share: options, and how an error is said."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from rccrm_lib.core.errors import RccrmError, disk_error

CONFIG = click.option("--config", default="config.toml", show_default=True, help="Settings file. 配置文件")
MEMBER = click.option("--member", default="", help="Member id; needed when several are configured. 法人机构号")
LANGUAGE = click.option("--language", default="zh", show_default=True, type=click.Choice(["zh", "en"]), help="Language. 语言")
BY = click.option("--by", required=True, help="Account of who acts. 操作人账户")
MONTH = click.option("--month", required=True, help="Month as YYYY-MM. 月份")


def says_errors(command: Callable[..., Any]) -> Callable[..., Any]:
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


def ask_text(what: str, *, hidden: bool = False) -> str:
    """What is typed, or the first line of what is piped in. Never an option: a list of processes shows those."""
    if sys.stdin.isatty():
        return str(click.prompt(what, hide_input=hidden))
    return sys.stdin.readline().rstrip("\r\n")
