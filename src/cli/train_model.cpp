// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

#if UNDERCAST_HAS_TORCH
#include <sstream>

#include "cli/fillers.h"
#include "cli/train_model.h"
#include "train/space_time_training.h"
#include "train/vit_training.h"

namespace undercast::cli {

const std::vector<std::string>& model_kinds() {
  static const std::vector<std::string> kinds{"space-time", "vit"};
  return kinds;
}

TrainingCubes::TrainingCubes(const std::vector<std::string>& paths, const CubeReadOptions& reading,
                             const Command& command) {
  for (const std::string& path : paths) {
    files_.push_back(std::make_unique<CubeFile>(path, reading));
    require_observations(*files_.back(), command);
    sources_.push_back(files_.back().get());
  }
}

namespace {

ModelFile train(const std::string& kind, const std::vector<CubeSource*>& sources, const TrainOptions& options,
                int threads, const Checkpoint& checkpoint, Progress& progress, Team& team) {
  if (kind == "space-time") return train_space_time(sources, options, threads, checkpoint, progress, team);
  const TrainingSet set(sources, options.memory_gib, options.held_out, static_cast<std::uint64_t>(options.seed),
                        options.radar);
  return train_vit(set, options, threads, checkpoint, progress, team);
}

}  // namespace

ModelFile train_model(const std::string& kind, const std::vector<CubeSource*>& sources, const TrainOptions& options,
                      const Command& command, const Checkpoint& checkpoint, Progress& progress, Team& team) {
  ModelFile model = train(kind, sources, options, command.threads(), checkpoint, progress, team);
  if (team.size() == 1) return model;
  std::stringstream bytes;
  if (team.leads()) write_model(bytes, model);
  std::istringstream sent(team.from_leader(bytes.str()));
  return read_model(sent, "trained together");
}

std::string describe_training(const ModelFile& model, const std::string& path) {
  const nlohmann::json& training = model.header.at("training");
  return fmt::format("{}: held-out RMSE {:.4f} (linear interpolation {:.4f}, {} values), step {} of {}", path,
                     training.at("held_out_rmse").get<double>(), training.at("held_out_rmse_linear").get<double>(),
                     training.at("held_out_values").get<long long>(), training.at("step").get<long long>(),
                     training.at("steps").get<long long>());
}

}  // namespace undercast::cli
#endif
