"""Documents: a page per room that exists, links that lead somewhere, decisions with their reasons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
WINGS = ("acrm", "ocrm")
GROUND_AND_STOREYS = ("facts", "stats", "core", "flow", "apps", "desk")
ADR_PARTS = ("## Status", "## Context", "## Decision", "## Consequences")


def existing_rooms(root: Path) -> set[str]:
    """Every room, ground and storey with Python of its own: 'ingest', 'acrm-view', 'core', 'flow', …"""
    package = root / "rccrm_lib"
    folders = [path for path in package.iterdir() if path.is_dir() and path.name not in WINGS]
    folders += [path for wing in WINGS for path in (package / wing).glob("*/")]
    full = [path for path in folders if any(path.glob("*.py"))]
    return {"-".join(path.relative_to(package).parts) for path in full}


def test_every_room_that_exists_has_a_page(repo_root: Path) -> None:
    pages = {path.stem for path in (repo_root / "docs" / "rooms").glob("*.md")}
    rooms = existing_rooms(repo_root)
    assert not rooms - pages, f"rooms without docs/rooms/<room>.md: {sorted(rooms - pages)}"
    assert not pages - rooms, f"pages of rooms that do not exist: {sorted(pages - rooms)}"


def test_a_room_page_names_only_functions_of_its_room(repo_root: Path) -> None:
    wrong = []
    for page in sorted((repo_root / "docs" / "rooms").glob("*.md")):
        room = repo_root / "rccrm_lib" / page.stem.replace("-", "/")
        code = "\n".join(path.read_text(encoding="utf-8") for path in room.rglob("*.py"))
        named = re.findall(r"`(?:[a-z_]+\.)*([a-z_]+)\(\)`", page.read_text(encoding="utf-8"))
        wrong += [f"{page.name}: {name}()" for name in named if f"def {name}(" not in code]
    assert not wrong, "\n".join(wrong)


def test_the_mapping_that_the_page_shows_is_accepted(repo_root: Path, tmp_path: Path) -> None:
    from rccrm_lib.ingest import load_mapping

    text = (repo_root / "docs" / "rooms" / "ingest.md").read_text(encoding="utf-8")
    shown = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert len(shown) == 1
    (tmp_path / "mapping.toml").write_text(shown[0], encoding="utf-8")
    assert set(load_mapping(tmp_path / "mapping.toml").tables) == {"cif_person"}


def test_the_index_names_every_page(repo_root: Path, pages: list[Path]) -> None:
    docs = repo_root / "docs"
    index = (docs / "index.md").read_text(encoding="utf-8")
    names = [path.relative_to(docs).as_posix() for path in pages if path.is_relative_to(docs)]
    assert not [name for name in names if name != "index.md" and f"({name})" not in index]


def slugs(text: str) -> set[str]:
    """The anchors of a page: its headings as a code host names them, and explicit ids."""
    headings = [re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in HEADING.findall(text)]
    return set(headings) | set(re.findall(r'<a id="([^"]+)">', text))


def broken_links(page: Path) -> list[str]:
    """Relative links of a page that lead nowhere."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    broken = []
    for plain, image in LINK.findall(text):
        link = plain or image
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        lost = anchor and target.suffix == ".md" and target.exists() and anchor not in slugs(target.read_text("utf-8"))
        if lost or not target.exists():
            broken.append(link)
    return broken


def test_every_link_leads_somewhere(pages: list[Path], repo_root: Path) -> None:
    broken = [f"{page.relative_to(repo_root)}: {link}" for page in pages for link in broken_links(page)]
    assert not broken, "\n".join(broken)


def test_the_link_check_sees_a_broken_link(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("# One thing\n[x](#one-thing) [y](b.md) [z](#two) [w](https://example.org)", encoding="utf-8")
    assert broken_links(page) == ["b.md", "#two"]


def test_every_decision_has_its_four_parts(repo_root: Path) -> None:
    records = sorted((repo_root / "docs" / "adr").glob("[0-9]*.md"))
    numbers = [path.name[:4] for path in records]
    assert numbers == [f"{n:04d}" for n in range(1, len(records) + 1)], f"numbers must run without a gap: {numbers}"
    for path in records:
        text = path.read_text(encoding="utf-8")
        places = [text.find(f"\n{part}\n") for part in ADR_PARTS]
        assert -1 not in places and places == sorted(places), f"{path.name} needs, in this order: {ADR_PARTS}"


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"])
def test_the_papers_at_the_door_are_there(repo_root: Path, name: str) -> None:
    assert (repo_root / name).stat().st_size > 300


def test_the_readme_names_only_targets_that_exist(repo_root: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (repo_root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in ("README.md", "README.zh.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"\bmake ([a-z-]+)\b", " ".join(re.findall(r"`[^`\n]+`|```.*?```", (
            repo_root / name).read_text(encoding="utf-8"), re.DOTALL))))
        assert named <= targets, f"{name} names targets that the Makefile lacks: {sorted(named - targets)}"


def test_the_readme_names_only_commands_that_exist(repo_root: Path) -> None:
    from rccrm_lib.cli import main

    for name in ("README.md", "README.zh.md"):
        text = (repo_root / name).read_text(encoding="utf-8")
        named = set(re.findall(r"\brccrm ([a-z]+) --", text))
        unknown = named - set(main.commands)
        assert named and not unknown, f"{name} names unknown commands: {sorted(unknown)}"
