"""Write docs/fields.md, the register of field usefulness: python tools/field_register.py (make docs)."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "fields.md"
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from rccrm_lib.core.field_uses import list_field_uses  # noqa: E402
from rccrm_lib.core.settings import load_settings  # noqa: E402

HEAD = """# Register of field usefulness 字段有用性登记

Written by `tools/field_register.py` from the sources and `settings/roles.toml`; do not edit (`make docs`).
`rccrm fields` says the same. Which model, page and report section reads each field of the extracts, and which
roles see it, masked or whole. A field is counted as read where the code names it and its table; what is called
unused is named nowhere. **Flagged**: sensitive (C2), and nothing reads it: leave it out of the mapping, or ask
the source not to deliver it.
"""


def render_fields() -> str:
    """The text of docs/fields.md."""
    uses = list_field_uses(load_settings(ROOT / "config.toml").roles)
    lines = [HEAD, f"{len(uses)} fields, {int(uses['is_used'].sum())} read, {int(uses['is_flagged'].sum())} flagged.", ""]
    for table, rows in uses.groupby("table", sort=True):
        lines += [f"## {table}", "", "| column | 列名 | class | models | pages | reports | roles |", "| --- |" + " --- |" * 6]
        for row in rows.to_dict("records"):
            name = f"**{row['column']}** flagged" if row["is_flagged"] else row["column"]
            users = [", ".join(row[kind]) for kind in ("models", "pages", "reports", "roles")]
            cells = [name, row["name_zh"], row["sensitivity"], *users]
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    TARGET.write_text(render_fields(), encoding="utf-8")
