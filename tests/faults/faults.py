#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Disturbs a command at each of its calls to the system, in the manner of SQLite's tests.

Each run has one fault: the n-th call of a kind fails, or the process is killed there (fault_shim.cpp).
Whatever n is, the command either ends as undisturbed, or with exit code 1 and a clear error. Then each
output is absent, old, or complete, nothing else is left, and the next run gives the usual bytes. A killed
process may leave scratch files; the next run removes them.

    faults.py PROGRAM SHIM COMMAND        a few calls of each kind, which are always the same
    faults.py PROGRAM SHIM COMMAND --all  every call
"""
import argparse
import errno
import fnmatch
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from commands import COMMANDS, make_inputs

KILL = 0
# Kinds of calls, as in fault_shim.cpp, and the error that each gives.
ERRORS = {"open": errno.EMFILE, "read": errno.EIO, "write": errno.ENOSPC, "sync": errno.EIO, "rename": errno.EIO,
          "close": errno.EIO, "truncate": errno.ENOSPC, "map": errno.ENOMEM, "unlink": None,
          "allocate": errno.ENOMEM, "little": errno.ENOMEM, "library": errno.ENOMEM, "thread": errno.EAGAIN,
          "lock": errno.ENOSYS, "change": KILL}
# No error can be clear where a file must go.
KINDS = [kind for kind in ERRORS if kind != "unlink"]
# The program starts itself anew to set such variables, which would double the time of these runs.
USUAL = {"OMP_WAIT_POLICY": "passive", "UNDERCAST_STARTED_ANEW": "1"}
# Allocations number thousands to millions, so only these many fail with --all.
MOST = {"allocate": 150, "little": 40, "library": 40}
FORBIDDEN = ("internal error", "terminate called", "Segmentation", "Aborted", "FATAL")
A_HANG_SECONDS = 1000  # such a run takes about one


def threads_for(kind):
    """With one thread, all runs make the same calls."""
    return 3 if kind == "thread" else 1


class Place:
    """A folder to work in, with inputs, outputs and the counter of calls."""

    def __init__(self, folder, options):
        self.base, self.options = Path(folder), options
        self.folder, self.out = self.base / "work", self.base / "work/out"
        self.inputs = self.folder / "in"
        self.inputs.mkdir(parents=True)
        self.count = self.base / "count"
        self.clear()

    def clear(self):
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()

    def line(self, command, threads, ranks):
        words = [word.replace("{in}", str(self.inputs)).replace("{out}", str(self.out)) for word in command.split()]
        start = []
        if ranks:
            start = [self.options.mpirun, "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-n", str(ranks)]
        return start + [self.options.program, *words, "--threads", str(threads)]

    def run(self, line, environment=None):
        self.count.write_bytes(bytes(8 * len(ERRORS)))
        done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, timeout=A_HANG_SECONDS,
                              env={**os.environ, **USUAL, **(environment or {})}, check=False)
        return done.returncode, done.stdout, done.stderr.decode(errors="replace")

    def calls(self):
        return dict(zip(ERRORS, struct.unpack(f"<{len(ERRORS)}q", self.count.read_bytes())))

    def files(self):
        # How long a method took is never the same.
        return {path.name: re.sub(rb'"seconds(_mean)?": [-+.e0-9]+', b"", path.read_bytes()) for path in self.out.iterdir()}


class Subject:
    """A command, undisturbed and disturbed."""

    def __init__(self, place, command, ranks):
        self.place, self.command, self.ranks = place, command, ranks
        self.expected = {threads: self.undisturbed(threads) for threads in {threads_for(kind) for kind in ERRORS}}
        again = self.undisturbed(1)
        if again != self.expected[1]:
            differ = [name for name in again if again[name] != self.expected[1].get(name)]
            sys.exit(f"two undisturbed runs differ, so nothing can be compared: {differ}")

    def line(self, threads=1, more=""):
        return self.place.line(f"{self.command.line} {more}", threads, self.ranks)

    def undisturbed(self, threads):
        self.place.clear()
        code, out, error = self.place.run(self.line(threads))
        if code != 0 or set(self.place.files()) != set(self.command.outputs):
            sys.exit(f"the undisturbed run ends with {code} and leaves {sorted(self.place.files())}: {error}")
        return self.results(out)

    def results(self, out):
        return self.place.files() if self.command.outputs else {"standard output": out}

    def environment(self, kind, at, stays, rank):
        return {"LD_PRELOAD": self.place.options.shim, "FAULT_FOLDER": str(self.place.folder), "FAULT_KIND": kind,
                "FAULT_AT": str(at), "FAULT_ERROR": str(ERRORS[kind]), "FAULT_STAYS": str(int(stays)),
                "FAULT_COUNT": str(self.place.count), "FAULT_RANK": "" if rank is None else str(rank)}

    def calls(self, rank):
        """Counts the calls of each kind of an undisturbed run."""
        counts = {}
        for threads in sorted({threads_for(kind) for kind in KINDS}):
            self.place.clear()
            self.place.run(self.line(threads), self.environment("open", 0, False, rank))
            counts.update({kind: count for kind, count in self.place.calls().items() if threads_for(kind) == threads})
        return counts

    def disturb(self, kind, at, stays=False, rank=None):
        """Returns what is wrong after a run with this fault, or None."""
        self.place.clear()
        # Every second run replaces old outputs.
        has_old = at % 2 == 0 and self.command.takes_overwrite
        for name in self.command.outputs if has_old else []:
            (self.place.out / name).write_bytes(b"old")
        line = self.line(threads_for(kind), "--overwrite" if has_old else "")
        try:
            return self.judge(kind, *self.place.run(line, self.environment(kind, at, stays, rank)))
        except subprocess.TimeoutExpired:
            return "the run hangs"

    def judge(self, kind, code, out, error):
        threads = threads_for(kind)
        if code == 0:
            wrong = self.differs(threads, out)
            return f"exit code 0, but {wrong}\n{error}" if wrong else None
        # Where malloc fails, some libraries crash: that is as if the process were killed.
        is_killed = ERRORS[kind] == KILL or (kind == "library" and not 0 < code < 128)
        if not is_killed:
            wrong = self.not_clear(kind, code, error) or self.left_behind()
            if wrong:
                return f"{wrong}\n{error}"
        return self.wrong_with_outputs(threads, error) or self.wrong_after_next_run(threads)

    def differs(self, threads, out):
        """Says which results are not as after an undisturbed run, or None."""
        found, expected = self.results(out), self.expected[threads]
        if threads > 1 and self.command.needs_networks:  # sums depend on the number of threads
            found, expected = dict.fromkeys(found), dict.fromkeys(expected)
        differ = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name)
                        or (name in found) != (name in expected))
        return f"these differ: {differ}" if differ else None

    def not_clear(self, kind, code, error):
        if code not in ((1, 2) if kind == "library" else (1,)):
            return f"exit code {code}, expected 1"
        if any(word in error for word in FORBIDDEN) or "error: " not in error:
            return "the error is not clear"
        return None

    def is_kept(self, name):
        return any(fnmatch.fnmatch(name, pattern) for pattern in self.command.keeps)

    def left_behind(self):
        left = [name for name in self.place.files() if name not in self.command.outputs and not self.is_kept(name)]
        return f"left behind: {left}" if left else None

    def wrong_with_outputs(self, threads, error):
        files = self.place.files()
        for name in self.command.outputs:
            if name in files and files[name] not in (b"old", self.expected[threads][name]):
                return f"{name} is neither old nor complete\n{error}"
        return None

    def wrong_after_next_run(self, threads):
        files = self.place.files()
        if not files:
            return None  # the next run is a first run
        more = self.command.resume if any(map(self.is_kept, files)) else ""
        if any(name in files for name in self.command.outputs):
            more += " --overwrite"
        code, out, error = self.place.run(self.line(threads, more))
        if code != 0:
            return f"the next run ends with {code}: {error}"
        wrong = self.differs(threads, out)
        return f"after the next run {wrong}" if wrong else None


def chosen(calls, sample):
    """Numbers of calls, evenly spread."""
    if sample is None or calls <= sample:
        return range(1, calls + 1)
    return [1 + (2 * i + 1) * calls // (2 * sample) for i in range(sample)]


def faults_of(subject, kinds, options):
    """Yields the faults to try: kind, call, whether it stays, rank."""
    for rank in range(options.ranks) if options.ranks else [None]:
        counts = subject.calls(rank)
        for kind in kinds:
            calls = counts[kind]
            sample = MOST.get(kind) if options.all else options.sample or subject.command.sample
            for at in chosen(calls, sample):
                # A full disk stays full, so does memory, and the system refuses further threads.
                stays = kind in ("write", "allocate", "thread")
                if not stays or options.all or at % 2:
                    yield kind, at, stays, rank
                if stays and (options.all or not at % 2):
                    yield kind, at, False, rank


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("shim")
    parser.add_argument("commands", nargs="+", choices=[*COMMANDS, "every"], metavar="COMMAND")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--ranks", type=int, default=0)
    parser.add_argument("--mpirun", default=shutil.which("mpirun"))
    parser.add_argument("--all", action="store_true", default="UNDERCAST_EVERY_FAULT" in os.environ)
    parser.add_argument("--sample", type=int, help="calls of each kind without --all")
    parser.add_argument("--at", type=int, help="this call alone")
    parser.add_argument("--stays", action="store_true", help="with --at: all later calls fail, too")
    parser.add_argument("--rank", type=int, help="with --at and --ranks: of this rank")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    names = list(COMMANDS) if "every" in options.commands else options.commands
    failures = 0
    with tempfile.TemporaryDirectory(prefix="undercast-faults-") as folder:
        place = Place(folder, options)

        def make(line):
            code, _, error = place.run(place.line(line, 1, 0))
            if code != 0:
                sys.exit(f"{line}: {error}")

        make_inputs(place.inputs, names, make)
        for name in names:
            if options.ranks and not COMMANDS[name].takes_ranks:
                continue
            start, runs, wrong = time.monotonic(), 0, 0
            subject = Subject(place, COMMANDS[name], options.ranks)
            kinds = options.kinds.split(",")
            faults = [(kinds[0], options.at, options.stays, options.rank)] if options.at else faults_of(subject, kinds, options)
            for kind, at, stays, rank in faults:
                found = subject.disturb(kind, at, stays, rank)
                runs += 1
                if found:
                    wrong += 1
                    print(f"{name}: {kind} {at}{' and all later' if stays else ''}"
                          f"{'' if rank is None else f' of rank {rank}'}: {found}", flush=True)
                elif options.verbose:
                    print(f"{name}: {kind} {at} {stays} {rank} ok", flush=True)
            print(f"{name}: {runs} runs, {(time.monotonic() - start) / 60:.1f} minutes, {wrong} failures", flush=True)
            failures += wrong
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
