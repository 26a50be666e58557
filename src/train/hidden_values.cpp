// SPDX-License-Identifier: Apache-2.0
#include "train/hidden_values.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "core/error.h"
#include "core/memory.h"
#include "core/random.h"
#include "fill/sample_scene.h"
#include "networks/trained_model.h"

namespace undercast {
namespace {

// Rows for the trees and series for testing that each way of hiding gives, all cubes together.
constexpr std::size_t kPartRows = 24000, kWholeRows = 11000, kTestRows = 24000, kTestSeries = 1024;
// Of the memory that training may take, the share that series get.
constexpr double kSeriesMemory = 0.25;

std::vector<Hiding> training_hidings(int rounds) {
  std::vector<Hiding> hidings;
  for (int round = 0; round < rounds; ++round)
    for (const char* protocol : {"blocks-short", "blocks-long", "clouds", "frames-short", "frames-long"})
      hidings.push_back({protocol, -11 - round});
  // No draw decides what these hide.
  if (rounds > 1)
    for (const char* protocol : {"season-end-3", "season-end-6", "season-end-10"}) hidings.push_back({protocol, 0});
  return hidings;
}

std::vector<Hiding> testing_hidings(int rounds) {
  std::vector<Hiding> hidings{
      {"blocks-short", -91}, {"blocks-long", -91}, {"clouds", -91}, {"frames-short", -91}, {"frames-long", -91}};
  if (rounds > 1)
    for (const Hiding more : {Hiding{"frames-short", -92}, {"frames-long", -92}, {"season-end-10", 0}})
      hidings.push_back(more);
  return hidings;
}

Cube read_training_scene(CubeSource& source, const TrainOptions& options) {
  Cube scene = sample_scene(source, kTrainingPx);
  if (!options.radar) scene.vh = scene.vv = {};
  return scene;
}

// What one way of hiding gives.
struct Taken {
  std::vector<std::string> features;
  std::vector<std::size_t> without_date;
  HiddenSeries series;
  HiddenRows part, whole;
};

void put(const HiddenRows& rows, ByteWriter& bytes) {
  bytes.put(rows.rows.width);
  bytes.put(rows.rows.inputs);
  bytes.put(rows.rows.targets);
  bytes.put(rows.step);
  bytes.put(rows.gap_bin);
}

HiddenRows get_rows(ByteReader& bytes) {
  HiddenRows rows;
  rows.rows.width = bytes.get<std::size_t>();
  rows.rows.inputs = bytes.get_vector<float>();
  rows.rows.targets = bytes.get_vector<float>();
  rows.step = bytes.get_vector<int>();
  rows.gap_bin = bytes.get_vector<std::size_t>();
  return rows;
}

std::string to_bytes(const Taken& taken) {
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

Taken from_bytes(const std::string& text) {
  ByteReader bytes(text);
  Taken taken;
  taken.features.resize(bytes.get<std::uint64_t>());
  for (std::string& name : taken.features) name = bytes.get_string();
  taken.without_date = bytes.get_vector<std::size_t>();
  taken.series = HiddenSeries::get(bytes);
  taken.part = get_rows(bytes);
  taken.whole = get_rows(bytes);
  return taken;
}

template <class Value>
void append(std::vector<Value>& all, const std::vector<Value>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

void append(HiddenRows& all, const HiddenRows& more) {
  if (more.rows.size() == 0) return;
  all.rows.width = more.rows.width;
  append(all.rows.inputs, more.rows.inputs);
  append(all.rows.targets, more.rows.targets);
  append(all.step, more.step);
  append(all.gap_bin, more.gap_bin);
}

// Hides in each of these ways, shared among the ranks, and appends what they give, in order.
void hide_in_ways(const Cube& scene, const std::vector<Hiding>& hidings, Share share, const TrainOptions& options,
                  std::size_t cubes, Team& team, int threads, Progress& progress, HiddenValues& values) {
  std::vector<std::optional<Taken>> taken(hidings.size());
  for_each_hiding(scene, hidings, team, threads, progress, [&](std::size_t hiding, const HiddenScene& hidden) {
    Taken& mine = taken[hiding].emplace(Taken{hidden.features.names(), hidden.features.without_date(), {}, {}, {}});
    const double series_bytes = 4.0 * static_cast<double>(mine.features.size()) * scene.ndvi.steps();
    const double ways = static_cast<double>(cubes * hidings.size());
    const auto most = static_cast<std::size_t>(bytes_of(options.memory) * kSeriesMemory / series_bytes / ways) + 1;
    const bool tests = share == Share::testing;
    mine.series = take_series(hidden, share, tests ? kTestSeries / cubes + 1 : most,
                              static_cast<std::uint64_t>(options.seed), threads);
    if (!options.trees) return;
    append_rows(hidden, GapKind::part, tests ? share : Share::training, (tests ? kTestRows : kPartRows) / cubes,
                threads, mine.part);
    if (!tests) append_rows(hidden, GapKind::whole, share, kWholeRows / cubes, threads, mine.whole);
  });
  for (std::optional<Taken>& way : taken) {
    // One after the other, so that little is held twice.
    for (const std::string& bytes : team.gather(way && team.size() > 1 ? to_bytes(*way) : std::string()))
      if (!bytes.empty()) way = from_bytes(bytes);
    if (!way) continue;
    if (values.features.empty()) {
      values.features = way->features;
      values.without_date = way->without_date;
    } else if (values.features != way->features) {
      throw Error(ErrorKind::bad_input, "the training cubes have different radar variables",
                  "give cubes that all have VH (and VV), or none; --no-radar leaves radar out");
    }
    append(share == Share::testing ? values.part_testing : values.part, way->part);
    append(values.whole, way->whole);
    if (way->series.size() > 0)
      (share == Share::testing ? values.testing : values.training).push_back(std::move(way->series));
    way.reset();
  }
}

}  // namespace

HiddenValues hide_again(const std::vector<CubeSource*>& sources, const TrainOptions& options, int threads,
                        Progress& progress, Team& team) {
  HiddenValues values;
  const std::vector<Hiding> training = training_hidings(options.hidings), testing = testing_hidings(options.hidings);
  progress.begin("hiding values", static_cast<long long>(sources.size() * (training.size() + testing.size())));
  for (CubeSource* source : sources) {
    values.identities.push_back(scene_identity(source->layout()));
    const Cube scene = read_training_scene(*source, options);
    for (const Variable* variable : {&scene.ndvi, &scene.vh, &scene.vv})
      for (const float value : variable->values)
        values.fingerprint = hash_of(values.fingerprint, std::bit_cast<std::uint32_t>(value));
    const auto hide = [&](const std::vector<Hiding>& hidings, Share share) {
      hide_in_ways(scene, hidings, share, options, sources.size(), team, threads, progress, values);
    };
    hide(training, Share::all);
    hide(testing, Share::testing);
  }
  progress.end();
  if (values.training.empty() || values.testing.empty())
    throw Error(ErrorKind::bad_input, "the cubes hold too few observations to hide some and learn from the others",
                "train on cubes with more dates, or fill with --method linear");
  return values;
}

}  // namespace undercast
