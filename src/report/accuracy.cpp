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

json number(const JsonValue& score, const char* key) {
  const std::optional<double> found = score.find_as<double>(key);
  return found ? json(*found) : json(nullptr);
}

json method_of(const JsonValue& summary) {
  const JsonValue pooled = summary.at("pooled"), all = pooled.at("all");
  json method{{"name", summary.at("method").as<std::string>()},
              {"saw_hidden_values", summary.get("saw_hidden_values", false)},
              {"rmse_all", summary.at("rmse_mean").as<double>()},
              {"rmse_sd", summary.at("rmse_sd").as<double>()},
              {"mae_all", number(all, "mae")},
              {"bias_all", number(all, "bias")},
              {"coverage_all", number(all, "coverage")},
              {"count", all.at("count").as<long long>()}};
  for (const char* bin : kGapBins) {
    const JsonValue score = pooled.at("by_gap_days").at(bin);
    method["rmse"].push_back(number(score, "rmse"));
    method["coverage"].push_back(number(score, "coverage"));
    method["counts"].push_back(score.at("count").as<long long>());
  }
  return method;
}

json expected_of(const JsonValue& scores) {
  json expected = json::object();
  if (const auto given = scores.find("expected"))
    for (const auto& [method, error] : given->members())
      expected[method] = {{"rmse", error.at("rmse").as<double>()},
                          {"unlike_hidden", error.at("unlike_hidden").as<double>()}};
  return expected;
}

}  // namespace

json accuracy_of(const JsonValue& scores) {
  json protocols = json::array();
  for (const JsonValue& summary : scores.at("summary").items()) {
    if (summary.at("rmse_mean").json().is_null()) continue;  // no seed hid anything
    const auto name = summary.at("protocol").as<std::string>();
    const auto is_named = [&](const json& protocol) { return protocol.at("name") == name; };
    if (std::none_of(protocols.begin(), protocols.end(), is_named))
      protocols.push_back({{"name", name}, {"bins", kGapBins}, {"methods", json::array()}});
    auto protocol = std::find_if(protocols.begin(), protocols.end(), is_named);
    protocol->at("methods").push_back(method_of(summary));
  }
  const std::optional<JsonValue> options = scores.find("options");
  return {{"protocols", std::move(protocols)},
          {"expected", expected_of(scores)},
          {"cube", scores.get("cube", std::string())},
          {"version", scores.get("version", std::string())},
          {"options", options ? options->json() : json::object()}};
}

json read_accuracy(const std::string& path, const std::string& cube_path, const std::string& index) {
  const JsonSource source{path, ErrorKind::bad_input, kHint};
  const json content = parse_json(read_text_file(path), source);
  const JsonValue scores(content, source);
  const std::string scored = scores.get("cube", cube_path), scored_index = scores.get("variable", index);
  if (std::filesystem::path(scored).filename() != std::filesystem::path(cube_path).filename())
    spdlog::warn("{} holds scores of {}, not of {}", path, scored, cube_path);
  if (scored_index != index) spdlog::warn("{} holds scores of {}, not of {}", path, scored_index, index);
  return accuracy_of(scores);
}

}  // namespace undercast
