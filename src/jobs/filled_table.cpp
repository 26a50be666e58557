// SPDX-License-Identifier: Apache-2.0
#include "jobs/filled_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/error.h"
#include "core/letters.h"

namespace undercast {
namespace {

constexpr const char* kProvenance = "provenance";

// The columns of bounds: "ndvi_lower" and "ndvi_upper".
std::vector<std::string> bound_names(const PointTable& table) {
  const std::string index = lower(table.cube.index.name);
  return {index + "_lower", index + "_upper"};
}

// Sets a cell to the shortest text that reads as this number again. A column of numbers takes the
// same text, so that 0.53 stays 0.53 in double precision.
void set_number(OGRFeature& row, int column, float value) {
  if (is_missing(value))
    row.UnsetField(column);
  else
    row.SetField(column, fmt::format("{}", value).c_str());
}

class LongTable {
 public:
  LongTable(PointTable& table, const FilledWindow& filled, const std::optional<Bounds>& bounds)
      : table_(table), file_(table.file), filled_(filled), bounds_(bounds), first_added_(file_.columns()) {}

  void put() {
    file_.change_columns({}, {kProvenance}, bounds_ ? bound_names(table_) : std::vector<std::string>());
    const int rows = file_.rows();
    const bool is_composited = table_.is_composited();
    std::vector<std::uint8_t> has_row(filled_.ndvi.values.size());
    for (int row = 0; row < rows && !is_composited; ++row) {
      const TableValue& value = table_.series[static_cast<std::size_t>(row)];
      const std::size_t place = place_of(table_.cube.ndvi.time.step_of(value.date), value.point);
      has_row[place] = 1;
      set(file_.row(row), place);
    }
    find_constant_cells();
    for (int point = 0; point < table_.points; ++point)
      for (int step = 0; step < filled_.ndvi.steps(); ++step)
        if (has_row[place_of(step, point)] == 0) add_row(step, point);
    if (is_composited) file_.remove_rows(rows);
  }

 private:
  std::size_t place_of(int step, int point) const {
    return static_cast<std::size_t>(step) * static_cast<std::size_t>(table_.points) + static_cast<std::size_t>(point);
  }

  void set(OGRFeature& row, std::size_t place) const {
    const Provenance provenance = filled_.provenance[place];
    if (!was_observed(provenance)) set_number(row, table_.columns.values[0], filled_.ndvi.values[place]);
    row.SetField(first_added_, name_of(provenance));
    if (!bounds_) return;
    set_number(row, first_added_ + 1, bounds_->lower.values[place]);
    set_number(row, first_added_ + 2, bounds_->upper.values[place]);
  }

  // Adds the row of a date that the table does not have for a point.
  void add_row(int step, int point) {
    const Constant& constant = constant_[static_cast<std::size_t>(point)];
    OGRFeature& like = file_.row(constant.row);
    const std::string date = file_.text(constant.row, table_.columns.date);
    OGRFeature& row = file_.add_row(like, constant.cells);
    const std::size_t place = place_of(step, point);
    row.SetField(table_.columns.date, date_like(date, filled_.ndvi.time[step].start).c_str());
    const Variable* const variables[] = {&filled_.ndvi, &table_.cube.vh, &table_.cube.vv};
    for (std::size_t variable = 0; variable < 3; ++variable)
      if (const int column = table_.columns.values[variable]; column >= 0)
        set_number(row, column, variables[variable]->values[place]);
    set(row, place);
  }

  // Finds which cells are the same in all rows of a point.
  void find_constant_cells() {
    constant_.assign(static_cast<std::size_t>(table_.points), {-1, {}});
    for (int row = 0; row < static_cast<int>(table_.series.size()); ++row) {
      Constant& constant = constant_[static_cast<std::size_t>(table_.series[static_cast<std::size_t>(row)].point)];
      if (constant.row < 0) {
        constant = {row, {}};
        for (int column = 0; column < file_.columns(); ++column) constant.cells.push_back(column);
        continue;
      }
      for (int& column : constant.cells)
        if (column >= 0 && file_.text(row, column) != file_.text(constant.row, column)) column = -1;
    }
  }

  struct Constant {
    int row;                 ///< the point's first one
    std::vector<int> cells;  ///< the column itself where it is constant, else -1
  };

  PointTable& table_;
  TableFile& file_;
  const FilledWindow& filled_;
  const std::optional<Bounds>& bounds_;
  int first_added_;
  std::vector<Constant> constant_;
};

// Puts a row for each point, and a column for each date.
void put_wide(PointTable& table, const FilledWindow& filled) {
  TableFile& file = table.file;
  const TimeAxis& time = filled.ndvi.time;
  const Variable* const variables[] = {&filled.ndvi, &table.cube.vh, &table.cube.vv};
  const bool is_composited = table.is_composited();
  std::vector<int> removed;
  std::vector<std::string> added;
  struct Cells {
    const Variable* variable;
    int step, column;  ///< -1: the next one that is added
  };
  std::vector<Cells> cells;
  for (std::size_t variable = 0; variable < 3; ++variable) {
    const auto& dated = table.columns.dated[variable];
    if (dated.empty() || (variable > 0 && !is_composited)) continue;
    for (const auto& [date, column] : dated)
      if (is_composited) removed.push_back(column);
    for (int step = 0; step < time.size(); ++step) {
      const auto there = dated.find(time[step].start);
      const bool is_kept = !is_composited && there != dated.end();
      cells.push_back({variables[variable], step, is_kept ? there->second : -1});
      if (!is_kept) added.push_back(date_like(file.name(dated.begin()->second), time[step].start));
    }
  }
  file.change_columns(removed, {}, added);
  int next = file.columns() - static_cast<int>(added.size());
  for (Cells& of_date : cells)
    if (of_date.column < 0) of_date.column = next++;
  for (int point = 0; point < table.points; ++point)
    for (const auto& [variable, step, column] : cells) {
      const std::size_t place = static_cast<std::size_t>(step) * variable->pixels() + static_cast<std::size_t>(point);
      if (is_composited || !was_observed(filled.provenance[place]))
        set_number(file.row(point), column, variable->values[place]);
    }
}

}  // namespace

void require_room_for_filled(const PointTable& table) {
  const TableFile& file = table.file;
  const auto fail = [&](const std::string& found, const std::string& remedy) {
    throw Error(ErrorKind::bad_input, fmt::format("{} {}", file.path(), found), remedy);
  };
  std::vector<int> ndvi{table.columns.values[0]};
  if (table.columns.is_wide()) ndvi.clear();
  for (const auto& [date, column] : table.columns.dated[0]) ndvi.push_back(column);
  for (const int column : ndvi)
    if (const OGRFieldType type = file.type(column); type != OFTReal && type != OFTString)
      fail(fmt::format("has a column {} that takes no fractions of 1", file.name(column)),
           "make it a column of real numbers");
  if (table.columns.is_wide()) return;
  std::vector<std::string> added = bound_names(table);
  added.emplace_back(kProvenance);
  for (int column = 0; column < file.columns(); ++column)
    for (const std::string& name : added)
      if (EQUAL(file.name(column).c_str(), name.c_str()))
        fail(fmt::format("has a column {} already, which a filled table adds", file.name(column)), "drop or rename it");
}

void put_filled(PointTable& table, const FilledWindow& filled, const std::optional<Bounds>& bounds) {
  if (table.columns.is_wide())
    put_wide(table, filled);
  else
    LongTable(table, filled, bounds).put();
}

}  // namespace undercast
