// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "fill/gap_filler.h"
#include "networks/model_file.h"
#include "networks/network_options.h"

namespace undercast {

/// Makes a gap filler of a trained network; it must be fitted to a cube before it fills one. Throws
/// Error(bad_input) when the file's content does not fit its own header, Error(usage) for a device
/// or precision that is not available.
std::unique_ptr<GapFiller> make_torch_filler(const ModelFile& model, const DeviceOptions& options, int threads);

}  // namespace undercast
