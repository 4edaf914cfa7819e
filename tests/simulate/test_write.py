"""The verb: same seed, same bytes; nothing real is overwritten; the sample is what its command makes."""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.core.errors import InputError
from rccrm_lib.simulate import ErrorSettings, load_errors, write_extracts

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
SMALL: dict[str, Any] = {
    "n_members": 2, "n_persons": 120, "n_months": 7, "start": "2026-01", "errors": ErrorSettings(),
    "compress": True,
}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_same_seed_same_bytes(tmp_path):
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        write_extracts(out=tmp_path / name, seed=seed, **SMALL)
    first, second, other = (contents(tmp_path / name) for name in "abc")
    assert first == second
    assert set(first) == set(other)
    assert first["truth/persons.parquet"] != other["truth/persons.parquet"]


def test_members_are_apart_and_marked(tmp_path):
    steps = []
    write_extracts(out=tmp_path, seed=5, progress=lambda n, _text="": steps.append(n), **SMALL)
    assert sum(steps) == 14
    assert sorted(path.name for path in (tmp_path / "extracts").iterdir()) == ["360198", "360199"]
    for member in ("360198", "360199"):
        marker = tomllib.loads((tmp_path / "extracts" / member / "SIMULATED.toml").read_text(encoding="utf-8"))
        assert marker["simulated"] is True and marker["seed"] == 5 and marker["member"] == member
        assert ErrorSettings(**marker["errors"]) == ErrorSettings()
    a, b = (gzip.decompress((tmp_path / "extracts" / member / "2026-07" / f"cif_person_{member}.csv.gz").read_bytes())
            for member in ("360198", "360199"))
    assert a != b


def test_a_former_simulation_is_replaced_and_real_files_are_not(tmp_path):
    write_extracts(out=tmp_path, seed=5, **{**SMALL, "n_members": 1})
    stale = tmp_path / "extracts" / "360199" / "2020-01" / "old.csv"
    stale.parent.mkdir()
    stale.write_text("left over")
    write_extracts(out=tmp_path, seed=5, **{**SMALL, "n_members": 1})
    assert not stale.exists()
    real = tmp_path / "bank" / "extracts" / "360199" / "2026-01" / "cif_person_360199.csv"
    real.parent.mkdir(parents=True)
    real.write_text("real")
    with pytest.raises(InputError, match="no simulation wrote"):
        write_extracts(out=tmp_path / "bank", seed=5, **{**SMALL, "n_members": 1})
    assert real.read_text() == "real"


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(InputError, match="room for the extracts"):
        write_extracts(out=tmp_path / "file", seed=1, **SMALL)


def test_one_month_and_few_persons(tmp_path):
    write_extracts(out=tmp_path, seed=1, n_members=1, n_persons=50, n_months=1, start="2026-02", errors=ErrorSettings())
    assert (tmp_path / "extracts" / "360199" / "2026-02" / "txn_360199.csv").stat().st_size > 500


def test_the_sample_is_small_and_what_its_command_makes(tmp_path):
    marker = tomllib.loads((SAMPLE / "extracts" / "360199" / "SIMULATED.toml").read_text(encoding="utf-8"))
    assert sum(len(data) for data in contents(SAMPLE).values()) < 5_000_000
    write_extracts(out=tmp_path, n_members=1, n_persons=marker["persons"], n_months=marker["months"], start=marker["start"],
                   seed=marker["seed"], errors=ErrorSettings(**marker["errors"]))
    again = contents(tmp_path / "extracts")
    for name, data in contents(SAMPLE / "extracts").items():
        if name.endswith(".gz"):
            is_same = gzip.decompress(data) == again[name.removesuffix(".gz")]  # a difference of megabytes is not shown
            assert is_same, f"{name}: run the command of data/sample/README.md"
    for path in (SAMPLE / "truth").iterdir():  # Parquet holds the version of its writer: compared by content
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "truth" / path.name), pd.read_parquet(path), check_exact=True)


def test_the_errors_file_of_the_sample_holds_all_defaults():
    path = SAMPLE / "errors.toml"
    assert load_errors(path) == ErrorSettings()
    assert set(tomllib.loads(path.read_text(encoding="utf-8"))) == set(ErrorSettings.__dataclass_fields__)
