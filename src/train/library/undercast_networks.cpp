// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <sstream>

#include "core/memory.h"
#include "core/version.h"
#include "io/options_json.h"
#include "model/network_filler.h"
#include "networks/networks.h"
#include "train/self_check.h"
#include "train/space_time_training.h"
#include "train/vit_training.h"

namespace undercast {
namespace {

constexpr const char* kSpaceTime = "space-time";
// Of the memory that training may take, the share that its scenes get.
constexpr double kSceneMemory = 0.5;

TrainingSet vit_set(const std::vector<CubeSource*>& sources, const TrainOptions& options) {
  return {sources, bytes_of(options.memory) * kSceneMemory, options.held_out, static_cast<std::uint64_t>(options.seed),
          options.radar};
}

class SpaceTimeTrials : public Trials {
 public:
  SpaceTimeTrials(const std::vector<CubeSource*>& sources, const TrainOptions& options, int threads, Progress& progress)
      : options_(options),
        threads_(threads),
        values_(hide_again(sources, resolve_space_time_preset(options), threads, progress, alone())) {}

  std::uint64_t fingerprint() const override { return values_.fingerprint; }
  double run(const nlohmann::json& drawn, int epochs) const override {
    TrainOptions options = options_;
    options_from_json(options, drawn, "the trial");
    options.epochs = epochs;
    Progress silent;  // the search has a bar of its own
    const ModelFile model = train_space_time(values_, options, threads_, {}, silent);
    // Of the network itself: what is stacked with it would hide what the options do.
    return model.header.at("training").at("held_out_scores").at("network").get<double>();
  }

 private:
  TrainOptions options_;
  int threads_;
  HiddenValues values_;
};

class VitTrials : public Trials {
 public:
  VitTrials(const std::vector<CubeSource*>& sources, const TrainOptions& options, int threads)
      : options_(options), threads_(threads), set_(vit_set(sources, options)) {}

  std::uint64_t fingerprint() const override { return set_.fingerprint(); }
  double run(const nlohmann::json& drawn, int epochs) const override {
    TrainOptions options = options_;
    options_from_json(options, drawn, "the trial");
    options.epochs = epochs;
    Progress silent;
    const ModelFile model = train_vit(set_, options, threads_, {}, silent);
    return model.header.at("training").at("held_out_rmse").get<double>();
  }

 private:
  TrainOptions options_;
  int threads_;
  TrainingSet set_;
};

class TorchNetworks : public Networks {
 public:
  ModelFile train(const std::string& kind, const std::vector<CubeSource*>& sources, const TrainOptions& options,
                  int threads, const Checkpoint& checkpoint, Progress& progress, Team& team) const override {
    ModelFile model = kind == kSpaceTime
                          ? train_space_time(sources, options, threads, checkpoint, progress, team)
                          : train_vit(vit_set(sources, options), options, threads, checkpoint, progress, team);
    if (team.size() == 1) return model;
    std::stringstream bytes;
    if (team.leads()) write_model(bytes, model);
    std::istringstream sent(team.from_leader(bytes.str()));
    return read_model(sent, "trained together");
  }

  std::unique_ptr<Trials> trials(const std::string& kind, const std::vector<CubeSource*>& sources,
                                 const TrainOptions& options, int threads, Progress& progress) const override {
    if (kind == kSpaceTime) return std::make_unique<SpaceTimeTrials>(sources, options, threads, progress);
    return std::make_unique<VitTrials>(sources, options, threads);
  }

  std::unique_ptr<GapFiller> filler(const ModelFile& model, const DeviceOptions& options, int threads) const override {
    return make_network_filler(model, options, threads);
  }

  std::vector<ArithmeticCheck> check_arithmetic(int threads) const override {
    return undercast::check_arithmetic(threads);
  }
};

}  // namespace
}  // namespace undercast

extern "C" const char* undercast_networks_version() { return undercast::kVersion; }

extern "C" const undercast::Networks* undercast_networks() {
  static const undercast::TorchNetworks networks;
  return &networks;
}
