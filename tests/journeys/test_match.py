"""`rccrm match` on files of any table, and `rccrm why` on the published sample, as a person meets them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.conftest import PublishedSample, RunRccrm

TOLD = 'id = "no"\n[columns]\n"姓名" = "name"\nborn = "date"\n"手机" = "phone"\n'
ROWS = """no,姓名,born,手机
007,张晓明,1980-01-02,13912345678
010,张小明,1980年1月2日,139 1234 5678
3,李四,1971-05-06,13900001111
"""


def test_two_files_in_two_encodings(run_rccrm: RunRccrm, tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_bytes(ROWS.encode("gb18030"))
    new = pd.DataFrame({"no": ["007"], "姓名": ["李四"], "born": ["19710506"], "手机": ["13900001111"]})
    new.to_parquet(tmp_path / "new.parquet")
    (tmp_path / "match.toml").write_text(TOLD, encoding="utf-8")
    told = ("--config", "match.toml", "--out", "out/links.csv")
    done = run_rccrm("match", "old.csv", "new.parquet", *told, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    links = pd.read_csv(tmp_path / "out" / "links.csv", dtype=str)
    assert list(links) == ["file", "record_id", "customer_id", "score", "rule"]
    assert links["file"].tolist() == ["old.csv"] * 3 + ["new.parquet"]
    assert links["record_id"].tolist() == ["007", "010", "3", "007"]
    one, two, three, four = links["customer_id"]
    assert one == two and three == four and one != three


def test_a_wrong_kind_is_answered_with_the_right_ones(run_rccrm: RunRccrm, tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "match.toml").write_text(TOLD.replace('"phone"', '"telephone"'), encoding="utf-8")
    done = run_rccrm("match", "old.csv", "--config", "match.toml", "--out", "links.csv", cwd=tmp_path)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "telephone" in done.stderr and "postcode" in done.stderr


def test_why_two_records_of_the_sample_are_one(run_rccrm: RunRccrm, published_sample: PublishedSample) -> None:
    links = pd.read_parquet(published_sample.table("links"))
    ruled = links[links["rule"] == "SAME_ID_NAME"].sort_values(["customer_id", "src_sys"])
    pair = ruled.groupby("customer_id").head(2).iloc[:2]
    names = [f"{row.src_sys}:{row.cust_no}" for row in pair.itertuples()]
    told = ("--month", published_sample.month, "--config", str(published_sample.config), "--language", "en")
    done = run_rccrm("why", *names, *told)
    assert done.returncode == 0, done.stderr
    assert "are one customer" in done.stdout and "Certificate number" in done.stdout


def test_the_evidence_is_drawn_step_by_step(run_rccrm: RunRccrm, published_sample: PublishedSample, tmp_path: Path) -> None:
    links, drawn = pd.read_parquet(published_sample.table("links")), tmp_path / "why.svg"
    customer = links.loc[links["rule"] == "SOUND_BIRTH_MOBILE", "customer_id"].iloc[0]
    records = links[links["customer_id"] == customer].head(2)
    names = (records["src_sys"] + ":" + records["cust_no"]).tolist()
    done = run_rccrm("why", *names, "--month", published_sample.month, "--config", str(published_sample.config),
                     "--chart", str(drawn))
    assert done.returncode == 0, done.stderr
    text = drawn.read_text(encoding="utf-8")
    steps = [line for line in done.stdout.splitlines() if line[:8].strip().lstrip("+-").replace(".", "").isdigit()]
    assert text.count("hatch") + text.count("<path") > 2 * len(steps) > 10 and "<svg" in text
