// SPDX-License-Identifier: Apache-2.0
#include "learn/space_time/stacked_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>
#include <string_view>

#include "core/error.h"
#include "core/parallel.h"
#include "core/version.h"
#include "io/options_json.h"

namespace undercast {

std::string_view starting_model_bytes();  // cmake/Embed.cmake

namespace {

constexpr std::size_t kRowsAtOnce = 2048;
constexpr double kRounding = 1e-6;
// What the variance among the methods counts beside the trees' variance. It counts more than once
// because the methods share inputs, so they are also wrong together.
constexpr double kDisagreement = 4;
// The names of the starting model's parts in a model file begin with this.
const std::string kStarting = "starting.";

// Refuses parts that do not fit together: the file may be of another program, or made to do harm.
void check(const StackedModel& model, const nlohmann::json& methods) {
  bool fits = methods == nlohmann::json(kStackedMethods) && model.trained.fit(model.features.size()) &&
              (!model.starting || model.starting->fit(model.features.size()));
  for (const Guard* guard : {&model.guard, &model.guard_without_radar})
    for (const auto& kind : guard->weights)
      for (const Weights& shares : kind)
        fits = fits && shares.size() == kStackedMethods.size() &&
               std::all_of(shares.begin(), shares.end(), [](double share) { return share >= 0; }) &&
               std::accumulate(shares.begin(), shares.end(), 0.0) <= 1 + kRounding;
  for (const Calibration::Factors& factors : model.widening_without_radar.factor)
    fits = fits && std::all_of(factors.begin(), factors.end(), [](double factor) { return factor >= 1; });
  if (!fits)
    throw Error(ErrorKind::bad_input, "the model's guard or trees do not fit its inputs", "train the model again");
}

bool is_starting(std::string_view method) { return method.starts_with("starting-"); }

double or_zero(float departure) { return std::isfinite(departure) ? static_cast<double>(departure) : 0; }

}  // namespace

std::vector<float> StackedModel::answer_of_starting(const SeriesBatch& batch, const Predict& predict) const {
  return starting ? predict(starting->network, batch) : std::vector<float>(batch.departure.size());
}

std::vector<StackedAnswer> StackedModel::answer(const SeriesBatch& batch, const std::vector<float>& of_starting,
                                                const std::vector<MissingValue>& missing, const Predict& predict,
                                                int threads) const {
  const std::vector<float> of_network = predict(trained.network, batch);  // [B, T]
  const float* inputs = batch.features.data();
  const std::size_t steps = batch.steps, width = batch.width;
  const std::size_t process = first_feature_of(FeatureSource::gaussian_process, features);
  const std::size_t similar = first_feature_of(FeatureSource::similar_pixels, features);
  const std::optional<std::size_t> radar = radar_departure_of(features);
  const std::size_t other_years = first_feature_of(FeatureSource::other_years, features);
  const auto place_of = [&](const MissingValue& value) {
    return static_cast<std::size_t>(value.series) * steps + static_cast<std::size_t>(value.step);
  };
  std::vector<StackedAnswer> answers(missing.size());
  for (const DateObserved kind : {DateObserved::partly, DateObserved::not_at_all}) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < missing.size(); ++i)
      if (missing[i].kind == kind) chosen.push_back(i);
    const std::size_t blocks = (chosen.size() + kRowsAtOnce - 1) / kRowsAtOnce;
    parallel_for(static_cast<int>(blocks), threads, [&](int block, int) {
      const std::size_t first = static_cast<std::size_t>(block) * kRowsAtOnce;
      const std::size_t count = std::min(kRowsAtOnce, chosen.size() - first);
      std::vector<float> rows(count * width), of_trees(count), spreads(count), of_starting_trees(count), unused(count);
      std::vector<std::size_t> bins(count);
      for (std::size_t k = 0; k < count; ++k) {
        const MissingValue& value = missing[chosen[first + k]];
        std::copy_n(inputs + place_of(value) * width, width, rows.data() + k * width);
        bins[k] = value.gap_bin;
      }
      trained.trees_for(kind).predict(rows.data(), bins, of_trees.data(), spreads.data());
      if (starting) starting->trees_for(kind).predict(rows.data(), bins, of_starting_trees.data(), unused.data());
      for (std::size_t k = 0; k < count; ++k) {
        const std::size_t i = chosen[first + k], place = place_of(missing[i]);
        const float* row = rows.data() + k * width;
        answers[i] = {
            {or_zero(of_network[place]), or_zero(of_trees[k] + of_starting_trees[k]), or_zero(of_starting[place]),
             or_zero(of_starting_trees[k]), or_zero(row[process]), or_zero(row[similar]), or_zero(row[other_years])},
            spreads[k],
            radar && std::isfinite(row[*radar])};
      }
    });
  }
  return answers;
}

