// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"
#include "fields/field_series.h"

namespace undercast {

/// The options of every command that is given outlines of fields.
struct GivenFields {
  InputFile outlines;  ///< --fields
  std::string id;
  double buffer_m = 0;

  bool given() const { return outlines.given(); }
  FieldSelection selection() const { return {outlines.path, id, buffer_m}; }
  void each(const OptionVisitor& visit, bool required = false);
};

/// Opens no file. Throws Error(usage) where an option says something of fields that are not given.
void check(const GivenFields& options);

/// Reads the fields' outlines and their series in a filled cube, and warns of fields that are
/// flagged. Throws as FieldFile and field_series() do.
FieldSeries read_field_series(const FilledFiles& files, const GivenFields& options, const RunContext& run);

}  // namespace undercast
