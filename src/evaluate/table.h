// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "evaluate/evaluate.h"
#include "gaps/expected_error.h"

namespace undercast {

/// A method's scores under a protocol, over all seeds.
struct Summary {
  std::string method, protocol;
  bool saw_hidden_values = false;
  Scores pooled;                      ///< the errors of all seeds together
  double rmse_mean = 0, rmse_sd = 0;  ///< over seeds; the standard deviation is 0 for one seed
  double seconds_mean = 0;
};

/// The method's name in tables: (*) marks a model that was trained on the hidden values.
std::string label(const Summary& summary);

std::vector<Summary> summarise(const std::vector<Result>& results);

/// Markdown tables for each protocol: RMSE, MAE, bias, R2, the RMSE relative to the first method,
/// and RMSE by gap length; RMSE by the other groupings; coverage and width of the bounds.
std::string to_markdown(const std::vector<Summary>& summaries);

/// What a method's errors under all protocols say about what is missing in the cube.
struct ExpectedOfMethod {
  std::string method;
  ExpectedError expected;
};
/// Leaves out methods that saw the hidden values.
std::vector<ExpectedOfMethod> expected_errors(const std::vector<Summary>& summaries, const ByGap<long long>& missing);
/// Says first what share of the missing values no hidden value resembles.
std::string to_markdown(const std::vector<ExpectedOfMethod>& expected);

/// JSON of every result and of the summaries.
nlohmann::json to_json(const std::vector<Result>& results, const std::vector<Summary>& summaries);

}  // namespace undercast
