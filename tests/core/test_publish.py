import os

import pytest

from rccrm_lib.core.errors import PublishError
from rccrm_lib.core.publish import clear_staging, recover_folder, staged_folder


def names(folder):
    return sorted(os.listdir(folder))


def test_a_folder_appears_whole(tmp_path):
    with staged_folder(tmp_path / "m") as staging:
        (staging / "a").write_text("1")
        assert not (tmp_path / "m").exists()
    assert names(tmp_path) == ["m"] and names(tmp_path / "m") == ["a"]


def test_a_failure_leaves_the_last_one_intact(tmp_path):
    with staged_folder(tmp_path / "m") as staging:
        (staging / "a").write_text("old")
    with pytest.raises(RuntimeError), staged_folder(tmp_path / "m") as staging:
        (staging / "a").write_text("new")
        raise RuntimeError
    assert (tmp_path / "m" / "a").read_text() == "old" and names(tmp_path) == ["m"]


def test_a_new_one_replaces_all_of_the_old(tmp_path):
    for content in ("a", "b"):
        with staged_folder(tmp_path / "m") as staging:
            (staging / content).write_text(content)
    assert names(tmp_path / "m") == ["b"]


def test_a_stop_between_the_renames_is_repaired(tmp_path):
    (tmp_path / ".m.old").mkdir()
    (tmp_path / ".m.old" / "a").write_text("old")
    assert recover_folder(tmp_path / "m")
    assert (tmp_path / "m" / "a").read_text() == "old"
    assert not recover_folder(tmp_path / "m")


def test_a_folder_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PublishError, match="What to do"), staged_folder(tmp_path / "file" / "m"):
        pass


def test_a_rename_that_fails_puts_the_old_one_back(tmp_path, monkeypatch):
    with staged_folder(tmp_path / "m") as staging:
        (staging / "a").write_text("old")
    rename = os.replace

    def fail_on_the_new_one(source, target):
        if "staging" in str(source):
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(os, "replace", fail_on_the_new_one)
    with pytest.raises(PublishError, match="intact"), staged_folder(tmp_path / "m") as staging:
        (staging / "a").write_text("new")
    assert (tmp_path / "m" / "a").read_text() == "old" and names(tmp_path) == ["m"]


def test_what_killed_runs_left_is_cleared(tmp_path):
    (tmp_path / ".m.staging-1").mkdir()
    (tmp_path / ".m.staging-1" / "customers").write_text("left")
    (tmp_path / ".n.staging-2").mkdir()
    clear_staging(tmp_path / "m")
    assert names(tmp_path) == [".n.staging-2"]
