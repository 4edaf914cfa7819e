"""The hard pairs of tests/cases/pairs.yaml."""

from pathlib import Path

import pytest
import yaml

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "pairs.yaml").read_text(encoding="utf-8"))
SYSTEMS = ("CORE", "LOAN", "EBANK", "ARCH", "WEALTH")


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
@pytest.mark.parametrize("backward", [False, True], ids=["forward", "backward"])
def test_hard_pairs(case, backward, con, add, merge):
    for place, record in sorted(enumerate(case["records"]), reverse=backward):
        add("cif_person", src_sys=SYSTEMS[place], cust_no=str(place + 1), **record)
    links = merge()
    place = links["cust_no"].astype(int)
    groups = sorted(sorted(places) for places in place.groupby(links["customer_id"]).agg(list))
    assert groups == case["customers"]
    asked = con.execute("SELECT a_cust_no::INT, b_cust_no::INT, reason FROM review_pairs").fetchall()
    found = sorted([min(a, b), max(a, b), reason] for a, b, reason in asked)
    assert found == sorted(case.get("review", []))
