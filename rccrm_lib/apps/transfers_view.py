"""What the page of transfers shows: texts in one language, nothing of customers out of reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from rccrm_lib.apps.shell.menu import RENDER
from rccrm_lib.apps.shell.table_view import table_view
from rccrm_lib.apps.transfers_data import Preview, TransfersData
from rccrm_lib.apps.transfers_state import TABS, TransfersState, listed, picked
from rccrm_lib.core.transfer_settings import TransferSettings
from rccrm_lib.core.words import Words
from rccrm_lib.facts.money import divide_half_even
from rccrm_lib.ocrm.portfolio import POOL, REASONS, Request, Speaker, age_of, begins_on, may_sign, needed, waits_for

Tree = dict[str, Any]
CARD = f"{RENDER}customer_card.ipynb?customer="
SHOWN = 12  # customers of one request on the screen; the rest is counted


def transfers_view(state: TransfersState, reader: RequestReader, *, preview: Preview | None) -> Tree:
    """Tabs, the list on the left; on the right one request with its steps, or a new one."""
    words, actor = reader.words, reader.actor
    tabs = [{"name": tab, "on": tab == state.tab, "label": words(f"transfers.tab.{tab}"),
             "n": f"{len(listed(state, actor, tab)):,}" if tab != "new" else ""} for tab in TABS]
    right = picked(state, actor)
    said = {"tone": state.said[0], "text": words(f"transfers.said.{state.said[1]}", **state.said[2])} if state.said else None
    return {
        "head": {"title": words("shell.page.transfers.title"), "tabs": tabs},
        "said": said,
        "rows": [reader.row(one, is_picked=right is not None and one == right[0]) for one, _ in listed(state, actor, state.tab)],
        "empty": [words(f"transfers.empty.{state.tab}"), words("transfers.empty.next")] if state.tab != "new" else [],
        "detail": reader.detail(right[0]) if right else None,
        "new": _new(state, reader, preview) if state.tab == "new" else None,
        "notice": None,
    }


class RequestReader:
    """Puts requests into words for one visitor."""

    def __init__(self, data: TransfersData, actor: Speaker, words: Words, *, name_of: Callable[[str], str], today: date,
                 settings: TransferSettings) -> None:
        self.data, self.actor, self.words, self.today = data, actor, words, today
        self.person, self._settings = name_of, settings

    def manager(self, manager_id: str) -> str:
        """A manager as one knows them, or the pool."""
        if manager_id == POOL:
            return self.words("transfers.pool")
        known = self.data.managers.get(manager_id)
        return self.words("transfers.manager", name=known.name, branch=known.branch) if known else manager_id

    def row(self, request: Request, *, is_picked: bool) -> Tree:
        """One line of the list."""
        age = age_of(request, today=self.today, settings=self._settings)
        days = (self.today - request.proposed_on).days
        return {
            "request": request.request_id, "picked": is_picked, "late": age != "new",
            "who": f"{self.manager(request.from_manager)} → {self.manager(request.to_manager)}",
            "what": self.words("transfers.row.what", n=f"{len(request.customers):,}", reason=self.reason(request)),
            "state": self.words(f"transfers.state.{_state_word(request, age, days)}", n=days),
        }

    def detail(self, request: Request) -> Tree:
        """One request: the sentence, who agreed and who has not, its customers, what can be done now."""
        words, actor, waits = self.words, self.actor, set(waits_for(request)) & set(may_sign(request, self.actor))
        is_open = request.state == "open" and age_of(request, today=self.today, settings=self._settings) != "void"
        day = begins_on(request, today=self.today, settings=self._settings) if request.state == "open" else request.effective_on
        return {
            "request": request.request_id,
            "title": self.row(request, is_picked=True)["who"],
            "lines": [words("transfers.detail.from", day=day, n=f"{len(request.customers):,}", reason=self.reason(request)),
                      words("transfers.detail.asked", who=self.person(request.proposed_by), day=request.proposed_on),
                      *([request.note] if request.note else []),
                      *([words(f"transfers.detail.{request.state}", who=self.person(request.closed_by), day=request.closed_on,
                               why=request.closed_why)] if request.closed_by else [])],
            "steps": [{"label": words(f"transfers.part.{part}"), "done": part in request.signed,
                       "text": words("transfers.agreed", who=self.person(request.signed[part])) if part in request.signed
                       else words("transfers.waits" if request.state == "open" else "transfers.not_asked")}
                      for part in needed(request)],
            **self._customers(request),
            "accept": words("transfers.act.accept") if waits and is_open else "",
            "reject": words("transfers.act.reject") if may_sign(request, actor) and is_open else "",
            "withdraw": words("transfers.act.withdraw") if request.proposed_by == actor.person_id and is_open else "",
            "why": words("transfers.act.why"),
        }

    def _customers(self, request: Request) -> Tree:
        known = self.data.known(request.customers)
        preview = self.data.preview([one[0] for one in known], request.from_manager) if known else None
        tiers = {value: texts for column in self.data.columns for value, texts in column.choices.items()
                 if isinstance(texts, dict)}
        rows = [{"href": CARD + quote(key), "name": name, "tier": self.words.pick(tiers[tier]["zh"], tiers[tier]["en"])
                 if tier in tiers else "", "aum": _yuan(aum, self.words)} for key, name, tier, aum in known[:SHOWN]]
        beyond, more = len(request.customers) - len(known), max(0, len(known) - SHOWN)
        lines = [self.words(f"transfers.detail.{word}", n=f"{n:,}") for word, n in (("more", more), ("beyond", beyond)) if n]
        if preview and preview.aum_fen is not None:
            lines.insert(0, self.words("transfers.preview.aum", aum=_yuan(preview.aum_fen, self.words)))
        if preview and preview.n_parted and request.state == "open":
            lines.insert(0, self.words("transfers.preview.parted", n=f"{preview.n_parted:,}"))
        return {"customers": rows, "customer_lines": lines, "customers_title": self.words("transfers.detail.customers")}

    def reason(self, request: Request) -> str:
        """Why the customers shall change hands."""
        return self.words(f"transfers.reason.{request.reason}")


def _state_word(request: Request, age: str, days: int) -> str:
    return "void" if age == "void" else "new" if request.state == "open" and days == 0 else request.state


def _new(state: TransfersState, reader: RequestReader, preview: Preview | None) -> Tree:
    """The form: own customers to choose from, who receives them, why, from when; and what it would move."""
    words, data, draft = reader.words, reader.data, state.draft
    lines = [words("transfers.preview.none")]
    if preview:
        lines = [words("transfers.preview.from_pool", n=f"{preview.n:,}") if preview.from_pool else
                 words("transfers.preview.chosen", n=f"{preview.n:,}", before=f"{preview.n_before:,}",
                       after=f"{preview.n_before - preview.n:,}")]
        if preview.aum_fen is not None:
            lines.append(words("transfers.preview.aum", aum=_yuan(preview.aum_fen, words)))
        lines.append(words("transfers.preview.parted", n=f"{preview.n_parted:,}") if preview.n_parted
                     else words("transfers.preview.whole"))
    elif state.table.selected:
        lines = [words("transfers.said.missing_keepers")]
    full = _too_many(data.room, draft.to, preview.n if preview else 0)
    if full:
        lines.append(words("transfers.preview.full", **full))
    reasons = [[code, words(f"transfers.reason.{code}")] for code in REASONS]
    managers = [[code, f"{one.name}　{one.branch}"] for code, one in data.managers.items()]
    return {
        "table": table_view(state.table, state.shown, columns=data.columns, title=words("transfers.new.title"), words=words),
        "hint": words("transfers.new.hint"),
        "lines": lines, "parted": bool(preview and preview.n_parted) or bool(full),
        "to": {"label": words("transfers.new.to"), "value": "-" if draft.to is None else draft.to,
               "options": [["-", words("transfers.new.choose")], *managers, [POOL, words("transfers.pool")]]},
        "reason": {"label": words("transfers.new.reason"), "value": draft.reason,
                   "options": [["", words("transfers.new.choose")], *reasons]},
        "on": {"label": words("transfers.new.on"), "value": (draft.on or reader.today).isoformat()},
        "note": {"label": words("transfers.new.note"), "value": draft.note},
        "ask": words("transfers.new.ask"),
    }


def _too_many(room: Mapping[str, tuple[int, int]], manager_id: str | None, n: int) -> dict[str, str]:
    """What the receiving manager would have and may have, where that is too many; people decide, so it is only said."""
    now, most = room.get(manager_id or "", (0, 0))
    return {"n": f"{now + n:,}", "most": f"{most:,}"} if n and most and now + n > most else {}


def _yuan(fen: int | None, words: Words) -> str:
    return words("table.not_supplied") if fen is None else words("transfers.yuan", n=f"{divide_half_even(fen, 100):,}")
