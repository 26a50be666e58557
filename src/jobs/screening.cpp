// SPDX-License-Identifier: Apache-2.0
#include "jobs/screening.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/error.h"
#include "gaps/sample_scene.h"

namespace undercast {
Screening::Screening(const std::string& screen, CubeFile& cube) : drops_(screen == "drop"), cube_(cube) {
  if (screen == "off") return;
  const Variable sample = sample_scene(cube, kSamplePx).ndvi;
  test_.emplace(sample);
  const std::string too_many = too_many_suspects(count_suspects(sample, *test_), cube.path());
  if (!too_many.empty() && drops_)
    throw Error(ErrorKind::bad_input, too_many + ": --screen drop would leave too little",
                "look at the cube's cloud mask; --screen flag or off fills the cube as it is");
  if (!too_many.empty()) spdlog::warn("{}: look at the cube's cloud mask", too_many);
  if (drops_) screened_.emplace(cube, *test_);
}

long long Screening::mark(const Window& window, FilledWindow& filled) {
  if (!test_) return 0;
  const std::vector<std::uint8_t> suspects = test_->find(cube_.read(window, false).ndvi);
  if (drops_) return std::count(suspects.begin(), suspects.end(), 1);
  for (std::size_t i = 0; i < suspects.size(); ++i)
    if (suspects[i] != 0) filled.provenance[i] = Provenance::suspect;
  return 0;
}

}  // namespace undercast
