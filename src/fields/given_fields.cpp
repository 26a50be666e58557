// SPDX-License-Identifier: Apache-2.0
#include "fields/given_fields.h"

#include <fmt/format.h>

#include "core/error.h"
#include "fields/flagged_fields.h"

namespace undercast {

void GivenFields::each(const OptionVisitor& visit, bool required) {
  visit("fields", &outlines,
        {.text = "outlines of the fields: a GeoPackage, GeoJSON or other file with one layer of polygons in any CRS",
         .required = required,
         .holds = {"polygons"}});
  visit("id", &id,
        {.text = "column of the fields' ids; without it the column that is called id, field, parcel or the like, or "
                 "else the number of the feature"});
  visit(
      "buffer", &buffer_m,
      {.text = "widens each field by so much; negative: leaves out a margin", .unit = "m", .min = -1000, .max = 1000});
}

void check(const GivenFields& options) {
  if (options.given()) return;
  for (const auto& [name, is_set] : {std::pair{"id", !options.id.empty()}, std::pair{"buffer", options.buffer_m != 0}})
    if (is_set)
      throw Error(ErrorKind::usage, fmt::format("--{} is of fields, and --fields is not given", name),
                  fmt::format("name a file with the outlines of fields, or leave out --{}", name));
}

FieldSeries read_field_series(const FilledFiles& files, const GivenFields& options, const RunContext& run) {
  FieldFile outlines(options.selection());
  FieldSeries series = field_series(files, outlines.read(files.filled->layout().grid), run);
  warn_of_flags(series.fields);
  return series;
}

}  // namespace undercast
