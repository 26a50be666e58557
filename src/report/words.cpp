// SPDX-License-Identifier: Apache-2.0
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "gaps/expected_error.h"
#include "io/footprint.h"

namespace undercast {
namespace {

using nlohmann::json;

double percent(long long part, long long all) {
  return all > 0 ? 100 * static_cast<double>(part) / static_cast<double>(all) : 0;
}

long long of_low_trust(const SceneCounts::Codes& counts) {
  long long sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (has_low_trust(kProvenances[i])) sum += counts[i];
  return sum;
}

// Writes 1234567 as "1.2 million".
std::string counted(long long count) {
  const auto n = static_cast<double>(count);
  if (count >= 1'000'000'000) return fmt::format("{:.1f} billion", n / 1e9);
  if (count >= 1'000'000) return fmt::format("{:.1f} million", n / 1e6);
  return count >= 10'000 ? fmt::format("{:.0f} thousand", n / 1e3) : std::to_string(count);
}

// The summary tells the scores of the method that filled the cube (or else of the best one) and
// compares them with linear interpolation.
struct ScoresShown {
  const json *method = nullptr, *linear = nullptr, *protocol = nullptr;
};

ScoresShown scores_shown(const json& accuracy, const std::string& filled_by) {
  ScoresShown shown;
  if (accuracy.is_null()) return shown;
  for (const json& protocol : accuracy.at("protocols")) {
    if (shown.protocol != nullptr) break;
    shown.protocol = &protocol;
    for (const json& method : protocol.at("methods")) {
      const auto name = method.at("name").get<std::string>();
      if (name == "linear") shown.linear = &method;
      const bool is_it = name == filled_by, have_it = shown.method != nullptr && shown.method->at("name") == filled_by;
      if (is_it || (!have_it && (shown.method == nullptr || method.at("rmse_all") < shown.method->at("rmse_all"))))
        shown.method = &method;
    }
  }
  return shown;
}

// What a method's errors on hidden values say about what was missing.
std::string expected_in_words(const std::string& method, const json& expected) {
  return describe_unlike(expected.at("unlike_hidden").get<double>()) +
         fmt::format(
             "The expected RMSE of {} on the missing values is {:.3f}: its errors on hidden values, weighted by how "
             "many values are missing in gaps of each length.",
             method, expected.at("rmse").get<double>());
}

std::string accuracy_in_words(const ScoresShown& shown, const std::string& filled_by, const std::string& index) {
  const json& method = *shown.method;
  const auto name = method.at("name").get<std::string>();
  const double rmse = method.at("rmse_all");
  std::string text = fmt::format("On observed values that were hidden for the test ({}), the RMSE of {} is {:.3f} {}",
                                 shown.protocol->at("name").get<std::string>(), name, rmse, index);
  if (shown.linear != nullptr && name != "linear")
    text += fmt::format(", {:.2f} times the error of linear interpolation",
                        rmse / shown.linear->at("rmse_all").get<double>());
  if (method.at("coverage_all").is_number())
    text +=
        fmt::format("; its 90 % bounds hold {:.0f} % of these values", 100 * method.at("coverage_all").get<double>());
  if (method.at("saw_hidden_values").get<bool>())
    text += " (it was trained on these very values, so the score is too good)";
  if (!filled_by.empty() && name != filled_by)
    text += fmt::format("; the evaluation has no score for {}, which filled this cube", filled_by);
  return text + ".";
}

}  // namespace

std::vector<std::string> summary_in_words(const CubeLayout& layout, const SceneCounts& counts,
                                          const std::string& filled_by, const json& accuracy) {
  const TimeAxis& time = layout.ndvi;
  const PixelMetres pixel = metres_per_pixel(layout.grid);
  std::vector<std::string> words;
  words.push_back(fmt::format(
      "{} dates from {} to {} over {:.3g} × {:.3g} km, in pixels of {:.3g} m: {} {} values, of which {:.0f} % were "
      "missing.",
      time.size(), to_string(time[0].start), to_string(time[time.size() - 1].start),
      pixel.across * layout.grid.cols / 1000, pixel.down * layout.grid.rows / 1000, pixel.across,
      counted(counts.observed.values()), layout.index.name,
      percent(counts.observed.missing(), counts.observed.values())));
  const std::vector<double> shares = counts.observed.missing_shares();
  const auto cloudy = std::count_if(shares.begin(), shares.end(), [](double share) { return share > 0.95; });
  std::string gaps = fmt::format("On {} of the dates more than 95 % of the values were missing", cloudy);
  if (counts.observed.longest_gap_days > 0)
    gaps += fmt::format("; the longest gap between two observations of a pixel is {:.0f} days",
                        counts.observed.longest_gap_days);
  words.push_back(gaps + ".");
  std::string filling = filled_by.empty() ? "The gaps were filled" : "The gaps were filled by " + filled_by;
  if (counts.left > 0)
    filling += fmt::format(", except for {:.1f} % of all values", percent(counts.left, counts.observed.values()));
  filling += !counts.altered ? "; values on other dates are interpolated between the cube's periods."
             : counts.altered == 0
                 ? "; every observed value is unchanged."
                 : fmt::format("; {} observed values differ from the cube before filling.", counted(*counts.altered));
  const auto provenance = counts.provenance();
  if (!counts.provenance_by_step.empty())
    filling += fmt::format(
        " {:.1f} % of all values have low trust: they lie in a gap of more than 64 days, or have no "
        "observation on one side.",
        percent(of_low_trust(provenance), counts.observed.values()));
  words.push_back(filling);
  if (const ScoresShown shown = scores_shown(accuracy, filled_by); shown.method != nullptr) {
    const json& expected = accuracy.at("expected");
    const auto method = shown.method->at("name").get<std::string>();
    if (const auto found = expected.find(method); found != expected.end())
      words.push_back(expected_in_words(method, *found));
    words.push_back(accuracy_in_words(shown, filled_by, layout.index.name));
  }
  return words;
}

json key_figures(const CubeLayout& layout, const SceneCounts& counts, const std::string& filled_by,
                 const json& accuracy) {
  json figures = json::array();
  const auto add = [&](const std::string& value, const std::string& label) {
    figures.push_back({{"value", value}, {"label", label}});
  };
  add(fmt::format("{:.0f} %", percent(counts.observed.missing(), counts.observed.values())),
      "of the values were missing");
  add(std::to_string(layout.ndvi.size()), "dates");
  if (counts.observed.longest_gap_days > 0)
    add(fmt::format("{:.0f} d", counts.observed.longest_gap_days), "longest gap of a pixel");
  if (!counts.provenance_by_step.empty())
    add(fmt::format("{:.1f} %", percent(of_low_trust(counts.provenance()), counts.observed.values())), "of low trust");
  else
    add(fmt::format("{:.1f} %", percent(counts.left, counts.observed.values())), "left missing");
  if (const ScoresShown shown = scores_shown(accuracy, filled_by); shown.method != nullptr) {
    add(fmt::format("{:.3f}", shown.method->at("rmse_all").get<double>()),
        "RMSE on hidden values, " + shown.method->at("name").get<std::string>());
    if (shown.method->at("coverage_all").is_number())
      add(fmt::format("{:.0f} %", 100 * shown.method->at("coverage_all").get<double>()),
          "of test values lay within the 90 % bounds");
  }
  return figures;
}

}  // namespace undercast
