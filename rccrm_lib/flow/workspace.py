"""A workspace for a bank: configuration, settings, a mapping to fill in, and the next command."""

from __future__ import annotations

import shutil
from pathlib import Path

import rccrm_lib
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.settings import MEMBER_ID
from rccrm_lib.ingest import draft_mapping

CONFIG = """# The configuration of this bank. Paths start at this file's folder; environment variables are expanded.

[paths]
extracts = {extracts}        # where the bank's files lie
outputs = "outputs"
warehouse = "warehouse"
store = "store/rccrm.sqlite"    # decisions: back it up
corrections = "corrections"     # corrected rows: back them up too

[run]
history_months = 13

[members.{member}]
name_zh = "{member}"            # as reports name it
name_en = "{member}"
currency = "CNY"
mapping = "mapping.toml"        # delete this line if the files are in the native layout (docs/data-dictionary.md)
"""
EMPTY = """# How the bank's files become the contract's tables. Drafted from the files: rccrm init <folder> --from <extracts>
# A whole example: examples/czech_bank/mapping.toml; the words of a mapping: docs/rooms/ingest.md

unit = "yuan"
date_format = "yyyymmdd"

[files]

[tables]
"""


def start_workspace(folder: Path, *, member_id: str, extracts: Path | None) -> list[str]:
    """Write config.toml, settings/ and mapping.toml into a new or empty folder; returns what to say.

    Nothing that exists is overwritten: RccrmError where the folder holds a config.toml or mapping.toml already.
    """
    if not MEMBER_ID.match(member_id):
        raise RccrmError(f"member id {member_id!r}", "2 to 12 capital letters or digits", "correct --member")
    taken = [name for name in ("config.toml", "mapping.toml", "settings") if (folder / name).exists()]
    if taken:
        raise RccrmError(f"{folder}: {', '.join(taken)} exist already", "a folder without them",
                         "choose another folder; nothing was changed")
    mapping = draft_mapping(extracts) if extracts else EMPTY
    folder.mkdir(parents=True, exist_ok=True)
    place = extracts.resolve() if extracts else Path("extracts")
    (folder / "config.toml").write_text(CONFIG.format(extracts=f'"{place.as_posix()}"', member=member_id), encoding="utf-8")
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    shutil.copytree(_settings(), folder / "settings")
    if not extracts:
        (folder / "extracts").mkdir(exist_ok=True)
    guesses = mapping.count("GUESS")
    return [
        f"workspace: {folder}",
        "  config.toml    names, folders: write the bank's name",
        f"  mapping.toml   {f'drafted from the files, {guesses} guesses to check' if extracts else 'to be filled in'}",
        "  settings/      thresholds of tiers, churn, matching",
        f"next: rccrm ingest --check --config {folder / 'config.toml'} --month YYYY-MM",
    ]


def _settings() -> Path:
    """The settings of this checkout, as a start."""
    folder = Path(rccrm_lib.__file__).resolve().parents[1] / "settings"
    if not folder.is_dir():
        raise RccrmError("the settings are not beside the package", "a checkout of the project",
                         "run from a checkout: git clone, then make setup")
    return folder
