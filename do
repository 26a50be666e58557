#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# From a fresh Debian 12 or 13 to a running program: see usage().
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"

usage() {
  cat <<'TEXT'
usage: ./do VERB [--preset NAME] [--no-install] [-- ARGUMENTS]

  demo      simulate a scene, train on it, fill it, evaluate, report: results in demo/
  test      build and run all tests            (arguments go to ctest)
  build     build build/<preset>/bin/undercast (arguments go to ninja)
  package   make Debian packages in build/package/packages: undercast, undercast-networks, libundercast-dev,
            python3-undercast
  bench     build and run the benchmarks       (arguments go to bench/run)
  format    format the C++ sources             (--check: only verify)
  tidy      run clang-tidy on changed sources  (--all: on all of src)
  fuzz      build and run the fuzzers          (arguments go to tests/fuzz/run: --seconds 60 TARGET...)
  docs      write the generated pages of docs  (--check: compare them, and check links)
  clean     remove build/ and demo/

Each installs the Debian packages that it lacks (cmake/packages.txt), as root or with sudo; --no-install refuses instead.
Where LibTorch cannot be had, the preset core stands in for release: all but training works.
Presets: release (default), dev, asan, core (no LibTorch, no MPI), tsan and fuzz (likewise).
TEXT
}

say() { printf '%s\n' "$*" >&2; }
die() { local code=$1; shift; say "./do: $*"; exit "$code"; }

# LibTorch from elsewhere (a CUDA build), named by CMAKE_PREFIX_PATH, stands in for Debian's.
own_libtorch() {
  local prefix
  local -a prefixes
  IFS=: read -ra prefixes <<<"${CMAKE_PREFIX_PATH:-}"
  for prefix in "${prefixes[@]}"; do [[ -e $prefix/share/cmake/Torch/TorchConfig.cmake ]] && return 0; done
  return 1
}

as_root() {
  if (( EUID == 0 )); then env DEBIAN_FRONTEND=noninteractive "$@"; else sudo env DEBIAN_FRONTEND=noninteractive "$@"; fi
}

update_lists() {
  as_root apt-get update -q >&2 || say "./do: apt-get update failed; trying with the package lists at hand"
}

fedora_names() {
  while IFS='|' read -r group _ name _; do
    [[ $group != '#'* && " $* " == *" ${group// /} "* ]] && echo -n "${name// /} "
  done <cmake/packages.txt
  true
}

