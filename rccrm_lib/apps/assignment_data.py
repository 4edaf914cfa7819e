"""What the page "assignment" reads and writes: the month's proposal in the visitor's reach, and people's answers to it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.shell.table_state import Column
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.tables import open_with_scope, published_masters, published_tables
from rccrm_lib.core.store import Assignments, Decisions
from rccrm_lib.ocrm.portfolio import Actor, ProposalDesk, Seen

Frame = Any  # rows of the scoped engine: pages import no library that could read past it
RELATION, KEY, TASK = "proposed", "customer_id", "assign_customers"
REASONS = ("new", "left", "recusal", "household", "line", "capacity", "balance")
STATES = ("open", "accepted", "rejected", "overtaken")
NEEDED = {"portfolio_moves", "portfolio_unassigned", "portfolio_reclaim"}
MOVES = """SELECT m.customer_id, c.name, t.tier, m.household_id, m.branch_id, m.from_manager_id, m.to_manager_id, m.reason,
    m.evidence, m.value_fen, m.minutes
FROM portfolio_moves m JOIN customers c USING (customer_id)
LEFT JOIN tiers t ON t.customer_id = m.customer_id AND t.month = $month ORDER BY m.customer_id"""
NOBODY = """SELECT customer_id, c.name, n.branch_id, n."limit" FROM (
    SELECT customer_id, branch_id, "limit" FROM portfolio_unassigned ANTI JOIN given USING (customer_id)
    UNION ALL SELECT customer_id, m.branch_id, 'pool' FROM given JOIN customer_months m USING (customer_id)
    WHERE given.manager_id = '') n
JOIN customers c USING (customer_id) ORDER BY n.branch_id, customer_id"""
RECLAIM = """SELECT r.customer_id, c.name, r.manager_id, r.days, r.limit_days, r.state FROM portfolio_reclaim r
JOIN customers c USING (customer_id) JOIN customer_months m USING (customer_id) WHERE m.manager_id = r.manager_id
ORDER BY r.state, r.days DESC, r.customer_id"""


def move_columns(publication: Publication) -> tuple[Column, ...]:
    """The columns of the list of moves; a tier is called as the month was published with."""
    tiers = {tier.code: {"zh": tier.zh, "en": tier.en} for tier in publication.tiers}
    return (
        Column("name", "assignment.column.name"),
        Column("tier", "assignment.column.tier", "choice", choices=tiers),
        Column("from_manager", "assignment.column.from", empty="assignment.no_manager"),
        Column("to_manager", "assignment.column.to"),
        Column("reason", "assignment.column.reason", "choice", choices={one: f"assignment.reason.{one}" for one in REASONS}),
        Column("value_fen", "assignment.column.value", "money"),
        Column("state", "assignment.column.state", "choice", choices={one: f"assignment.state.{one}" for one in STATES}),
        Column("from_on", "assignment.column.from_on", "date", can_filter=False, empty="assignment.no_day"),
    )


class AssignmentData:
    """A handle on one published proposal, cut to the visitor's reach, and on the answers in the store."""

    def __init__(self, publication: Publication, sight: Sight, *, today: date) -> None:
        self.publication, self.sight, self.today = publication, sight, today
        self.has_proposal = published_tables(publication) >= NEEDED
        if sight.people is None:
            raise ValueError("a page that decides needs the store")
        member = sight.person.member_id
        self._assignments = sight.people.open_part(Assignments, member)
        self._desk = ProposalDesk(sight.people.open_part(Decisions, member), self._assignments,
                                  month=publication.month, as_of=publication.as_of)
        self.names: dict[str, str] = {}
        self.read()

    def read(self) -> Seen:
        """Read the proposal and the newest answers; returns how far the store had come before that."""
        self.engine, scope = open_with_scope(self.publication, self.sight)
        if not self.has_proposal:
            return Seen()
        if "manager" in published_masters(self.publication):
            self.names = dict(self.engine.execute("SELECT manager_id, name FROM manager").fetchall())
        moves = self.engine.execute(MOVES, {"month": self.publication.month}).df()
        if not scope.whole_member:  # a customer may be in reach whose proposal is another branch's
            moves = moves[moves["branch_id"].isin(scope.units)].reset_index(drop=True)
        self.moves, seen = self._desk.look(moves)
        self.engine.register("given", self._assignments.holding(date.max, after=self.publication.as_of))
        self.nobody = self.engine.execute(NOBODY).df()
        self.reclaim = self.engine.execute(RECLAIM).df()
        loads = self.engine.execute("SELECT * FROM portfolio_loads ORDER BY branch_id, manager_id").df()
        self.loads = loads_today(loads, self.moves, today=self.today)
        shown = self.moves.assign(from_manager=self.moves["from_manager_id"].map(self.called),
                                  to_manager=self.moves["to_manager_id"].map(self.called))
        self.engine.register("shown", shown.astype(dict.fromkeys(("from_manager", "to_manager", "tier", "from_on"), "string")))
        self.engine.execute(f"CREATE TABLE {RELATION} AS SELECT * FROM shown")
        return seen

    def called(self, manager_id: str) -> str:
        """A manager by name and number; empty for nobody."""
        return " ".join(filter(None, (self.names.get(manager_id, ""), manager_id))) if manager_id else ""

    def open_moves(self, customers: Collection[str]) -> Frame:
        """The moves of these customers that are still open."""
        rows = self.moves[self.moves["state"] == "open"]
        return rows[rows["customer_id"].isin(list(customers))]

    def name_of(self, customer_id: str) -> list[tuple[str, str]]:
        """A customer in reach as the visitor may read the name, in a list; else an empty one."""
        rows = self.engine.execute("SELECT customer_id, name FROM customers WHERE customer_id = ?", [customer_id]).fetchall()
        return [(str(row[0]), str(row[1])) for row in rows]

    def may_decide(self) -> bool:
        """Whether the visitor's account may answer a proposal now; the store is asked again before every write."""
        people, person = self.sight.people, self.sight.person
        return TASK in self.sight.role.tasks and people is not None and people.find_person(person.person_id) == person

    def accept(self, moves: Frame, *, key: str, now: float, reason: str, seen: Seen, from_on: date) -> int:
        """Accept moves from a day on."""
        return self._desk.accept(moves, actor=self._actor(key, now), reason=reason, seen=seen, from_on=from_on)

    def reject(self, moves: Frame, *, key: str, now: float, reason: str, seen: Seen) -> int:
        """Reject moves."""
        return self._desk.reject(moves, actor=self._actor(key, now), reason=reason, seen=seen)

    def pool(self, customers: list[str], *, key: str, now: float, reason: str, seen: Seen) -> int:
        """Send customers without a contact back to the pool."""
        return self._desk.pool(customers, actor=self._actor(key, now), reason=reason, seen=seen)

    def last_word(self, moves: Frame) -> str:
        """The name of whoever said the newest thing about moves."""
        said = self._desk.last_word(moves)
        person = self.sight.people.find_person(said) if said and self.sight.people else None
        return person.name if person else said

    def _actor(self, key: str, now: float) -> Actor:
        person = self.sight.person
        return Actor(person.person_id, person.role, now, self.today, key)


