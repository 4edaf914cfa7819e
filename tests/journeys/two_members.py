"""Two members in one configuration: the published sample, and a small one whose stages run without notebooks.

Into both, marker values are planted: a customer of another branch, and one of the other member. Nothing of them may ever be
seen by somebody who may not.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from rccrm_lib import flow
from rccrm_lib.core.settings import load_settings
from rccrm_lib.simulate import ErrorSettings, write_extracts
from tests.conftest import PublishedSample, write_config

A, B, MONTH = "360199", "360198", "2026-09"
SHARED = 15  # persons who bank with both
#: What is planted: name, certificate, mobile, address, and the number of a source record.
MARKS = {
    "B": {"name": "甪里无双", "cert_no": "990101194901017777", "mobile": "19900007777", "address": "独一县独一镇独一村七组77号"},
    "branch": {"name": "亓官无二", "cert_no": "990202194902028888", "mobile": "19900008888",
               "address": "无二县无二镇无二村八组88号"},
}
MARKED_RECORD = {"B": "ZZMARK7777777", "branch": "ZZMARK8888888"}


@dataclass(frozen=True)
class TwoMembers:
    """The configuration, the outputs, who was marked, and where in A somebody may look."""

    config: Path
    outputs: Path
    marked: dict[str, str]
    manager: str
    branch: str

    def markers(self, *whose: str) -> list[str]:
        """Everything that was planted, of one or both."""
        return [text for one in whose or MARKS
                for text in (*MARKS[one].values(), MARKED_RECORD[one], MARKS[one]["name"][:2], MARKS[one]["cert_no"][-6:])]


def build_two_members(folder: Path, sample: PublishedSample) -> TwoMembers:
    """The sample copied, the second member made, both marked."""
    write_extracts(out=folder / "bank", n_members=2, n_persons=150, n_months=2, start="2026-08", seed=3, errors=ErrorSettings())
    config = write_config(folder, extracts=folder / "bank" / "extracts")
    with config.open("a", encoding="utf-8") as file:
        file.write(f'\n[members.{B}]\nname_zh = "乙县农村信用合作联社"\nname_en = "B County RCC"\n')
    outputs = load_settings(config).paths.outputs
    shutil.copytree(sample.folder, outputs / A / MONTH)
    _run_stages(config, outputs / B / MONTH)
    first, second = outputs / A / MONTH / "tables", outputs / B / MONTH / "tables"
    _share(first, second)
    months = pd.read_parquet(first / "customer_months.parquet")
    manager = months["manager_id"].value_counts().index[0]
    branch = str(months.loc[months["manager_id"] == manager, "branch_id"].mode()[0])
    away = months[(months["manager_id"] != manager) & months["manager_id"].notna() & (months["branch_id"] != branch)]
    marked = {"branch": _mark(first, str(away["customer_id"].iloc[0]), "branch"), "B": _mark(second, "", "B")}
    return TwoMembers(config, outputs, marked, str(manager), branch)


def _run_stages(config: Path, folder: Path) -> None:
    run = flow.open_run(config=str(config), member=B, month=MONTH, folder=str(folder))
    for stage in (flow.ingest_month, flow.view_customers, flow.segment_customers, flow.assess_churn):
        stage(run)
    body = {"member_id": B, "month": MONTH, "member_name_zh": run.member.name_zh, "member_name_en": run.member.name_en,
            "currency": "CNY", "code_version": "test", "simulated": True, "input_hash": "0" * 64,
            "settings": {"tiers": run.settings.tiers.model_dump(mode="json")}}
    (folder / "manifest.json").write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")


def _share(first: Path, second: Path) -> None:
    """Let some persons of A be customers of B too: the same certificate."""
    source, target = (pd.read_parquet(folder / "customers.parquet") for folder in (first, second))
    persons, others = ((f["party_kind"] == "person") & (f["cert_grade"] == "A") for f in (source, target))
    taken = source.loc[persons, ["cert_type", "cert_no"]].tail(SHARED).to_numpy()
    target.loc[target.index[others][-SHARED:], ["cert_type", "cert_no"]] = taken
    target.to_parquet(second / "customers.parquet")


def _mark(tables: Path, customer_id: str, whose: str) -> str:
    """Plant the markers of one customer (the first person, if none is named); their number."""
    customers, links = (pd.read_parquet(tables / f"{name}.parquet") for name in ("customers", "links"))
    customer_id = customer_id or str(customers.loc[customers["party_kind"] == "person", "customer_id"].iloc[0])
    row = customers["customer_id"] == customer_id
    customers.loc[row, "party_kind"] = "person"
    customers.loc[row, list(MARKS[whose])] = list(MARKS[whose].values())
    links.loc[links["customer_id"] == customer_id, "cust_no"] = MARKED_RECORD[whose]
    customers.to_parquet(tables / "customers.parquet")
    links.to_parquet(tables / "links.parquet")
    return customer_id
