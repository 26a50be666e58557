// SPDX-License-Identifier: Apache-2.0
// Names of bands, dates, times and sizes.
#include <set>

#include "core/byte_size.h"
#include "core/time_axis.h"
#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"
#include "io/image_names.h"
#include "io/period_lengths.h"
#include "stac/item.h"

namespace undercast {

void fuzz_band_dates(std::string_view bytes) {
  std::set<Date> dates;
  int band = 0;
  for (const std::string& line : parts_of(bytes, "\n")) {
    succeeds([&] {
      const auto name = parse_band_name(line, ++band, "cube.tif");
      if (name && name->date) dates.insert(*name->date);
    });
    if (is_date(line)) require(to_string(parse_date(line)) == line, "a date is not the one that was read");
    succeeds([&] { parse_file_name(line); });
    succeeds([&] { DatePattern(line).find(line); });
    succeeds([&] { parse_instant(line); });
    succeeds([&] { size_text(ByteSize(line).bytes()); });
    succeeds([&] { OptionalDate{line}; });
  }
  if (dates.empty()) return;
  const std::vector<int> lengths = infer_period_lengths({dates.begin(), dates.end()});
  require(lengths.size() == dates.size(), "a date has no period");
  std::vector<Period> periods;
  auto length = lengths.begin();
  for (const Date date : dates) periods.push_back({date, *length++});
  const TimeAxis axis(periods);
}

}  // namespace undercast
