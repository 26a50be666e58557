// SPDX-License-Identifier: Apache-2.0
#include "evaluate/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undercast {
namespace {

nlohmann::json to_json(const Score& score) {
  nlohmann::json object{{"count", score.count()}};
  if (score.missing() > 0) object["missing"] = score.missing();
  if (score.count() == 0) return object;
  object.update({{"rmse", score.rmse()}, {"mae", score.mae()}, {"bias", score.bias()}, {"r2", score.r2()}});
  if (score.has_bounds()) object.update({{"coverage", score.coverage()}, {"width", score.width()}});
  return object;
}

nlohmann::json to_json(const Scores& scores) {
  nlohmann::json object{{"all", to_json(scores.all)}};
  for (std::size_t g = 0; g < kGroupings; ++g) {
    const Grouping& grouping = groupings()[g];
    nlohmann::json& groups = object[grouping.key] = nlohmann::json::object();
    for (std::size_t i = 0; i < grouping.groups.size(); ++i) groups[grouping.groups[i]] = to_json(scores.by[g][i]);
  }
  return object;
}

std::string cell(const Score& score) { return score.count() == 0 ? "" : fmt::format("{:.4f}", score.rmse()); }

// Pads cells to common widths, so that the Markdown is a table on a terminal, too.
std::string layout(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t i = 0; i < widths.size(); ++i)
      text +=
          i == 0 ? fmt::format("| {:<{}} ", rows[r][i], widths[i]) : fmt::format("| {:>{}} ", rows[r][i], widths[i]);
    text += "|\n";
    if (r > 0) continue;
    for (std::size_t i = 0; i < widths.size(); ++i)
      text += i == 0 ? fmt::format("|{:-<{}}", "", widths[i] + 2) : fmt::format("|{:->{}}", ":", widths[i] + 2);
    text += "|\n";
  }
  return text;
}

}  // namespace

std::string label(const Summary& summary) { return summary.method + (summary.saw_hidden_values ? " (*)" : ""); }

std::vector<Summary> summarise(const std::vector<Result>& results) {
  std::vector<Summary> summaries;
  std::vector<std::vector<double>> rmses;  // one for each seed that hid a value
  std::vector<int> seeds;
  for (const Result& result : results) {
    auto found = std::find_if(summaries.begin(), summaries.end(), [&](const Summary& summary) {
      return summary.method == result.method && summary.protocol == result.protocol;
    });
    if (found == summaries.end()) {
      summaries.push_back({result.method, result.protocol, result.saw_hidden_values, {}, 0, 0, 0});
      rmses.emplace_back();
      seeds.push_back(0);
      found = summaries.end() - 1;
    }
    found->pooled.add(result.scores);
    found->seconds_mean += result.seconds;
    const auto i = found - summaries.begin();
    ++seeds[i];
    if (result.scores.all.count() > 0) rmses[i].push_back(result.scores.all.rmse());
  }
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const double n = static_cast<double>(rmses[i].size());
    for (const double rmse : rmses[i]) summaries[i].rmse_mean += rmse / n;
    if (rmses[i].empty()) summaries[i].rmse_mean = std::nan("");
    double squares = 0;
    for (const double rmse : rmses[i]) squares += std::pow(rmse - summaries[i].rmse_mean, 2);
    summaries[i].rmse_sd = n > 1 ? std::sqrt(squares / (n - 1)) : 0;
    summaries[i].seconds_mean /= seeds[i];
  }
  return summaries;
}

