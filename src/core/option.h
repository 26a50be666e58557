// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace undercast {

/// What is said of an option beside its name, type and default. A stage's options are a plain struct with
///     template <class Self, class Visit> static void each(Self& self, Visit&& visit) {
///       visit("period", self.period_days, OptionText{"length of a composite", "days", 1, 366});
///     }
/// and every reader of options (command line, JSON, help, run manifest) is a visitor of that list. Types: bool, int,
/// double, std::string, and vectors of int, double or string; AssetList can only be set in the JSON config.
struct OptionText {
  std::string text;
  std::string unit = {};
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices = {};
};

/// A list of named files, for example {"date": "2018-05-11", "B04": "red.tif"}.
using AssetList = std::vector<std::map<std::string, std::string>>;

}  // namespace undercast
