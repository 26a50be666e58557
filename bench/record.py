# SPDX-License-Identifier: Apache-2.0
"""Keeps what benchmarks measure: one file of bench/results/ a table, one run in it a command.

{"title": ..., "about": ..., "runs": [{"command", "date", "machine", "commit", "rows": [{column: value}]}]}

A run may also have "data" (what it was measured on), "make" (commands that make the data), "note" and "picture" (a file
of docs/). bench/make_docs writes docs/results.md, docs/performance.md and the README's table from these files.
"""
import datetime
import json
import os
import platform
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results"
PROGRAM = ROOT / "build" / "release" / "bin" / "undercast"


def machine():
    processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    system = re.search(r'PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text())
    return f"{processor[1] if processor else platform.machine()}, {os.cpu_count()} hardware threads, {system[1] if system else platform.system()}"


def commit():
    """The commit, with "-dirty" if anything but results and what is generated of them has changed."""
    def git(*words):
        return subprocess.run(["git", "-C", ROOT, *words], capture_output=True, text=True).stdout.strip()
    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/results", ":!docs", ":!README.md")
    return git("describe", "--always") + ("-dirty" if changed else "")


def load(name):
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"runs": []}


def save(name, title, about, command, rows, **more):
    """Adds a run to bench/results/NAME.json; a run of the same data and command is replaced."""
    table = load(name)
    run = {"command": command, **more, "date": datetime.date.today().isoformat(), "machine": machine(), "commit": commit(), "rows": rows}
    same = [i for i, old in enumerate(table["runs"]) if (old.get("data"), old["command"]) == (run.get("data"), command)]
    runs = [old for i, old in enumerate(table["runs"]) if i not in same]
    runs.insert(same[0] if same else len(runs), run)
    RESULTS.mkdir(exist_ok=True)
    part = RESULTS / f"{name}.json.part"
    part.write_text(json.dumps({"title": title, "about": about, "runs": runs}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.rename(RESULTS / f"{name}.json")
