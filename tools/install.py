"""Make .venv from the hashed lock with plain pip: python tools/install.py run|dev [--asked].

pip and not another installer, because pip honours the mirror that a bank has configured. Called by
tools/setup.sh with a Python that is new enough; needs nothing but the standard library.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STATE = ROOT / ".state"
STAMP = VENV / "rccrm-setup.json"
LOG = STATE / "setup.log"
BUILD_LOCK = ROOT / "requirements-build.lock"
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
SOURCE_ONLY = "autograd-gamma"  # published without a wheel; built with the locked setuptools
NETWORK = re.compile(
    r"NewConnectionError|ConnectionError|Connection refused|ConnectTimeout|ReadTimeout|timed out|ProxyError|"
    r"Name or service not known|Temporary failure in name resolution|SSLError|CERTIFICATE_VERIFY_FAILED|"
    r"Connection reset|RemoteDisconnected|HTTP error 4\d\d|HTTP error 5\d\d",
    re.IGNORECASE,
)
CAUSES = (
    (
        re.compile(r"DO NOT MATCH THE HASHES"),
        "下载的包与锁定的校验值不符,请检查镜像",
        "a package does not have the locked hash: check the mirror",
    ),
    (re.compile(r"No space left on device"), "磁盘空间不足", "the disk is full"),
    (
        NETWORK,
        "无法连接软件包源,请检查网络、代理或 pip 镜像设置 (PIP_INDEX_URL)",
        "the package index cannot be reached: check the network, the proxy or pip's mirror setting (PIP_INDEX_URL)",
    ),
    (
        re.compile(r"No matching distribution found|Could not find a version"),
        "软件包源没有所需的版本,请检查镜像是否完整或 Python 版本是否受支持",
        "the package index lacks a locked version: check that the mirror is complete and this Python is supported",
    ),
)


class SetupFailed(Exception):
    """One line in Chinese and one in English, to be printed as a single line."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"rccrm: {zh} / {en}")


def hash_locks(kind: str) -> str:
    """SHA-256 of the locks that an environment of this kind is made from."""
    digest = hashlib.sha256()
    for path in (BUILD_LOCK, LOCKS[kind]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_stamp() -> dict[str, str]:
    """What the present .venv was made from; empty when that is unknown."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def child_environment() -> dict[str, str]:
    """The environment for pip: its mirror settings stay, what would lead it astray goes."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if k
        not in ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV")
    }
    home = Path(kept.get("HOME") or "/nonexistent")
    if not home.is_dir():
        home = STATE / "home"
        home.mkdir(parents=True, exist_ok=True)
        kept.update(HOME=str(home), PIP_NO_CACHE_DIR="1")
    elif not os.access(home, os.W_OK):
        kept["PIP_NO_CACHE_DIR"] = "1"
    return {
        "PIP_RETRIES": "2",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        **kept,
        "PIP_USER": "0",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PYTHONUTF8": "1",
    }


def venv_python() -> Path:
    """The interpreter of the project's environment."""
    return VENV / "bin" / "python"


def venv_version() -> str:
    """Version of the interpreter in .venv; empty when there is none that runs and has pip."""
    code = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    try:
        ran = subprocess.run([venv_python(), "-I", "-c", code], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout.strip() if ran.returncode == 0 else ""


def made_here() -> bool:
    """Whether .venv was made for this folder: its scripts hold absolute paths, so a copied one is useless."""
    stamp = read_stamp()
    if stamp:
        return stamp.get("root") == str(ROOT)
    try:
        config = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    return re.search(rf"^command = .* {re.escape(str(VENV))}$", config, re.MULTILINE) is not None


def make_venv(*, asked: bool) -> None:
    """Create .venv, or keep the one there is when it can be used."""
    mine = f"{sys.version_info[0]}.{sys.version_info[1]}"
    version = venv_version()
    usable = bool(version) and tuple(map(int, version.split("."))) >= (3, 11) and made_here()
    if usable and not (asked and version != mine):
        return
    ran = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        capture_output=True,
        text=True,
        env=child_environment(),
    )
    if ran.returncode != 0:
        LOG.write_text(ran.stdout + ran.stderr, encoding="utf-8")
        why = (ran.stderr or ran.stdout).strip().splitlines()[-1:] or [""]
        raise SetupFailed(
            f"无法用 Python {mine} 建立 .venv:{why[0]}", f"Python {mine} could not make .venv: {why[0]}"
        )


def count_packages(lock: Path) -> int:
    """How many packages a lock names; markers may leave some out."""
    return len(re.findall(r"^[A-Za-z0-9_.-]+==", lock.read_text(encoding="utf-8"), re.MULTILINE))


