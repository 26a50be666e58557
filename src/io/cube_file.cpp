// SPDX-License-Identifier: Apache-2.0
#include "io/cube_file.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>

#include "core/decibels.h"
#include "core/error.h"
#include "core/middles.h"
#include "io/file_identity.h"
#include "io/period_lengths.h"
#include "io/table_file.h"

namespace undercast {
namespace {

constexpr int kLongestSeriesDays = 200 * 366;

// Orders the bands of one variable by time and returns their periods.
TimeAxis axis_of(std::vector<CubeImage>& bands, const CubeReadOptions& options, int file_period_days,
                 const std::string& path) {
  if (bands.empty()) return {};
  const std::string variable = bands.front().name.variable;
  const bool numbered = !bands.front().name.date.has_value();
  for (const CubeImage& found : bands)
    if (found.name.date.has_value() == numbered)
      throw Error(ErrorKind::bad_input,
                  fmt::format("{}: some {} bands are dated and others numbered (band {})", path, variable, found.band),
                  "name all bands in one way");
  const int period_days = options.period_days > 0 ? options.period_days : file_period_days;
  std::sort(bands.begin(), bands.end(), [](const CubeImage& a, const CubeImage& b) {
    return a.name.date != b.name.date ? a.name.date < b.name.date : a.name.number < b.name.number;
  });
  for (std::size_t i = 1; i < bands.size(); ++i)
    if (bands[i].name.date == bands[i - 1].name.date && bands[i].name.number == bands[i - 1].name.number)
      throw Error(ErrorKind::bad_input,
                  fmt::format("{}: bands {} and {} are both {} of the same date: {}, {}", path, bands[i - 1].band,
                              bands[i].band, variable, bands[i - 1].place, bands[i].place),
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
    for (const CubeImage& found : bands) periods.push_back(all[found.name.number]);
    return TimeAxis(std::move(periods));
  }
  std::vector<Date> dates;
  for (const CubeImage& found : bands) dates.push_back(*found.name.date);
  require_likely_span(dates.front(), dates.back(), path);
  std::vector<int> lengths;
  for (const CubeImage& found : bands) lengths.push_back(options.period_days > 0 ? 0 : found.length_days);
  return axis_of_dates(dates, lengths, period_days);
}

// What the images say of their index goes before what is known of it.
SpectralIndex index_of(const CubeImages& images, CubeReadOptions options) {
  if (!images.index.empty()) options.variable = images.index;
  SpectralIndex index = index_of(options);
  if (images.range && options.variable_range.empty()) index.range = *images.range;
  return index;
}

// Images without the wanted index, or without NDVI.
[[noreturn]] void refuse_without(const std::string& index, const CubeImages& images) {
  throw Error(ErrorKind::bad_input, fmt::format("{} has no {} band", images.path, index),
              images.others.empty()
                  ? fmt::format("a cube needs bands named {}_<date>", index)
                  : fmt::format("it holds {}: choose with --variable", fmt::join(images.others, ", ")));
}

std::vector<int> numbers_of(const std::vector<CubeImage>& bands) {
  std::vector<int> numbers;
  for (const CubeImage& found : bands) numbers.push_back(found.band);
  return numbers;
}

}  // namespace

double int16_step(const ValueRange& range) {
  double step = 0.0001;
  while (std::max(std::abs(range.least), std::abs(range.most)) > 32767 * step) step *= 10;
  return step;
}

CubeFile::CubeFile(const std::string& path, const CubeReadOptions& options) {
  if (is_table_file(path))
    throw Error(ErrorKind::bad_input, fmt::format("{} is a table of points, and a cube is needed here", path),
                "evaluate, train, fill and info take such tables");
  check(options);
  CubeReadOptions reading = options;  // with the only index, where that is not NDVI
  images_ = find_images(path, reading);
  const auto is_index = [](const CubeImage& image) { return image.name.variable == "NDVI"; };
  if (options.variable.empty() && images_.others.size() == 1 &&
      std::none_of(images_.images.begin(), images_.images.end(), is_index)) {
    reading.variable = *images_.others.begin();
    images_ = find_images(path, reading);
  }
  stamps_ = stamps_of(images_.files);
  dataset_ = images_.open();
  layout_.grid = grid_of(*dataset_, images_.path);
  if (layout_.grid.affine[2] != 0 || layout_.grid.affine[4] != 0)
    throw Error(ErrorKind::bad_input, fmt::format("{} is on a rotated grid", images_.path),
                "warp it onto an upright grid first, for example with gdalwarp");
  std::map<std::string, std::vector<CubeImage>> found;
  for (const CubeImage& image : images_.images) found[image.name.variable].push_back(image);
  if (found["NDVI"].empty()) refuse_without(options.variable.empty() ? "NDVI" : options.variable, images_);
  layout_.index = index_of(images_, reading);
  const auto days = images_.metadata.find(kPeriodKey);
  const int file_days = period_days_of(days == images_.metadata.end() ? nullptr : days->second.c_str(), images_.path);
  layout_.ndvi = axis_of(found["NDVI"], options, file_days, images_.path);
  layout_.vh = axis_of(found["VH"], options, file_days, images_.path);
  layout_.vv = axis_of(found["VV"], options, file_days, images_.path);
  ndvi_bands_ = numbers_of(found["NDVI"]);
  vh_bands_ = numbers_of(found["VH"]);
  vv_bands_ = numbers_of(found["VV"]);
}

CubeFile::CubeFile(const CubeFile& other)
    : images_(other.images_),
      stamps_(other.stamps_),
      dataset_(images_.open()),
      layout_(other.layout_),
      ndvi_bands_(other.ndvi_bands_),
      vh_bands_(other.vh_bands_),
      vv_bands_(other.vv_bands_),
      has_warned_(other.has_warned_) {
  require_unchanged();
}

void CubeFile::show_on(const TimeAxis& dates) {
  std::vector<int> bands;
  for (const double day : dates.middle_days())
    bands.push_back(ndvi_bands_[static_cast<std::size_t>(nearest_step(layout_.ndvi, day))]);
  ndvi_bands_ = std::move(bands);
  layout_.ndvi = dates;
}

Variable CubeFile::read_variable(const TimeAxis& axis, const std::vector<int>& bands, const Window& window,
                                 bool is_ndvi) {
  Variable variable;
  variable.time = axis;
  variable.rows = window.rows;
  variable.cols = window.cols;
  variable.values = read_values(*dataset_, images_.path, window, bands);
  for (std::size_t i = 0; i < bands.size(); ++i)
    unscale(*dataset_->GetRasterBand(bands[i]),
            std::span(variable.values).subspan(i * variable.pixels(), variable.pixels()));
  if (!is_ndvi) {
    drop_impossible_backscatter(variable);
    return variable;
  }
  for (int step = 0; step < axis.size(); ++step)
    require_ndvi(std::span(variable.image(step), variable.pixels()), bands[static_cast<std::size_t>(step)]);
  return variable;
}

void CubeFile::require_ndvi(std::span<const float> values, int band) const {
  const ValueRange& range = layout_.index.range;
  const auto beyond = [&](float value) { return is_observed(value) && !range.holds(value); };
  const auto found = std::find_if(values.begin(), values.end(), beyond);
  if (found == values.end()) return;
  const auto image = std::find_if(images_.images.begin(), images_.images.end(),
                                  [&](const CubeImage& candidate) { return candidate.band == band; });
  float largest = 0;
  for (const float value : values)
    if (is_observed(value)) largest = std::max(largest, value);
  const bool is_packed = dataset_->GetRasterBand(band)->GetScale() == 1 && largest >= 2;
  throw Error(
      ErrorKind::bad_input,
      fmt::format("{} ({}) has {} outside [{:g}, {:g}]: {:g}", image->place,
                  dataset_->GetRasterBand(band)->GetDescription(), layout_.index.name, range.least, range.most, *found),
      layout_.index.name != "NDVI"
          ? "a number that stands for missing must be declared (gdal_edit.py -a_nodata); if it is a value, say which "
            "values the index can have: --variable-range LEAST,MOST"
      : !is_packed ? "a number that stands for missing must be declared (gdal_edit.py -a_nodata)"
      : largest > 300
          ? "if these are integers that stand for NDVI, give their scale: --ndvi-scale 0.0001 is likely "
            "(gdal_translate -unscale -ot Float32 applies a scale that is declared)"
          : "if these are integers that stand for NDVI, give their scale, such as --ndvi-scale 0.01, or if 100 "
            "stands for 0 declare both: gdal_edit.py -scale 0.01 -offset -1");
}

// Noise at the border of images, and numbers such as -9999 that stand for missing without being
// declared, would enter averages.
void CubeFile::drop_impossible_backscatter(Variable& variable) const {
  for (float& db : variable.values) {
    if (is_missing(db) || is_backscatter(db)) continue;
    if (!has_warned_->exchange(true))
      spdlog::warn("{}: backscatter outside [{:g}, {:g}] dB, such as {:g}, is taken as missing", images_.path, kLeastDb,
                   kMostDb, db);
    db = kMissing;
  }
}

Cube CubeFile::read(const Window& window, bool with_radar) {
  Cube cube;
  cube.grid = layout_.grid.crop(window);
  cube.index = layout_.index;
  cube.ndvi = read_variable(layout_.ndvi, ndvi_bands_, window, true);
  if (with_radar) {
    cube.vh = read_variable(layout_.vh, vh_bands_, window, false);
    cube.vv = read_variable(layout_.vv, vv_bands_, window, false);
  }
  return cube;
}

std::string CubeFile::item(const std::string& key) const {
  const auto found = metadata().find(key);
  return found == metadata().end() ? std::string() : found->second;
}

void CubeFile::require_unchanged() const {
  for (std::size_t i = 0; i < images_.files.size(); ++i) undercast::require_unchanged(images_.files[i], stamps_[i]);
}

std::unique_ptr<CubeSource> CubeFile::reopen() const { return std::unique_ptr<CubeSource>(new CubeFile(*this)); }

RasterWriter::Layout cube_file_layout(const CubeLayout& layout, std::map<std::string, std::string> metadata,
                                      const CubeWriteOptions& options) {
  return cube_file_layout(layout, {layout.index}, std::move(metadata), options);
}

RasterWriter::Layout cube_file_layout(const CubeLayout& layout, const std::vector<SpectralIndex>& indices,
                                      std::map<std::string, std::string> metadata, const CubeWriteOptions& options) {
  RasterWriter::Layout file{layout.grid, {}, std::move(metadata), options.pixel_type(), true, options};
  int longest = 0;
  const auto add = [&](const std::string& variable, const TimeAxis& axis, const char* unit, double scale) {
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
  constexpr double kDecibelStep = 0.01;
  for (const SpectralIndex& index : indices) {
    const std::size_t first = file.bands.size();
    add(index.name, layout.ndvi, "1", int16_step(index.range));
    if (index == SpectralIndex()) continue;
    for (std::size_t band = first; band < file.bands.size(); ++band) {
      file.bands[band].metadata[kIndexKey] = index.name;
      file.bands[band].metadata[kRangeKey] = fmt::format("{},{}", index.range.least, index.range.most);
    }
  }
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
