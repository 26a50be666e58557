// SPDX-License-Identifier: Apache-2.0
#include "networks/train_options.h"

#include "core/error.h"

namespace undercast {
namespace {

template <class Value>
void set_where_zero(Value& option, Value value) {
  if (option == Value()) option = value;
}

}  // namespace

TrainOptions resolve_vit_preset(TrainOptions options) {
  set_where_zero(options.epochs, options.preset == "quick" ? 10 : options.preset == "standard" ? 60 : 300);
  set_where_zero(options.patience, 10 + options.epochs / 5);
  set_where_zero(options.learning_rate, 1e-3);
  return options;
}

TrainOptions resolve_space_time_preset(TrainOptions options) {
  set_where_zero(options.epochs, options.preset == "quick" ? 6 : options.preset == "standard" ? 24 : 120);
  set_where_zero(options.hidings, options.preset == "quick" ? 1 : options.preset == "standard" ? 3 : 6);
  set_where_zero(options.learning_rate, 3e-3);
  return options;
}

}  // namespace undercast