def run_pip(lock: Path, *, title: str) -> None:
    """Install a lock; pip's own words go to the log, progress to a terminal."""
    command = [
        str(venv_python()),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--no-deps",
        "--no-build-isolation",
        "--use-pep517",
        "--no-compile",
        "--only-binary",
        ":all:",
        "--no-binary",
        SOURCE_ONLY,
        "--progress-bar",
        "off",
        "-r",
        str(lock),
    ]
    total, seen, terminal = count_packages(lock), 0, sys.stderr.isatty()
    with (
        LOG.open("a", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=child_environment(),
            cwd=ROOT,
        ) as pip,
    ):
        assert pip.stdout is not None
        for line in pip.stdout:
            log.write(line)
            seen += line.startswith(("Collecting", "Requirement already satisfied"))
            if terminal:
                print(f"\r{title} {seen}/{total} ", end="", file=sys.stderr, flush=True)
    if terminal:
        print(file=sys.stderr)
    if pip.returncode != 0:
        raise explain(LOG.read_text(encoding="utf-8"))


def explain(log: str) -> SetupFailed:
    """The one line that says why pip failed."""
    for pattern, zh, en in CAUSES:
        if pattern.search(log):
            return SetupFailed(f"{zh}。详情见 .state/setup.log", f"{en}. Details: .state/setup.log")
    errors = [line for line in log.splitlines() if line.startswith("ERROR")] or [""]
    return SetupFailed(
        "安装失败。详情见 .state/setup.log", f"pip failed: {errors[-1]} Details: .state/setup.log"
    )


def compile_bytecode() -> None:
    """Byte-compile everything: without it each kernel start compiles pandas and matplotlib again."""
    site = site_packages()
    command = [str(venv_python()), "-m", "compileall", "-q", str(site), str(ROOT / "rccrm_lib")]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": child_environment()}
    if subprocess.run([*command, "-j", "0"], **quiet).returncode != 0:  # type: ignore[call-overload]
        subprocess.run(command, **quiet)  # type: ignore[call-overload]  # a file of tests that is broken on purpose is no failure


def site_packages() -> Path:
    """The folder of the installed packages."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    ran = subprocess.run([venv_python(), "-I", "-c", code], capture_output=True, text=True, check=True)
    return Path(ran.stdout.strip())


def link_project() -> None:
    """Make rccrm_lib importable and .venv/bin/rccrm a command; no build step, so no network."""
    (site_packages() / "rccrm.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    script = VENV / "bin" / "rccrm"
    quoted = "'" + str(ROOT / "tools" / "with-env").replace("'", "'\\''") + "'"
    script.write_text(f'#!/bin/sh\nexec sh {quoted} python -m rccrm_lib "$@"\n', encoding="utf-8")
    script.chmod(0o755)


def check_imports() -> None:
    """The packages that hold machine code must load on this machine."""
    code = "import duckdb, pandas, pyarrow, scipy, sklearn, matplotlib, rccrm_lib"
    ran = subprocess.run(
        [venv_python(), "-c", code], capture_output=True, text=True, env=child_environment(), cwd=STATE
    )
    if ran.returncode != 0:
        why = ran.stderr.strip().splitlines()[-1:] or [""]
        raise SetupFailed(f"安装后无法加载:{why[0]}", f"installed, but cannot be loaded: {why[0]}")


def install(kind: str, *, asked: bool) -> None:
    """Bring .venv to what the locks say; nothing to do when it already is."""
    begun = time.monotonic()
    STATE.mkdir(exist_ok=True)
    make_venv(asked=asked)
    stamp = read_stamp()
    if stamp.get(kind) == hash_locks(kind):
        return
    LOG.write_text("", encoding="utf-8")
    print(
        f"rccrm: 正在安装 {count_packages(LOCKS[kind])} 个包,约需两分钟 / "
        f"installing {count_packages(LOCKS[kind])} packages, about two minutes",
        file=sys.stderr,
        flush=True,
    )
    run_pip(BUILD_LOCK, title="build")
    run_pip(LOCKS[kind], title="packages")
    link_project()
    compile_bytecode()
    check_imports()
    kinds = ("run", "dev") if kind == "dev" else ("run",)  # the dev lock holds all of the run-time lock
    kept = {key: value for key, value in stamp.items() if key in LOCKS}
    STAMP.write_text(
        json.dumps({**kept, **{key: hash_locks(key) for key in kinds}, "root": str(ROOT)}, indent=1),
        encoding="utf-8",
    )
    print(f"rccrm: 安装完成 / set up in {time.monotonic() - begun:.0f} s", file=sys.stderr)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=sorted(LOCKS))
    parser.add_argument("--asked", action="store_true", help="this very Python was asked for")
    arguments = parser.parse_args()
    try:
        install(arguments.kind, asked=arguments.asked)
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"rccrm: 无法写入项目文件夹 / the project folder cannot be written: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
