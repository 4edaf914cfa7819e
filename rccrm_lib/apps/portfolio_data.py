"""What the page "portfolio" reads: a manager's customers today, how many beside the branch, who came and who went and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.shell.table_state import Column
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.tables import open_tables, published_masters, published_tables
from rccrm_lib.core.org.reading import names_of_left, published_managers
from rccrm_lib.core.store import Assignments
from rccrm_lib.facts.calendar import add_months

RELATION, KEY = "kept", "customer_id"
GIVEN_BY = {"stage": "lifecycle", "due_on": "service_due"}  # columns of tables that a month need not have
STAGES = ("prospect", "new", "active", "growing", "declining", "dormant", "lost", "won_back", "ended")


@dataclass(frozen=True)
class Load:
    """Customers from the floor up and minutes a month of one manager when the month was published; the branch's means."""

    n: int
    minutes: int
    n_mean: float
    minutes_mean: float
    n_managers: int


@dataclass(frozen=True)
class Change:
    """A customer who came (in) or left (out) since the month: masked name, the other manager, since when, by what, why."""

    way: str
    name: str
    other: str
    day: str
    source: str
    reason: str


def portfolio_columns(publication: Publication) -> tuple[Column, ...]:
    """The columns of the list, of what the month was published with; a tier is called as it was then."""
    there = published_tables(publication)
    tiers = {tier.code: {"zh": tier.zh, "en": tier.en} for tier in publication.tiers}
    stages = {one: f"report.stage.{one}" for one in STAGES}
    columns = (
        Column("name", "portfolio.column.name"),
        Column("tier", "portfolio.column.tier", "choice", choices=tiers),
        Column("stage", "portfolio.column.stage", "choice", choices=stages),
        Column("place", "portfolio.column.place"),
        Column("aum_avg_fen", "portfolio.column.value", "money"),
        Column("change_fen", "portfolio.column.change", "money"),
        Column("due_on", "portfolio.column.due", "date"),
        Column("last_active_on", "portfolio.column.active", "date"),
    )
    return tuple(one for one in columns if one.name not in GIVEN_BY or GIVEN_BY[one.name] in there)


class PortfolioData:
    """A handle on the customers of one manager (and covered ones), and on who came and went since the month."""

    def __init__(self, publication: Publication, sight: Sight, *, today: date) -> None:
        self.publication, self._sight, self._today = publication, sight, today
        self.engine = open_tables(publication, sight)
        tables, masters = published_tables(publication), published_masters(publication)
        village = "v.name" if "village" in masters else "c.village_id"
        joins = "LEFT JOIN village v ON v.village_id = c.village_id" if "village" in masters else ""
        stage = "l.stage" if "lifecycle" in tables else "NULL::VARCHAR AS stage"
        joins += " LEFT JOIN lifecycle l ON l.customer_id = c.customer_id" if "lifecycle" in tables else ""
        due = "(SELECT min(due_on)::DATE FROM service_due s WHERE s.customer_id = c.customer_id)"
        self.engine.execute(f"""CREATE TABLE {RELATION} AS
            SELECT c.customer_id, c.name, t.tier, {stage}, {village} AS place, m.aum_avg_fen,
                   m.aum_avg_fen - b.aum_avg_fen AS change_fen,
                   {due if "service_due" in tables else "NULL::DATE"} AS due_on, m.last_active_on
            FROM customers c {joins} LEFT JOIN customer_months m ON m.customer_id = c.customer_id
            LEFT JOIN tiers t ON t.customer_id = c.customer_id AND t.month = $month
            LEFT JOIN customer_history b ON b.customer_id = c.customer_id AND b.month = $before""",
            {"month": publication.month, "before": add_months(publication.month, -1)})
        self.names = dict(self.engine.execute("SELECT manager_id, name FROM manager").fetchall()) if "manager" in masters else {}

    def tiers(self) -> list[tuple[str, int, int]]:
        """Tier, customers, fen: of the customers in reach."""
        rows = self.engine.execute(f"""SELECT coalesce(tier, ''), count(*), coalesce(sum(aum_avg_fen), 0)::BIGINT FROM {RELATION}
            GROUP BY ALL ORDER BY ALL""").fetchall()
        return [(str(tier), int(n), int(fen)) for tier, n, fen in rows]

    def load(self) -> Load | None:
        """The own load beside the branch's, or nothing for a month without."""
        if not self.engine.execute("SELECT count(*) FROM duckdb_views() WHERE view_name = 'portfolio_loads'").fetchone()[0]:
            return None
        row = self.engine.execute("""SELECT n_before, minutes_before, n_mean, minutes_mean, n_managers FROM portfolio_loads
            JOIN branch_loads USING (branch_id) WHERE manager_id = ?""", [self._sight.person.manager_id]).fetchone()
        return Load(*row) if row else None

    def changes(self) -> list[Change]:
        """Who came to this manager and who left since the month, until today."""
        people, me = self._sight.people, self._sight.person.manager_id
        if people is None or not me:
            return []
        store = people.open_part(Assignments, self._sight.person.member_id)
        held = store.holding(self._today, after=self.publication.as_of)
        before = self._published_managers(held["customer_id"])
        names = dict(self.engine.execute(f"SELECT customer_id, name FROM {RELATION}").fetchall())
        names |= names_of_left(self.publication.tables, self._sight.role, me, [one for one, who in before.items() if who == me])
        found = []
        for row in held.itertuples():
            was = before.get(row.customer_id, "")
            if (row.manager_id == me) == (was == me):
                continue
            last = store.history(row.customer_id)[-1]
            way, other = ("in", was) if row.manager_id == me else ("out", row.manager_id)
            found.append(Change(way, names.get(row.customer_id, ""), other, row.from_on, row.source, last.reason))
        return found

    def called(self, manager_id: str) -> str:
        """A manager by name and number; empty for nobody."""
        return " ".join(filter(None, (self.names.get(manager_id, ""), manager_id))) if manager_id else ""

    def _published_managers(self, customers: Any) -> dict[str, str]:
        """Who looked after customers when the month was published: a manager's number, nothing of the customer."""
        return published_managers(self.publication.tables, list(customers))
