// SPDX-License-Identifier: Apache-2.0
#include "baselines/methods.h"

#include <fmt/format.h>

#include "baselines/linear.h"
#include "baselines/whittaker.h"
#include "core/error.h"

namespace undercast {

const std::vector<std::string>& method_names() {
  static const std::vector<std::string> names{"linear", "whittaker"};
  return names;
}

std::unique_ptr<GapFiller> make_method(const std::string& name, const MethodOptions& options) {
  if (name == "linear") return std::make_unique<LinearFiller>();
  if (name == "whittaker") return std::make_unique<WhittakerFiller>(options.whittaker_lambda);
  throw Error(ErrorKind::usage, fmt::format("'{}' is not a method", name),
              fmt::format("the methods are: {}", fmt::join(method_names(), ", ")));
}

}  // namespace undercast
