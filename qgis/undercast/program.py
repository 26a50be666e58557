# SPDX-License-Identifier: Apache-2.0
"""The program undercast: where it is, what it says of its commands, and a run of it."""
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import threading
import time

SETTING = "UNDERCAST_PROGRAM"
PATIENCE_SECONDS = 30  # a stopped run ends at its next safe point; a second signal ends it at once

_begun = re.compile(r"([^:]+) \.\.\.$")
_share_done = re.compile(r"[^:]+: (\d+) %, .* left")
_done = re.compile(r"[^:]+: done in ")


class ProgramError(Exception):
    """What the program, or this module in its words, says of a failure."""


def find_program(setting=""):
    """The path of the program: the setting, or the variable UNDERCAST, or the PATH."""
    given = setting or os.environ.get("UNDERCAST", "")
    found = shutil.which(given or "undercast")
    if found:
        return found
    raise ProgramError(
        (f"{given} is not a program" if given else "the program undercast is not on the PATH")
        + ": install undercast, or name it in Settings > Options > Processing > Providers > undercast"
    )


def read_usage(program):
    """What the program says of its commands and their options."""
    try:
        outcome = subprocess.run([program, "--json-usage"], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        if outcome.returncode != 0:
            raise ProgramError(f"{program} --json-usage failed: {outcome.stderr.decode(errors='replace').strip()}")
        return json.loads(outcome.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise ProgramError(f"{program} --json-usage does not describe undercast: {error}") from error


def run_program(words, feedback):
    """Runs it, with progress and messages to the feedback. Throws ProgramError with the program's error and hint."""
    failure, signal_again_at = [], None
    with subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        lines = queue.Queue()
        threading.Thread(target=_read, args=(process.stdout, lines), daemon=True).start()
        while (line := _next_line(lines)) is not None:
            if feedback.isCanceled() and (signal_again_at is None or time.monotonic() > signal_again_at):
                process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
                signal_again_at = time.monotonic() + PATIENCE_SECONDS
            if failure or line.startswith("error: "):
                failure.append(line)
            elif line:
                _show(line, feedback)
    if process.returncode != 0:
        raise ProgramError("\n".join(failure).rstrip() or f"{words[0]} ended with code {process.returncode}")


def _read(stream, lines):
    for line in stream:
        lines.put(line.rstrip("\n"))
    lines.put(None)


def _next_line(lines):
    """A line, or "" where there is none for a moment, or None at the end."""
    try:
        return lines.get(timeout=0.1)
    except queue.Empty:
        return ""


def _show(line, feedback):
    if found := _begun.match(line):
        feedback.setProgress(0)
        feedback.setProgressText(found[1])
    elif found := _share_done.match(line):
        feedback.setProgress(float(found[1]))
        feedback.setProgressText(line)
    elif line.startswith("warning: "):
        feedback.pushWarning(line)
    else:
        if _done.match(line):
            feedback.setProgress(100)
        feedback.pushInfo(line)
