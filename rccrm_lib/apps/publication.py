"""Which published month a page shows: the newest one of the visitor's member, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from rccrm_lib.facts.calendar import month_end, parse_month

MANIFEST = "manifest.json"
KEYS = ("member_id", "month", "member_name_zh", "member_name_en", "currency", "code_version")
TABLES = ("customers", "customer_months", "customer_history", "tiers", "household_members", "links")
#: Masters that the card words codes with; a bank that does not supply them sees the codes.
OPTIONAL_TABLES = ("village", "manager", "org")


@dataclass(frozen=True)
class TierName:
    """One tier as it was published: code, two names, band low, mid or high."""

    code: str
    zh: str
    en: str
    band: str


@dataclass(frozen=True)
class Publication:
    """One published month that a page may show."""

    member_id: str
    month: str
    member_name_zh: str
    member_name_en: str
    currency: str
    code_version: str
    simulated: bool
    tables: Path
    tiers: tuple[TierName, ...] = ()

    @property
    def as_of(self) -> date:
        """The last day of the month."""
        return month_end(self.month)


@dataclass(frozen=True)
class Refusal:
    """Why there is nothing to show: nothing published, or not complete."""

    reason: Literal["nothing", "incomplete"]
    member: str = ""
    month: str = ""
    missing: tuple[str, ...] = field(default=())


def find_publication(outputs: Path, *, member_id: str = "") -> Publication | Refusal:
    """The newest published month under `outputs/<member>/<month>/`, or why it is refused.

    A refused newest month is not passed over in favour of an older one: a page that quietly shows
    last month's figures would mislead. An empty `member_id` means any member; a page always names one.
    """
    found = sorted(_published_folders(outputs, member_id), key=lambda f: (f.name, f.parent.name))
    return open_publication(found[-1]) if found else Refusal("nothing")


def _published_folders(outputs: Path, member_id: str) -> list[Path]:
    """Folders named like a month; staging and scratch folders start with a dot and are skipped."""
    pattern = f"{member_id or '*'}/*/{MANIFEST}"
    folders = [path.parent for path in outputs.glob(pattern)] if outputs.is_dir() else []
    return [f for f in folders if _is_month(f.name) and not f.parent.name.startswith(".")]


def _is_month(text: str) -> bool:
    try:
        return parse_month(text) == text
    except ValueError:
        return False


def open_publication(folder: Path) -> Publication | Refusal:
    """The month in this folder, or why it is refused. Whatever is not marked as simulated is real customers' data."""
    manifest = _read_manifest(folder / MANIFEST)
    member, month = str(manifest.get("member_name_zh") or folder.parent.name), folder.name
    missing = [key for key in KEYS if not isinstance(manifest.get(key), str)]
    missing += [f"{name}.parquet" for name in TABLES if not (folder / "tables" / f"{name}.parquet").is_file()]
    if missing or manifest["month"] != folder.name or manifest["member_id"] != folder.parent.name:
        return Refusal("incomplete", member, month, tuple(missing or [MANIFEST]))
    values = {key: manifest[key] for key in KEYS}
    return Publication(
        **values,
        simulated=manifest.get("simulated") is True,
        tables=folder / "tables",
        tiers=_tier_names(manifest),
    )


def _read_manifest(path: Path) -> Mapping[str, Any]:
    """The manifest as a mapping; an unreadable one is empty and therefore refused."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return body if isinstance(body, dict) else {}


def _tier_names(manifest: Mapping[str, Any]) -> tuple[TierName, ...]:
    """The tiers of the settings that the month was run with, low to high; none when not recorded."""
    try:
        rows = manifest["settings"]["tiers"]["tiers"]
        return tuple(TierName(r["code"], r["name_zh"], r["name_en"], r["band"]) for r in rows)
    except (KeyError, TypeError):
        return ()
