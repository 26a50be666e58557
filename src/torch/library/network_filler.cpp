// SPDX-License-Identifier: Apache-2.0
#include "torch/library/network_filler.h"

#include "learn/space_time/filler.h"
#include "torch/space_time/space_time.h"
#include "torch/vit/filler.h"

namespace undercast {

std::unique_ptr<GapFiller> make_torch_filler(const ModelFile& model, const DeviceOptions& options, int threads) {
  const Compute compute = choose_compute(options, threads);
  if (model.checked_header().find_as<std::string>("kind") == "space-time")
    return std::make_unique<SpaceTimeFiller>(stacked_model_from(model), predict_on(compute, threads), threads);
  return std::make_unique<VitFiller>(from_model_file(model), compute, threads);
}

}  // namespace undercast
