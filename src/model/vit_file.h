// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "io/model_file.h"
#include "model/vit.h"
#include "model/window_encoder.h"

namespace undercast {

/// Header and weights of a model file for this network; the caller adds what it knows of the training.
ModelFile to_model_file(const Vit& network, const WindowEncoder& encoder);

/// A network with the file's weights, on the CPU, and its encoder.
struct LoadedVit {
  Vit network;
  WindowEncoder encoder;
};
/// Throws Error(bad_input) when the header lacks something or a tensor has another shape than it says.
LoadedVit from_model_file(const ModelFile& model);

}  // namespace undercast
