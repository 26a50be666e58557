#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Written-down layers that nothing checks always bend: this fails when one does.

usage: ladder_test.py ROOT         checks the sources under ROOT
       ladder_test.py --self-test  checks that violations are found
"""
import re
import sys
import tempfile
import unittest
from pathlib import Path

MAX_LINES = 400
FORBIDDEN_FOLDERS = {"utils", "util", "common", "misc", "helpers"}
# A heavy library's headers stay in these folders of src/.
LIBRARY_FOLDERS = {
    r"torch/|ATen/|c10/": {"torch"},
    r"(gdal|cpl_|ogr|gnm)\w*\.h": {"io", "composite"},  # composite reads acquisitions through io/gdal.h's handles
    r"cairo": {"picture"},
    r"CLI/": {"cli"},
    r"mpi\.h": {"ranks"},
    r"Eigen/": {"anomaly", "classical", "phenology"},
}
# The command line binds and prints; what it would need these for is a job.
NOT_IN_CLI = re.compile(r"(picture|earth_engine|stac)/|io/gdal\.h")
# The ladder within torch/: what networks share, the networks, the library that the program loads.
TORCH_RUNGS = {"base": 0, "space_time": 1, "vit": 1, "library": 2}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def read(path):
    return path.read_text(encoding="utf-8")


def read_ladder(root):
    """Rung of each folder, from the block of docs/architecture.md whose lines are `3  fill   features   prose`."""
    rungs = {}
    folders = {path.name for path in (root / "src").iterdir() if path.is_dir()}
    for line in read(root / "docs" / "architecture.md").splitlines():
        found = re.match(r"\s*(\d+)  +(\S.*)", line)
        if not found:
            continue
        # Names stand apart by two spaces or more; a cell of other words is prose, and ends them.
        for cell in re.split(r"  +", re.sub(r"\([^)]*\)", "", found[2]).strip()):
            words = cell.split()
            if folders.issuperset(words):
                rungs.update((word, int(found[1])) for word in words)
            elif len(words) > 1:
                break
    return rungs


def sources(root, *folders):
    for folder in folders:
        yield from sorted(p for p in (root / folder).rglob("*") if p.suffix in (".cpp", ".h", ".py", ".sh"))


def climbs(rungs, from_folder, to_folder):
    return from_folder != to_folder and rungs[to_folder] >= rungs[from_folder]


def check_includes(root, rungs):
    for path in sources(root, "src"):
        folder = path.relative_to(root / "src").parts[0]
        name = path.relative_to(root)
        if folder not in rungs:
            continue  # said once, by check_folders
        for quote, header in INCLUDE.findall(read(path)):
            target = header.split("/")[0]
            if target in rungs:
                if climbs(rungs, folder, target):
                    yield f"{name} (rung {rungs[folder]}) includes {header} (rung {rungs[target]}): the ladder goes down only"
            elif quote == '"':
                yield f'{name} includes "{header}": write "<folder of src>/<file>.h"'
            if folder == "cli" and NOT_IN_CLI.match(header):
                yield f"{name} includes {header}: the command line leaves that to jobs"
            for library, allowed in LIBRARY_FOLDERS.items():
                if re.match(library, header) and folder not in allowed:
                    yield f"{name} includes <{header}>, which belongs to {' and '.join(sorted(allowed))} only"


def check_torch(root):
    for path in sources(root, "src/torch"):
        folder = path.relative_to(root / "src/torch").parts[0]
        for header in re.findall(r'#\s*include\s*[<"]torch/(\w+)/', read(path)):
            if {folder, header} <= TORCH_RUNGS.keys() and climbs(TORCH_RUNGS, folder, header):
                yield f"{path.relative_to(root)} includes torch/{header}: base is beneath space_time and vit, which are apart, and library on top"


def types_of(text):
    """Names of the types that a header defines in namespaces; an unnamed namespace counts as the one around it."""
    text = re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|^\s*#[^\n]*', "", text, flags=re.S | re.M)
    scopes = []  # a namespace's name, or None for any other brace
    for found in re.finditer(r"\bnamespace\s*([\w:]*)\s*{|\b(?:struct|class|union|enum(?:\s+class)?)\s+(\w+)(?:\s+final)?\s*(?::[^{;]*)?{|{|}", text):
        if found[0] == "}":
            scopes.pop()
            continue
        if found[2] and None not in scopes:
            yield "::".join([scope for scope in scopes if scope] + [found[2]])
        scopes.append(found[1] if found[0].startswith("namespace") else None)


def check_types(root):
    homes = {}
    for path in sources(root, "src"):
        for name in set(types_of(read(path))) if path.suffix == ".h" else ():
            first = homes.setdefault(name, path)
            if first != path:
                yield f"{path.relative_to(root)} defines {name}, and so does {first.relative_to(root)}: one of them needs another name"


def check_links(root, rungs):
    for path in sorted((root / "src").glob("*/CMakeLists.txt")):
        folder = path.parent.name
        for target in re.findall(r"undercast_(\w+)", read(path)):
            if folder in rungs and target in rungs and climbs(rungs, folder, target):
                yield f"{path.relative_to(root)} links undercast_{target}, which is not on a lower rung"


def check_folders(root, rungs):
    for path in sorted(p for p in (root / "src").rglob("*") if p.is_dir()):
        if path.name in FORBIDDEN_FOLDERS:
            yield f"{path.relative_to(root)}: a folder's name says what it holds, '{path.name}' does not"
        if path.parent == root / "src" and path.name not in rungs:
            yield f"{path.relative_to(root)} has no rung in docs/architecture.md"


def check_files(root):
    for path in sources(root, "src", "tests"):
        lines = read(path).splitlines()
        if len(lines) > MAX_LINES:
            yield f"{path.relative_to(root)} has {len(lines)} lines, the most is {MAX_LINES}: split it"
        first = lines[1:2] if lines and lines[0].startswith("#!") else lines[:1]
        if not first or "SPDX-License-Identifier: Apache-2.0" not in first[0]:
            yield f"{path.relative_to(root)} does not begin with its SPDX line"


def check(root):
    if not (root / "docs" / "architecture.md").exists():
        return ["docs/architecture.md is missing: it holds the ladder"]
    rungs = read_ladder(root)
    if not rungs:
        return ["docs/architecture.md shows no ladder (lines such as '    1  io   picture')"]
    return [*check_folders(root, rungs), *check_includes(root, rungs), *check_torch(root), *check_types(root),
            *check_links(root, rungs), *check_files(root)]


class TheCheck(unittest.TestCase):
    SPDX = "// SPDX-License-Identifier: Apache-2.0\n"
    LADDER = "Words.\n\n2  cli   torch   one file a command\n    1  io (GDAL)   later   picture   heavy core things\n    0  core\n"

    def failures(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            tree = {"docs/architecture.md": self.LADDER, "src/cli/a.cpp": self.SPDX + '#include "io/a.h"\n#include <CLI/CLI.hpp>\n',
                    "src/io/a.h": self.SPDX + '#include <gdal_priv.h>\n#include "core/a.h"\n', "src/core/a.h": self.SPDX,
                    "src/picture/a.h": self.SPDX + "#include <cairo.h>\n", "tests/io/a_test.cpp": self.SPDX,
                    "src/io/CMakeLists.txt": "undercast_folder(io LINKS undercast_core)\n"}
            for name, text in {**tree, **files}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return check(root)

    def expect(self, path, text, said):
        found = self.failures({path: text})
        self.assertEqual(len(found), 1, found)
        self.assertIn(said, found[0])

    def test_a_tree_that_keeps_the_ladder_passes(self):
        self.assertEqual(self.failures({}), [])

    def test_an_include_that_climbs_is_found(self):
        self.expect("src/core/b.cpp", self.SPDX + '#include "io/a.h"\n', "src/core/b.cpp (rung 0) includes io/a.h (rung 1)")

    def test_an_include_of_a_folder_on_the_same_rung_is_found(self):
        self.expect("src/picture/b.h", self.SPDX + "#include <io/a.h>\n", "(rung 1) includes io/a.h (rung 1)")

    def test_an_include_beside_the_source_without_its_folder_is_found(self):
        self.expect("src/io/b.cpp", self.SPDX + '#include "a.h"\n', '"<folder of src>/<file>.h"')

    def test_a_heavy_header_outside_its_folder_is_found(self):
        for header in ("torch/torch.h", "gdal_priv.h", "cpl_conv.h", "ogr_spatialref.h", "cairo/cairo.h", "CLI/CLI.hpp", "mpi.h"):
            self.expect("src/core/b.h", self.SPDX + f"#include <{header}>\n", f"includes <{header}>, which belongs to")

    def test_a_command_that_draws_is_found(self):
        self.expect("src/cli/b.cpp", self.SPDX + '#include "picture/a.h"\n', "leaves that to jobs")

    def test_a_link_that_climbs_is_found(self):
        self.expect("src/core/CMakeLists.txt", "undercast_folder(core LINKS undercast_io)\n", "links undercast_io")

    def test_a_network_that_includes_another_one_is_found(self):
        for folder, header in (("base", "vit"), ("base", "library"), ("vit", "space_time"), ("space_time", "library")):
            self.expect(f"src/torch/{folder}/a.h", self.SPDX + f'#include "torch/{header}/b.h"\n', f"includes torch/{header}")

    def test_networks_share_their_base(self):
        self.assertEqual(self.failures({"src/torch/vit/a.h": self.SPDX + '#include "torch/base/b.h"\n#include "torch/vit/c.h"\n',
                                        "src/torch/library/a.h": self.SPDX + '#include "torch/vit/a.h"\n'}), [])

    def test_a_type_that_two_headers_define_is_found(self):
        first = self.SPDX + "namespace undercast {\nstruct Season {\n  int days;\n};\n}\n"
        for second in ("namespace undercast {\nclass Season final : public A<B> {};\n}\n", "namespace undercast {\nnamespace {\nenum class Season : int { a };\n}\n}\n"):
            found = self.failures({"src/core/b.h": first, "src/io/b.h": self.SPDX + second})
            self.assertEqual(len(found), 1, found)
            self.assertIn("src/io/b.h defines undercast::Season, and so does src/core/b.h", found[0])

    def test_types_apart_by_namespace_class_or_file_pass(self):
        first = self.SPDX + "namespace undercast {\nstruct Season {\n  int days;\n};\n}\n"
        for second in ("namespace undercast::cli {\nstruct Season {};\n}\n", "namespace undercast {\nclass Year {\n  struct Season {};\n};\n}\n",
                       "namespace undercast {\nstruct Season;\n// struct Season {\n}\n"):
            self.assertEqual(self.failures({"src/core/b.h": first, "src/io/b.h": self.SPDX + second}), [])
        self.assertEqual(self.failures({"src/core/b.h": first, "src/core/b.cpp": first}), [])

    def test_a_folder_without_a_rung_is_found(self):
        self.expect("src/extra/a.h", self.SPDX, "src/extra has no rung")

    def test_a_folder_with_a_name_that_says_nothing_is_found(self):
        self.expect("src/io/utils/a.h", self.SPDX, "'utils' does not")

    def test_a_long_file_is_found(self):
        self.expect("tests/io/b_test.cpp", self.SPDX + "\n" * 400, "401 lines")

    def test_a_file_without_its_licence_is_found(self):
        self.expect("src/io/b.h", "#pragma once\n", "does not begin with its SPDX line")

    def test_a_page_without_a_ladder_is_found(self):
        self.expect("docs/architecture.md", "Words.\n", "shows no ladder")


def main():
    if sys.argv[1:] == ["--self-test"]:
        unittest.main(argv=sys.argv[:1])
    failures = check(Path(sys.argv[1]))
    print("\n".join(failures) or "the ladder holds")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
