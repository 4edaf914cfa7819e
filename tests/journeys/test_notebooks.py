"""The notebooks as an analyst runs them, one after another, into a folder of her own."""

import pytest


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("analyst")


def text_of(book):
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    return "\n".join(str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", "")) for output in outputs)


@pytest.mark.req("E1.1")
@pytest.mark.req("E5.11")
def test_an_analyst_steps_through_the_month(run_notebook, published_sample, folder):
    parameters = {
        "config": str(published_sample.config), "member": published_sample.member,
        "month": published_sample.month, "folder": str(folder),
    }
    said = {
        stem: text_of(run_notebook(stem, **parameters))
        for stem in ("01_ingest", "02_customer_view", "03_segmentation", "04_campaign_eval", "05_churn", "06_work")
    }
    assert "rows_accepted" in said["01_ingest"]
    assert "FARM" in said["02_customer_view"]
    assert "QUALITY" in said["03_segmentation"] and "downgraded" in said["03_segmentation"]
    assert "HD01" in said["04_campaign_eval"] and "aum_cuped" in said["04_campaign_eval"]
    assert "survival" in said["05_churn"]
    assert (folder / "tables" / "customer_months.parquet").exists()


def test_a_notebook_out_of_order_says_what_to_run_first(run_notebook, published_sample, tmp_path):
    parameters = {
        "config": str(published_sample.config), "member": published_sample.member,
        "month": published_sample.month, "folder": str(tmp_path / "empty"),
    }
    with pytest.raises(Exception, match="lower numbers first"):
        run_notebook("03_segmentation", **parameters)
