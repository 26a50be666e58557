// SPDX-License-Identifier: Apache-2.0
#include "train/hidden_values.h"

#include <algorithm>
#include <bit>

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

}  // namespace

HiddenValues hide_again(const std::vector<CubeSource*>& sources, const TrainOptions& options, int threads,
                        Progress& progress) {
  HiddenValues values;
  const std::vector<Hiding> hidings = training_hidings(options.hidings);
  const std::vector<Hiding> testing = testing_hidings(options.hidings);
  const std::size_t ways = sources.size() * hidings.size();
  progress.begin("hiding values", static_cast<long long>(sources.size() * (hidings.size() + testing.size())));
  for (CubeSource* source : sources) {
    values.identities.push_back(scene_identity(source->layout()));
    const Cube scene = read_training_scene(*source, options);
    for (const Variable* variable : {&scene.ndvi, &scene.vh, &scene.vv})
      for (const float value : variable->values)
        values.fingerprint = hash_of(values.fingerprint, std::bit_cast<std::uint32_t>(value));
    const auto seed = static_cast<std::uint64_t>(options.seed);
    for_each_hiding(scene, hidings, threads, progress, [&](const HiddenScene& hidden) {
      if (values.features.empty()) {
        values.features = hidden.features.names();
        values.without_date = hidden.features.without_date();
      } else if (values.features != hidden.features.names()) {
        throw Error(ErrorKind::bad_input, "the training cubes have different radar variables",
                    "give cubes that all have VH (and VV), or none; --no-radar leaves radar out");
      }
      const double series_bytes = 4.0 * static_cast<double>(values.features.size()) * scene.ndvi.steps();
      const double most = bytes_of(options.memory) * kSeriesMemory / series_bytes / static_cast<double>(ways);
      values.training.push_back(take_series(hidden, Share::all, static_cast<std::size_t>(most) + 1, seed, threads));
      if (!options.trees) return;
      append_rows(hidden, GapKind::part, Share::training, kPartRows / sources.size(), threads, values.part);
      append_rows(hidden, GapKind::whole, Share::all, kWholeRows / sources.size(), threads, values.whole);
    });
    for_each_hiding(scene, testing, threads, progress, [&](const HiddenScene& hidden) {
      values.testing.push_back(take_series(hidden, Share::testing, kTestSeries / sources.size() + 1, seed, threads));
      if (options.trees)
        append_rows(hidden, GapKind::part, Share::testing, kTestRows / sources.size(), threads, values.part_testing);
    });
  }
  progress.end();
  std::erase_if(values.training, [](const HiddenSeries& series) { return series.size() == 0; });
  std::erase_if(values.testing, [](const HiddenSeries& series) { return series.size() == 0; });
  if (values.training.empty() || values.testing.empty())
    throw Error(ErrorKind::bad_input, "the cubes hold too few observations to hide some and learn from the others",
                "train on cubes with more dates, or fill with --method linear");
  return values;
}

}  // namespace undercast
