#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Comments, messages and pages are plain English: this refuses the idioms that readers had to decode.

usage: english_test.py ROOT         checks comments and texts of src/, comments of tests/, pages of docs/ and the root
       english_test.py --self-test  checks that idioms are found
"""
import re
import sys
import tempfile
import unittest
from pathlib import Path

# An idiom, and what to write in its place.
IDIOMS = {
    r"\bthat of\b|\bthose of\b": "repeat the noun",
    r"\btold\b|\btells? of\b": "say 'said', 'written', 'known' or 'describes'",
    r"\btakes? after\b": "say 'is shrunk towards'",
    r"\bgo(es|ing)? on\b": "say 'continues'",
    r"\bnobody (was seen|saw|observed)\b": "say 'unobserved date'",
    r"(?<!are )\bin turn\b": "say 'alternately' or 'one after another'",
    r"\bOf (?=[a-z])": "begin the sentence with its subject",
    r"\b(was|were|is|are|be|been|being|never|ever|partly|dates|values) seen\b(?! from)": "say 'observed'",
    r"\b[Pp]ixels? (that |does |do )*shows?\b": "say 'observed'",
    r"\bhid(den|es?|ing) again\b|\bways? of hiding\b|\bvisible again\b": "say 'hidden by a hold-out' or 'protocol'",
    r"\b(items?|values?|files?|dates?|which|that) lacks?\b(?! [a-z])": "say 'is missing'",
}
# Idioms of pages alone: a page describes the present program.
OF_PAGES = {
    r"\b[Nn]ewer\b(?!,? (format |program )?(version|release|file))": "give the figure's date, or leave it out",
    r"\b(was|were|been) not (been )?run\b|\bnot been run\b|\bwas never run\b": "leave it out",
    r"\b([Bb]efore: \d|before and after on one machine|before → )": "keep history out of pages",
}
# An image of one pass of a satellite is an acquisition; the looks of a radar image are averaged samples.
LOOKS = {
    r"\b([Ee]ach|every|a|one|unmasked|its|the|(?<!number )of|all|these|such|clear) looks?\b(?! (like|at|up|for|around|as))":
        "say 'acquisition'",
}


def texts_of_source(text, strings):
    """(line, comment or string) of a C++ file. Comments on adjacent lines and adjacent strings are one text."""
    last_kind, last_line, start, words = None, -1, 0, []
    for found in re.finditer(r'//+[/!<]*([^\n]*)|"((?:\\.|[^"\\\n])*)"', text):
        line = text.count("\n", 0, found.start()) + 1
        kind = "comment" if found[2] is None else "string"
        if kind != last_kind or line > last_line + 1:
            if words:
                yield start, " ".join(words)
            start, words = line, []
        if kind == "comment" or strings:
            words.append((found[1] or found[2] or "").strip())
        last_kind, last_line = kind, line
    if words:
        yield start, " ".join(words)


def texts_of_page(text):
    """(line, paragraph) of a Markdown page, without code."""
    text = re.sub(r"```.*?```", lambda found: "\n" * found[0].count("\n"), text, flags=re.S)
    text = re.sub(r"^    .*$", "", text, flags=re.M)
    text = re.sub(r"`[^`\n]*`", "`", text)
    line = 1
    for paragraph in re.split(r"(\n\s*\n)", text):
        yield line, " ".join(paragraph.split())
        line += paragraph.count("\n")


def texts(root):
    """(path, line, text, idioms that it must not have)."""
    for folder in ("src", "tests"):
        for path in sorted(p for p in (root / folder).rglob("*") if p.suffix in (".cpp", ".h", ".js", ".mjs")):
            idioms = {**IDIOMS, **LOOKS} if "composite" in path.parts else IDIOMS
            for line, text in texts_of_source(path.read_text(encoding="utf-8"), strings=folder == "src"):
                yield path, line, text, idioms
    for path in [*sorted(root.glob("*.md")), *sorted((root / "docs").glob("*.md"))]:
        if path.name != "options.md":  # made of the texts of src/
            for line, text in texts_of_page(path.read_text(encoding="utf-8")):
                yield path, line, text, {**IDIOMS, **OF_PAGES, **LOOKS}


def check(root):
    for path, line, text, idioms in texts(root):
        for idiom, advice in idioms.items():
            for found in re.finditer(idiom, text):
                around = text[max(0, found.start() - 30):found.end() + 30].strip()
                yield f"{path.relative_to(root)}:{line}: '{found[0].strip()}' in '{around}': {advice}"


class TheCheck(unittest.TestCase):
    def failures(self, path, text):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / path
            page.parent.mkdir(parents=True)
            page.write_text(text)
            return list(check(Path(folder)))

    def expect(self, path, text, said):
        found = self.failures(path, text)
        self.assertEqual(len(found), 1, found)
        self.assertIn(said, found[0])

    def test_plain_sentences_pass(self):
        for text in ("// The values of the cube are read once.\n", '#include "a/b.h"\n',
                     'throw Error("the file has no bands");  // Offset of the band.\n', "int that_of = told;\n"):
            self.assertEqual(self.failures("src/io/a.cpp", text), [])
        self.assertEqual(self.failures("docs/a.md", "Refuses newer versions. An undercast is seen from above. Look at it.\n"), [])

    def test_idioms_are_found_in_comments_and_messages(self):
        for text in ("/// The grid is that of the cube.", "// Values are those of the cube.", "// What was told.", "// It goes on.",
                     "// A bin takes after its kind.", "// Dates that nobody saw.", "// Each in turn.", "// Of each image.",
                     "// Dates that were seen.", "// Dates that the pixel shows.", "// Values hidden again.", 'say("it goes on");'):
            self.assertEqual(len(self.failures("src/io/a.cpp", text + "\n")), 1, text)

    def test_an_idiom_across_two_lines_is_found(self):
        self.expect("src/io/a.h", "// The grid is that\n// of the cube.\n", "src/io/a.h:1: 'that of'")
        self.expect("docs/a.md", "# A\n\nIt\ngoes\non.\n", "docs/a.md:3: 'goes on'")

    def test_strings_of_tests_are_their_own(self):
        self.assertEqual(self.failures("tests/io/a_test.cpp", 'EXPECT_EQ(said, "it goes on");\n'), [])

    def test_pages_hold_no_history(self):
        for text in ("Newer, of a smaller scene", "It was not run whole.", "0.07 s; before: 0.42 s"):
            self.assertEqual(len(self.failures("docs/a.md", text + "\n")), 1, text)
        self.assertEqual(self.failures("docs/a.md", "    git describe  # newer\n\nUse `newer`.\n"), [])

    def test_a_look_is_an_acquisition_in_composite(self):
        self.expect("src/composite/a.h", "// The median of all looks.\n", "say 'acquisition'")
        self.assertEqual(self.failures("src/composite/a.h", "// It looks like a date, so look at it.\n"), [])
        self.assertEqual(self.failures("src/simulate/a.h", "// Speckle of all looks.\n"), [])


def main():
    if sys.argv[1:] == ["--self-test"]:
        unittest.main(argv=sys.argv[:1])
    failures = list(check(Path(sys.argv[1])))
    print("\n".join(failures) or "no idiom was found")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
