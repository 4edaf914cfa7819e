"""What the page "portfolio" shows: how many by tier, the load beside the branch's mean, who came and went, the list."""

from __future__ import annotations

from typing import Any

from rccrm_lib.apps.portfolio_data import Change, Load, PortfolioData
from rccrm_lib.apps.shell.table_state import Column, TablePage, TableState
from rccrm_lib.apps.shell.table_view import table_view
from rccrm_lib.core.words import Words
from rccrm_lib.facts.money import divide_half_even

Tree = dict[str, Any]
CHANGES_SHOWN = 8
TEN_THOUSAND_FEN = 1_000_000


def portfolio_view(table: TableState, shown: TablePage, data: PortfolioData, *, columns: tuple[Column, ...], words: Words,
                   load: Load | None, tiers: list[tuple[str, int, int]], changes: list[Change]) -> Tree:
    """The page as a tree of texts."""
    n, fen = sum(one[1] for one in tiers), sum(one[2] for one in tiers)
    title = words("shell.page.portfolio.title")
    return {
        "title": title,
        "finding": words("portfolio.finding", n=f"{n:,}", value=f"{divide_half_even(fen, TEN_THOUSAND_FEN):,}"),
        "mine": _mine(load, words),
        "tiers": _tiers(tiers, data, words),
        "came": _changes([one for one in changes if one.way == "in"], data, words, "came"),
        "gone": _changes([one for one in changes if one.way == "out"], data, words, "gone"),
        "table": table_view(table, shown, columns=columns, title=title, words=words),
    }


def _mine(load: Load | None, words: Words) -> Tree:
    """The own load and the branch's mean, as bars to one scale."""
    if load is None:
        return {"title": words("portfolio.mine.title"), "rows": [], "empty": words("portfolio.mine.empty")}
    pairs = (("customers", load.n, load.n_mean), ("hours", load.minutes / 60, load.minutes_mean / 60))
    rows = [{"label": words(f"portfolio.mine.{name}"), "own": f"{own:,.0f}", "mean": f"{mean:,.0f}",
             "own_share": round(100 * own / max(own, mean, 1), 1), "mean_share": round(100 * mean / max(own, mean, 1), 1)}
            for name, own, mean in pairs]
    return {"title": words("portfolio.mine.title"), "rows": rows, "empty": "", "own": words("portfolio.mine.own"),
            "mean": words("portfolio.mine.mean", n=load.n_managers)}


def _tiers(tiers: list[tuple[str, int, int]], data: PortfolioData, words: Words) -> Tree:
    """One row per tier, from high to low."""
    by_code = {code: (n, fen) for code, n, fen in tiers}
    named = [(tier.code, words.pick(tier.zh, tier.en)) for tier in reversed(data.publication.tiers)]
    rows = [[name, f"{by_code[code][0]:,}", f"{divide_half_even(by_code[code][1], TEN_THOUSAND_FEN):,}"]
            for code, name in [*named, ("", words("portfolio.no_tier"))] if code in by_code]
    head = [words(f"portfolio.tiers.{name}") for name in ("tier", "n", "value")]
    return {"title": words("portfolio.tiers.title"), "head": head, "rows": rows}


def _changes(changes: list[Change], data: PortfolioData, words: Words, way: str) -> Tree:
    rows = [words(f"portfolio.{way}.line", name=row.name or words("portfolio.somebody"), day=row.day, reason=row.reason,
                  other=data.called(row.other) or words("portfolio.pool"), source=words(f"portfolio.source.{row.source}"))
            for row in changes[:CHANGES_SHOWN]]
    more = words("portfolio.more", n=len(changes) - CHANGES_SHOWN) if len(changes) > CHANGES_SHOWN else ""
    return {"title": words(f"portfolio.{way}.title", n=len(changes)), "rows": rows, "more": more,
            "empty": "" if rows else words(f"portfolio.{way}.empty")}
