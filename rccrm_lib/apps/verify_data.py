"""Visits that a lot drew and somebody else than the visitor verifies: whom to ask, and the verdict. For the board and call-backs.

Customers are those in reach, as the post is given them; who was where and what was said of it stands in the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args

from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.sight import Sight, WithStore
from rccrm_lib.apps.tables import manager_names, published_masters
from rccrm_lib.core.settings import Settings
from rccrm_lib.core.store import Contacts, Decisions
from rccrm_lib.core.store.contacts import Verdict
from rccrm_lib.ocrm import service

Row = Mapping[str, Any]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
DRAW_WEEKS, READ_DAYS = 8, 120  # weeks that are drawn late at most; days of contacts in which their visits are found
DOUBT_WEEKS = 8  # for which a visit that was not as recorded is shown
MOST_KEY = 40
#: Whom to ask; what a post is not given is missing. The place is the village, for posts that are given addresses.
ASKED = """
SELECT c.customer_id, c.name, c.mobile, c.death_on IS NOT NULL AS is_dead, {village} AS village, {branch} AS branch
FROM customers c LEFT JOIN customer_months m USING (customer_id)
WHERE c.customer_id IN (SELECT unnest(?::VARCHAR[]))
"""


@dataclass(frozen=True)
class Queue:
    """Drawn visits with customers in reach that somebody else recorded.

    `rows`: to be asked now, oldest first; `put_off`: not reached today, so tomorrow; `given`: what this person said today, the
    newest first; `n_settled`: verified this week, by anybody.
    """

    rows: tuple[Row, ...] = ()
    put_off: tuple[Row, ...] = ()
    given: tuple[Row, ...] = ()
    n_settled: int = 0


class VerifyDesk(WithStore):
    """The verification of visits by one person, over one month's engine. `today`: weeks before its week are drawn."""

    def __init__(self, con: Any, publication: Publication, sight: Sight, *, settings: Settings, today: date) -> None:
        self._con, self._publication, self.sight, self._today = con, publication, sight, today
        self._rules, self._clock = settings.contacts.verification, settings.cases
        self._masters = published_masters(publication)
        self._lots = service.Lots(self.part(Decisions), sight.person.member_id)

    @property
    def is_task(self) -> bool:
        """Whether this post verifies visits."""
        return self._rules.by_task in self.sight.role.tasks

    def day(self, now: float) -> date:
        """The day of a moment: lots and verdicts go by the clock, also over a simulated month."""
        return service.local_day(now, settings=self._clock)

    def draw_missing(self, contacts: Any, *, now: float) -> None:
        """Draw the weeks that are over, from the contacts of the whole member; whoever has the task does it by looking."""
        if not self.is_task:
            return
        oldest = self._today - timedelta(weeks=DRAW_WEEKS)
        late = contacts[contacts["at"] >= datetime.combine(oldest, time(), UTC).timestamp() - service.DAY_SECONDS]
        over = service.weeks_over(late, today=self._today, settings=self._clock)
        recent = over[over["week"] >= f"{oldest}"]
        self._lots.draw_missing(recent, share=self._rules.share, now=now)

    def read(self, *, now: float) -> Queue:
        """The queue as it stands."""
        if not self.is_task:
            return Queue()
        day, person = f"{self.day(now)}", self.sight.person.person_id
        monday = f"{self.day(now) - timedelta(days=self.day(now).weekday())}"
        rows = self._asked(self._followed(day=self.day(now), monday=monday))
        given = [row for row in rows if (row["by"], row["said_on"]) == (person, day)]
        return Queue(
            rows=tuple(row for row in rows if row["waits"] and row["said_on"] < day),
            put_off=tuple(row for row in rows if row["waits"] and row["said_on"] >= day),
            given=tuple(sorted(given, key=lambda row: -row["said_at"])),
            n_settled=sum(row["verdict"] != "" and not row["waits"] and row["said_on"] >= monday for row in rows))

    def doubtful(self, *, now: float) -> tuple[Row, ...]:
        """Visits to customers in reach that were not as recorded, by the last verdict, given in the last weeks; the newest first.

        `by`: who asked the customer. The own visits are left out, and those whose record was corrected since.
        """
        since = f"{self.day(now) - timedelta(weeks=DOUBT_WEEKS)}"
        last = self.part(Contacts).checks().drop_duplicates("contact_seq", keep="last")
        said = last[["contact_seq", "verdict"]].assign(by=last["person_id"], said_at=last["at"],
                                                       said_on=service.local_days(last["at"], settings=self._clock))
        said = said[(said["verdict"] == "doubtful") & (said["said_on"] >= since)]
        visits = self.part(Contacts).numbered(set(said["contact_seq"]))
        rows = visits[visits["person_id"] != self.sight.person.person_id].merge(said, left_on="seq", right_on="contact_seq")
        return tuple({**row, "asked_by": self._account(row["by"])}
                     for row in self._asked(rows.sort_values(["said_at", "seq"], ascending=False)))

    def give(self, visit: Row, verdict: Verdict, event: Row, *, now: float) -> None:
        """Write a verdict. Raises StaleWrite when another one came after this person looked; who, says `last_by`."""
        person, key = self.sight.person, event.get("key")
        if not isinstance(key, str) or not 0 < len(key) <= MOST_KEY:
            raise ValueError("an event that writes carries its key")
        self.part(Contacts).check(int(visit["seq"]), verdict, note="", key=f"verify {person.person_id} {key}",
                                  seen=visit["n_checks"], person_id=person.person_id, role=person.role, now=now)

    def may_give(self) -> bool:
        """Whether this person verifies visits, now as when the page was opened."""
        return self.is_task and self.people.find_person(self.sight.person.person_id) == self.sight.person

    def last_by(self, visit: Row) -> str:
        """Who gave the last verdict on a visit: the name, for whoever comes second."""
        checks = self.part(Contacts).checks()
        return self._account(str(checks.loc[checks["contact_seq"] == visit["seq"], "person_id"].iloc[-1]))

    def _followed(self, *, day: date, monday: str) -> Any:
        """Drawn visits that somebody else recorded, but for those that were settled before this week."""
        lots, checks = self._lots.drawn(), self.part(Contacts).checks()
        last = checks.drop_duplicates("contact_seq", keep="last")
        said_on = service.local_days(last["at"], settings=self._clock)
        settled = last.loc[(last["verdict"] != "not_reached") & (said_on < monday), "contact_seq"]
        contacts = self.part(Contacts).numbered(set(lots["contact_seq"]) - set(settled))
        rows = service.follow_drawn(lots, contacts, checks, today=day, within_days=self._rules.within_days, settings=self._clock)
        return rows[rows["person_id"] != self.sight.person.person_id]

    def _asked(self, rows: Any) -> list[Row]:
        """The same with whom to ask: masked as the post sees them, and nobody out of reach."""
        query = ASKED.format(village=self._named("village", "c.village_id"),
                             branch=self._named("org", "coalesce(m.branch_id, c.branch_id)"))
        cursor = self._con.execute(query, [list(dict.fromkeys(rows["customer_id"]))])
        columns = [column[0] for column in cursor.description]
        found = {row[0]: dict(zip(columns, row, strict=True)) for row in cursor.fetchall()}
        here = rows[rows["customer_id"].isin(found)]
        managers = manager_names(self._con, self._publication)
        people = {one: self._account(one) for one in here["person_id"].unique()}
        return [row | found[row["customer_id"]] | {"visitor": managers.get(row["manager_id"]) or people[row["person_id"]]}
                for row in here.to_dict("records")]

    def _named(self, table: str, code: str) -> str:
        """The name of a code where the master was published, otherwise the code."""
        return f"coalesce((SELECT t.name FROM {table} t WHERE t.{table}_id = {code}), {code})" if table in self._masters else code

    def _account(self, person_id: str) -> str:
        person = self.people.find_person(person_id)
        return person.name if person else person_id
