"""A request to hand customers over: who has to agree, who may, and what becomes of it. Pure rules; nothing is written here.

Within a branch its head and the receiving manager agree; across branches both heads and the receiving manager. A head speaks
for the managers of the own branch, the customer department for everybody. To the pool nobody receives, from it nobody gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.transfer_settings import TransferSettings

REASONS = ("nobody", "moved", "asked", "line", "load", "left", "family", "back", "other")
Part = Literal["head", "from_head", "to_head", "to_manager"]
State = Literal["open", "accepted", "rejected", "withdrawn"]
POOL = ""  # the manager of customers whom nobody looks after


@dataclass(frozen=True)
class Speaker:
    """Somebody who acts: a manager by the bank's number, a head by the units below, or the department for the whole member."""

    person_id: str
    role: str
    manager_id: str = ""
    units: frozenset[str] = frozenset()
    whole_member: bool = False


@dataclass(frozen=True)
class Request:
    """One request and what was said of it. `seen`: the newest assignment when it was made; `signed`: part -> who."""

    request_id: str
    customers: tuple[str, ...]
    from_manager: str
    to_manager: str
    from_branch: str
    to_branch: str
    effective_on: date
    reason: str
    note: str
    proposed_by: str
    proposed_on: date
    seen: int
    signed: Mapping[str, str] = field(default_factory=dict)
    state: State = "open"
    closed_by: str = ""
    closed_on: date | None = None
    closed_why: str = ""


def needed(request: Request) -> tuple[Part, ...]:
    """Who has to agree."""
    if request.to_manager == POOL:
        return ("from_head",)
    if request.from_manager == POOL:
        return ("to_head", "to_manager")
    heads: tuple[Part, ...] = ("head",) if request.from_branch == request.to_branch else ("from_head", "to_head")
    return (*heads, "to_manager")


def waits_for(request: Request) -> tuple[Part, ...]:
    """Who has not agreed yet; nobody once the request is closed."""
    return tuple(part for part in needed(request) if part not in request.signed) if request.state == "open" else ()


def may_sign(request: Request, actor: Speaker) -> tuple[Part, ...]:
    """For which parts somebody may speak."""
    gives, takes = (actor.whole_member or branch in actor.units for branch in (request.from_branch, request.to_branch))
    speaks = {"head": gives and takes, "from_head": gives, "to_head": takes,
              "to_manager": takes or (bool(actor.manager_id) and actor.manager_id == request.to_manager)}
    return tuple(part for part in needed(request) if speaks[part])


def may_propose(request: Request, actor: Speaker) -> bool:
    """Whether somebody may ask for it: one of the two managers, a head of one side, the department."""
    named = bool(actor.manager_id) and actor.manager_id in (request.from_manager, request.to_manager)
    return named or actor.whole_member or bool({request.from_branch, request.to_branch} & actor.units)


def concerns(request: Request, actor: Speaker) -> bool:
    """Whether somebody gets to see it: whoever may ask for it or answer it, and whoever asked."""
    return request.proposed_by == actor.person_id or may_propose(request, actor)


def age_of(request: Request, *, today: date, settings: TransferSettings) -> Literal["new", "late", "void"]:
    """How long an open request has waited: after `answer_days` late, after `expire_days` void."""
    days = (today - request.proposed_on).days if request.state == "open" else 0
    return "void" if days > settings.expire_days else "late" if days > settings.answer_days else "new"


def propose(request: Request, actor: Speaker) -> Request:
    """The request with what its author agrees to by asking. Raises RccrmError for one that cannot be meant."""
    _check(request)
    if not may_propose(request, actor):
        raise RccrmError("this person may not hand these customers over", "one of the two managers, a head of one side, or the "
                         "customer department", "ask one of them")
    return accept(request, actor) if may_sign(request, actor) else request


def accept(request: Request, actor: Speaker) -> Request:
    """The request with everything agreed that somebody may speak for; accepted once nobody is missing."""
    parts = set(waits_for(request)) & set(may_sign(request, actor))
    if not parts:
        raise RccrmError("this person's word is not needed here", "a request that waits for it", "read the request again")
    signed = replace(request, signed={**request.signed, **dict.fromkeys(sorted(parts), actor.person_id)})
    return signed if waits_for(signed) else replace(signed, state="accepted")


def close(request: Request, actor: Speaker, *, state: Literal["rejected", "withdrawn"], why: str, today: date) -> Request:
    """The request rejected by somebody who might have agreed, or withdrawn by who asked; either says why."""
    allowed = bool(may_sign(request, actor)) if state == "rejected" else actor.person_id == request.proposed_by
    if request.state != "open" or not allowed:
        raise RccrmError(f"this request cannot be {state} by this person", "an open request, and somebody whose word counts",
                         "read the request again")
    if not why.strip():
        raise RccrmError(f"{state} without a reason", "why", "write the reason in a few words")
    return replace(request, state=state, closed_by=actor.person_id, closed_on=today, closed_why=why.strip())


def too_far(day: date, *, today: date, settings: TransferSettings) -> bool:
    """Whether a day lies further ahead than anything may be settled for."""
    return day > today + timedelta(days=settings.ahead_days)


def begins_on(request: Request, *, today: date, settings: TransferSettings) -> date:
    """The day from which an accepted request holds: the asked one, unless that lies too far back."""
    return max(request.effective_on, today - timedelta(days=settings.back_days))


def to_values(request: Request) -> dict[str, Any]:
    """As the store keeps a version."""
    days = {name: day.isoformat() if (day := getattr(request, name)) else None
            for name in ("effective_on", "proposed_on", "closed_on")}
    return {**{name: value for name, value in vars(request).items() if name != "request_id"}, **days,
            "customers": list(request.customers), "signed": dict(request.signed)}


def from_values(request_id: str, values: Mapping[str, Any]) -> Request:
    """The request of a kept version."""
    days = {name: date.fromisoformat(values[name]) if values[name] else None
            for name in ("effective_on", "proposed_on", "closed_on")}
    return Request(request_id, **{**values, **days, "customers": tuple(values["customers"])})


def _check(request: Request) -> None:
    if not request.customers or len(set(request.customers)) != len(request.customers):
        raise RccrmError("a transfer without customers, or with one twice", "each customer once", "choose the customers again")
    if request.from_manager == request.to_manager:
        raise RccrmError("a transfer from a manager to the same", "two managers, or one and the pool", "choose who receives them")
    if request.reason not in REASONS or (request.reason == "other" and not request.note.strip()):
        raise RccrmError(f"the reason {request.reason or '(none)'!r}", f"one of {', '.join(REASONS)}; other with a note",
                         "choose why they change hands")
