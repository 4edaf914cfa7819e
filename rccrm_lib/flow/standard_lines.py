"""Service standards and their trial as lines of a terminal."""

from __future__ import annotations

from datetime import date

import pandas as pd

from rccrm_lib.core.settings import Settings
from rccrm_lib.core.standard_settings import Standard, StandardVersion
from rccrm_lib.core.words import Words
from rccrm_lib.flow.standard_trial import Trial

MINUTES_AN_HOUR = 60
TOLERANCE = 1e-6
LEVELS = {"role": 0, "branch": 1, "manager": 2}


def describe_standards(settings: Settings, words: Words, *, day: date) -> list[str]:
    """The version that holds on a day: a head, one line per standard, what is owed nothing."""
    version = settings.standards.version_on(day)
    if version is None:
        return [words("service.standard.none")]
    tail = [words("service.standard.without", tiers=", ".join(version.without))] if version.without else []
    return [_head(version, words), *(_standard(one, settings, words) for one in version.standards), *tail]


def describe_versions(settings: Settings, words: Words, *, day: date) -> list[str]:
    """Every version, oldest first: since when, by whom, why, and what it changed; the one that holds is marked."""
    holds, before, lines = settings.standards.version_on(day), None, []
    for version in settings.standards.versions:
        mark = f"\t[{words('service.standard.holds')}]" if version == holds else ""
        lines.append(_head(version, words) + mark)
        lines += [f"  {line}" for line in describe_changes(before, version, words)] if before else []
        before = version
    return lines or [words("service.standard.none")]


def describe_changes(before: StandardVersion, after: StandardVersion, words: Words) -> list[str]:
    """One line per standard that is new, dropped or reads otherwise, with the fields that differ."""
    old, new = ({one.id: one for one in version.standards} for version in (before, after))
    lines = [words("service.standard.added", id=code) for code in new if code not in old]
    lines += [words("service.standard.dropped", id=code) for code in old if code not in new]
    return lines + [words("service.standard.changed", id=code, what=_differences(old[code], new[code]))
                    for code in new if code in old and old[code] != new[code]]


def describe_trial(trial: Trial, settings: Settings, words: Words) -> list[str]:
    """What would change: the standards, then posts, units and managers whose work would, then who could not do it."""
    changes = describe_changes(trial.before, trial.after, words)
    if not changes:
        return [words("service.trial.same")]
    work = trial.work
    moved = work[(work["minutes_change"].abs() > TOLERANCE) | (work["level"] == "role")]
    ordered = moved.assign(place=moved["level"].map(LEVELS), less=-moved["minutes_change"]).sort_values(["place", "less", "unit"])
    lines = [_work(row, settings, words) for row in ordered.to_dict("records")]
    managers = work[(work["level"] == "manager") & (work["unit"] != "")]
    title = words("service.trial.title", month=trial.month, before=trial.before.valid_from, after=trial.after.valid_from)
    n_over = {"before": _over(managers, "minutes_before"), "after": _over(managers, "minutes")}
    over = words("service.trial.over", n=len(managers), **n_over)
    return [title, *changes, *lines, over, words("service.trial.unchanged")]


def _over(managers: pd.DataFrame, minutes: str) -> int:
    return int((managers[minutes] > managers["capacity_minutes"].astype("Float64")).fillna(False).sum())


def _work(row: dict[str, object], settings: Settings, words: Words) -> str:
    role, unit = _role(str(row["role"]), settings, words), str(row["unit"])
    who = words("service.trial.nobody") if row["level"] == "manager" and not unit else words(
        f"service.trial.{row['level']}", unit=unit, role=role)
    both = {"customers": ("n_customers", 1), "actions": ("n_actions", 1), "hours": ("minutes", MINUTES_AN_HOUR)}
    values = {name: f"{row[f'{column}_before'] / by:,.0f} → {row[column] / by:,.0f}"  # type: ignore[operator]
              for name, (column, by) in both.items()}
    return "\t".join(part for part in (words("service.trial.line", who=who, **values), *_gap(row, words)) if part)


def _gap(row: dict[str, object], words: Words) -> tuple[str, ...]:
    """What people have, and how much is lacking; nothing where that is not known."""
    if pd.isna(row["capacity_minutes"]):  # type: ignore[call-overload]
        return ()
    capacity, minutes = float(row["capacity_minutes"]), float(row["minutes"])  # type: ignore[arg-type]
    short = words("service.trial.gap", hours=f"{(minutes - capacity) / MINUTES_AN_HOUR:,.0f}") if minutes > capacity else ""
    return words("service.trial.capacity", hours=f"{capacity / MINUTES_AN_HOUR:,.0f}"), short


def _head(version: StandardVersion, words: Words) -> str:
    return words("service.standard.version", day=version.valid_from, author=version.author, reason=version.reason)


def _standard(one: Standard, settings: Settings, words: Words) -> str:
    tiers = {tier.code: words.pick(tier.name_zh, tier.name_en) for tier in settings.tiers.tiers}
    tags = {code: words.pick(tag.name_zh, tag.name_en) for code, tag in settings.tags.tags.items()}
    only = " ".join(tags.get(code, code) for code in (*one.needs, *one.natures))
    line = words("service.standard.line", id=one.id, tiers=" ".join(tiers.get(code, code) for code in one.tiers),
                 action=words(f"service.action.{one.action}"), days=one.interval_days, minutes=one.minutes,
                 role=_role(one.role, settings, words))
    more = [words("service.standard.response", days=one.response_days) if one.response_days is not None else "",
            words("service.standard.only", tags=only) if only else "",
            words("service.standard.household") if one.household else ""]
    return "\t".join(part for part in (line, *more) if part)


def _role(code: str, settings: Settings, words: Words) -> str:
    role = settings.roles.role(code)
    return words.pick(role.name_zh, role.name_en)


def _differences(old: Standard, new: Standard) -> str:
    a, b = old.model_dump(), new.model_dump()
    return "; ".join(f"{name} {_text(a[name])} → {_text(b[name])}" for name in a if a[name] != b[name])


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else "-" if value is None else str(value)
