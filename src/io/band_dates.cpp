// SPDX-License-Identifier: Apache-2.0
#include "io/band_dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/error.h"

namespace undercast {

void require_likely_span(Date first, Date last, const std::string& path) {
  constexpr Days kLongest(200 * 366);
  if (last - first > kLongest)
    throw Error(
        ErrorKind::bad_input,
        fmt::format("{}: the dates {} and {} are more than 200 years apart", path, to_string(first), to_string(last)),
        "correct the dates");
}

std::optional<BandName> parse_band_name(const std::string& description, int band, const std::string& path) {
  const std::size_t mark = description.find('_');
  const std::string variable = description.substr(0, mark);
  if (variable != "NDVI" && variable != "VH" && variable != "VV") return std::nullopt;
  const std::string rest = mark == std::string::npos ? "" : description.substr(mark + 1);
  BandName name{variable, std::nullopt, -1};
  if (is_date(rest)) {
    name.date = parse_date(rest);
  } else if (!rest.empty() && rest.size() <= 5 && rest.find_first_not_of("0123456789") == std::string::npos) {
    name.number = std::stoi(rest);
  } else {
    throw Error(ErrorKind::bad_input,
                fmt::format("band {} of {} is called '{}': expected {}_YYYY-MM-DD or {}_NN", band, path, description,
                            variable, variable),
                "set the band's description to its period's first day");
  }
  return name;
}

std::vector<int> infer_period_lengths(const std::vector<Date>& dates) {
  std::vector<int> spacing;
  for (std::size_t i = 1; i < dates.size(); ++i) spacing.push_back(static_cast<int>((dates[i] - dates[i - 1]).count()));
  std::vector<int> lengths(dates.size(), 1);
  if (spacing.empty()) return lengths;
  std::map<int, int> counts;
  for (const int days : spacing) ++counts[days];
  const auto mode =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const auto [shortest, longest] = std::minmax_element(spacing.begin(), spacing.end());
  const bool regular = mode->second * 5 >= static_cast<int>(spacing.size()) * 4;
  const bool nearly_alike = *longest * 2 <= *shortest * 3;
  if (!regular && !nearly_alike) return lengths;
  if ((regular ? mode->first : *longest) > kLongestPeriodDays) return lengths;
  for (std::size_t i = 0; i < dates.size(); ++i) {
    const int to_next = i < spacing.size() ? spacing[i] : mode->first;
    lengths[i] = regular ? std::min(mode->first, to_next) : to_next;
  }
  return lengths;
}

}  // namespace undercast
