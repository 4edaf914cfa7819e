"""What the page of transfers reads: the visitor's own customers, the managers, and what is in reach of a request's customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.shell.table_data import TableData
from rccrm_lib.apps.shell.table_state import Column
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.tables import open_with_scope, published_masters, published_tables
from rccrm_lib.core.org.reading import published_managers
from rccrm_lib.core.org.scope import Scope
from rccrm_lib.ocrm.portfolio import POOL, Speaker

RELATION, KEY = "mine", "customer_id"
#: Tasks that let somebody speak for a branch, and for the whole member.
FOR_BRANCH, FOR_MEMBER = "lead_branch", "assign_customers"
MOST = 500  # customers of one request: more is an assignment of its own, with a plan


@dataclass(frozen=True)
class Manager:
    """One manager who is there: number, name, branch."""

    manager_id: str
    name: str
    branch_id: str
    branch: str


@dataclass(frozen=True)
class Preview:
    """What a transfer would move, as far as the visitor reaches it: customers, assets, and whose household would be parted."""

    n: int
    aum_fen: int | None
    n_parted: int
    n_before: int
    from_pool: bool = False


class TransfersData:
    """A handle on the engine of one visitor."""

    def __init__(self, publication: Publication, sight: Sight) -> None:
        self._engine, self.scope = open_with_scope(publication, sight)
        self.managers = managers_there(self._engine, publication)
        self.columns = _columns(publication, sight)
        self._create_mine(publication)
        self.room = self._room(publication, sight)
        self.table = TableData(self._engine, RELATION, self.columns, key=KEY)

    def _create_mine(self, publication: Publication) -> None:
        self._engine.execute(f"""CREATE TABLE {RELATION} AS
            SELECT c.customer_id, c.name, t.tier, m.aum_avg_fen, coalesce(m.manager_id, '') AS manager_id,
                   coalesce(m.branch_id, '') AS branch_id, h.household_id
            FROM customers c LEFT JOIN customer_months m USING (customer_id)
            LEFT JOIN tiers t ON t.customer_id = c.customer_id AND t.month = ?
            LEFT JOIN household_members h ON h.customer_id = c.customer_id AND h.is_primary""", [publication.month])

    def _room(self, publication: Publication, sight: Sight) -> dict[str, tuple[int, int]]:
        """Manager -> customers now, and the most (0: no limit), of those in reach: the month's, and who came and went since."""
        if "portfolio_moves" not in published_tables(publication) or sight.level("manager") == "hidden":
            return {}
        since = sight.assigned(after=publication.as_of, day=sight.today(simulated=publication.simulated))
        now = {} if since is None else dict(zip(since["customer_id"], since["manager_id"], strict=True))
        before = published_managers(publication.tables, sorted(now))
        turns = [(manager, 1) for manager in now.values()] + [(before.get(one, ""), -1) for one in now]
        loads = self._engine.execute("SELECT manager_id, n_before, capacity_customers FROM portfolio_loads").fetchall()
        return {name: (n + sum(turn for one, turn in turns if one == name), most) for name, n, most in loads}

    def keeper_of(self, customers: Sequence[str]) -> tuple[str, str] | None:
        """The one manager and the one branch of these customers; nothing when they are several, or one is out of reach."""
        rows = self._engine.execute(f"SELECT manager_id, branch_id FROM {RELATION} WHERE {KEY} IN ({_marks(customers)})",
                                    list(customers)).fetchall()
        keepers = {row[0] for row in rows}
        if len(rows) != len(customers) or len(keepers) != 1:
            return None
        manager_id = keepers.pop()
        branch = self.managers[manager_id].branch_id if manager_id in self.managers else min(row[1] for row in rows)
        return manager_id, branch

    def preview(self, customers: Sequence[str], manager_id: str) -> Preview:
        """What these customers are, and how many of the households that they belong to would have members left behind."""
        chosen = f"SELECT * FROM {RELATION} WHERE {KEY} IN ({_marks(customers)})"
        n, aum = self._engine.execute(f"SELECT count(*), sum(aum_avg_fen)::BIGINT FROM ({chosen})", list(customers)).fetchone()
        parted = self._engine.execute(
            f"""SELECT count(DISTINCT household_id) FROM {RELATION} rest SEMI JOIN ({chosen}) one USING (household_id)
            WHERE rest.manager_id = ? AND rest.{KEY} NOT IN ({_marks(customers)})""",
            [*customers, manager_id, *customers]).fetchone()[0]
        held = self._engine.execute(f"SELECT count(*) FROM {RELATION} WHERE manager_id = ?", [manager_id]).fetchone()[0]
        return Preview(int(n), aum, int(parted), int(held), manager_id == POOL)

    def known(self, customers: Sequence[str]) -> list[tuple[str, str, str, int | None]]:
        """(customer_id, name, tier, assets) of those in reach, the largest first."""
        rows = self._engine.execute(f"""SELECT customer_id, name, coalesce(tier, ''), aum_avg_fen FROM {RELATION}
            WHERE {KEY} IN ({_marks(customers)}) ORDER BY aum_avg_fen DESC NULLS LAST, customer_id""", list(customers))
        return list(rows.fetchall())


def actor_of(sight: Sight, scope: Scope) -> Speaker:
    """In which capacity this visitor speaks: own number, units below, or for the whole member."""
    tasks, person = sight.role.tasks, sight.person
    return Speaker(person.person_id, person.role, person.manager_id if sight.role.reach == "own" else "",
                 frozenset(scope.units) if FOR_BRANCH in tasks else frozenset(),
                 FOR_MEMBER in tasks and scope.whole_member and not scope.refused)


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values)) or "NULL"


def managers_there(engine: Any, publication: Publication) -> dict[str, Manager]:
    """Who is there on the last day of the month, by number; nobody without a register."""
    masters = published_masters(publication)
    if "manager" not in masters:
        return {}
    branch = ("o.name", "LEFT JOIN org o ON o.org_id = m.branch_id") if "org" in masters else ("m.branch_id", "")
    rows = engine.execute(f"""SELECT m.manager_id, coalesce(m.name, m.manager_id), coalesce(m.branch_id, ''),
            coalesce({branch[0]}, m.branch_id, '')
        FROM manager m {branch[1]} WHERE coalesce(m.valid_to_on, DATE '9999-12-31') > ? ORDER BY 3, 1""",
                          [publication.as_of]).fetchall()
    return {row[0]: Manager(*row) for row in rows}


def _columns(publication: Publication, sight: Sight) -> tuple[Column, ...]:
    tiers = {tier.code: {"zh": tier.zh, "en": tier.en} for tier in publication.tiers}
    columns = (Column("name", "transfers.column.name"), Column("tier", "transfers.column.tier", "choice", choices=tiers),
               Column("aum_avg_fen", "transfers.column.aum", "money"), Column("manager_id", "transfers.column.manager",
                                                                                  empty="transfers.nobody"))
    fields = {"name": "name", "tier": "tier", "aum_avg_fen": "assets", "manager_id": "manager"}
    return tuple(one for one in columns if sight.level(fields[one.name]) != "hidden")
