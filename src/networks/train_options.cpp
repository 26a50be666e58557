// SPDX-License-Identifier: Apache-2.0
#include "networks/train_options.h"

#include <fmt/format.h>

#include "core/error.h"

namespace undercast {
namespace {

template <class Value>
void set_where_zero(Value& option, Value value) {
  if (option == Value()) option = value;
}

}  // namespace

TrainOptions resolve_preset(const std::string& kind, TrainOptions options) {
  const bool quick = options.preset == "quick", standard = options.preset == "standard";
  if (kind == "vit") {
    set_where_zero(options.epochs, quick ? 10 : standard ? 60 : 300);
    set_where_zero(options.patience, 10 + options.epochs / 5);
    set_where_zero(options.learning_rate, 1e-3);
  } else {
    set_where_zero(options.epochs, quick ? 6 : standard ? 24 : 120);
    set_where_zero(options.hidings, quick ? 1 : standard ? 3 : 6);
    set_where_zero(options.learning_rate, 3e-3);
  }
  return options;
}

void check(const VitOptions& options) {
  if (options.window_px % options.segment_px != 0)
    throw Error(ErrorKind::usage,
                fmt::format("--window {} is not a multiple of --segment {}", options.window_px, options.segment_px));
  if (options.width % options.heads != 0)
    throw Error(ErrorKind::usage,
                fmt::format("--width {} is not a multiple of --heads {}", options.width, options.heads));
}

void check(const SpaceTimeOptions& options) {
  if (options.width % options.heads != 0)
    throw Error(ErrorKind::usage,
                fmt::format("--series-width {} is not a multiple of --series-heads {}", options.width, options.heads));
}

void check_training(const std::string& kind, const TrainOptions& options) {
  if (kind == "vit")
    check(options.vit);
  else
    check(options.space_time);
}

}  // namespace undercast
