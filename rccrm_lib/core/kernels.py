"""Kernels that start at once: forked from a process that has imported everything already.

An ordinary kernel starts Python and imports the libraries, more than a second of a core; a forked one takes a third of that, and
is a process of its own all the same. Where the system cannot watch such a process, kernels start as they always did.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import EntryPoint
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

FORKED = "rccrm-forked"
LAUNCHER = "ipykernel_launcher"


class Forkserver:
    """The process that kernels are forked from; it ends with this one, and is started again if it was ended."""

    def __init__(self, modules: Iterable[str]) -> None:
        self._command = [sys.executable, "-m", "rccrm_lib.core.forkserver", *modules]
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> subprocess.Popen[str]:
        """Let it begin to import; whoever asks for a kernel later waits less."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                             encoding="utf-8", start_new_session=True)
        return self._process

    def fork(self, *, arguments: list[str], cwd: str, env: dict[str, str]) -> int:
        """The number of a new kernel's process. Raises OSError when none can be had."""
        process = self.start()
        print(json.dumps({"arguments": arguments, "cwd": cwd, "env": env}), file=process.stdin, flush=True)
        answer = process.stdout.readline()  # type: ignore[union-attr]
        if not answer:
            raise OSError("the process that starts kernels has ended; its own words stand above")
        return int(answer)


class ForkedProcess:
    """A forked kernel, with as much of Popen as a provisioner asks for. It is no child of this process."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = os.pidfd_open(pid)
        self._ended = False

    def poll(self, milliseconds: float | None = 0) -> int | None:
        """0 when it has ended, whatever its exit code was, else None."""
        if not self._ended:
            watch = select.poll()
            watch.register(self._handle, select.POLLIN)
            if not watch.poll(milliseconds):
                return None
            os.close(self._handle)
            self._ended = True
        return 0

    def wait(self) -> int | None:
        """Wait until it has ended."""
        return self.poll(None)

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if not self._ended:
            signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class ForkedKernel(LocalProvisioner):
    """Launches a kernel by a fork; one in another language, or with a command of its own, as Jupyter does."""

    server = Forkserver(())

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch a kernel with a command."""
        if LAUNCHER not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        self.cwd = kwargs.get("cwd") or os.getcwd()
        arguments = cmd[cmd.index(LAUNCHER) + 1:]
        self.pid = self.server.fork(arguments=arguments, cwd=str(self.cwd), env=dict(kwargs["env"]))
        self.process = ForkedProcess(self.pid)  # type: ignore[assignment]
        return self.connection_info


def fork_kernels(*modules: str, at_once: bool = False) -> None:
    """From now on kernels of this process are forked from one that has imported these modules, `at_once` or when first asked."""
    if not hasattr(os, "pidfd_open"):
        return
    ForkedKernel.server = Forkserver(modules)
    if at_once:
        ForkedKernel.server.start()
    entry = EntryPoint(FORKED, f"{__name__}:{ForkedKernel.__name__}", KernelProvisionerFactory.GROUP_NAME)
    KernelProvisionerFactory.provisioners[FORKED] = entry
    KernelProvisionerFactory.instance().default_provisioner_name = FORKED
