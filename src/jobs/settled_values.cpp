// SPDX-License-Identifier: Apache-2.0
#include "jobs/settled_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "gaps/sample_scene.h"

namespace undercast {
namespace {

constexpr int kComparedBlockPx = 128, kComparedBlocks = 9;

Provenance provisional_code(Provenance code) {
  if (was_observed(code) || code == Provenance::missing) return code;
  return has_low_trust(code) ? Provenance::provisional_low_trust : Provenance::provisional;
}

Provenance settled_code(Provenance code, Provenance filled_by) {
  if (!is_provisional(code)) return code;
  return has_low_trust(code) ? Provenance::low_trust : filled_by;
}

// The first `settled` values of one list, and behind them the last ones of another, `all` together.
std::vector<float> joined(const std::vector<float>& before, const std::vector<float>& recent, std::size_t settled,
                          std::size_t all) {
  std::vector<float> values(before.begin(), before.begin() + static_cast<std::ptrdiff_t>(settled));
  values.insert(values.end(), recent.end() - static_cast<std::ptrdiff_t>(all - settled), recent.end());
  return values;
}

}  // namespace

// Files may hold values in steps.
bool SettledValues::is_same(float a, float b) const {
  return static_cast<double>(std::abs(a - b)) <= int16_step(cube_.layout().index.range);
}

SettledValues::Past SettledValues::read(const Window& window) {
  const auto values_of = [&](CubeFile& file) { return file.read(window, false).ndvi.values; };
  Past past{{values_of(*previous_.filled), {}, {}, {}}, values_of(cube_)};
  if (previous_.lower) {
    past.filled.lower = values_of(*previous_.lower);
    past.filled.upper = values_of(*previous_.upper);
  }
  if (previous_.provenance)
    for (const std::uint8_t code : previous_.provenance->read_codes(window))
      past.filled.provenance.push_back(static_cast<Provenance>(code));
  return past;
}

void SettledValues::require_same(const Past& past, const Window& window) const {
  const auto pixels = static_cast<std::size_t>(window.pixels());
  const auto& [ndvi, lower, upper, provenance] = past.filled;
  std::size_t first = 0;
  long long changed = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(plan_.settled) * pixels; ++i) {
    const float now = past.observed[i];
    const bool was_filled = !provenance.empty() && !was_observed(provenance[i]);
    const bool has_vanished = is_missing(now) && !provenance.empty() && !was_filled;
    // A fill that dropped suspect observations holds other values in their place.
    const bool may_be_dropped = repeated_.fill.screen == "drop" && (provenance.empty() || was_filled);
    const bool differs = is_observed(now) && !may_be_dropped && !is_same(ndvi[i], now);
    if (!has_vanished && !differs) continue;
    if (changed++ == 0) first = i / pixels;
  }
  if (changed == 0) return;
  const TimeAxis& dates = cube_.layout().ndvi;
  const Period& period = dates[static_cast<int>(first)];
  throw Error(
      ErrorKind::bad_input,
      fmt::format("the past of {} has changed: {} observed values from {} on are not in {}, in the window "
                  "at row {}, column {}",
                  cube_.path(), changed, to_string(period.start), previous_.filled->path(), window.row, window.col),
      fmt::format("fill the cube anew, or fill that date again with --settle {}",
                  (dates[dates.size() - 1].end() - period.start).count()));
}

void SettledValues::require_same_past_in_sample() {
  std::vector<Window> blocks = shuffled_blocks(cube_.layout().grid.whole(), kComparedBlockPx);
  blocks.resize(std::min<std::size_t>(blocks.size(), kComparedBlocks));
  for (const Window& block : blocks) require_same(read(block), block);
}

void SettledValues::count_revisions(const Past& past, const std::vector<float>& updated, std::size_t settled,
                                    RevisionCounts& revisions) const {
  const auto& [ndvi, lower, upper, provenance] = past.filled;
  for (std::size_t i = settled; i < ndvi.size(); ++i) {
    const bool was_observed_before =
        provenance.empty() ? is_same(ndvi[i], past.observed[i]) : was_observed(provenance[i]);
    if (is_missing(ndvi[i]) || is_missing(updated[i]) || was_observed_before) continue;
    if (lower.empty())
      revisions.add(ndvi[i], updated[i]);
    else
      revisions.add(ndvi[i], updated[i], lower[i], upper[i]);
  }
}

FilledImage SettledValues::join(const Window& window, const FilledImage& recent, RevisionCounts& revisions) {
  const Past past = read(window);
  require_same(past, window);
  const auto pixels = static_cast<std::size_t>(window.pixels());
  const std::size_t all = static_cast<std::size_t>(plan_.dates) * pixels;
  const std::size_t settled = static_cast<std::size_t>(plan_.settled) * pixels;
  FilledImage image{joined(past.filled.ndvi, recent.ndvi, settled, all), {}, {}, {}};
  if (!recent.lower.empty()) {
    image.lower = joined(past.filled.lower, recent.lower, settled, all);
    image.upper = joined(past.filled.upper, recent.upper, settled, all);
  }
  count_revisions(past, image.ndvi, settled, revisions);
  if (past.filled.provenance.empty()) return image;
  for (std::size_t i = 0; i < settled; ++i)
    image.provenance.push_back(settled_code(past.filled.provenance[i], repeated_.filled_before));
  for (auto code = recent.provenance.end() - static_cast<std::ptrdiff_t>(all - settled);
       code != recent.provenance.end(); ++code)
    image.provenance.push_back(provisional_code(*code));
  return image;
}

}  // namespace undercast