namespace {

using Rows = std::vector<std::vector<std::string>>;

std::vector<std::string> header(std::vector<std::string> names, const Grouping& grouping) {
  for (const std::string& group : grouping.groups)
    names.push_back(grouping.unit.empty() ? group : fmt::format("{} {}", group, grouping.unit));
  return names;
}

Rows error_rows(const std::vector<Summary>& summaries) {
  Rows rows{header({"method", "RMSE", "± seeds", "ratio", "MAE", "bias", "R²"}, groupings()[kByGap])};
  rows.front().emplace_back("values");
  for (const Summary& summary : summaries) {
    const Score& all = summary.pooled.all;
    std::vector<std::string> row{label(summary),
                                 fmt::format("{:.4f}", summary.rmse_mean),
                                 summary.rmse_sd > 0 ? fmt::format("{:.4f}", summary.rmse_sd) : "-",
                                 fmt::format("{:.3f}", summary.rmse_mean / summaries.front().rmse_mean),
                                 fmt::format("{:.4f}", all.mae()),
                                 fmt::format("{:+.4f}", all.bias()),
                                 fmt::format("{:.3f}", all.r2())};
    for (const Score& bin : summary.pooled.by[kByGap]) row.push_back(cell(bin));
    row.push_back(std::to_string(all.count()));
    rows.push_back(std::move(row));
  }
  return rows;
}

// RMSE by the groups of one grouping, and the number of values in each.
Rows group_rows(const std::vector<Summary>& summaries, std::size_t grouping) {
  Rows rows{header({"method"}, groupings()[grouping])};
  for (const Summary& summary : summaries) {
    std::vector<std::string> row{label(summary)};
    for (const Score& group : summary.pooled.by[grouping]) row.push_back(cell(group));
    rows.push_back(std::move(row));
  }
  std::vector<std::string> counts{"values"};
  for (const Score& group : summaries.front().pooled.by[grouping])
    counts.push_back(std::to_string(group.count() + group.missing()));
  rows.push_back(std::move(counts));
  return rows;
}

// A row for each kind of date and bin of gap lengths that holds a value: the methods' errors, and how
// many values there are.
Rows kind_rows(const std::vector<Summary>& summaries) {
  const Grouping& grouping = groupings()[kByDateAndGap];
  Rows rows{{"date, and gap"}};
  for (const Summary& summary : summaries) rows.front().push_back(label(summary));
  rows.front().emplace_back("values");
  for (std::size_t group = 0; group < grouping.groups.size(); ++group) {
    const auto of_group = [&](const Summary& summary) -> const Score& {
      return summary.pooled.by[kByDateAndGap][group];
    };
    const Score& first = of_group(summaries.front());
    if (first.count() + first.missing() == 0) continue;
    std::vector<std::string> row{fmt::format("{} {}", grouping.groups[group], grouping.unit)};
    for (const Summary& summary : summaries) {
      const Score& score = of_group(summary);
      row.push_back(cell(score) + (score.has_bounds() ? fmt::format(", {:.0f} %", 100 * score.coverage()) : ""));
    }
    row.push_back(std::to_string(first.count() + first.missing()));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string bounds_cell(const Score& score) {
  return score.has_bounds() ? fmt::format("{:.1f} % {:.3f}", 100 * score.coverage(), score.width()) : "";
}

Rows coverage_rows(const std::vector<Summary>& summaries) {
  Rows rows{header({"method", "all"}, groupings()[kByGap])};
  for (const Summary& summary : summaries) {
    const Score& all = summary.pooled.all;
    if (!all.has_bounds()) continue;
    std::vector<std::string> row{label(summary), bounds_cell(all)};
    for (const Score& bin : summary.pooled.by[kByGap]) row.push_back(bounds_cell(bin));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::string to_markdown(const std::vector<Summary>& summaries) {
  std::vector<std::string> protocols;
  for (const Summary& summary : summaries)
    if (std::find(protocols.begin(), protocols.end(), summary.protocol) == protocols.end())
      protocols.push_back(summary.protocol);
  std::string text;
  for (const std::string& protocol : protocols) {
    std::vector<Summary> of_protocol;
    std::copy_if(summaries.begin(), summaries.end(), std::back_inserter(of_protocol),
                 [&](const Summary& summary) { return summary.protocol == protocol; });
    text += fmt::format("### {}\n\n{}\n", protocol, layout(error_rows(of_protocol)));
    for (std::size_t g = kByGap + 1; g < kByDateAndGap; ++g)
      text += fmt::format("RMSE by {}:\n\n{}\n", groupings()[g].title, layout(group_rows(of_protocol, g)));
    text += fmt::format("RMSE by {}, and the share of truths within the bounds:\n\n{}\n",
                        groupings()[kByDateAndGap].title, layout(kind_rows(of_protocol)));
    const Rows coverage = coverage_rows(of_protocol);
    if (coverage.size() > 1)
      text += fmt::format("Truths within the {:.0f} % bounds, and the bounds' mean width:\n\n{}\n", 100 * kCoverage,
                          layout(coverage));
  }
  text +=
      "RMSE is computed on hidden values alone; the ratio is to the first method. Columns with d in the first table "
      "are "
      "gap lengths in days.\n";
  if (std::any_of(summaries.begin(), summaries.end(), [](const Summary& summary) { return summary.saw_hidden_values; }))
    text += "(*) This model was trained on this cube with the hidden values, so its scores are no test.\n";
  return text;
}

std::vector<ExpectedOfMethod> expected_errors(const std::vector<Summary>& summaries, const ByGap<long long>& missing) {
  std::vector<std::pair<std::string, Scores>> methods;  // in the order of the summaries
  for (const Summary& summary : summaries) {
    if (summary.saw_hidden_values) continue;
    auto found = std::find_if(methods.begin(), methods.end(),
                              [&](const auto& method) { return method.first == summary.method; });
    if (found == methods.end()) found = methods.insert(found, {summary.method, {}});
    found->second.add(summary.pooled);
  }
  std::vector<ExpectedOfMethod> all;
  for (const auto& [name, scores] : methods) {
    ErrorsByGap errors;
    for (std::size_t group = 0; group < scores.by[kByDateAndGap].size(); ++group) {
      const Score& score = scores.by[kByDateAndGap][group];
      if (score.count() == 0) continue;
      const std::size_t kind = group / kGapBins.size(), bin = group % kGapBins.size();
      errors.mean_squares[kind][bin] = score.rmse() * score.rmse();
      errors.values[kind][bin] = score.count();
    }
    if (const auto expected = expected_error(errors, missing)) all.push_back({name, *expected});
  }
  return all;
}

std::string to_markdown(const std::vector<ExpectedOfMethod>& expected) {
  if (expected.empty()) return "";
  Rows rows{{"method", "expected RMSE"}};
  for (const auto& [method, error] : expected) rows.push_back({method, fmt::format("{:.4f}", error.rmse)});
  return fmt::format(
      "\n### what is missing in this cube\n\n{}The errors above, weighted by how many values are missing in gaps of "
      "each "
      "length:\n\n{}",
      describe_unlike(expected.front().expected.unlike_hidden), layout(rows));
}

nlohmann::json to_json(const std::vector<Result>& results, const std::vector<Summary>& summaries) {
  nlohmann::json object{{"results", nlohmann::json::array()}, {"summary", nlohmann::json::array()}};
  for (const Result& result : results)
    object["results"].push_back({{"method", result.method},
                                 {"protocol", result.protocol},
                                 {"seed", result.seed},
                                 {"seconds", result.seconds},
                                 {"saw_hidden_values", result.saw_hidden_values},
                                 {"scores", to_json(result.scores)}});
  for (const Summary& summary : summaries)
    object["summary"].push_back({{"method", summary.method},
                                 {"protocol", summary.protocol},
                                 {"rmse_mean", summary.rmse_mean},
                                 {"rmse_sd", summary.rmse_sd},
                                 {"seconds_mean", summary.seconds_mean},
                                 {"saw_hidden_values", summary.saw_hidden_values},
                                 {"pooled", to_json(summary.pooled)}});
  return object;
}

}  // namespace undercast
