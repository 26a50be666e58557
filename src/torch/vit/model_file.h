// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "networks/model_file.h"
#include "torch/vit/vit.h"
#include "torch/vit/window_encoder.h"

namespace undercast {

/// Makes the model file's header and weights; the caller adds the description of the training.
ModelFile to_model_file(const Vit& network, const WindowEncoder& encoder);

/// Holds a network with the file's weights, on the CPU, and its encoder.
struct LoadedVit {
  Vit network;
  WindowEncoder encoder;
};
/// Throws Error(bad_input) when the header is incomplete or a tensor has another shape than the
/// header says.
LoadedVit from_model_file(const ModelFile& model);

}  // namespace undercast
