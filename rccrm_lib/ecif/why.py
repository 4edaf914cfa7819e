"""Why two records are one customer, or not: the evidence of each field in bits, values masked."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.errors import InputError
from rccrm_lib.core.privacy import mask_address, mask_cert, mask_mobile, mask_name
from rccrm_lib.core.settings import MatchSettings
from rccrm_lib.ecif.compare import MISSING, Compared, compare_pairs
from rccrm_lib.ecif.entries import add_shares
from rccrm_lib.ecif.kinds import KINDS
from rccrm_lib.ecif.residual import COMMON
from rccrm_lib.ecif.scored import read_weights
from rccrm_lib.ecif.weights import Weights, chance_of, field_bits, pair_bits

MASKS: dict[str, Callable[[str | None], str]] = {
    "name": mask_name, "organisation": mask_name, "phone": mask_mobile, "address": mask_address, "identity": mask_cert,
    "date": lambda text: f"{text[:4]}-**-**" if text else "", "sex": lambda text: text or "",
}


@dataclass(frozen=True)
class Why:
    """`evidence`: field, level, a_value, b_value (masked), bits, the last two rows `kin` and `prior`; `bits` and
    `chance` are their sum. `is_one`: whether the month made them one customer; `rules`: of the two
    records; `two_numbers`: each holds a valid number, and they differ."""

    evidence: pd.DataFrame
    bits: float
    chance: float
    is_one: bool
    rules: tuple[str, str]
    two_numbers: bool
    records: tuple[str, str]


def explain_pair(con: duckdb.DuckDBPyConnection, a: str, b: str, *, settings: MatchSettings | None = None) -> Why:
    """The evidence between two source records ("SYSTEM:NUMBER") or customers (the pair of records that fits best).

    Reads records, links and match_weights of a published month.
    """
    left, right = _find(con, a), _find(con, b)
    kinds = {kind for _, kind in [*left, *right]}
    if len(kinds) > 1:
        raise InputError(f"{a} and {b} are a person and an organisation", "two of one kind",
                         "owner and business are linked, never merged")
    weights = _load_entries(con, kinds.pop(), settings or MatchSettings())
    compared = _compare(con, [rid for rid, _ in left], [rid for rid, _ in right], weights)
    bits = pair_bits(compared, weights)
    at = int(np.argmax(bits))
    return _tell(con, compared, weights, at, float(bits[at]))


def _find(con: duckdb.DuckDBPyConnection, name: str) -> list[tuple[int, str]]:
    """Records (rid, kind of party) of a record's or customer's name."""
    system, _, number = name.partition(":")
    where = "l.src_sys = ? AND l.cust_no = ?" if number else "l.customer_id = ?"
    found = con.execute("SELECT r.rid, r.party_kind FROM links l JOIN records r USING (src_sys, cust_no) "
                        f"WHERE {where} ORDER BY r.rid", [system, number] if number else [name]).fetchall()
    if not found:
        raise InputError("no such record or customer in this month", "SYSTEM:NUMBER or a customer id",
                         "look into the table `links` of the month", value=name if not number else system)
    return found


def _load_entries(con: duckdb.DuckDBPyConnection, party_kind: str, settings: MatchSettings) -> Weights:
    frame = con.execute("SELECT * FROM match_weights WHERE party_kind = ? ORDER BY place, level_no", [party_kind]).df()
    weights = read_weights(frame)
    con.execute(PHONE_USE)
    con.execute("CREATE OR REPLACE TEMP TABLE settled AS SELECT rid, rid AS cluster, FALSE AS is_loose FROM records")
    con.execute(load_sql(__package__, "residual").replace("$shared_phone_over", str(settings.shared_phone_over)))
    add_shares(con, f"{party_kind}_entries", weights.fields, expected=COMMON)
    return weights


PHONE_USE = """
CREATE OR REPLACE TEMP TABLE phone_use AS
SELECT phone, count(DISTINCT (name_key, coalesce(birth_on, id_birth_on)))::BIGINT AS n_persons
FROM records WHERE phone IS NOT NULL AND party_kind = 'person' GROUP BY phone
"""


def _compare(con: duckdb.DuckDBPyConnection, left: Collection[int], right: Collection[int], weights: Weights) -> Compared:
    pairs = sorted({(min(x, y), max(x, y)) for x in left for y in right if x != y})
    if not pairs:
        raise InputError("this is one and the same record", "two records or customers", "name another one")
    con.register("why_frame", pd.DataFrame(pairs, columns=["a", "b"]))
    compared = compare_pairs(con, "why_frame", weights.fields)
    con.unregister("why_frame")
    return compared


def _tell(con: duckdb.DuckDBPyConnection, compared: Compared, weights: Weights, at: int, bits: float) -> Why:
    a, b = int(compared.a[at]), int(compared.b[at])
    values = {rid: con.execute(f"SELECT {', '.join(one.column for one in weights.fields)} FROM entries WHERE rid = ?",
                               [rid]).fetchall()[0] for rid in (a, b)}
    same = field_bits(compared, weights)[0][at]
    rows = []
    for place, one in enumerate(weights.fields):
        level = int(compared.levels[at, place])
        code = "missing" if level == MISSING else KINDS[one.kind].levels[level].code
        mask = MASKS[one.kind]
        rows.append((one.name, code, mask(values[a][place]), mask(values[b][place]), float(same[place])))
    prior = float(np.log2(weights.prior_same))
    rows += [("kin", "kin", "", "", bits - prior - float(same.sum())), ("prior", "prior", "", "", prior)]
    told = {rid: (customer, rule, number, name) for rid, customer, rule, number, name in con.execute(TOLD, [a, b]).fetchall()}
    two = None not in (told[a][2], told[b][2]) and told[a][2] != told[b][2]
    evidence = pd.DataFrame(rows, columns=["field", "level", "a_value", "b_value", "bits"])
    return Why(evidence, bits, float(chance_of(np.array(bits))),
               told[a][0] == told[b][0], (told[a][1], told[b][1]), two, (told[a][3], told[b][3]))


TOLD = """
SELECT r.rid, l.customer_id, l.rule, coalesce(r.id18, r.org_code), l.src_sys || ':' || l.cust_no
FROM records r JOIN links l USING (src_sys, cust_no) WHERE r.rid IN (?, ?) ORDER BY r.rid
"""


def say_why(why: Why, words: Callable[..., str]) -> str:
    """The explanation in words that a branch understands, one line per field."""
    verdict = "one" if why.is_one else "two_numbers" if why.two_numbers else "apart"
    lines = [words(f"ecif.why.{verdict}", a=why.records[0], b=why.records[1])]
    if why.is_one:
        rules = dict.fromkeys(words(f"ecif.rule.{rule}") for rule in why.rules)
        lines.append(words("ecif.why.rule", rules="; ".join(rules)))
    for row in why.evidence.itertuples(index=False):
        shown = f" ({row.a_value} / {row.b_value})" if row.a_value or row.b_value else ""
        lines.append(f"{row.bits:+7.1f}  {words(f'ecif.field.{row.field}')}: {words(f'ecif.level.{row.level}')}{shown}")
    lines.append(words("ecif.why.sum", bits=f"{why.bits:+.1f}", chance=f"{why.chance:.2%}"))
    return "\n".join(lines)
