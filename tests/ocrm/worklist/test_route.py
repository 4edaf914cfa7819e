"""Visits by village: together what lies together, first what is most urgent."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.ocrm.worklist import plan_route


def test_villages_of_a_township_go_together_the_most_urgent_first() -> None:
    rows = pd.DataFrame({"customer_id": ["a", "b", "c", "d", "e"]})
    places = pd.DataFrame([("a", "V1", "东乡"), ("b", "V9", "西乡"), ("c", "V2", "东乡"), ("d", "V1", "东乡"), ("e", None, None)],
                          columns=["customer_id", "village_id", "township"])
    route = plan_route(rows, places)
    assert list(route["customer_id"]) == ["a", "d", "c", "b", "e"]
    assert list(route["stop"]) == [1, 1, 2, 3, 4]


def test_no_visit_is_no_stop() -> None:
    empty = pd.DataFrame({"customer_id": pd.Series(dtype=object)})
    assert plan_route(empty, empty.assign(village_id="", township="")).empty
