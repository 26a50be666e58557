// SPDX-License-Identifier: Apache-2.0
#include "learn/space_time/training_examples.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "core/error.h"
#include "core/random.h"
#include "gaps/sample_scene.h"
#include "networks/trained_model.h"

namespace undercast {
namespace {

// Each hold-out gives at most so many rows for the trees and series for testing, over all cubes.
constexpr std::size_t kPartRows = 24000, kWholeRows = 11000, kTestRows = 24000, kTestSeries = 1024,
                      kTestSeriesWithoutRadar = 512;
// Series get this fraction of the memory that training may take.
constexpr double kSeriesMemory = 0.25;

std::vector<HoldoutSpec> training_holdouts(int rounds) {
  std::vector<HoldoutSpec> holdouts;
  for (int round = 0; round < rounds; ++round)
    for (const char* protocol : {"blocks-short", "blocks-long", "clouds", "frames-short", "frames-long", "wet-season"})
      holdouts.push_back({protocol, -11 - round});
  // Nothing is random in these hold-outs.
  if (rounds > 1)
    for (const char* protocol : {"season-end-3", "season-end-6", "season-end-10"}) holdouts.push_back({protocol, 0});
  return holdouts;
}

std::vector<HoldoutSpec> testing_holdouts(int rounds) {
  std::vector<HoldoutSpec> holdouts{{"blocks-short", -91}, {"blocks-long", -91}, {"clouds", -91},
                                    {"frames-short", -91}, {"frames-long", -91}, {"wet-season", -91}};
  if (rounds > 1)
    for (const HoldoutSpec more : {HoldoutSpec{"frames-short", -92}, {"frames-long", -92}, {"season-end-10", 0}})
      holdouts.push_back(more);
  return holdouts;
}

// Errors without radar are needed less often, so there are fewer of them.
const std::vector<HoldoutSpec> kTestingWithoutRadar{
    {"blocks-short", -91}, {"blocks-long", -91}, {"frames-short", -91}, {"frames-long", -91}, {"wet-season", -91}};

// The cube with its radar missing, so that no input knows it.
std::optional<Cube> with_missing_radar(const Cube& scene) {
  if (scene.vh.empty() && scene.vv.empty()) return std::nullopt;
  Cube without = scene;
  for (Variable* radar : {&without.vh, &without.vv}) std::fill(radar->values.begin(), radar->values.end(), kMissing);
  return without;
}

Cube read_training_scene(CubeSource& source, const TrainOptions& options) {
  Cube scene = sample_scene(source, kTrainingPx);
  if (!options.radar) scene.vh = scene.vv = {};
  return scene;
}

// Holds the examples of one hold-out.
struct HoldoutExamples {
  std::vector<std::string> features;
  std::vector<std::size_t> without_date;
  SeriesExamples series;
  TreeRows part, whole;
};

void put(const TreeRows& rows, ByteWriter& bytes) {
  bytes.put(rows.rows.width);
  bytes.put(rows.rows.inputs);
  bytes.put(rows.rows.targets);
  bytes.put(rows.step);
  bytes.put(rows.gap_bin);
}

TreeRows get_rows(ByteReader& bytes) {
  TreeRows rows;
  rows.rows.width = bytes.get<std::size_t>();
  rows.rows.inputs = bytes.get_vector<float>();
  rows.rows.targets = bytes.get_vector<float>();
  rows.step = bytes.get_vector<int>();
  rows.gap_bin = bytes.get_vector<std::size_t>();
  return rows;
}

std::string to_bytes(const HoldoutExamples& taken) {
  std::string text;
  ByteWriter bytes(text);
  bytes.put(static_cast<std::uint64_t>(taken.features.size()));
  for (const std::string& name : taken.features) bytes.put(name);
  bytes.put(taken.without_date);
  taken.series.put(bytes);
  put(taken.part, bytes);
  put(taken.whole, bytes);
  return text;
}

HoldoutExamples from_bytes(const std::string& text) {
  ByteReader bytes(text);
  HoldoutExamples taken;
  taken.features.resize(bytes.get<std::uint64_t>());
  for (std::string& name : taken.features) name = bytes.get_string();
  taken.without_date = bytes.get_vector<std::size_t>();
  taken.series = SeriesExamples::get(bytes);
  taken.part = get_rows(bytes);
  taken.whole = get_rows(bytes);
  return taken;
}

template <class Value>
void append(std::vector<Value>& all, const std::vector<Value>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

void append(TreeRows& all, const TreeRows& more) {
  if (more.rows.size() == 0) return;
  all.rows.width = more.rows.width;
  append(all.rows.inputs, more.rows.inputs);
  append(all.rows.targets, more.rows.targets);
  append(all.step, more.step);
  append(all.gap_bin, more.gap_bin);
}

// Says which examples a hold-out of one cube gives.
struct ExampleQuota {
  const TrainOptions& options;
  std::size_t cubes;  ///< number of cubes that share the rows and series
  Split split;
  bool without_radar = false;  ///< only series for testing
};

HoldoutExamples take_from(const HeldOutScene& hidden, const ExampleQuota& quota, std::size_t most_series, int threads) {
  const bool tests = quota.split == Split::testing;
  HoldoutExamples taken{hidden.features.names(), hidden.features.without_date(), {}, {}, {}};
  const std::size_t most_tests = quota.without_radar ? kTestSeriesWithoutRadar : kTestSeries;
  taken.series = take_series(hidden, quota.split, tests ? most_tests / quota.cubes + 1 : most_series,
                             static_cast<std::uint64_t>(quota.options.seed), threads);
  if (!quota.options.trees || quota.without_radar) return taken;
  append_rows(
      hidden,
      {DateObserved::partly, tests ? quota.split : Split::training, (tests ? kTestRows : kPartRows) / quota.cubes},
      threads, taken.part);
  if (!tests)
    append_rows(hidden, {DateObserved::not_at_all, quota.split, kWholeRows / quota.cubes}, threads, taken.whole);
  return taken;
}

void append(HoldoutExamples taken, const ExampleQuota& quota, TrainingExamples& examples) {
  if (examples.features.empty()) {
    examples.features = taken.features;
    examples.without_date = taken.without_date;
  } else if (examples.features != taken.features) {
    throw Error(ErrorKind::bad_input, "the training cubes have different radar variables",
                "give cubes that all have VH (and VV), or none; --no-radar leaves radar out");
  }
  const bool tests = quota.split == Split::testing;
  append(tests ? examples.part_testing : examples.part, taken.part);
  append(examples.whole, taken.whole);
  if (taken.series.size() == 0) return;
  (quota.without_radar ? examples.testing_without_radar
   : tests             ? examples.testing
                       : examples.training)
      .push_back(std::move(taken.series));
}

// Appends the examples of each of a scene's hold-outs, in order. The ranks share the hold-outs.
void append_examples(const Cube& scene, const std::vector<HoldoutSpec>& specs, const ExampleQuota& quota,
                     const RunContext& run, TrainingExamples& examples) {
  std::vector<std::optional<HoldoutExamples>> taken(specs.size());
  for_each_holdout(scene, specs, run, [&](std::size_t spec, const HeldOutScene& hidden) {
    const double series_bytes = 4.0 * static_cast<double>(hidden.features.names().size()) * scene.ndvi.steps();
    const double holdouts = static_cast<double>(quota.cubes * specs.size());
    const auto most = static_cast<std::size_t>(run.memory.bytes() * kSeriesMemory / series_bytes / holdouts) + 1;
    taken[spec] = take_from(hidden, quota, most, run.threads);
  });
  for (std::optional<HoldoutExamples>& one : taken) {
    // The hold-outs are gathered one after another, so that little is held twice.
    for (const std::string& bytes : run.team.gather(one && run.team.size() > 1 ? to_bytes(*one) : std::string()))
      if (!bytes.empty()) one = from_bytes(bytes);
    if (one) append(std::move(*one), quota, examples);
    one.reset();
  }
}

}  // namespace

TrainingExamples make_training_examples(const std::vector<CubeSource*>& sources, const TrainOptions& options,
                                        const RunContext& run) {
  TrainingExamples examples;
  const std::vector<HoldoutSpec> training = training_holdouts(options.hidings),
                                 testing = testing_holdouts(options.hidings);
  run.progress.begin(
      "preparing training examples",
      static_cast<long long>(sources.size() * (training.size() + testing.size() + kTestingWithoutRadar.size())));
  for (CubeSource* source : sources) {
    examples.identities.push_back(scene_identity(source->layout()));
    const Cube scene = read_training_scene(*source, options);
    for (const Variable* variable : {&scene.ndvi, &scene.vh, &scene.vv})
      for (const float value : variable->values)
        examples.fingerprint = hash_of(examples.fingerprint, std::bit_cast<std::uint32_t>(value));
    append_examples(scene, training, {options, sources.size(), Split::all}, run, examples);
    append_examples(scene, testing, {options, sources.size(), Split::testing}, run, examples);
    if (const auto without = with_missing_radar(scene))
      append_examples(*without, kTestingWithoutRadar, {options, sources.size(), Split::testing, true}, run, examples);
    else
      run.progress.advance(static_cast<long long>(kTestingWithoutRadar.size()));
  }
  run.progress.end();
  if (examples.training.empty() || examples.testing.empty())
    throw Error(ErrorKind::bad_input, "the cubes hold too few observations to hide some and learn from the rest",
                "train on cubes with more dates, or fill with --method linear");
  return examples;
}

}  // namespace undercast
