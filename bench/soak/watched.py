# SPDX-License-Identifier: Apache-2.0
"""What the soaks share: samples of a process, and the program."""
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import record

PROGRAM = record.PROGRAM


def memory_MB(pid):
    """Memory that a process holds now (resident set)."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


def open_files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def summary(values):
    """[median of the first tenth, largest, median of the last tenth]"""
    tenth = max(1, len(values) // 10)
    return [round(statistics.median(values[:tenth])), round(max(values)), round(statistics.median(values[-tenth:]))]


class Samples:
    """Samples a process every few seconds until `until`."""

    def __init__(self, pid):
        self.pid, self.memory, self.files = pid, [], []

    def take(self, until, pause=5):
        while time.monotonic() < until:
            self.memory.append(memory_MB(self.pid))
            self.files.append(open_files(self.pid))
            time.sleep(pause)
