"""Commands of tests, each in a process of its own that is forked from one which has imported the libraries.

Nothing of the project is imported before the fork, so a command finds its own modules as it does when a person types it; what is
saved is the second that Python and the libraries take to start.
"""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

LIBRARIES = ("click", "pydantic", "numpy", "pandas", "pyarrow.parquet", "duckdb", "sqlalchemy", "alembic.command", "argon2",
             "jinja2", "scipy.sparse", "fontTools.subset", "xlsxwriter", "tqdm")
STREAMS = (("in", os.O_RDONLY), ("out", os.O_WRONLY | os.O_CREAT), ("err", os.O_WRONLY | os.O_CREAT))


class Commands:
    """Runs `rccrm …` one after another; started with the first, ended by `end()`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._process: subprocess.Popen[str] | None = None

    def run(
        self, arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], typed: str, timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """As subprocess.run() of `python -m rccrm_lib`, with its exit code, output and errors."""
        process = self._started()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "in").write_text(typed, encoding="utf-8")
            asked = {"arguments": list(arguments), "cwd": str(cwd), "env": dict(env), "folder": name}
            assert process.stdin and process.stdout
            print(json.dumps(asked), file=process.stdin, flush=True)
            if not select.select([process.stdout], [], [], timeout)[0]:
                self.end()
                raise subprocess.TimeoutExpired(list(arguments), timeout)
            code = int(process.stdout.readline())
            said, wrong = ((folder / stream).read_text(encoding="utf-8") for stream in ("out", "err"))
        return subprocess.CompletedProcess(["rccrm", *arguments], code, said, wrong)

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
                env=self._environment, start_new_session=True)
        return self._process

    def end(self) -> None:
        """End it, and a command that still runs."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._process = None


def serve() -> None:
    """Fork for every line of standard input; answer with the exit code."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for library in LIBRARIES:
        import_module(library)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            answers.close()
            _become_command(**json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answers, flush=True)


def _become_command(*, arguments: list[str], cwd: str, env: dict[str, str], folder: str) -> None:
    for number, (stream, mode) in enumerate(STREAMS):
        os.dup2(os.open(Path(folder) / stream, mode, 0o600), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.path[0], sys.argv[1:] = cwd, arguments
    code: object = 1
    try:
        runpy.run_module("rccrm_lib", run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    serve()
