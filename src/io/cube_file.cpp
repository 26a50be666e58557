// SPDX-License-Identifier: Apache-2.0
#include "io/cube_file.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "core/decibels.h"
#include "core/error.h"
#include "io/band_dates.h"
#include "io/file_identity.h"
#include "io/point_table.h"

namespace undercast {
namespace {

constexpr const char* kPeriodKey = "PERIOD_DAYS";
constexpr int kLongestSeriesDays = 200 * 366;

struct FoundBand {
  int band;  ///< from 1
  BandName name;
  int length_days;  ///< 0: not given
};

int metadata_days(const char* text, const std::string& where) {
  if (text == nullptr) return 0;
  const char* text_end = text + std::strlen(text);
  int days = 0;
  const auto [end, status] = std::from_chars(text, text_end, days);
  if (status != std::errc{} || end != text_end || days < 1 || days > kLongestPeriodDays)
    throw Error(ErrorKind::bad_input,
                fmt::format("{}: {} is '{}', expected 1 to {} days", where, kPeriodKey, text, kLongestPeriodDays));
  return days;
}

// Orders the bands of one variable by time and returns their periods.
TimeAxis axis_of(std::vector<FoundBand>& bands, const CubeReadOptions& options, int file_period_days,
                 const std::string& path) {
  if (bands.empty()) return {};
  const std::string variable = bands.front().name.variable;
  const bool numbered = !bands.front().name.date.has_value();
  for (const FoundBand& found : bands)
    if (found.name.date.has_value() == numbered)
      throw Error(ErrorKind::bad_input,
                  fmt::format("{}: some {} bands are dated and others numbered (band {})", path, variable, found.band),
                  "name all bands in one way");
  const int period_days = options.period_days > 0 ? options.period_days : file_period_days;
  std::sort(bands.begin(), bands.end(), [](const FoundBand& a, const FoundBand& b) {
    return a.name.date != b.name.date ? a.name.date < b.name.date : a.name.number < b.name.number;
  });
  for (std::size_t i = 1; i < bands.size(); ++i)
    if (bands[i].name.date == bands[i - 1].name.date && bands[i].name.number == bands[i - 1].name.number)
      throw Error(ErrorKind::bad_input,
                  fmt::format("{}: bands {} and {} are both {} of the same date", path, bands[i - 1].band,
                              bands[i].band, variable),
                  "drop one of them, or name it by its own date");
  std::vector<Period> periods;
  if (numbered) {
    if (!options.start.given() || period_days == 0)
      throw Error(ErrorKind::bad_input,
                  fmt::format("the bands of {} are numbered ({}_{:02}), so their dates are not known", path, variable,
                              bands.front().name.number),
                  "give the first period with --cube-start YYYY-MM-DD and its length with --cube-period DAYS");
    const Date start = options.start.date();
    const int last = bands.back().name.number;
    if (last > kLongestSeriesDays / period_days)
      throw Error(
          ErrorKind::bad_input,
          fmt::format("{}: band {} is {}_{}, the number of a period more than 200 years after the first", path,
                      bands.back().band, variable, last),
          "numbers count periods from 0; if these are not such numbers, name the bands by date: NDVI_YYYY-MM-DD");
    // Numbers count periods, which restart on the anniversary of the first day, as in make_periods.
    const TimeAxis all = make_periods(start, start + Days((last + 1) * period_days + 31), period_days);
    for (const FoundBand& found : bands) periods.push_back(all[found.name.number]);
    return TimeAxis(std::move(periods));
  }
  std::vector<Date> dates;
  for (const FoundBand& found : bands) dates.push_back(*found.name.date);
  require_likely_span(dates.front(), dates.back(), path);
  const std::vector<int> inferred = infer_period_lengths(dates);
  for (std::size_t i = 0; i < bands.size(); ++i) {
    int length = bands[i].length_days;
    if (options.period_days > 0 || length == 0) length = period_days > 0 ? period_days : inferred[i];
    if (i + 1 < dates.size() && (options.period_days > 0 || bands[i].length_days == 0))
      length = std::min(length, static_cast<int>((dates[i + 1] - dates[i]).count()));
    periods.push_back({dates[i], length});
  }
  return TimeAxis(std::move(periods));
}

std::vector<int> numbers_of(const std::vector<FoundBand>& bands) {
  std::vector<int> numbers;
  for (const FoundBand& found : bands) numbers.push_back(found.band);
  return numbers;
}

std::map<std::string, std::string> metadata_of(GDALDataset& dataset) {
  std::map<std::string, std::string> items;
  char** list = dataset.GetMetadata();
  for (int i = 0; list != nullptr && list[i] != nullptr; ++i) {
    const std::string item = list[i];
    const std::size_t equals = item.find('=');
    if (equals != std::string::npos) items[item.substr(0, equals)] = item.substr(equals + 1);
  }
  return items;
}

}  // namespace

void CubeReadOptions::each(const OptionVisitor& visit) {
  visit("cube-start", &start,
        {.text = "first day of a cube whose bands are numbered (NDVI_00) instead of dated", .unit = "YYYY-MM-DD"});
  visit("cube-period", &period_days,
        {.text = "period length; comes before the cube's metadata; 0: from these, or from the dates",
         .unit = "days",
         .min = 0,
         .max = kLongestPeriodDays});
}

CubeFile::CubeFile(const std::string& path, const CubeReadOptions& options)
    : path_(path), options_(options), stamp_(file_stamp(path)) {
  if (is_point_table(path))
    throw Error(ErrorKind::bad_input, fmt::format("{} is a table of points, and a cube is needed here", path),
                "undercast evaluate takes such tables");
  dataset_ = open_raster(path);
  layout_.grid = grid_of(*dataset_, path);
  metadata_ = metadata_of(*dataset_);
  std::map<std::string, std::vector<FoundBand>> found;
  for (int band = 1; band <= dataset_->GetRasterCount(); ++band) {
    GDALRasterBand* raster = dataset_->GetRasterBand(band);
    const auto name = parse_band_name(raster->GetDescription(), band, path);
    if (!name) {
      throw Error(ErrorKind::bad_input,
                  fmt::format("band {} of {} is called '{}': expected NDVI_<date>, VH_<date> or VV_<date>", band, path,
                              raster->GetDescription()),
                  "this is no NDVI cube. If it is yours, drop its other bands and name the rest NDVI_YYYY-MM-DD "
                  "(Band.SetDescription in GDAL's Python)");
    }
    const int days = metadata_days(raster->GetMetadataItem(kPeriodKey), fmt::format("band {} of {}", band, path));
    found[name->variable].push_back({band, *name, days});
  }
  if (found["NDVI"].empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} has no NDVI band", path), "a cube needs bands named NDVI_<date>");
  const int file_days = metadata_days(dataset_->GetMetadataItem(kPeriodKey), path);
  layout_.ndvi = axis_of(found["NDVI"], options, file_days, path);
  layout_.vh = axis_of(found["VH"], options, file_days, path);
  layout_.vv = axis_of(found["VV"], options, file_days, path);
  ndvi_bands_ = numbers_of(found["NDVI"]);
  vh_bands_ = numbers_of(found["VH"]);
  vv_bands_ = numbers_of(found["VV"]);
}

Variable CubeFile::read_variable(const TimeAxis& axis, const std::vector<int>& bands, const Window& window,
                                 bool is_ndvi) {
  Variable variable;
  variable.time = axis;
  variable.rows = window.rows;
  variable.cols = window.cols;
  variable.values = read_values(*dataset_, path_, window, bands);
  for (std::size_t i = 0; i < bands.size(); ++i)
    unscale(*dataset_->GetRasterBand(bands[i]),
            std::span(variable.values).subspan(i * variable.pixels(), variable.pixels()));
  if (!is_ndvi) {
    drop_impossible_backscatter(variable);
    return variable;
  }
  for (int step = 0; step < axis.size(); ++step) {
    const int band = bands[static_cast<std::size_t>(step)];
    const float* image = variable.image(step);
    if (std::any_of(image, image + variable.pixels(), [](float ndvi) { return std::abs(ndvi) > 1.001F; }))
      throw Error(ErrorKind::bad_input,
                  fmt::format("{}: band {} ({}) has NDVI outside [-1, 1]", path_, band,
                              dataset_->GetRasterBand(band)->GetDescription()),
                  "NDVI stored as integers needs its scale applied (gdal_translate -unscale -ot Float32); other "
                  "values for missing pixels need a nodata value (gdal_edit.py -a_nodata)");
  }
  return variable;
}

// Noise at the border of images, and numbers such as -9999 that stand for missing without being
// declared, would enter averages.
void CubeFile::drop_impossible_backscatter(Variable& variable) const {
  for (float& db : variable.values) {
    if (is_missing(db) || is_backscatter(db)) continue;
    if (!has_warned_->exchange(true))
      spdlog::warn("{}: backscatter outside [{:g}, {:g}] dB, such as {:g}, is taken as missing", path_, kLeastDb,
                   kMostDb, db);
    db = kMissing;
  }
}

Cube CubeFile::read(const Window& window, bool with_radar) {
  Cube cube;
  cube.grid = layout_.grid.crop(window);
  cube.ndvi = read_variable(layout_.ndvi, ndvi_bands_, window, true);
  if (with_radar) {
    cube.vh = read_variable(layout_.vh, vh_bands_, window, false);
    cube.vv = read_variable(layout_.vv, vv_bands_, window, false);
  }
  return cube;
}

void CubeFile::require_unchanged() const { undercast::require_unchanged(path_, stamp_); }

std::unique_ptr<CubeSource> CubeFile::reopen() const {
  auto again = std::make_unique<CubeFile>(path_, options_);
  again->has_warned_ = has_warned_;
  require_unchanged();
  return again;
}

RasterWriter::Layout cube_file_layout(const CubeLayout& layout, std::map<std::string, std::string> metadata,
                                      const CubeWriteOptions& options) {
  RasterWriter::Layout file{layout.grid, {}, std::move(metadata), options.pixel_type(), true, options};
  int longest = 0;
  const auto add = [&](const char* variable, const TimeAxis& axis, const char* unit, double scale) {
    for (const Period& period : axis) {
      BandInfo band{fmt::format("{}_{}", variable, to_string(period.start))};
      band.metadata[kPeriodKey] = std::to_string(period.length_days);
      band.metadata["UNITS"] = unit;
      band.scale = scale;
      file.bands.push_back(std::move(band));
      longest = std::max(longest, period.length_days);
    }
  };
  // Steps of int16 that are finer than the errors of the measurements.
  constexpr double kNdviStep = 0.0001, kDecibelStep = 0.01;
  add("NDVI", layout.ndvi, "1", kNdviStep);
  add("VH", layout.vh, "dB", kDecibelStep);
  add("VV", layout.vv, "dB", kDecibelStep);
  file.metadata[kPeriodKey] = std::to_string(longest);
  return file;
}

CubeWriter::CubeWriter(const std::string& path, const CubeLayout& layout, std::map<std::string, std::string> metadata,
                       bool overwrite, const CubeWriteOptions& options)
    : vh_band_(layout.ndvi.size()),
      vv_band_(layout.ndvi.size() + layout.vh.size()),
      writer_(path, cube_file_layout(layout, std::move(metadata), options), overwrite) {}

void CubeWriter::write_ndvi(const Window& window, const Variable& ndvi) {
  writer_.write(window, 0, ndvi.steps(), ndvi.values.data());
}

void CubeWriter::write(const Window& window, const Cube& cube) {
  write_ndvi(window, cube.ndvi);
  if (!cube.vh.empty()) writer_.write(window, vh_band_, cube.vh.steps(), cube.vh.values.data());
  if (!cube.vv.empty()) writer_.write(window, vv_band_, cube.vv.steps(), cube.vv.values.data());
}

}  // namespace undercast
