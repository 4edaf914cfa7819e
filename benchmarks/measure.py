"""Seconds, CPU seconds and peak memory of a piece of work, in a process of its own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """CPU seconds are of all threads and child processes; the peak is that of the largest single process."""

    seconds: float
    cpu_seconds: float
    peak_mib: float


def measure(work: Callable[[], object]) -> Measured:
    """Run `work` in a child process and wait for it; what it returns is lost."""
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:  # the parent says that it failed, this line says why
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os._exit(1)
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    if status:
        sys.exit("a stage failed; run it by hand to see why")
    return Measured(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def print_table(rows: list[tuple[str, Measured]]) -> None:
    """A Markdown table with a line of totals."""
    print("| stage | seconds | CPU seconds | peak MiB |\n|---|---:|---:|---:|")
    for stage, one in rows:
        print(f"| {stage} | {one.seconds:.1f} | {one.cpu_seconds:.1f} | {one.peak_mib:,.0f} |")
    print(f"| total | {sum(one.seconds for _, one in rows):.1f} | {sum(one.cpu_seconds for _, one in rows):.1f} "
          f"| {max(one.peak_mib for _, one in rows):,.0f} |", flush=True)
