// SPDX-License-Identifier: Apache-2.0
#include "jobs/screening.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "gaps/sample_scene.h"

namespace undercast {

Screening::Screening(const std::string& screen, CubeSource& cube, const std::string& name)
    : drops_(screen == "drop"), cube_(cube) {
  if (screen == "off") return;
  const Variable sample = sample_scene(cube, kSamplePx).ndvi;
  test_.emplace(sample);
  const std::string too_many =
      too_many_suspects(count_suspects(sample, *test_), name, drops_, "look at the cube's cloud mask");
  if (!too_many.empty()) spdlog::warn("{}", too_many);
  if (drops_) screened_.emplace(cube, *test_);
}

std::unique_ptr<CubeSource> Screening::screened(CubeSource& source) const {
  return drops_ ? std::make_unique<ScreenedSource>(source, *test_) : nullptr;
}

long long Screening::mark(CubeSource& observed, const Window& window, FilledWindow& filled) const {
  if (!test_) return 0;
  const std::vector<std::uint8_t> suspects = test_->find(observed.read(window, false).ndvi);
  if (drops_) return std::count(suspects.begin(), suspects.end(), 1);
  for (std::size_t i = 0; i < suspects.size(); ++i)
    if (suspects[i] != 0) filled.provenance[i] = Provenance::suspect;
  return 0;
}

}  // namespace undercast
