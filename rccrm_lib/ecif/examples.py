"""Where the duplicates come from, and what each rule has joined: shown to an analyst with values masked."""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.privacy import mask_address, mask_cert, mask_mobile, mask_name

EXAMPLES = """
WITH pick AS (  -- the hash spreads the examples over branches and years, and is the same in every run
    SELECT rule, customer_id, min((src_sys, cust_no)) AS joined
    FROM links WHERE rule <> 'SINGLE' GROUP BY rule, customer_id
    QUALIFY row_number() OVER (PARTITION BY rule ORDER BY md5(customer_id)) <= $n
),
beside AS (
    SELECT p.rule, p.customer_id, p.joined, min((l.src_sys, l.cust_no)) AS other
    FROM pick p JOIN links l ON l.customer_id = p.customer_id AND (l.src_sys, l.cust_no) <> p.joined
    GROUP BY ALL
),
shown AS (
    SELECT rule, customer_id, 1 AS place, joined AS record FROM beside
    UNION ALL SELECT rule, customer_id, 2, other FROM beside
)
SELECT s.rule, s.customer_id, r.src_sys, r.raw_name AS name, r.raw_cert_no AS cert_no,
       year(coalesce(r.birth_on, r.id_birth_on)) AS born, r.raw_phone AS mobile, r.address
FROM shown s JOIN records r ON r.src_sys = s.record[1] AND r.cust_no = s.record[2]
ORDER BY s.rule, s.customer_id, s.place
"""


SAMPLES = """
CREATE OR REPLACE TABLE rule_samples AS
WITH joined AS (
    SELECT e.rule AS reason, x.src_sys AS a_src_sys, x.cust_no AS a_cust_no, y.src_sys AS b_src_sys, y.cust_no AS b_cust_no
    FROM (SELECT DISTINCT rule, least(a, b) AS a, greatest(a, b) AS b FROM edges WHERE rule <> 'CONFIRMED') e
    JOIN records x ON x.rid = e.a JOIN records y ON y.rid = e.b
)
SELECT j.*, k.customer_id AS a_customer_id, l.customer_id AS b_customer_id
FROM joined j JOIN links k ON k.src_sys = a_src_sys AND k.cust_no = a_cust_no
JOIN links l ON l.src_sys = b_src_sys AND l.cust_no = b_cust_no
WHERE k.customer_id = l.customer_id
QUALIFY row_number() OVER (PARTITION BY reason ORDER BY md5(concat_ws('|', $salt, a_src_sys, a_cust_no, b_src_sys, b_cust_no)),
                           a_src_sys, a_cust_no, b_src_sys, b_cust_no) <= $n
ORDER BY ALL
"""


def sample_rules(con: duckdb.DuckDBPyConnection, *, salt: str, n: int = 50) -> None:
    """One row per pair that a rule has joined, `n` a rule: leaves `rule_samples`, for people to say whether the rule is right.

    Drawn by lot, another lot for another `salt` (the month): only pairs that nobody picked tell how right a rule is.
    """
    con.execute(SAMPLES, {"salt": salt, "n": n})


def count_duplicates(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per source system and per branch: level, unit, n_records, n_joined, n_repeated."""
    return con.execute(load_sql(__package__, "duplicates")).df()


def show_examples(con: duckdb.DuckDBPyConnection, *, n: int = 2) -> pd.DataFrame:
    """Two rows (records) per example, `n` examples a rule: rule, customer_id, src_sys and masked values.

    The first row is a record that the rule joined, the second another one of the same customer.
    """
    frame = con.execute(EXAMPLES.replace("$n", str(int(n)))).df()
    masks = {"name": mask_name, "cert_no": mask_cert, "mobile": mask_mobile, "address": mask_address}
    for column, mask in masks.items():
        frame[column] = [mask(text) if isinstance(text, str) else "" for text in frame[column]]
    return frame.astype({"born": "Int64"})
