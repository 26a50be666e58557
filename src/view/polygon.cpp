// SPDX-License-Identifier: Apache-2.0
#include "view/polygon.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"

namespace undercast {
namespace {

constexpr double kFarthest = 1e7;

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorKind::usage, "the polygon " + what, "write its corners as col,row col,row ..., rings divided by |");
}

double read_number(const char*& at, const char* end) {
  double value = 0;
  const auto [next, status] = std::from_chars(at, end, value);
  if (status != std::errc{} || !std::isfinite(value) || std::abs(value) > kFarthest)
    refuse("has no number where a corner is expected");
  at = next;
  return value;
}

}  // namespace

Polygon parse_polygon(const std::string& text, int most_corners) {
  Polygon polygon;
  int corners = 0;
  const char *at = text.data(), *const end = at + text.size();
  polygon.rings.emplace_back();
  while (at != end) {
    Polygon::Corner corner{};
    corner.col = read_number(at, end);
    if (at == end || *at++ != ',') refuse("has a corner without a row");
    corner.row = read_number(at, end);
    polygon.rings.back().push_back(corner);
    if (++corners > most_corners) refuse(fmt::format("has more than {} corners", most_corners));
    if (at == end) break;
    if (*at == '|')
      polygon.rings.emplace_back();
    else if (*at != ' ')
      refuse(fmt::format("has '{}' after a corner", *at));
    if (++at == end) refuse("ends without a corner");
  }
  for (const auto& ring : polygon.rings)
    if (ring.size() < 3) refuse("has a ring of fewer than three corners");
  return polygon;
}

std::vector<bool> inside(const Polygon& polygon, const Window& window, int rows, int cols) {
  std::vector<bool> flags(static_cast<std::size_t>(rows) * cols);
  std::vector<double> crossings;
  for (int row = 0; row < rows; ++row) {
    const double y = window.row + (row + 0.5) * window.rows / rows;
    crossings.clear();
    for (const auto& ring : polygon.rings)
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto &a = ring[i], &b = ring[(i + 1) % ring.size()];
        if ((a.row <= y) != (b.row <= y)) crossings.push_back(a.col + (y - a.row) / (b.row - a.row) * (b.col - a.col));
      }
    std::sort(crossings.begin(), crossings.end());
    for (int col = 0; col < cols; ++col) {
      const double x = window.col + (col + 0.5) * window.cols / cols;
      const auto left = std::upper_bound(crossings.begin(), crossings.end(), x) - crossings.begin();
      flags[static_cast<std::size_t>(row) * cols + col] = left % 2 == 1;
    }
  }
  return flags;
}

}  // namespace undercast
