"""The manifest: which inputs, settings and code made which outputs. It holds no clock time, so it is the same twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rccrm_lib.core.lineage import canonical_json, code_version, hash_text, sha256_file
from rccrm_lib.core.settings import SECTIONS, Settings, load_settings
from rccrm_lib.flow.run import Run
from rccrm_lib.flow.versions import MANIFEST, Version


def settings_snapshot(config: Path) -> str:
    """The settings that decide figures, as canonical text; folders are left out, they decide none."""
    return _settings_text(load_settings(config))


def _settings_text(settings: Settings) -> str:
    return canonical_json(_settings(settings))


def _settings(settings: Settings) -> dict[str, Any]:
    body = {section: getattr(settings, section).model_dump(mode="json") for section in SECTIONS}
    run = settings.run.model_dump(mode="json", exclude={"threads", "memory"})
    members = {
        key: {**member.model_dump(mode="json", exclude={"mapping"}),
              "mapping_sha256": sha256_file(member.mapping) if member.mapping else None}
        for key, member in settings.members.items()
    }
    return {**body, "run": run, "members": members}


def _inputs(run: Run) -> dict[str, Any]:
    ingest = run.read_facts("ingest")
    return {
        "member_id": run.member.id,
        "member_name_zh": run.member.name_zh,
        "member_name_en": run.member.name_en,
        "currency": run.member.currency,
        "month": run.month,
        "simulated": ingest["simulated"],
        "code_version": code_version(),
        "settings": _settings(run.settings) | {"members": None},
        "settings_sha256": hash_text(_settings_text(run.settings)),
        "inputs": ingest["inputs"],
        "answers_sha256": run.read_facts("worklist")["answers_sha256"],
        "carried_sha256": run.read_facts("behaviour")["carried_sha256"],
        "recusals_sha256": run.read_facts("portfolio")["recusals_sha256"],
        "previous_links_sha256": hash_text(run.store().links_before(run.member.id, run.month).to_csv(index=False)),
        **{name: run.read_facts("view")[name]
           for name in ("previous_households_sha256", "decisions_sha256", "assignments_sha256")},
        "service_sha256": run.read_facts("service")["service_sha256"],
    }


def describe_inputs(run: Run) -> dict[str, Any]:
    """What goes into the month, and `input_hash` over all of it; its first ten digits stand in every report."""
    body = _inputs(run)
    return {**body, "input_hash": hash_text(canonical_json(body))}


def write_manifest(run: Run, inputs: dict[str, Any], *, version: Version) -> None:
    """Write manifest.json once every other file is there."""
    body = {**inputs, **version.to_manifest()}
    body["counts"] = {
        "ingest": {"files": len(run.read_frame("ingest_files")), "quarantined": len(run.read_frame("quarantine"))},
        "customers": run.read_facts("view")["customers"],
        "decisions": run.read_facts("view")["decisions"],
        "segments": run.read_facts("segments"),
        "campaigns": run.read_facts("campaigns")["campaigns"],
        "churn": run.read_facts("churn"),
        "service": {name: run.read_facts("service")[name] for name in ("contacts", "due")},
    }
    body["audit_head"] = vars(run.store().audit_head())
    body["outputs"] = {
        path.relative_to(run.folder).as_posix(): sha256_file(path)
        for path in sorted(run.folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    (run.folder / MANIFEST).write_text(canonical_json(body), encoding="utf-8")
