// SPDX-License-Identifier: Apache-2.0
#include "jobs/field_tables.h"

#include <algorithm>

#include "fields/field_columns.h"

namespace undercast {
namespace {

constexpr int kDigits = 6;

// The fields as the pixels of a cube of one row. NDVI is their mean, or another statistic.
Cube cube_of(const FieldSeries& series, float FieldValue::*statistic) {
  CubeLayout layout;
  layout.grid.rows = 1;
  layout.grid.cols = static_cast<int>(series.fields.size());
  layout.ndvi = series.time;
  Cube cube(layout);
  for (std::size_t field = 0; field < series.fields.size(); ++field) {
    const FieldValue* values = &series.values[field * series.time.size()];
    // Seasons need series without gaps.
    if (std::any_of(values, values + series.time.size(),
                    [](const FieldValue& value) { return is_missing(value.mean); }))
      continue;
    for (int step = 0; step < series.time.size(); ++step)
      cube.ndvi.at(step, 0, static_cast<int>(field)) = values[step].*statistic;
  }
  return cube;
}

// What counts as an observation of a field: half of it was observed.
Cube observations_of(const FieldSeries& series) {
  Cube cube = cube_of(series, &FieldValue::observed);
  for (float& share : cube.ndvi.values)
    if (!(share >= 0.5F)) share = kMissing;
  return cube;
}

}  // namespace

void write_field_series(const FieldSeries& series, FieldFile& file, const TableOutput& output) {
  std::vector<ColumnInfo> columns{{"id", ColumnType::text}, {"date", ColumnType::date}};
  for (const FieldColumn& column : kFieldColumns) columns.push_back({column.name, ColumnType::number});
  columns.push_back({"touched", ColumnType::whole});
  columns.push_back({"flag", ColumnType::text});
  TableWriter table(output, columns);
  for (std::size_t field = 0; field < series.fields.size(); ++field)
    for (int step = 0; step < series.time.size(); ++step) {
      std::size_t column = 0;
      table.set(column++, series.fields[field].id);
      table.set(column++, to_string(series.time[step].start));
      for (const FieldColumn& of : kFieldColumns)
        table.set(column++, static_cast<double>(series.of(field, step).*of.value), kDigits);
      table.set(column++, series.touched[field], 0);
      table.set(column, std::string(name_of(series.fields[field].flag)));
      table.end_row();
    }
  if (GDALDataset* dataset = table.dataset(); dataset != nullptr) file.copy_polygons(*dataset);
  table.finish();
}

PhenologySummary write_field_seasons(const FieldSeries& series, const PhenologyOptions& options,
                                     const TableOutput& output, const RunContext& run) {
  const Cube means = cube_of(series, &FieldValue::mean), lower = cube_of(series, &FieldValue::lower),
             upper = cube_of(series, &FieldValue::upper), observed = observations_of(series);
  MemoryCubeSource means_source(means), lower_source(lower), upper_source(upper), observed_source(observed);
  const auto is_known = [&](float FieldValue::*statistic) {
    return std::any_of(series.values.begin(), series.values.end(),
                       [&](const FieldValue& value) { return !is_missing(value.*statistic); });
  };
  PhenologyInputs inputs{&means_source};
  if (is_known(&FieldValue::lower)) inputs.lower = &lower_source, inputs.upper = &upper_source;
  if (is_known(&FieldValue::observed)) inputs.observed = &observed_source;
  const std::vector<BandInfo> bands = phenology_bands(inputs, options);
  std::vector<std::vector<float>> rows(series.fields.size());
  const PhenologySummary found =
      measure_phenology(inputs, options, run, [&](const Window& window, const std::vector<float>& values) {
        for (int col = 0; col < window.cols; ++col)
          for (std::size_t band = 0; band < bands.size(); ++band)
            rows[static_cast<std::size_t>(window.col + col)].push_back(values[band * window.cols + col]);
      });
  std::vector<ColumnInfo> columns{{"id", ColumnType::text}};
  for (const BandInfo& band : bands) columns.push_back({band.description, ColumnType::number});
  TableWriter table(output, columns);
  for (std::size_t field = 0; field < rows.size(); ++field) {
    table.set(0, series.fields[field].id);
    for (std::size_t band = 0; band < bands.size(); ++band)
      table.set(band + 1, static_cast<double>(rows[field][band]), kDigits);
    table.end_row();
  }
  table.finish();
  return found;
}

}  // namespace undercast
