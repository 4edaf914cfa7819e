"""The card over the sample as the pipeline really published it: every kind of customer opens, masked, in both languages."""

import json
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.apps import card_chart
from rccrm_lib.apps.card_data import CardData
from rccrm_lib.apps.card_state import CardState
from rccrm_lib.apps.card_view import Opened, page_view
from rccrm_lib.apps.publication import Publication, find_publication
from rccrm_lib.core.words import Words
from tests.apps.sights import make_sight

EVERY = 10  # every tenth customer keeps the test short and still meets every nature


@pytest.mark.slow
def test_cards_of_the_sample_open_masked(published_sample: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_chart, "_drawing", lambda *_, **__: "")  # the drawing has tests of its own
    source = find_publication(published_sample.config.parent / "outputs")
    assert isinstance(source, Publication) and len(source.tiers) == 6
    sight = make_sight(source.tables, "department", member=source.member_id)
    reader = CardData(source, sight)
    people = pd.read_parquet(published_sample.table("customers")).sort_values("customer_id").iloc[::EVERY]
    assert people["nature"].nunique() >= 3
    for person in people.itertuples():
        for language in ("zh", "en"):
            state = CardState(card=reader.read_card(person.customer_id))
            text = json.dumps(page_view(state, Opened(source, 0, sight), Words(language)), ensure_ascii=False)
            secrets = [person.cert_no, person.mobile, person.customer_id]
            assert [s for s in secrets if isinstance(s, str) and len(s) > 4 and s in text] == []
            assert "NaN" not in text and "NaT" not in text and "None" not in text
