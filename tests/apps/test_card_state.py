"""The state of the page: every event gives a new state, and a hostile one gives the same state back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rccrm_lib.apps.card_data import CardData
from rccrm_lib.apps.card_state import MAX_QUERY, CardState, apply_event, check_query, open_customer, split_query
from tests.apps.published_month import STAR


def _after(reader: CardData, *events: object) -> CardState:
    state = CardState()
    for event in events:
        state = apply_event(state, event, reader=reader)
    return state


SEARCH_MANY = {"kind": "search", "text": "张伟"}
SEARCH_STAR = {"kind": "search", "text": "欧阳春兰"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", "too_short"), ("张", "too_short"), ("123", "too_short"), ("张伟 12", "too_short"), ("张伟", ""), ("1234", ""),
     ("12X4", ""), ("张伟 1234", ""), ("李" * (MAX_QUERY + 1), "too_long"), ("Li", "")],
)
def test_a_search_text_is_checked(text: str, problem: str) -> None:
    assert check_query(text) == problem


def test_full_width_digits_and_commas_count_as_plain_ones() -> None:
    assert split_query("张伟，５６７８") == ("张伟", "5678")


def test_a_list_waits_for_a_choice_and_a_single_hit_opens(card_reader: CardData) -> None:
    many = _after(card_reader, SEARCH_MANY)
    assert many.card is None and many.found.total == 21
    one = _after(card_reader, SEARCH_STAR)
    assert one.card is not None and one.card.customer_id == STAR["customer_id"]


def test_a_row_is_picked_only_from_the_search_that_shows_it(card_reader: CardData) -> None:
    many = _after(card_reader, SEARCH_MANY)
    picked = apply_event(many, {"kind": "pick", "search_no": many.search_no, "row": 2}, reader=card_reader)
    assert picked.card is not None and picked.card.customer_id == many.found.hits[2].customer_id
    late = apply_event(many, {"kind": "pick", "search_no": many.search_no - 1, "row": 2}, reader=card_reader)
    assert late == many


def test_a_relative_opens_from_the_card(card_reader: CardData) -> None:
    state = _after(card_reader, SEARCH_STAR, {"kind": "relative", "row": 1})
    assert state.card is not None and state.card.customer_id == "C0000000001Z"


def test_a_new_search_closes_the_card_and_a_wrong_one_says_why(card_reader: CardData) -> None:
    state = _after(card_reader, SEARCH_STAR, {"kind": "search", "text": "无此人也"})
    assert (state.card, state.problem, state.found.total) == (None, "none", 0)


hostile = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6,
)


@given(kind=st.sampled_from(["pick", "relative", "unmask", "back", "search", "open", ""]), row=hostile, text=hostile)
def test_hostile_events_never_raise_and_never_open_a_card(
    card_reader: CardData, kind: str, row: object, text: object
) -> None:
    state = _after(card_reader, SEARCH_MANY)
    rows = range(len(state.found.hits))
    event = {"kind": kind, "row": row, "to": row, "search_no": text, "text": row if kind == "search" else text}
    after = apply_event(state, event, reader=card_reader)
    if kind != "search" and not (isinstance(row, int) and row in rows):
        assert after.card is None


WRONG_EVENTS: list[object] = [
    None, 7, "pick", [],
    {"kind": "pick", "row": True, "search_no": 1},
    {"kind": "pick", "row": -1, "search_no": 1},
    {"kind": "pick", "row": 99, "search_no": 1},
    {"kind": "search", "text": ["张伟"]},
    {"kind": "relative", "row": 0},
]


@pytest.mark.parametrize("event", WRONG_EVENTS)
def test_wrong_events_change_nothing(card_reader: CardData, event: object) -> None:
    state = _after(card_reader, SEARCH_MANY)
    assert apply_event(state, event, reader=card_reader) == state


def test_without_a_month_nothing_happens() -> None:
    assert apply_event(CardState(), SEARCH_MANY, reader=None) == CardState()


def test_an_address_opens_a_customer_in_reach_and_nobody_else(card_reader: CardData) -> None:
    assert open_customer(CardState(), STAR["customer_id"], reader=card_reader).card is not None
    nobody = open_customer(CardState(), "C000000000NO", reader=card_reader)
    assert (nobody.card, nobody.problem) == (None, "out_of_reach")
