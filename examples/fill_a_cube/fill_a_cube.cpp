// SPDX-License-Identifier: Apache-2.0
// Fills the gaps of a cube as `undercast fill` does: fill_a_cube CUBE OUTPUT
#include <undercast/core/error.h>
#include <undercast/jobs/fill.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: fill_a_cube CUBE OUTPUT\n");
    return 2;
  }
  undercast::FillJob job;
  job.cube = argv[1];
  job.output = argv[2];
  job.method = "gaussian-process";  // neither method nor model: a network is trained on the cube first
  job.overwrite = true;
  try {
    undercast::check(job);
    const undercast::FillSummary summary = undercast::fill(job, {.threads = undercast::available_threads()});
    std::printf("%s: %.1f %% filled\n", argv[2], 100 * summary.filled);
  } catch (const undercast::Error& error) {
    std::fprintf(stderr, "%s\n%s\n", error.what(), error.hint().c_str());
    return 1;
  }
}
