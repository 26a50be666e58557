// SPDX-License-Identifier: Apache-2.0
#include "fields/flagged_fields.h"

#include <spdlog/spdlog.h>

#include <string>

namespace undercast {
namespace {

// What a flag means, and what helps.
struct FlagText {
  FieldFlag flag;
  const char *meaning, *remedy;
};
constexpr FlagText kFlagTexts[] = {
    {FieldFlag::empty, "hold no polygon, so they have no values", "draw them, or leave them out"},
    {FieldFlag::crosses_itself, "cross themselves, so they have no values",
     "mend them: ogr2ogr -makevalid out.gpkg in"},
    {FieldFlag::outside, "lie outside the cube, so they have no values", "take a cube of their place"},
    {FieldFlag::partly_outside, "lie partly outside the cube: their values are of the part within",
     "take a cube of their place"},
    {FieldFlag::too_small, "are smaller than a pixel", "their values, if any, are mixed with the land around them"}};

}  // namespace

std::map<FieldFlag, int> warn_of_flags(const std::vector<Field>& fields) {
  constexpr int kMostNamed = 5;
  std::map<FieldFlag, int> flagged;
  for (const FlagText& text : kFlagTexts) {
    std::string names;
    int& count = flagged[text.flag];
    for (const Field& field : fields)
      if (field.flag == text.flag && ++count <= kMostNamed) names += (names.empty() ? "" : ", ") + field.id;
    if (count > 0)
      spdlog::warn("{} of {} fields ({}{}) {}; {}", count, fields.size(), names, count > kMostNamed ? ", ..." : "",
                   text.meaning, text.remedy);
  }
  return flagged;
}

}  // namespace undercast
