"""`rccrm fields`: the register of field usefulness in words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from rccrm_lib.core.field_uses import list_field_uses
from rccrm_lib.core.settings import load_settings

HEAD = "table\tcolumn\t字段\tclass\tmodels\tpages\treports\troles"
NOBODY = "-"


def list_fields(config: str | Path, *, unused: bool = False) -> list[str]:
    """One line per field of an extract, tab-separated, and what to do about sensitive ones that nothing reads."""
    uses = list_field_uses(load_settings(config).roles)
    shown = uses[~uses["is_used"]] if unused else uses
    flagged = uses[uses["is_flagged"]]
    return [HEAD, *(_line(row) for row in shown.to_dict("records")), *_advice(flagged, len(uses))]


def _line(row: dict[str, object]) -> str:
    lists = (" ".join(row[name]) or NOBODY for name in ("models", "pages", "reports", "roles"))  # type: ignore[arg-type]
    flag = " !" if row["is_flagged"] else ""
    return "\t".join([str(row["table"]), str(row["column"]), str(row["name_zh"]), f"{row['sensitivity']}{flag}", *lists])


def _advice(flagged: pd.DataFrame, n_fields: int) -> list[str]:
    if flagged.empty:
        return [f"{n_fields} fields; every sensitive one is read somewhere. 敏感字段均有用途。"]
    names = ", ".join(f"{table}.{column}" for table, column in flagged[["table", "column"]].itertuples(index=False))
    return [
        f"{n_fields} fields; ! marks {len(flagged)} sensitive ones that nothing reads: {names}.",
        "What to do: leave them out of the mapping, or ask the source not to deliver them; every table says then that they "
        "are not supplied. 建议：不再接收无人使用的敏感字段。",
    ]
