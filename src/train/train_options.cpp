// SPDX-License-Identifier: Apache-2.0
#include "train/train_options.h"

namespace undercast {

TrainOptions resolve_preset(TrainOptions options) {
  const int epochs = options.preset == "quick" ? 10 : options.preset == "standard" ? 60 : 300;
  if (options.epochs == 0) options.epochs = epochs;
  if (options.patience == 0) options.patience = 10 + options.epochs / 5;
  return options;
}

}  // namespace undercast