def loads_today(loads: Frame, moves: Frame, *, today: date) -> Frame:
    """The loads with what was accepted and holds counted as "before"; what is open or begins later as "after"."""
    loads = loads.copy()
    holds = (moves["state"] == "accepted") & (moves["from_on"].fillna("") <= today.isoformat())
    comes = ~holds & moves["state"].isin(["accepted", "open"])
    for side, chosen in (("before", holds), ("after", comes)):
        part = moves[chosen]
        come = part.groupby("to_manager_id")["minutes"].agg(["size", "sum"]).reindex(loads["manager_id"], fill_value=0)
        go = part.groupby("from_manager_id")["minutes"].agg(["size", "sum"]).reindex(loads["manager_id"], fill_value=0)
        loads[f"n_{side}"] = loads["n_before"] + (come["size"] - go["size"]).to_numpy()
        loads[f"minutes_{side}"] = loads["minutes_before"] + (come["sum"] - go["sum"]).to_numpy()
    return loads.assign(n_in=come["size"].to_numpy(), n_out=go["size"].to_numpy())


def changed_counts(loads: Frame, moves: Frame) -> list[dict[str, Any]]:
    """One row per manager whom moves touch: customers now, and once the moves are accepted."""
    come, go = moves["to_manager_id"].value_counts(), moves["from_manager_id"].value_counts()
    rows = loads[loads["manager_id"].isin([*come.index, *go.index])]
    return [{"manager_id": row.manager_id, "before": int(row.n_before),
             "after": int(row.n_before + come.get(row.manager_id, 0) - go.get(row.manager_id, 0))} for row in rows.itertuples()]


def split_homes(every: Frame, moves: Frame) -> int:
    """How many households would be split if these moves alone were accepted."""
    homes = every[every["household_id"].notna() & (every["state"] == "open")]
    chosen = homes["customer_id"].isin(moves["customer_id"])
    shares = chosen.groupby(homes["household_id"]).mean()
    return int(((shares > 0) & (shares < 1)).sum())
