"""A process that has imported what kernels need and forks one for each line it reads.

`python -m rccrm_lib.core.forkserver MODULE …`: the modules are those to import. A request is a line of JSON (arguments, cwd,
env), the answer a line with the number of the new process. When requests end, so does this process, and its kernels end with
it: each watches its parent.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def main(modules: list[str]) -> None:
    """Import the modules and fork until nobody asks any more; a fork goes on as a kernel."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a kernel prints is no answer
    for module in ("ipykernel.ipkernel", "ipykernel.kernelapp", *modules):
        import_module(module)
    gc.freeze()  # no kernel's collector touches what all of them share, so it stays shared
    for line in sys.stdin:
        while _has_ended():
            pass
        child = os.fork()
        if child == 0:
            answers.close()
            _become_kernel(**json.loads(line))
            break
        print(child, file=answers, flush=True)
    atexit._run_exitfuncs()
    os._exit(0)  # to take a thousand modules apart again would cost as much as to start


def _has_ended() -> bool:
    """Let go of one kernel that has ended. Not earlier than now: until then nobody else can have been given its number."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def _become_kernel(*, arguments: list[str], cwd: str, env: dict[str, str]) -> None:
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    _call_itself(next(Path(word).stem for word in arguments if word.endswith(".json")))
    app: Any = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(arguments)
    _tell_libraries()
    app.start()


def _call_itself(name: str) -> None:
    """Let `ps` and `top` say which kernel this is: "kernel-" and the first eight digits of its id."""
    Path("/proc/self/comm").write_text(name[:15], encoding="utf-8")


def _tell_libraries() -> None:
    """Do what these libraries do at their import when there is a kernel already."""
    if "ipywidgets" in sys.modules:
        from ipywidgets import register_comm_target

        register_comm_target()
    if "pandas" in sys.modules:
        import pandas as pd

        pd.set_option("display.max_columns", 20)  # in a terminal as many as fit


if __name__ == "__main__":
    del sys.path[0]  # the working folder; IPython puts it back as an ordinary kernel's
    main(sys.argv[1:])
