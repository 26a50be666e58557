// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fields/field_series.h"
#include "io/table_writer.h"
#include "phenology/phenology.h"

namespace undercast {

/// Writes a row for each field and date (docs/formats.md, Table of fields); where the format has a
/// place for it, the outlines of `file` as well.
void write_field_series(const FieldSeries& series, FieldFile& file, const TableOutput& output);

/// Measures the seasons of the fields' means, and writes a row for each field. A field without a
/// value on some date has no seasons.
PhenologySummary write_field_seasons(const FieldSeries& series, const PhenologyOptions& options,
                                     const TableOutput& output, const RunContext& run);

}  // namespace undercast
