// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <sstream>

#include "core/version.h"
#include "io/options_json.h"
#include "networks/networks.h"
#include "torch/library/network_filler.h"
#include "torch/space_time/self_check.h"
#include "torch/space_time/training.h"
#include "torch/vit/training.h"

namespace undercast {
namespace {

constexpr const char* kSpaceTime = "space-time";
// The scenes get this fraction of the memory that training may take.
constexpr double kSceneMemory = 0.5;

TrainingSet vit_set(const std::vector<CubeSource*>& sources, const TrainOptions& options, const ByteSize& memory) {
  return {sources, memory.bytes() * kSceneMemory, options.held_out, static_cast<std::uint64_t>(options.seed),
          options.radar};
}

class SpaceTimeTrials : public Trials {
 public:
  SpaceTimeTrials(const std::vector<CubeSource*>& sources, const TrainOptions& options, const RunContext& run)
      : options_(options),
        run_(run.silent()),  // the search has a progress bar of its own
        values_(make_training_examples(sources, resolve_preset(kSpaceTime, options), run)) {}

  std::uint64_t fingerprint() const override { return values_.fingerprint; }
  double run(const nlohmann::json& drawn, int epochs) const override {
    TrainOptions options = options_;
    options_from_json(options, drawn, "the trial");
    options.epochs = epochs;
    const ModelFile model = train_space_time(values_, options, {}, run_);
    // The search compares the network's own score: the methods that are stacked with it would hide
    // the effect of the options.
    return model.checked_header().at("training").at("held_out_scores").at("network").as<double>();
  }

 private:
  TrainOptions options_;
  RunContext run_;
  TrainingExamples values_;
};

class VitTrials : public Trials {
 public:
  VitTrials(const std::vector<CubeSource*>& sources, const TrainOptions& options, const RunContext& run)
      : options_(options), run_(run.silent()), set_(vit_set(sources, options, run.memory)) {}

  std::uint64_t fingerprint() const override { return set_.fingerprint(); }
  double run(const nlohmann::json& drawn, int epochs) const override {
    TrainOptions options = options_;
    options_from_json(options, drawn, "the trial");
    options.epochs = epochs;
    const ModelFile model = train_vit(set_, options, {}, run_);
    return model.checked_header().at("training").at("held_out_rmse").as<double>();
  }

 private:
  TrainOptions options_;
  RunContext run_;
  TrainingSet set_;
};

class TorchNetworks : public Networks {
 public:
  ModelFile train(const std::string& kind, const std::vector<CubeSource*>& sources, const TrainOptions& options,
                  const Checkpoint& checkpoint, const RunContext& run) const override {
    ModelFile model = kind == kSpaceTime ? train_space_time(sources, options, checkpoint, run)
                                         : train_vit(vit_set(sources, options, run.memory), options, checkpoint, run);
    if (run.team.size() == 1) return model;
    std::stringstream bytes;
    if (run.team.leads()) write_model(bytes, model);
    std::istringstream sent(run.team.from_leader(bytes.str()));
    return read_model(sent, "trained together");
  }

  std::unique_ptr<Trials> trials(const std::string& kind, const std::vector<CubeSource*>& sources,
                                 const TrainOptions& options, const RunContext& run) const override {
    if (kind == kSpaceTime) return std::make_unique<SpaceTimeTrials>(sources, options, run);
    return std::make_unique<VitTrials>(sources, options, run);
  }

  std::unique_ptr<GapFiller> filler(const ModelFile& model, const DeviceOptions& options, int threads) const override {
    return make_torch_filler(model, options, threads);
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