# install GROUP...: sees to the packages of these groups.
install() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "./do: no apt-get here; install by other means what cmake/packages.txt lists. On Fedora:"
    say "  dnf install $(fedora_names "$@")"
    return
  fi
  local group package why
  local -a missing=()
  local have
  # shellcheck disable=SC2016  # dpkg's own format, not the shell's
  have=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')
  while IFS='|' read -r group package _ why; do
    group=${group// /} package=${package// /}
    [[ $group == '#'* || -z $package || " $* " != *" $group "* ]] && continue
    [[ $package == libtorch-dev ]] && own_libtorch && continue
    grep -qxF "$package" <<<"$have" && continue
    (( ${#missing[@]} )) || say "missing packages:"
    say "$(printf '  %-21s %s' "$package" "$why")"
    missing+=("$package")
  done <cmake/packages.txt
  (( ${#missing[@]} )) || return 0
  (( may_install )) || die 2 "packages are missing; without --no-install they would be installed with apt-get"
  if ! may_be_root; then
    say "./do: going on with what is here, since this needs root or sudo: apt-get install ${missing[*]}"
    return
  fi
  say "installing with apt-get ..."
  update_lists
  as_root apt-get install -q -y --no-install-recommends "${missing[@]}" </dev/null >&2 ||
    die 1 "apt-get could not install: ${missing[*]}"
}

# Whether a package is installed, or apt-get could install it.
can_have() {
  command -v apt-cache >/dev/null || return 0  # who knows
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]] && return 0
  (( may_install )) && may_be_root && apt-cache policy "$1" | grep -q 'Candidate: [^(]'
}

# On a terminal sudo may ask for the password, and is asked itself once.
may_be_root() {
  (( EUID == 0 )) && return
  if [[ -z ${sudo_answer:-} ]]; then
    sudo_answer=no
    if sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v 2>/dev/null; }; then sudo_answer=yes; fi
  fi
  [[ $sudo_answer == yes ]]
}

# want PROGRAM GROUP: sees to packages that the rest does without, unless their program is there by other means.
want() {
  command -v "$1" >/dev/null && return 0
  (( may_install )) || return 0
  (install "$2") || say "./do: going on without $1"
}

# Compile jobs: all processors, but about 2 GB of memory each (LibTorch's headers).
jobs() {
  local processors available_kb by_memory
  processors=$(nproc)
  available_kb=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)
  by_memory=$(( ${available_kb:-2000000} / 2000000 ))
  (( by_memory > 0 )) || by_memory=1
  echo $(( by_memory < processors ? by_memory : processors ))
}

is_without_torch() { [[ $preset == core || $preset == tsan || $preset == fuzz ]]; }

build() {
  local -a groups=(build)
  if [[ $preset == release ]] && ! own_libtorch; then
    if ! can_have libtorch-dev && (( may_install )) && may_be_root; then update_lists; fi
    if ! can_have libtorch-dev; then
      say "./do: there is no LibTorch here (libtorch-dev): building the preset core, which fills with the built-in model and"
      say "      every method, and leaves out training and mpirun. CMAKE_PREFIX_PATH may name a LibTorch from elsewhere."
      preset=core
    fi
  fi
  is_without_torch || groups+=(torch mpi)
  install "${groups[@]}" "$@"
  want npm npm
  if (( may_install )); then (install python) || say "./do: going on without the Python module"; fi
  local -a options=()
  [[ " $* " == *" bench "* ]] && options+=(-DUNDERCAST_BENCH=ON)
  cmake --preset "$preset" "${options[@]}" >&2
}

compile() { cmake --build --preset "$preset" -j "$(jobs)" -- "$@" >&2; }

demo() {
  build
  compile undercast
  mkdir -p demo
  local program=build/$preset/bin/undercast started=$SECONDS
  step() { printf '\n$ %s\n' "$program $*"; "$program" "$@"; }
  step simulate -o demo/scene.tif --truth demo/truth.tif --size 256 --steps 46 --seed 1 --overwrite
  step info demo/scene.tif
  # Without LibTorch nothing is trained: the model that is part of the program fills as it is.
  local -a model=(--model built-in) scored=(--model built-in)
  if ! is_without_torch; then
    step train demo/scene.tif -o demo/model.uc --preset quick --seed 1 --overwrite
    model=(--model demo/model.uc) scored=(--train-preset quick)
  fi
  step fill demo/scene.tif -o demo/filled.tif "${model[@]}" --quicklook demo/quicklook.png \
    --lower demo/lower.tif --upper demo/upper.tif --provenance demo/provenance.tif --animation demo/season.webp --overwrite
  # Trained afresh without the hidden values: the model above has seen them.
  step evaluate demo/scene.tif --method linear,whittaker "${scored[@]}" --protocol blocks-long \
    --json demo/scores.json --plot demo/scores.png --overwrite
  step report demo/scene.tif demo/filled.tif --lower demo/lower.tif --upper demo/upper.tif \
    --provenance demo/provenance.tif --evaluation demo/scores.json -o demo/report.html --overwrite
  printf '\n'
  for file in demo/*; do printf '%8s  %s\n' "$(du -h "$file" | cut -f1)" "$file"; done
  printf '\nOpen demo/report.html in a browser, or look around with:\n  %s view demo/filled.tif --cube demo/scene.tif\n' "$program"
  printf '\nThe demo ran for %d min %02d s.\n' $(( (SECONDS - started) / 60 )) $(( (SECONDS - started) % 60 ))
}

run_tests() {
  if is_without_torch; then build format; else build format slurm; fi
  want chromium browser
  want snakemake workflow
  want cwltool workflow
  compile
  [[ -d ../shared/data ]] || say "No ../shared/data here: the tests on real data are skipped."
  export LSAN_OPTIONS="suppressions=$PWD/tests/leaks.txt print_suppressions=0"
  # The program and its library of networks both hold the folders that they share.
  export ASAN_OPTIONS=detect_odr_violation=0
  export TSAN_OPTIONS="suppressions=$PWD/tests/races.txt"
  ctest --test-dir "build/$preset" --output-on-failure -j "$(nproc)" "$@"
}

package() {
  preset=package
  build
  compile
  rm -rf build/package/packages
  (cd build/package && cpack -B packages >&2)
  say "packages:"
  ls -s --block-size=K build/package/packages/*.deb
}

fuzz() {
  preset=fuzz
  build fuzz
  compile fuzz
  tests/fuzz/run "$@"
}

# The format is that of clang-format 14 (Debian 12); others lay out some lines differently.
format() {
  if [[ ${1:-} == --check ]]; then
    if (( may_install )); then install format; fi
    if ! clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
      say "format check skipped: it needs clang-format 14 (Debian 12); here is: $(clang-format --version 2>&1 || true)"
      exit 77
    fi
    cxx_files | xargs -0 clang-format --dry-run --Werror
  else
    install format
    cxx_files | xargs -0 clang-format -i
  fi
}

# clang-tidy reads the compile commands of single files, without GCC's precompiled headers. Changed: since origin/HEAD, or
# since the commit before where there is no origin.
tidy() {
  build tidy
  local base=HEAD~ folder=build/$preset/tidy
  local -a files
  git rev-parse -q --verify origin/HEAD >/dev/null && base=$(git merge-base HEAD origin/HEAD)
  if [[ ${1:-} == --all ]]; then
    mapfile -t files < <(find src -name '*.cpp' | sort)
  else
    mapfile -t files < <(git diff --name-only --diff-filter=d "$base" -- 'src/*.h' 'src/*.cpp' |
                         sed 's/\.h$/.cpp/' | sort -u | xargs -r ls 2>/dev/null)
  fi
  (( ${#files[@]} )) || { say "no source has changed since $base"; return; }
  cmake --preset "$preset" -B "$folder" -DCMAKE_UNITY_BUILD=OFF >/dev/null
  sed -E -i 's/-Winvalid-pch|-fpch-preprocess|-include [^ ]*cmake_pch\.hxx//g' "$folder/compile_commands.json"
  printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(jobs)" clang-tidy -p "$folder" --quiet
}

cxx_files() { find src tests bench examples -type f \( -name '*.cpp' -o -name '*.h' \) -print0; }

docs() {
  if [[ ${1:-} == --check ]]; then
    build
    compile undercast
    python3 tests/checks/docs_test.py "build/$preset/bin/undercast"
  else
    build
    compile undercast
    mkdir -p docs
    "build/$preset/bin/undercast" --options-page >docs/options.md.part
    mv docs/options.md.part docs/options.md
    bench/make_docs
  fi
}

verb=${1:-}
(( $# )) && shift
preset=release
may_install=1
arguments=()
while (( $# )); do
  case $1 in
    --preset) (( $# > 1 )) || die 2 "--preset needs a name"; preset=$2; shift ;;
    --preset=*) preset=${1#*=} ;;
    --no-install) may_install=0 ;;
    --) shift; arguments+=("$@"); break ;;
    --check | --all) arguments+=("$1") ;;
    *) die 2 "unknown argument '$1' (./do lists what there is)" ;;
  esac
  shift
done

case $verb in
  demo) demo ;;
  test) run_tests "${arguments[@]}" ;;
  build) build; compile "${arguments[@]}" ;;
  package) package ;;
  fuzz) fuzz "${arguments[@]}" ;;
  bench) build bench; compile; bench/run "${arguments[@]}" ;;
  format) format "${arguments[@]}" ;;
  tidy) tidy "${arguments[@]}" ;;
  docs) docs "${arguments[@]}" ;;
  clean) rm -rf build demo ;;
  '' | -h | --help | help) usage ;;
  *) usage >&2; die 2 "unknown verb '$verb'" ;;
esac
