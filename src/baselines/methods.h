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
  int savitzky_golay_window = 7;
  int savitzky_golay_order = 2;
  int harmonics = 3;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("whittaker-lambda", self.whittaker_lambda,
          OptionText{"smoothness of the Whittaker curve; larger is smoother; 0: chosen for each pixel by its V-curve",
                     "", 0, 1e9});
    visit("savitzky-golay-window", self.savitzky_golay_window,
          OptionText{"odd number of steps that a Savitzky-Golay polynomial is fitted to", "steps", 3, 99});
    visit("savitzky-golay-order", self.savitzky_golay_order,
          OptionText{"degree of that polynomial, less than the window", "", 0, 6});
    visit("harmonics", self.harmonics, OptionText{"waves a year of the harmonic regression", "", 1, 6});
  }
};

/// The names of the classical methods.
const std::vector<std::string>& method_names();
/// Throws Error(usage) for an unknown name, or options that do not go together.
std::unique_ptr<GapFiller> make_method(const std::string& name, const MethodOptions& options);

}  // namespace undercast
