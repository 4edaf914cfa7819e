"""A process that has imported what kernels need, and forks one for each line it reads: `python -m rccrm_lib.core.forkserver MODULE …`.

A request is a line of JSON (arguments, cwd, env), the answer a line with the number of the new process. When the line of
requests ends, so does this process, and its kernels end with it: each watches its parent.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import sys
from importlib import import_module
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
    app: Any = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(arguments)
    if "ipywidgets" in sys.modules:  # at its import it looks for a kernel to register with; there was none yet
        from ipywidgets import register_comm_target

        register_comm_target()
    app.start()


if __name__ == "__main__":
    del sys.path[0]  # the working folder; IPython puts it back as an ordinary kernel's
    main(sys.argv[1:])
