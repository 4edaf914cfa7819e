"""Write docs/data-dictionary.md from the contracts of the extracts: python tools/data_dictionary.py (make docs)."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "data-dictionary.md"
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from rccrm_lib.core.contracts import Contract, ContractColumn, load_codes, load_contracts  # noqa: E402

HEAD = """# Data dictionary 数据字典

Written by `tools/data_dictionary.py` from the contracts in `rccrm_lib/core/contracts/`; do not edit (`make docs`).
One table per extract file. A file stands in `<extracts>/<member>/<yyyy-mm>/<table>_<member>.csv` (or `.csv.gz`),
its header holds the Chinese column names. Money is delivered in yuan with two decimals and held as whole fen.
C2 is personal financial data, C1 is internal; C3 (passwords, biometrics) has no place in any extract.
"""


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _column(column: ContractColumn, key: tuple[str, ...]) -> str:
    name = f"**{column.name}**" if column.name in key else column.name
    codes = f"[{column.codes}](#codes-{column.codes})" if column.codes else ""
    need = "yes" if column.required else ""
    kind = f"{column.type}, {column.unit}" if column.unit else column.type
    return _row([name, column.zh, kind, column.sensitivity, need, codes, column.meaning])


def _contract(contract: Contract) -> list[str]:
    need = "must be delivered" if contract.required else "may be absent"
    return [
        f"## {contract.name} {contract.zh}",
        "",
        f"{contract.grain} Owner: {contract.owner}; {need}. Key in bold.",
        "",
        _row(["column", "列名", "type", "class", "required", "codes", "meaning"]),
        _row(["---"] * 7),
        *(_column(column, contract.key) for column in contract.columns.values()),
        "",
    ]


def _code_list(name: str, codes: dict[str, dict[str, str]]) -> list[str]:
    rows = [_row([code, word["zh"], word["en"]]) for code, word in codes.items()]
    return [
        f'<a id="codes-{name}"></a>',
        f"### {name}",
        "",
        _row(["code", "中文", "English"]),
        _row(["---"] * 3),
        *rows,
        "",
    ]


def render_dictionary() -> str:
    """The text of docs/data-dictionary.md."""
    lines = [HEAD]
    for contract in load_contracts().values():
        lines += _contract(contract)
    lines += ["## Code lists 代码表", ""]
    for name, codes in load_codes().items():
        lines += _code_list(name, codes)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    TARGET.write_text(render_dictionary(), encoding="utf-8")
