// SPDX-License-Identifier: Apache-2.0
#include "jobs/settled_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "gaps/sample_scene.h"

namespace undercast {
namespace {

// Files may hold NDVI in steps of .0001.
constexpr float kStoredStep = 0.0001F;
constexpr int kComparedBlockPx = 128, kComparedBlocks = 9;

bool is_same(float a, float b) { return std::abs(a - b) <= kStoredStep; }

Provenance provisional(Provenance code) {
  if (was_observed(code) || code == Provenance::missing) return code;
  return has_low_trust(code) ? Provenance::provisional_low_trust : Provenance::provisional;
}

Provenance settled(Provenance code, Provenance filled_by) {
  if (!is_provisional(code)) return code;
  return has_low_trust(code) ? Provenance::low_trust : filled_by;
}

// Appends the last values of a list so that `all` has so many.
template <class Value>
void append_last(const std::vector<Value>& values, std::size_t size, std::vector<Value>& all) {
  all.insert(all.end(), values.end() - static_cast<std::ptrdiff_t>(size - all.size()), values.end());
}

}  // namespace

SettledValues::Past SettledValues::read(const Window& window) {
  const auto values_of = [&](CubeFile& file) { return file.read(window, false).ndvi; };
  Past past{values_of(*previous_.filled), values_of(cube_), {}, {}};
  if (previous_.lower) past.bounds = {values_of(*previous_.lower), values_of(*previous_.upper)};
  if (previous_.provenance)
    for (const std::uint8_t code : previous_.provenance->read_codes(window))
      past.codes.push_back(static_cast<Provenance>(code));
  return past;
}

void SettledValues::require_same(const Past& past, const Window& window) const {
  const std::size_t pixels = past.filled.pixels();
  std::size_t first = 0;
  long long changed = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(plan_.settled) * pixels; ++i) {
    const bool was_filled = !past.codes.empty() && !was_observed(past.codes[i]);
    const bool has_vanished = is_missing(past.observed.values[i]) && !past.codes.empty() && !was_filled;
    const bool may_be_dropped = drops_suspects_ && (past.codes.empty() || was_filled);
    const bool differs = is_observed(past.observed.values[i]) && !may_be_dropped &&
                         !is_same(past.filled.values[i], past.observed.values[i]);
    if (!has_vanished && !differs) continue;
    if (changed++ == 0) first = i / pixels;
  }
  if (changed == 0) return;
  const TimeAxis& dates = cube_.layout().ndvi;
  const Period& period = dates[static_cast<int>(first)];
  throw Error(
      ErrorKind::bad_input,
      fmt::format("the past of {} has changed: {} observed values from {} on are not those of {}, in the window "
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

void SettledValues::count_revisions(const Past& past, const Variable& updated, RevisionCounts& revisions) const {
  const std::size_t pixels = past.filled.pixels();
  for (std::size_t i = static_cast<std::size_t>(plan_.settled) * pixels; i < past.filled.values.size(); ++i) {
    const float before = past.filled.values[i], after = updated.values[i];
    const bool was_observed_before = is_same(before, past.observed.values[i]);
    if (is_missing(before) || is_missing(after) || was_observed_before) continue;
    if (past.bounds.lower.empty())
      revisions.add(before, after);
    else
      revisions.add(before, after, past.bounds.lower.values[i], past.bounds.upper.values[i]);
  }
}

Variable SettledValues::join(const Variable& settled_values, const Variable& recent) const {
  Variable joined;
  joined.time = cube_.layout().ndvi;
  joined.rows = recent.rows;
  joined.cols = recent.cols;
  const auto end = settled_values.values.begin() +
                   static_cast<std::ptrdiff_t>(static_cast<std::size_t>(plan_.settled) * recent.pixels());
  joined.values.assign(settled_values.values.begin(), end);
  append_last(recent.values, static_cast<std::size_t>(plan_.dates) * recent.pixels(), joined.values);
  return joined;
}

FilledValues SettledValues::join(const Window& window, const FilledValues& recent, Provenance filled_by,
                                 RevisionCounts& revisions) {
  Past past = read(window);
  require_same(past, window);
  FilledValues values{join(past.filled, recent.ndvi), {}, {}};
  if (!recent.bounds.lower.empty() && !past.bounds.lower.empty())
    values.bounds = {join(past.bounds.lower, recent.bounds.lower), join(past.bounds.upper, recent.bounds.upper)};
  count_revisions(past, values.ndvi, revisions);
  past.codes.resize(static_cast<std::size_t>(plan_.settled) * past.filled.pixels(), Provenance::observed);
  for (const Provenance code : past.codes) values.provenance.push_back(settled(code, filled_by));
  std::vector<Provenance> codes;
  for (const Provenance code : recent.provenance) codes.push_back(provisional(code));
  append_last(codes, values.ndvi.values.size(), values.provenance);
  return values;
}

}  // namespace undercast
