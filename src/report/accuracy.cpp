// SPDX-License-Identifier: Apache-2.0
#include "report/accuracy.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>

#include "core/error.h"
#include "gaps/gap_bins.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

using nlohmann::json;

constexpr const char* kHint = "give the file that 'undercast evaluate --json FILE' wrote";

json number(const json& score, const char* key) {
  const auto found = score.find(key);
  return found != score.end() && found->is_number() ? *found : json(nullptr);
}

json method_of(const json& summary) {
  const json& pooled = summary.at("pooled");
  json method{{"name", summary.at("method")},
              {"saw_hidden_values", summary.value("saw_hidden_values", false)},
              {"rmse_all", summary.at("rmse_mean")},
              {"rmse_sd", summary.at("rmse_sd")},
              {"mae_all", number(pooled.at("all"), "mae")},
              {"bias_all", number(pooled.at("all"), "bias")},
              {"coverage_all", number(pooled.at("all"), "coverage")},
              {"count", pooled.at("all").at("count")}};
  for (const char* bin : kGapBins) {
    const json& score = pooled.at("by_gap_days").at(bin);
    method["rmse"].push_back(number(score, "rmse"));
    method["coverage"].push_back(number(score, "coverage"));
    method["counts"].push_back(score.at("count"));
  }
  return method;
}

}  // namespace

json accuracy_of(const json& scores, const std::string& path) {
  json protocols = json::array();
  try {
    for (const json& summary : scores.at("summary")) {
      const json& name = summary.at("protocol");
      const auto is_named = [&](const json& protocol) { return protocol.at("name") == name; };
      if (std::none_of(protocols.begin(), protocols.end(), is_named))
        protocols.push_back({{"name", name}, {"bins", kGapBins}, {"methods", json::array()}});
      auto protocol = std::find_if(protocols.begin(), protocols.end(), is_named);
      protocol->at("methods").push_back(method_of(summary));
    }
  } catch (const json::exception& error) {
    throw Error(ErrorKind::bad_input, path + " holds no scores: " + error.what(), kHint);
  }
  return {{"protocols", std::move(protocols)},
          {"cube", scores.value("cube", "")},
          {"version", scores.value("version", "")},
          {"options", scores.value("options", json::object())}};
}

json read_accuracy(const std::string& path, const std::string& cube_path) {
  const json scores = json::parse(read_text_file(path), nullptr, false);
  if (!scores.is_object()) throw Error(ErrorKind::bad_input, path + " is not a JSON object", kHint);
  const std::string scored = scores.value("cube", cube_path);
  if (std::filesystem::path(scored).filename() != std::filesystem::path(cube_path).filename())
    spdlog::warn("{} holds scores of {}, not of {}", path, scored, cube_path);
  return accuracy_of(scores, path);
}

}  // namespace undercast
