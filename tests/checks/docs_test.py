#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Generated pages are up to date, and links between Markdown pages lead somewhere.

usage: docs_test.py PROGRAM
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def broken_links():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").rglob("*.md")]
    for page in pages:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
        for link in re.findall(r"\]\(([^)\s]+)[^)]*\)", text):
            target = link.split("#")[0]
            if target and "://" not in link and not link.startswith("mailto:") and not (page.parent / target).exists():
                yield f"{page.relative_to(ROOT)}: the link to {link} leads nowhere"


def options_page(program):
    page = ROOT / "docs" / "options.md"
    made = subprocess.run([program, "--options-page"], check=True, capture_output=True, text=True).stdout
    if not page.exists():
        return ["docs/options.md is missing: run ./do docs"]
    if page.read_text(encoding="utf-8") != made:
        return ["docs/options.md is not what the program says: run ./do docs"]
    return []


def measured_pages():
    """What bench/make_docs writes from bench/results/."""
    return subprocess.run([sys.executable, ROOT / "bench" / "make_docs", "--check"], capture_output=True, text=True).stdout.splitlines()


def main():
    failures = [*broken_links(), *measured_pages()]
    failures += options_page(sys.argv[1])
    print("\n".join(failures) or "docs agree with the program")
    return 1 if failures else 0


sys.exit(main())
