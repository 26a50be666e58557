// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/option.h"
#include "fill/gap_filler.h"

namespace undercast {

struct MethodOptions {
  double whittaker_lambda = 10;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("whittaker-lambda", self.whittaker_lambda,
          OptionText{"smoothness of the Whittaker curve; larger is smoother", "", 1e-6, 1e9});
  }
};

/// The names of the classical methods.
const std::vector<std::string>& method_names();
/// Throws Error(usage) for an unknown name.
std::unique_ptr<GapFiller> make_method(const std::string& name, const MethodOptions& options);

}  // namespace undercast
