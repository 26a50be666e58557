// SPDX-License-Identifier: Apache-2.0
#include "model/network_filler.h"

#include "model/space_time_filler.h"
#include "model/vit_filler.h"

namespace undercast {

std::unique_ptr<GapFiller> make_network_filler(const ModelFile& model, const DeviceOptions& options, int threads) {
  const Compute compute = choose_compute(options, threads);
  if (model.header.value("kind", "") == "space-time")
    return std::make_unique<SpaceTimeFiller>(stacked_model_from(model), compute, threads);
  return std::make_unique<VitFiller>(from_model_file(model), compute, threads);
}

}  // namespace undercast
