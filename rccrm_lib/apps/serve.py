"""Serve the pages on this machine: Voila, set up so that a bank without internet and without trust can run it.

Until sign-in exists the server listens on the loopback address only and the pages show simulated data only.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

from tornado.web import StaticFileHandler
from traitlets.config import Config
from voila.app import Voila

import rccrm_lib
from rccrm_lib.apps.card_page import OUTPUTS_ENV
from rccrm_lib.apps.handlers import PageMissing, with_headers
from rccrm_lib.apps.page_log import LOG_ENV
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.settings import Settings

ADDRESS = "127.0.0.1"
SHARE = Path(__file__).parent / "share"
FONTS = Path(rccrm_lib.__file__).parent / "reports" / "fonts"
FONT_ROUTE = r"/voila/fonts/(RccrmSansSC-Regular\.ttf)"
CULL_AFTER, CULL_EVERY = 1800, 60  # seconds that a page nobody is connected to keeps its kernel
#: Front-end parts that a page needs; whatever else is installed stays out of the browser.
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget")
CLOSED_ROUTES = ("/voila/files/", "/voila/api/contents", "/login", "/logout")


class PageServer(Voila):
    """Voila with fewer doors: security headers on every answer, the project's font, own error pages."""

    name = "voila"

    @property
    def data_dir(self) -> str:
        """Voila's own data folder; the first `voila` folder on the path is ours and holds templates only."""
        from jupyter_core.paths import jupyter_path

        return next(path for path in jupyter_path("voila") if (Path(path) / "themes").is_dir())

    def init_handlers(self) -> list[Any]:
        """The routes of Voila without files, contents and login, each with the security headers."""
        routes = [route for route in super().init_handlers() if not any(c in route[0] for c in CLOSED_ROUTES)]
        routes.insert(0, (self.server_url.rstrip("/") + FONT_ROUTE, StaticFileHandler, {"path": str(FONTS)}))
        return [(pattern, with_headers(handler), *rest) for pattern, handler, *rest in routes]


def serve(*, settings: Settings, port: int = 8866, open_browser: bool = False) -> None:
    """Serve the pages until the process is stopped. Raises RccrmError when the port is taken."""
    _check_port(port)
    _set_environment(settings)
    server = PageServer.instance(
        config=make_config(notebooks=notebooks_folder(settings), port=port, open_browser=open_browser)
    )
    server.initialize([])
    print(f"客户名片 customer card: http://{ADDRESS}:{port}/  (Ctrl+C 停止 to stop)", flush=True)
    server.start()


def make_config(*, notebooks: Path, port: int, open_browser: bool) -> Config:
    """All options of the server in one place; no file in a working folder can change them."""
    config = Config()
    config.Voila.update(
        ip=ADDRESS,
        port=port,
        port_retries=0,
        open_browser=open_browser,
        root_dir=str(notebooks),
        config_file_paths=[],
        log_level="ERROR",
        tornado_settings={
            "allow_remote_access": False,
            "local_hostnames": ["localhost"],
            "default_handler_class": PageMissing,
        },
    )
    config.VoilaConfiguration.update(
        template="rccrm",
        theme="light",
        classic_tree=True,
        strip_sources=True,
        show_tracebacks=False,
        allow_template_override="NO",
        allow_theme_override="NO",
        file_allowlist=[],
        extension_allowlist=list(EXTENSIONS),
        preheat_kernel=False,
    )
    config.MappingKernelManager.update(
        cull_idle_timeout=CULL_AFTER, cull_interval=CULL_EVERY, cull_connected=False
    )
    config.KernelManager.update(transport="ipc", autorestart=False)
    config.HTMLExporter.language_code = "zh"
    return config


def notebooks_folder(settings: Settings) -> Path:
    """The folder of page notebooks, beside config.toml or beside the package."""
    for root in (settings.folder, Path(rccrm_lib.__file__).resolve().parents[1]):
        if (root / "notebooks" / "apps").is_dir():
            return root / "notebooks" / "apps"
    raise RccrmError(
        "the page notebooks are not there",
        "a checkout of the project with notebooks/apps",
        "run from a checkout: git clone, then make setup",
    )


def _set_environment(settings: Settings) -> None:
    """What kernels and template lookup read: kernels import this same code and get two folders, nothing more."""
    code = str(Path(rccrm_lib.__file__).resolve().parents[1])
    os.environ["JUPYTER_PATH"] = _in_front(str(SHARE), os.environ.get("JUPYTER_PATH", ""))
    os.environ["PYTHONPATH"] = _in_front(code, os.environ.get("PYTHONPATH", ""))
    os.environ[OUTPUTS_ENV] = str(settings.paths.outputs)
    os.environ[LOG_ENV] = str(settings.folder / ".state" / "pages.log")


def _in_front(first: str, rest: str) -> str:
    others = [part for part in rest.split(os.pathsep) if part and part != first]
    return os.pathsep.join([first, *others])


def _check_port(port: int) -> None:
    """Say plainly that a port is taken; the server itself would silently stop or move on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            raise RccrmError(
                f"port {port} is in use", "a free port", "stop the other server, or choose --port"
            ) from None
