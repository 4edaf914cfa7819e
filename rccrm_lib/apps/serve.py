"""Serve the pages: Voila with a door in front, set up so that a bank without internet and without trust can run it."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path
from typing import Any

from tornado.ioloop import PeriodicCallback
from tornado.web import StaticFileHandler
from traitlets.config import Config
from voila.app import Voila
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

import rccrm_lib
from rccrm_lib.apps.arrival import SECRET_ENV
from rccrm_lib.apps.door.door import Door
from rccrm_lib.apps.door.guard import Guarded, Missing, guarded, opened
from rccrm_lib.apps.door.identity import BankIdentity
from rccrm_lib.apps.door.kernels import KernelAsks, PageClosed, PageHandler, PageSocket
from rccrm_lib.apps.door.own_password import OwnPassword
from rccrm_lib.apps.door.owners import Owners, OwnKernelsOnly
from rccrm_lib.apps.door.routes import Alive, RolesPage, Start
from rccrm_lib.apps.door.sign_in import SignIn, SignOut
from rccrm_lib.apps.door.sweep import EVERY_SECONDS, sweep
from rccrm_lib.apps.shell.frame import prepare_frame
from rccrm_lib.apps.shell.page_log import LOG_ENV
from rccrm_lib.apps.sight import CONFIG_ENV
from rccrm_lib.apps.visitor import HEADER, KEY_ENV
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.kernels import fork_kernels
from rccrm_lib.core.settings import Settings, load_settings

ADDRESS = "127.0.0.1"
SHARE = Path(__file__).parent / "share"
FONTS = Path(rccrm_lib.__file__).parent / "reports" / "fonts"
FONT_ROUTE = r"/voila/fonts/(RccrmSansSC-Regular\.ttf)"
CULL_AFTER, CULL_EVERY = 1800, 60  # seconds that a page nobody is connected to keeps its kernel
__all__ = ["Guarded", "PageServer", "make_config", "make_server", "serve"]
#: Front-end parts that a page needs; whatever else is installed stays out of the browser.
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget")
CLOSED_ROUTES = ("/voila/files/", "/voila/api/contents", "/voila/api/themes", "/voila/tree", "/login", "/logout")
#: Voila's handlers that touch a kernel, and what stands in their place.
BOUND = {
    TornadoVoilaHandler: PageHandler,
    VoilaKernelWebsocketHandler: PageSocket,
    VoilaShutdownKernelHandler: PageClosed,
}


class PageServer(Voila):
    """Voila with fewer doors, each of them guarded."""

    name = "voila"
    door: Door
    outputs: Path

    @property
    def data_dir(self) -> str:
        """Voila's own data folder; the first `voila` folder on the path is ours and holds templates only."""
        from jupyter_core.paths import jupyter_path

        return next(path for path in jupyter_path("voila") if (Path(path) / "themes").is_dir())

    def init_settings(self) -> dict[str, Any]:
        """Voila's settings and what the door needs; the sweeper starts with them."""
        settings: dict[str, Any] = super().init_settings()
        settings |= {"door": self.door, "outputs": self.outputs, "owners": Owners(), "sockets": set()}
        self._sweeper = PeriodicCallback(lambda: sweep(settings), EVERY_SECONDS * 1000)
        self._sweeper.start()
        return settings

    def stop_sweeping(self) -> None:
        """End the sweeper of a server that is not started."""
        self._sweeper.stop()

    def init_handlers(self) -> list[Any]:
        """Every route of the server: sign-in for everybody, a kernel's question by its secret, the rest guarded."""
        stock = [r for r in super().init_handlers() if r[0] != "/" and not any(c in r[0] for c in CLOSED_ROUTES)]
        questions = [(r[0], opened(KernelAsks), *r[2:]) for r in stock if r[1] is RequestInfoSocketHandler]
        rest = [(r[0], BOUND.get(r[1], r[1]), *r[2:]) for r in stock if r[1] is not RequestInfoSocketHandler]
        own = [
            ("/", Start), ("/alive", Alive), ("/roles", RolesPage), ("/logout", SignOut),
            ("/password", OwnPassword),
            (FONT_ROUTE, StaticFileHandler, {"path": str(FONTS)}),
        ]
        behind = [(route[0], guarded(route[1]), *route[2:]) for route in [*own, *rest]]
        return [("/login", opened(SignIn)), *questions, *behind]


def serve(*, config: str | Path, port: int = 8866, open_browser: bool = False) -> None:
    """Serve the pages until the process is stopped. Raises RccrmError when the port is taken."""
    _check_port(port)
    server = make_server(config=config, port=port, open_browser=open_browser)
    prepare_frame()
    print(f"客户工作台 customer workbench: http://{ADDRESS}:{port}/  (Ctrl+C 停止 to stop)", flush=True)
    if command := server.door.command_if_nobody():
        print(f"还没有账户 there are no accounts yet: {command}", flush=True)
    server.start()


def make_server(
    *, config: str | Path, port: int, pool: int | None = None, open_browser: bool = False
) -> PageServer:
    """The server, set up and not started. The environment of this process is what its kernels inherit."""
    settings = load_settings(config)
    _set_environment(settings, Path(config))
    fork_kernels(*page_modules(), at_once=True)
    options = make_config(
        settings=settings, notebooks=notebooks_folder(settings), port=port, open_browser=open_browser,
        pool=settings.apps.warm_pages if pool is None else pool,
    )
    server = PageServer(config=options)
    server.door, server.outputs = Door(settings), settings.paths.outputs
    server.initialize([])
    return server


def make_config(*, settings: Settings, notebooks: Path, port: int, pool: int, open_browser: bool) -> Config:
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
        identity_provider_class=BankIdentity,
        authorizer_class=OwnKernelsOnly,
        tornado_settings={
            "allow_remote_access": False,
            "local_hostnames": ["localhost", *settings.apps.hosts],
            "default_handler_class": guarded(Missing),
            "xsrf_cookie_kwargs": {"samesite": "Lax", "secure": settings.apps.behind_tls},
        },
    )
    config.VoilaConfiguration.update(
        template="rccrm",
        theme="light",
        strip_sources=True,
        show_tracebacks=False,
        allow_template_override="NO",
        allow_theme_override="NO",
        file_allowlist=[],
        extension_allowlist=list(EXTENSIONS),
        http_header_envs=[HEADER],
        preheat_kernel=True,
        default_pool_size=pool,
    )
    config.MappingKernelManager.update(
        cull_idle_timeout=CULL_AFTER, cull_interval=CULL_EVERY, cull_connected=False
    )
    config.KernelManager.update(transport="ipc", autorestart=False)
    config.HTMLExporter.language_code = "zh"
    return config


def page_modules() -> list[str]:
    """What the pages' kernels import, once for all of them: every page, and what draws."""
    pages = sorted(file.stem for file in Path(__file__).parent.glob("*_page.py"))
    return [f"rccrm_lib.apps.{name}" for name in (*pages, "card_drawing")]


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


def _set_environment(settings: Settings, config: Path) -> None:
    """What kernels and template lookup read: kernels import this same code, and get the place of the settings and two secrets."""
    code = str(Path(rccrm_lib.__file__).resolve().parents[1])
    os.environ["JUPYTER_PATH"] = _in_front(str(SHARE), os.environ.get("JUPYTER_PATH", ""))
    os.environ["PYTHONPATH"] = _in_front(code, os.environ.get("PYTHONPATH", ""))
    os.environ[KEY_ENV], os.environ[SECRET_ENV] = secrets.token_hex(32), secrets.token_hex(32)
    os.environ[CONFIG_ENV] = str(config.resolve())
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
