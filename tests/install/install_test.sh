#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# install_test.sh BUILD SOURCES FOLDER: installs the build into a prefix, moves the prefix, and uses it as users do.
set -euo pipefail
build=$1 sources=$2 folder=$3
rm -rf "$folder"
mkdir -p "$folder"
cmake --install "$build" --prefix "$folder/first" >"$folder/install.log"
mv "$folder/first" "$folder/moved"
prefix=$folder/moved
program=$prefix/bin/undercast
fail() { printf 'failed: %s\n' "$*" >&2; exit 1; }

"$program" simulate -o "$folder/scene.tif" --size 32 --steps 24 --seed 1 --quiet
"$program" fill "$folder/scene.tif" -o "$folder/filled.tif" --model built-in --precision fp32 --quiet

# A project outside of the tree.
cmake -S "$sources/examples/fill_a_cube" -B "$folder/project" -DCMAKE_PREFIX_PATH="$prefix" >"$folder/project.log"
cmake --build "$folder/project" >>"$folder/project.log" || { cat "$folder/project.log"; fail "the project does not build"; }
"$folder/project/fill_a_cube" "$folder/scene.tif" "$folder/by-project.tif" || fail "the project does not fill"

# Networks are found beside the library. Without them the built-in model fills the same.
networks=$(find "$prefix" -name undercast_networks.so)
if [[ -n $networks ]]; then
  "$program" train "$folder/scene.tif" -o "$folder/model.uc" --preset quick --epochs 1 --quiet || fail "it does not train"
  rm "$networks"
fi
"$program" fill "$folder/scene.tif" -o "$folder/without.tif" --model built-in --precision fp32 --quiet
cmp "$folder/filled.tif" "$folder/without.tif" || fail "LibTorch changes what is filled"
if "$program" train "$folder/scene.tif" -o "$folder/none.uc" --quiet 2>"$folder/refused"; then fail "it trained without LibTorch"; fi
grep -q "has no LibTorch" "$folder/refused" || fail "it does not say what is missing"

# The Python module finds the library beside it.
module=$(find "$prefix" -type d -name undercast -path '*dist-packages*')
if [[ -n $(find "$build" -name '_undercast*.so' -print -quit) ]]; then
  [[ -n $module ]] || fail "the Python module is not installed"
  PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$(dirname "$module") /usr/bin/python3 -c 'import undercast; undercast.Model()' ||
    fail "the Python module does not load"
  [[ -f $module/py.typed && -f $module/__init__.pyi ]] || fail "the Python module has no type stubs"
fi
library=$(find "$prefix" -name 'libundercast.so.*' -type f)
nm -D --defined-only "$library" >"$folder/symbols"
grep -q 9undercast "$folder/symbols" || fail "the library exports nothing"
if grep -v 9undercast "$folder/symbols"; then fail "the library exports more than undercast"; fi

# The plugin for QGIS lies beside the program's data, without what Python leaves behind.
[[ -s $prefix/share/undercast/qgis/undercast/metadata.txt ]] || fail "there is no plugin for QGIS"
if find "$prefix/share/undercast" -name '*.pyc' | grep .; then fail "files of Python's cache are installed"; fi