Blend StackedModel::blend(const MissingValue& value, const StackedAnswer& answer) const {
  const Weights& shares = (answer.has_radar ? guard : guard_without_radar).of(value.kind, value.gap_bin);
  double departure = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) departure += shares[i] * answer.departures[i];
  double squares = departure * departure;  // the distance from interpolation
  int methods = 1;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const bool counts = kPriorWeights.back()[i] > 0 && (starting || !is_starting(kStackedMethods[i]));
    if (!counts) continue;
    squares += std::pow(answer.departures[i] - departure, 2);
    ++methods;
  }
  const auto of_trees = static_cast<double>(answer.spread);
  const double widening = answer.has_radar ? 1 : widening_without_radar.of(value.kind, value.gap_bin);
  return {departure, widening * std::sqrt(of_trees * of_trees + kDisagreement * squares / methods)};
}

StackedModel untrained_model(const std::vector<std::string>& features) {
  const auto uses = [&](FeatureSource source) {
    return std::any_of(features.begin(), features.end(),
                       [&](const std::string& name) { return feature_source_of(name) == source; });
  };
  StackedModel model;
  model.features = features;
  model.uses_vh = uses(FeatureSource::vh);
  model.uses_vv = uses(FeatureSource::vv) || uses(FeatureSource::vh_minus_vv);
  return model;
}

ModelFile to_model_file(const NetworkWeights& network) {
  ModelFile file;
  file.header = {{"kind", "space-time"}, {"version", kVersion}, {"options", options_to_json(network.options)}};
  network.store("", file);
  return file;
}

ModelFile to_model_file(const StackedModel& model) {
  ModelFile file = to_model_file(model.trained.network);
  file.header["features"] = model.features;
  file.header["radar"] = {{"vh", model.uses_vh}, {"vv", model.uses_vv}};
  file.header["guard"] = {{"methods", kStackedMethods},
                          {"shares", model.guard.weights},
                          {"shares_without_radar", model.guard_without_radar.weights}};
  file.header["widening_without_radar"] = model.widening_without_radar.factor;
  model.trained.part.store("part", file);
  model.trained.whole.store("whole", file);
  if (!model.starting) return file;
  model.starting->network.store(kStarting, file);
  model.starting->part.store(kStarting + "part", file);
  model.starting->whole.store(kStarting + "whole", file);
  return file;
}

StackedModel stacked_model_from(const ModelFile& file) {
  const JsonValue header = file.checked_header();
  StackedModel model;
  model.features = header.at("features").as<std::vector<std::string>>();
  model.uses_vh = header.at("radar").at("vh").as<bool>();
  model.uses_vv = header.at("radar").at("vv").as<bool>();
  SpaceTimeOptions options;
  options_from_json(options, header.at("options").json(), header.source().name);
  if (const auto training = header.find("training"))
    if (const auto given = training->find("options")) model.knows_missing_radar = given->get("radar-dropout", 0.0) > 0;
  const auto learners = [&](const std::string& prefix) {
    return Learners{NetworkWeights::read(file, prefix, options, model.features.size()),
                    DepartureTrees::load(prefix + "part", file), DepartureTrees::load(prefix + "whole", file)};
  };
  model.trained = learners("");
  if (header.at("trees").find(kStarting + "part")) model.starting = learners(kStarting);
  model.guard.weights = header.at("guard").at("shares").as<decltype(model.guard.weights)>();
  model.guard_without_radar.weights = header.at("guard").at("shares_without_radar").as<decltype(model.guard.weights)>();
  model.widening_without_radar.factor =
      header.at("widening_without_radar").as<decltype(model.widening_without_radar.factor)>();
  check(model, header.at("guard").at("methods").json());
  return model;
}

ModelFile built_in_model() {
  std::istringstream in{std::string(starting_model_bytes())};
  return read_model(in, "that is part of the program");
}

StackedModel for_features(const StackedModel& model, const std::vector<std::string>& features) {
  const auto adapted = [&](const Learners& learners) {
    NetworkWeights network = NetworkWeights::zeros(learners.network.options, features.size());
    std::vector<float>& scale = network.of("scale");
    std::fill(scale.begin(), scale.end(), 1.0F);
    network.take_from(learners.network, model.features, features);
    return Learners{std::move(network), learners.part.for_features(model.features, features),
                    learners.whole.for_features(model.features, features)};
  };
  StackedModel result = untrained_model(features);
  result.knows_missing_radar = model.knows_missing_radar;
  result.trained = adapted(model.trained);
  if (model.starting) result.starting = adapted(*model.starting);
  result.guard = model.guard;
  result.guard_without_radar = model.guard_without_radar;
  result.widening_without_radar = model.widening_without_radar;
  return result;
}

}  // namespace undercast
