"""The list of a day: order, limits, one per customer and household, what is left out and why."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rccrm_lib.core.worklist_settings import REASONS, WorklistSettings
from rccrm_lib.ocrm.worklist import count_left_out, list_day
from tests.ocrm.worklist.frames import DAY, answers, contacts, item, items

SETTINGS = WorklistSettings()


def listed(frame: pd.DataFrame, said: pd.DataFrame | None = None, met: pd.DataFrame | None = None, *, day: date = DAY,
           settings: WorklistSettings = SETTINGS, useful: dict[str, float] | None = None, complaints: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
    return list_day(frame, answers() if said is None else said, contacts() if met is None else met, day=day, settings=settings,
                    useful=useful, complaints=complaints, unreached=("no_answer", "absent"), deaths=("dead",))


def causes_of(result) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return dict(zip(result.left_out["item_id"], result.left_out["cause"], strict=True))


def test_duties_whose_day_has_come_stand_first_then_value_per_minute() -> None:
    frame = items(item("A", "at_risk", kind="model", value_fen=90_000, minutes=30), item("B", "loan"),
                  item("C", "loan", due_on=DAY - timedelta(days=2)), item("D", "deposit", kind="care", value_fen=60_000),
                  item("E", "document", due_on=DAY + timedelta(days=5)), item("F", "birthday", kind="care"))
    assert list(listed(frame).today["customer_id"]) == ["C", "B", "D", "A", "E", "F"]


def test_a_backlog_of_routine_contacts_does_not_keep_what_has_value_off_the_list() -> None:
    late = [item(f"S{n:02}", "service", minutes=5, due_on=DAY - timedelta(days=20 - n)) for n in range(20)]
    frame = items(*late, item("V", "at_risk", kind="model", value_fen=90_000), item("L", "loan"),
                  item("B", "birthday", kind="care"))
    order = [f"S{n:02}" for n in range(6)]
    rest = [f"S{n:02}" for n in range(6, 20)]
    assert list(listed(frame).today["customer_id"]) == ["L", *order, "V", *rest[:7]]
    assert len(listed(frame).overdue) == 20
    met = contacts({"customer_id": "S00", "item_id": "service-S00"}, {"customer_id": "S01", "item_id": "service-S01"})
    assert list(listed(frame, met=met).today["customer_id"]) == ["L", *order[2:], "V", *rest[:7]], "nobody moves up to the top"


def test_of_routine_contacts_a_household_counts_once_among_the_first() -> None:
    late = [item(f"S{n:02}", "service", minutes=5, household_id=f"H{n // 2}", due_on=DAY - timedelta(days=20 - n))
            for n in range(16)]
    today = listed(items(*late, item("V", "at_risk", kind="model", value_fen=90_000))).today
    assert list(today["customer_id"]) == ["S00", "S02", "S04", "S06", "S08", "S10", "V", "S12", "S14"]


def test_a_complaint_and_a_referral_come_first_long_before_their_last_day() -> None:
    late = DAY + timedelta(days=14)
    frame = items(item("V", "at_risk", kind="model", value_fen=90_000), item("C", "case", due_on=late),
                  item("L", "loan", due_on=late), item("R", "lead", due_on=late))
    assert list(listed(frame).today["customer_id"]) == ["C", "R", "V", "L"]


def test_what_people_called_useful_comes_before_what_they_did_not() -> None:
    frame = items(item("A", "at_risk", kind="model", value_fen=100), item("B", "near", kind="model", value_fen=90))
    assert list(listed(frame).today["customer_id"]) == ["A", "B"]
    assert list(listed(frame, useful={"at_risk": 0.2, "near": 0.9}).today["customer_id"]) == ["B", "A"]


def test_a_customer_stands_once_with_the_other_reasons_folded_in() -> None:
    row = listed(items(item("A", "loan"), item("A", "deposit", kind="care"), item("A", "birthday", kind="care"))).today.iloc[0]
    assert (row["reason"], row["folded"]) == ("loan", ("birthday-A", "deposit-A"))


def test_a_household_stands_once_and_names_the_others() -> None:
    result = listed(items(item("A", "loan", household_id="H1"), item("B", "deposit", kind="care", household_id="H1")))
    assert list(result.today["customer_id"]) == ["A"]
    assert result.today.iloc[0]["home"] == ("B",)
    assert causes_of(result) == {"deposit-B": "home"}


def test_the_day_ends_with_its_minutes_and_its_number_of_items() -> None:
    many = items(*(item(f"C{n:02}", "loan", minutes=30) for n in range(20)))
    assert len(listed(many).today) == 10  # 300 minutes
    short = items(*(item(f"C{n:02}", "loan", minutes=5) for n in range(20)))
    assert len(listed(short).today) == 15
    assert count_left_out(listed(short)) == {"full": 5}
    assert len(listed(short).overdue) == 0
    assert len(listed(items(*(item(f"C{n:02}", "loan", due_on=DAY - timedelta(days=1)) for n in range(20)))).overdue) == 20


def test_what_was_done_today_keeps_its_place_so_that_the_list_does_not_fill_up() -> None:
    short = items(*(item(f"C{n:02}", "loan", minutes=5) for n in range(20)))
    first = listed(short).today
    after = listed(short, met=contacts({"customer_id": "C00", "item_id": "loan-C00"})).today
    assert list(after["customer_id"]) == list(first["customer_id"])[1:]


def test_a_promise_that_was_kept_today_keeps_its_place_too() -> None:
    short = items(*(item(f"C{n:02}", "loan", minutes=5) for n in range(20)))
    promised = {"customer_id": "P", "on_day": "2026-10-01", "promise": "利率表", "next_on": DAY.isoformat()}
    assert len(listed(short, met=contacts(promised)).today) == 15
    kept = contacts(promised, {"customer_id": "P", "item_id": "promise-1"})
    assert len(listed(short, met=kept).today) == 14


def test_answers_act_and_not_now_comes_back_on_its_day() -> None:
    frame = items(item("A", "loan"), item("B", "loan"), item("C", "loan"))
    said = pd.concat([answers(("loan-A", "A", "done")), answers(("loan-B", "B", "wrong")),
                      answers(("loan-C", "C", "later"), until=(DAY + timedelta(days=3)).isoformat())])
    assert causes_of(listed(frame, said)) == {"loan-A": "done", "loan-B": "wrong", "loan-C": "later"}
    back = listed(frame, said, day=DAY + timedelta(days=3))
    assert list(back.today["customer_id"]) == ["C"]


def test_a_reason_that_was_wrong_for_a_customer_stays_away_for_months_under_another_cycle_too() -> None:
    frame = items(item("A", "near", item_id="near-next", kind="model"), item("A", "loan", item_id="loan-next"))
    said = answers(("near-last", "A", "wrong"), on=date(2026, 6, 1))
    assert causes_of(listed(frame, said)) == {"near-next": "wrong"}
    assert causes_of(listed(frame, answers(("near-last", "A", "wrong"), on=date(2026, 4, 1)))) == {}


def test_after_a_contact_the_customer_and_the_household_are_left_in_peace_but_for_duties() -> None:
    frame = items(item("A", "deposit", kind="care", household_id="H1"), item("A", "loan", household_id="H1"),
                  item("B", "near", kind="model", household_id="H1"))
    result = listed(frame, met=contacts({"customer_id": "A", "household_id": "H1", "on_day": "2026-10-05"}))
    assert causes_of(result) == {"deposit-A": "contacted", "near-B": "household"}
    assert list(result.today["item_id"]) == ["loan-A"]
    later = listed(frame, met=contacts({"customer_id": "A", "household_id": "H1", "on_day": "2026-09-28"}))
    assert causes_of(later) == {"near-B": "home"}


def test_whoever_was_not_reached_is_tried_again_tomorrow() -> None:
    met = contacts({"customer_id": "A", "result": "no_answer", "item_id": "loan-A"})
    assert causes_of(listed(items(item("A", "loan")), met=met)) == {"loan-A": "tried"}
    assert len(listed(items(item("A", "loan")), met=met, day=DAY + timedelta(days=1)).today) == 1


def test_whoever_died_is_not_called_again_and_the_family_is_left_in_peace_for_a_while() -> None:
    frame = items(item("A", "loan"), item("A", "birthday", kind="care"), item("B", "birthday", kind="care", household_id="H1"))
    met = contacts({"customer_id": "A", "household_id": "H1", "on_day": "2026-09-20", "result": "dead"})
    assert causes_of(listed(frame, met=met)) == {"loan-A": "death", "birthday-A": "death"}
    assert causes_of(listed(frame, met=met.assign(on_day="2026-10-10")))["birthday-B"] == "household"


def test_an_open_complaint_leaves_only_the_complaint() -> None:
    result = listed(items(item("A", "case"), item("A", "loan"), item("B", "loan")), complaints=("A",))
    assert sorted(result.today["item_id"]) == ["case-A", "loan-B"]
    assert causes_of(result) == {"loan-A": "complaint"}


def test_a_promise_is_an_item_of_its_day_until_the_next_contact() -> None:
    met = contacts({"customer_id": "A", "on_day": "2026-10-01", "promise": "利率表", "next_on": DAY.isoformat(), "seq": 7})
    assert list(listed(items(), met=met).today["item_id"]) == ["promise-7"]
    assert len(listed(items(), met=met, day=DAY - timedelta(days=1)).today) == 0
    again = pd.concat([met, contacts({"customer_id": "A", "seq": 8})])
    assert len(listed(items(), met=again).today) == 0


def test_what_a_contact_settled_that_was_recorded_for_another_reason_is_done() -> None:
    frame = items(item("A", "service", minutes=30), item("B", "service", minutes=30))
    result = list_day(frame, answers(), contacts(), day=DAY, settings=SETTINGS, served=("service-A",))
    assert causes_of(result) == {"service-A": "done"} and list(result.today["customer_id"]) == ["B"]


@st.composite
def days(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Items, answers and contacts that may meet in any way."""
    rows = []
    for customer in range(draw(st.integers(0, 25))):
        home = draw(st.sampled_from([None, "H1", "H2", "H3"]))
        for reason in draw(st.lists(st.sampled_from(sorted(set(REASONS) - {"promise"})), unique=True, min_size=1, max_size=3)):
            how = REASONS[reason]
            rows.append(item(f"C{customer:02}", reason, household_id=home, kind=how.kind, minutes=how.minutes,
                             due_on=DAY + timedelta(days=draw(st.integers(-5, 5))),
                             value_fen=draw(st.none() | st.integers(0, 10**6)) if how.kind != "duty" else None))
    said = [(row["item_id"], row["customer_id"], answer) for row in rows
            if (answer := draw(st.sampled_from(["", "", "", "wrong", "done", "later", "useful"])))]
    met = [{"customer_id": row["customer_id"], "household_id": row["household_id"] or "", "result": result,
            "on_day": (DAY - timedelta(days=draw(st.integers(0, 30)))).isoformat()} for row in rows
           if (result := draw(st.sampled_from(["", "", "", "agreed", "no_answer"])))]
    return items(*rows), answers(*said, until="2026-10-20"), contacts(*met)


@hypothesis_settings(max_examples=25)
@given(days(), st.randoms(use_true_random=False))
def test_the_laws_of_a_day(made: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], random: object) -> None:
    frame, said, met = made
    result = listed(frame, said, met)
    today = result.today
    assert len(today) <= SETTINGS.most_items
    assert int(today["minutes"].sum()) <= SETTINGS.minutes_a_day
    assert today["customer_id"].is_unique
    homes = today.loc[today["household_id"] != "", "household_id"]
    assert homes.is_unique
    closed = set(said.loc[said["answer"].isin(["wrong", "done", "later"]), "item_id"])
    assert not set(today["item_id"]) & closed
    folded = {one for row in today["folded"] for one in row}
    assert not folded & closed
    shown, left = set(today["item_id"]) | folded, set(result.left_out["item_id"])
    assert not shown & left
    assert shown | left == set(frame["item_id"])  # every open item is shown, folded in, or left out for a reason
    assert (result.left_out["cause"] != "").all()
    order = np.array(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    again = listed(frame.iloc[order].reset_index(drop=True), said.iloc[::-1], met)
    pd.testing.assert_frame_equal(again.today, today)
    pd.testing.assert_frame_equal(again.left_out, result.left_out)
