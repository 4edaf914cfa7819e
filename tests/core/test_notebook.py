import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.notebook import StageFailed, check_parameters, run_notebook


def book(path, *sources, tag=True):
    cells = [new_code_cell(source) for source in sources]
    if tag:
        cells[0].metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def test_a_notebook_without_parameters_is_refused(tmp_path):
    with pytest.raises(RccrmError, match="tagged `parameters`"):
        check_parameters(book(tmp_path / "n.ipynb", 'month = "2026-09"', tag=False), {"month": "2026-09"})


@pytest.mark.parametrize("parameters", [{"month": "2026-09", "mnth": "x"}, {}])
def test_unknown_and_missing_parameters_are_refused(tmp_path, parameters):
    with pytest.raises(RccrmError, match="unknown parameters"):
        check_parameters(book(tmp_path / "n.ipynb", 'month = "2026-08"'), parameters)


def test_a_month_as_a_number_is_refused(tmp_path):
    with pytest.raises(RccrmError, match="not text"):
        check_parameters(book(tmp_path / "n.ipynb", 'month = "2026-08"'), {"month": 202609})


def test_a_failing_cell_is_named_with_its_reason(tmp_path):
    source = book(tmp_path / "02_x.ipynb", 'month = "2026-08"', "value = 1", "raise ValueError('no such branch')")
    with pytest.raises(StageFailed, match=r"02_x stopped in cell \d+: ValueError: no such branch") as failure:
        run_notebook(source, tmp_path / "out.ipynb", {"month": "2026-09"})
    assert failure.value.notebook.exists()


def test_a_dead_kernel_is_a_failed_stage(tmp_path):
    source = book(tmp_path / "n.ipynb", 'month = "2026-08"', "import os; os._exit(3)")
    with pytest.raises(StageFailed):
        run_notebook(source, tmp_path / "out.ipynb", {"month": "2026-09"})


def test_the_same_run_gives_the_same_bytes_and_the_given_value_wins(tmp_path):
    source = book(tmp_path / "n.ipynb", 'month = "2026-08"\nfolder = ""', "print(month)")
    for name in ("a", "b"):
        run_notebook(source, tmp_path / f"{name}.ipynb", {"month": "2026-09", "folder": str(tmp_path)})
    text = (tmp_path / "a.ipynb").read_text(encoding="utf-8")
    assert text == (tmp_path / "b.ipynb").read_text(encoding="utf-8")
    assert "2026-09\\n" in text and str(tmp_path) not in text


def test_a_slow_query_leaves_no_bar_in_the_notebook(tmp_path):
    """DuckDB shows one after two seconds, so that a busy machine would publish another notebook than a quiet one."""
    source = book(tmp_path / "n.ipynb", 'month = "2026-08"', "from rccrm_lib.core.engine import open_engine",
                  "print(open_engine().execute(\"SELECT current_setting('enable_progress_bar')\").fetchall())")
    run_notebook(source, tmp_path / "out.ipynb", {"month": "2026-09"})
    assert "[(False,)]" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")
