"""How the server is set up: what it listens on, what it never reads, what it refuses to serve."""

import os
import socket
from pathlib import Path

import pytest

from rccrm_lib.apps import serve
from rccrm_lib.apps.arrival import SECRET_ENV
from rccrm_lib.apps.visitor import KEY_ENV
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.settings import Member, Settings


def _settings(folder: Path) -> Settings:
    return Settings(folder=folder, members={"360199": Member(id="360199", name_zh="云溪", name_en="Yunxi")})


def test_the_options_are_the_safe_ones(tmp_path: Path) -> None:
    config = serve.make_config(settings=_settings(tmp_path), notebooks=tmp_path, port=8866, pool=2, open_browser=False)
    voila, page = config.Voila, config.VoilaConfiguration
    assert (voila.ip, voila.port_retries, voila.config_file_paths) == ("127.0.0.1", 0, [])
    assert (page.file_allowlist, page.show_tracebacks) == ([], False)
    assert (page.allow_template_override, page.allow_theme_override) == ("NO", "NO")
    assert (config.KernelManager.transport, config.KernelManager.autorestart) == ("ipc", False)
    assert config.MappingKernelManager.cull_idle_timeout > 0 and not config.MappingKernelManager.cull_connected


def test_a_port_in_use_is_said_plainly() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(RccrmError, match="is in use"):
            serve._check_port(taken.getsockname()[1])


def test_kernels_get_the_place_of_the_settings_the_code_and_new_secrets_at_every_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("JUPYTER_PATH", "PYTHONPATH", "RCCRM_CONFIG", "RCCRM_PAGE_LOG", KEY_ENV, SECRET_ENV):
        monkeypatch.setenv(name, "")
    settings = _settings(tmp_path)
    serve._set_environment(settings, tmp_path / "config.toml")
    first = os.environ[KEY_ENV], os.environ[SECRET_ENV]
    serve._set_environment(settings, tmp_path / "config.toml")
    assert os.environ["RCCRM_CONFIG"] == str(tmp_path / "config.toml")
    assert first != (os.environ[KEY_ENV], os.environ[SECRET_ENV]) and all(len(secret) == 64 for secret in first)
    assert os.environ["PYTHONPATH"].count("main") <= str(serve.SHARE).count("main"), "twice must be as once"


def test_the_page_notebooks_are_found_beside_the_package(tmp_path: Path) -> None:
    assert (serve.notebooks_folder(_settings(tmp_path)) / "customer_card.ipynb").is_file()


def test_the_font_of_the_pages_is_the_font_of_the_reports() -> None:
    from rccrm_lib.reports.fonts import FAMILY, font_path

    style = (serve.SHARE / "voila" / "templates" / "rccrm" / "static" / "frame.css").read_text(encoding="utf-8")
    assert font_path().name in style and FAMILY in style and font_path().parent == serve.FONTS


@pytest.mark.parametrize("file", sorted(p.relative_to(serve.SHARE).as_posix() for p in serve.SHARE.rglob("*.*")))
def test_no_template_names_an_address_outside(file: str) -> None:
    text = (serve.SHARE / file).read_text(encoding="utf-8")
    assert "http://" not in text and "https://" not in text and "//cdn" not in text


SCRIPTS = sorted([*(Path(serve.__file__).parent / "static").glob("*.js"), *serve.SHARE.rglob("*.js")])


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda path: path.name)
def test_no_script_sets_markup(file: Path) -> None:
    script = file.read_text(encoding="utf-8")
    for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "srcdoc"):
        assert sink not in script
