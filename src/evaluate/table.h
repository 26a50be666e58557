// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "evaluate/evaluate.h"

namespace undercast {

/// A method's scores under a protocol, over all seeds.
struct Summary {
  std::string method, protocol;
  bool saw_hidden_values = false;
  Scores pooled;                      ///< the errors of all seeds together
  double rmse_mean = 0, rmse_sd = 0;  ///< over seeds; the standard deviation is 0 for one seed
  double seconds_mean = 0;
};

/// The name as shown: models that saw the hidden values are marked (*).
std::string label(const Summary& summary);

std::vector<Summary> summarise(const std::vector<Result>& results);

/// Markdown: one table a protocol, with RMSE, MAE, bias, R2, the RMSE relative to the first method, and RMSE by gap;
/// beneath it RMSE by the other groupings, and how many truths the bounds hold.
std::string to_markdown(const std::vector<Summary>& summaries);
/// Every result and the summaries.
nlohmann::json to_json(const std::vector<Result>& results, const std::vector<Summary>& summaries);

}  // namespace undercast
