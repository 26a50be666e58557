// SPDX-License-Identifier: Apache-2.0
#include "fields/field_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "core/error.h"
#include "core/parallel.h"
#include "fields/field_blocks.h"
#include "fields/field_sums.h"
#include "io/raster_options.h"

namespace undercast {
namespace {

// Each worker has readers of its own.
struct FieldReaders {
  std::unique_ptr<CubeSource> filled, lower, upper;
  std::unique_ptr<ProvenanceFile> provenance;

  explicit FieldReaders(const FilledFiles& files)
      : filled(files.filled->reopen()),
        lower(files.lower ? files.lower->reopen() : nullptr),
        upper(files.upper ? files.upper->reopen() : nullptr),
        provenance(files.provenance ? std::make_unique<ProvenanceFile>(files.provenance->path()) : nullptr) {}

  FieldBlock read(const Window& window) const {
    FieldBlock block{window, filled->read(window, false).ndvi, {}, {}, {}};
    if (lower) block.lower = lower->read(window, false).ndvi;
    if (upper) block.upper = upper->read(window, false).ndvi;
    if (provenance) block.codes = provenance->read_codes(window);
    return block;
  }
};

// How the cube is read within a limit of memory.
struct FieldPlan {
  int workers, side_px;
};

// A worker holds one block of each file, and the values of the fields that its row of blocks cuts.
FieldPlan plan_of(const FilledFiles& files, std::size_t fields, double taken, const RunContext& run) {
  constexpr double kBytesOfBlock = 4 * 4 + 1, kBytesOfValue = 16;  // a vector that grows is half empty
  const auto steps = static_cast<double>(files.filled->layout().ndvi.size());
  const double series = taken + static_cast<double>(fields) * steps * sizeof(FieldValue);
  double free = 0.8 * run.memory.bytes() - series;
  const auto bytes_of = [&](int side) {
    return steps * kTilePx * (kTilePx * kBytesOfBlock + (side + kTilePx) * kBytesOfValue);
  };
  if (free < bytes_of(kTilePx))
    throw Error(ErrorKind::usage,
                fmt::format("{} fields on {:.0f} dates need about {} of memory, and --memory is {}", fields, steps,
                            size_text((series + bytes_of(kTilePx)) / 0.8), run.memory.text()),
                "give more, or take the fields in parts");
  FieldPlan plan{std::max(1, std::min(run.threads, static_cast<int>(free / bytes_of(kTilePx)))), kTilePx};
  constexpr int kLargest = 4 * kTilePx;
  while (plan.side_px < kLargest && plan.workers * bytes_of(2 * plan.side_px) < free) plan.side_px *= 2;
  return plan;
}

// Reads the blocks of one batch, and finishes each field with its last block.
void read_batch(const FieldBatch& batch, const FieldReaders& readers, FieldSeries& series, Progress& progress) {
  const int steps = series.time.size();
  std::map<int, std::pair<std::unique_ptr<FieldSums>, int>> open;  // with the blocks that are left
  for (const BlockOfFields& block : batch.blocks)
    for (const int field : block.fields) ++open[field].second;
  for (const BlockOfFields& block : batch.blocks) {
    const FieldBlock values = readers.read(block.window);
    for (const int field : block.fields) {
      auto& [sums, left] = open.at(field);
      if (!sums) sums = std::make_unique<FieldSums>(steps, readers.filled->layout().index.range);
      const auto place = static_cast<std::size_t>(field);
      sums->add(values, series.fields[place]);
      if (--left > 0) continue;
      series.touched[place] = sums->touched();
      sums->finish(&series.values[place * steps]);
      if (sums->touched() == 0) series.fields[place].flag = FieldFlag::outside;
      open.erase(field);
      progress.advance(1);
    }
  }
}

}  // namespace

void require_memory_for_fields(const FilledFiles& files, std::size_t fields, double taken, const RunContext& run) {
  plan_of(files, fields, taken, run);
}

FieldSeries field_series(const FilledFiles& files, std::vector<Field> fields, const RunContext& run) {
  const FieldPlan plan = plan_of(files, fields.size(), 0, run);
  const std::vector<FieldBatch> batches = field_batches(fields, plan.side_px);
  FieldSeries series{std::move(fields), {}, files.filled->layout().ndvi, {}};
  series.touched.resize(series.fields.size());
  series.values.resize(series.fields.size() * series.time.size());
  std::vector<std::unique_ptr<FieldReaders>> readers(static_cast<std::size_t>(plan.workers));
  long long work = 0;
  for (const FieldBatch& batch : batches) work += static_cast<long long>(batch.fields.size());
  run.progress.begin("reading fields", work);
  parallel_for(static_cast<int>(batches.size()), plan.workers, [&](int batch, int worker) {
    auto& own = readers[static_cast<std::size_t>(worker)];
    if (!own) own = std::make_unique<FieldReaders>(files);
    read_batch(batches[static_cast<std::size_t>(batch)], *own, series, run.progress);
  });
  run.progress.end();
  return series;
}

}  // namespace undercast
