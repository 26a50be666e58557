// SPDX-License-Identifier: Apache-2.0
#include "io/array_store.h"

#include <cpl_vsi.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "core/error.h"
#include "core/letters.h"
#include "io/cf_time.h"
#include "io/crs.h"
#include "io/remote.h"
#include "net/url.h"

namespace undercast {
namespace {

using Array = std::shared_ptr<GDALMDArray>;

bool is_stored(const std::string& path) {
  remote_setup();
  VSIStatBufL found;
  return VSIStatExL(path_of_url(path).c_str(), &found, VSI_STAT_EXISTS_FLAG) == 0;
}

// An attribute as text; GDAL's drivers keep some of them apart.
std::string text_of(const GDALMDArray& array, const std::string& name) {
  const auto attribute = array.GetAttribute(name);
  const char* text = attribute ? attribute->ReadAsString() : nullptr;
  if (text != nullptr) return text;
  return name == "units" ? array.GetUnit() : std::string();
}

std::optional<double> number_of(const GDALMDArray& array, const std::string& name) {
  const auto attribute = array.GetAttribute(name);
  return attribute ? std::optional(attribute->ReadAsDouble()) : std::nullopt;
}

std::vector<double> values_of(const GDALMDArray& array, const std::string& place) {
  std::vector<std::size_t> counts;
  std::size_t size = 1;
  for (const auto& dimension : array.GetDimensions()) {
    counts.push_back(static_cast<std::size_t>(dimension->GetSize()));
    size *= counts.back();
  }
  std::vector<double> values(size);
  const std::vector<GUInt64> start(counts.size(), 0);
  if (!array.Read(start.data(), counts.data(), nullptr, nullptr, GDALExtendedDataType::Create(GDT_Float64),
                  values.data()))
    throw Error(ErrorKind::io, fmt::format("reading {} of {} failed: {}", array.GetName(), place, gdal_reason()),
                "the store is incomplete or damaged: copy, fetch or make it again");
  return values;
}

enum class Role { time, y, x, other };

Role role_of(const GDALDimension& dimension) {
  const Array values = dimension.GetIndexingVariable();
  const std::string name = dimension.GetName();
  const auto is_one_of = [](const std::string& text, std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(), [&](const char* word) { return text == word; });
  };
  if (values) {
    const std::string standard = text_of(*values, "standard_name"), axis = text_of(*values, "axis");
    if (axis == "T" || text_of(*values, "units").find(" since ") != std::string::npos) return Role::time;
    if (axis == "Y" || is_one_of(standard, {"projection_y_coordinate", "latitude"})) return Role::y;
    if (axis == "X" || is_one_of(standard, {"projection_x_coordinate", "longitude"})) return Role::x;
  }
  if (is_one_of(name, {"time", "t", "date", "Time"})) return Role::time;
  if (is_one_of(name, {"y", "Y", "lat", "latitude", "northing"})) return Role::y;
  if (is_one_of(name, {"x", "X", "lon", "longitude", "easting"})) return Role::x;
  return Role::other;
}

// The array with the axes time, y, x; null where it has others.
Array in_order(Array array) {
  for (bool again = true; again;) {
    again = false;
    const auto& dimensions = array->GetDimensions();
    for (std::size_t i = 0; i < dimensions.size() && !again; ++i) {
      if (dimensions.size() < 4 || dimensions[i]->GetSize() != 1 || role_of(*dimensions[i]) != Role::other) continue;
      std::string view = "[";
      for (std::size_t j = 0; j < dimensions.size(); ++j) view += j == i ? "0," : ":,";
      view.back() = ']';
      array = array->GetView(view);
      again = true;
    }
  }
  const auto& dimensions = array->GetDimensions();
  std::vector<int> order(3, -1);
  if (dimensions.size() != 3) return nullptr;
  for (int i = 0; i < 3; ++i) {
    const Role role = role_of(*dimensions[static_cast<std::size_t>(i)]);
    if (role == Role::other || order[static_cast<std::size_t>(role)] >= 0) return nullptr;
    order[static_cast<std::size_t>(role)] = i;
  }
  return order == std::vector{0, 1, 2} ? array : array->Transpose(order);
}

Array coordinates(const GDALMDArray& array, int dimension) {
  return array.GetDimensions()[static_cast<std::size_t>(dimension)]->GetIndexingVariable();
}

// The array that describes the projection.
Array grid_mapping(const GDALGroup& root, const GDALMDArray& array) {
  if (const std::string name = text_of(array, "grid_mapping"); !name.empty()) return root.OpenMDArray(name);
  // xarray drops the attribute when it is given an encoding; rioxarray's name tells the array.
  for (const char* name : {"spatial_ref", "crs"})
    if (const Array mapping = root.OpenMDArray(name)) return mapping;
  return nullptr;
}

std::string crs_of(const GDALGroup& root, const GDALMDArray& array) {
  if (const auto crs = array.GetSpatialRef()) return wkt_of(*crs);
  if (const Array mapping = grid_mapping(root, array))
    for (const char* key : {"crs_wkt", "spatial_ref"})
      if (const std::string text = text_of(*mapping, key); !text.empty()) return crs_to_wkt(text);
  const Array x = coordinates(array, 2);
  if (x && text_of(*x, "units").starts_with("degrees")) return crs_to_wkt("EPSG:4326");
  return {};
}

// First coordinate and step of an axis with regular spacing.
struct Spacing {
  double first = 0, step = 0;
};

std::optional<Spacing> spacing_of(const GDALMDArray& array, int dimension, const std::string& place) {
  const Array axis = coordinates(array, dimension);
  if (!axis) return std::nullopt;
  const std::vector<double> values = values_of(*axis, place);
  if (values.size() < 2) return Spacing{values.front(), 0};
  const double step = (values.back() - values.front()) / static_cast<double>(values.size() - 1);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!(std::abs(values[i] - values.front() - step * static_cast<double>(i)) < 0.01 * std::abs(step)))
      throw Error(ErrorKind::bad_input, fmt::format("{} is not regularly spaced along {}", place, axis->GetName()),
                  "warp it onto a regular grid first, for example with gdalwarp");
  return Spacing{values.front(), step};
}

// GDAL and rioxarray write the transform as text beside the projection; its digits are exact.
std::optional<std::array<double, 6>> stated_transform(const GDALGroup& root, const GDALMDArray& array) {
  const Array mapping = grid_mapping(root, array);
  const std::string text = mapping ? text_of(*mapping, "GeoTransform") : std::string();
  if (text.empty()) return std::nullopt;
  std::array<double, 6> transform{};
  const char* at = text.c_str();
  for (double& number : transform) {
    char* end = nullptr;
    number = std::strtod(at, &end);
    if (end == at) return std::nullopt;
    at = end;
  }
  return transform;
}

Grid grid_of_array(const GDALGroup& root, const GDALMDArray& array, const std::string& place) {
  Grid grid;
  grid.rows = static_cast<int>(array.GetDimensions()[1]->GetSize());
  grid.cols = static_cast<int>(array.GetDimensions()[2]->GetSize());
  grid.crs_wkt = crs_of(root, array);
  if (grid.crs_wkt.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} has no coordinate reference system", place),
                "write one, for example with rioxarray: cube.rio.write_crs(\"EPSG:32631\")");
  const auto stated = stated_transform(root, array);
  auto y = spacing_of(array, 1, place), x = spacing_of(array, 2, place);
  if (!stated && (!x || !y || (x->step == 0 && y->step == 0)))
    throw Error(ErrorKind::bad_input, fmt::format("{} has no coordinates along x and y", place),
                "write the coordinates of the middles of pixels as variables x and y");
  if (x && y) {
    if (x->step == 0) x->step = stated ? (*stated)[1] : std::abs(y->step);
    if (y->step == 0) y->step = stated ? (*stated)[5] : -std::abs(x->step);
    grid.affine = {x->first - 0.5 * x->step, x->step, 0, y->first - 0.5 * y->step, 0, y->step};
  }
  const auto agrees = [&](const std::array<double, 6>& a) {
    return !x || !y ||
           (std::abs(a[1] - x->step) < 1e-3 * std::abs(x->step) &&
            std::abs(a[5] - y->step) < 1e-3 * std::abs(y->step) &&
            std::abs(a[0] - grid.affine[0]) < 0.01 * std::abs(x->step) &&
            std::abs(a[3] - grid.affine[3]) < 0.01 * std::abs(y->step));
  };
  if (stated && agrees(*stated)) grid.affine = *stated;
  return grid;
}

// How many chunks of an array of a Zarr store on this machine are absent, and how many it has in
// all.
std::pair<std::size_t, std::size_t> absent_chunks(const GDALMDArray& array, const std::string& folder) {
  std::error_code is_no_folder;
  std::size_t found = 0, expected = 1;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, is_no_folder))
    if (entry.is_regular_file() && !entry.path().filename().string().starts_with('.')) ++found;
  const std::vector<GUInt64> chunk = array.GetBlockSize();
  for (std::size_t i = 0; i < chunk.size(); ++i)
    if (chunk[i] > 0) expected *= (array.GetDimensions()[i]->GetSize() + chunk[i] - 1) / chunk[i];
  return {is_no_folder || found > expected ? 0 : expected - found, expected};
}

Packing packing_of_array(const GDALMDArray& array, const std::string& place) {
  Packing packing;
  bool has_scale = false, has_offset = false, has_nodata = false;
  packing.scale = array.GetScale(&has_scale);
  packing.offset = array.GetOffset(&has_offset);
  if (!has_scale) packing.scale = number_of(array, "scale_factor").value_or(1);
  if (!has_offset) packing.offset = number_of(array, "add_offset").value_or(0);
  const double nodata = array.GetNoDataValueAsDouble(&has_nodata);
  if (has_nodata) packing.nodata = nodata;
  if (!has_nodata) packing.nodata = number_of(array, "_FillValue");
  if (!packing.nodata) packing.nodata = number_of(array, "missing_value");
  if (packing.scale == 0)
    throw Error(ErrorKind::bad_input, fmt::format("{} declares a scale of 0", place), "correct its scale_factor");
  return packing;
}

}  // namespace

bool is_array_store(const std::string& path) {
  std::string name = without_secrets(path);
  while (name.size() > 1 && name.ends_with("/")) name.pop_back();
  const std::string ending = lower(std::filesystem::path(name).extension().string());
  if (!ending.empty()) return ending == ".nc" || ending == ".nc4" || ending == ".cdf" || ending == ".zarr";
  return is_stored(name + "/.zgroup") || is_stored(name + "/.zmetadata");
}

std::vector<std::string> files_of_store(const std::string& path) {
  std::vector<std::string> files{path};
  std::error_code is_no_folder;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path, is_no_folder))
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

std::unique_ptr<ArrayStore> ArrayStore::open(const std::string& path) {
  remote_setup();
  static constexpr const char* kDrivers[] = {"netCDF", "Zarr", nullptr};
  std::unique_ptr<GDALDataset> dataset(
      GDALDataset::Open(path_of_url(path).c_str(), GDAL_OF_MULTIDIM_RASTER | GDAL_OF_VERBOSE_ERROR, kDrivers));
  const auto root = dataset ? dataset->GetRootGroup() : nullptr;
  if (!root)
    throw Error(ErrorKind::io, fmt::format("cannot open {}: {}", without_secrets(path), gdal_reason()),
                "check that the path is right and that the store is complete");
  return std::unique_ptr<ArrayStore>(new ArrayStore(without_secrets(path), root));
}

std::vector<std::string> ArrayStore::series() const {
  std::vector<std::string> names;
  for (const std::string& name : root_->GetMDArrayNames()) {
    const Array array = root_->OpenMDArray(name);
    if (array && in_order(array)) names.push_back(name);
  }
  return names;
}

std::vector<std::string> ArrayStore::others() const {
  std::vector<std::string> names;
  for (const std::string& name : root_->GetMDArrayNames()) {
    const Array array = root_->OpenMDArray(name);
    if (array && array->GetDimensionCount() > 2 && !in_order(array)) names.push_back(name);
  }
  return names;
}

std::map<std::string, std::string> ArrayStore::metadata() const {
  std::map<std::string, std::string> items;
  for (const auto& attribute : root_->GetAttributes())
    if (const char* text = attribute->ReadAsString()) items[attribute->GetName()] = text;
  return items;
}

void ArrayStore::warn_of_absent_chunks(const std::string& name) const {
  const Array array = root_->OpenMDArray(name);
  if (!array) return;
  if (const auto [absent, all] = absent_chunks(*array, path_ + "/" + name); absent > 0)
    spdlog::warn("{} of {} chunks of {} in {} are absent, and their values count as missing", absent, all, name, path_);
}

SeriesArray ArrayStore::array(const std::string& name) const {
  const Array found = name.starts_with("/") ? root_->OpenMDArrayFromFullname(name) : root_->OpenMDArray(name);
  const std::string place = fmt::format("{} of {}", name, path_);
  if (!found)
    throw Error(ErrorKind::bad_input, fmt::format("{} has no variable '{}'", path_, name),
                fmt::format("it has: {}", fmt::join(root_->GetMDArrayNames(), ", ")));
  const Array ordered = in_order(found);
  if (!ordered)
    throw Error(ErrorKind::bad_input, fmt::format("{} does not have the dimensions time, y and x", place),
                "name another variable, or write its coordinates with their units and standard names (CF)");
  return {root_, ordered, place};
}

SeriesArray::SeriesArray(std::shared_ptr<GDALGroup> root, Array array, std::string place)
    : root_(std::move(root)),
      array_(std::move(array)),
      place_(std::move(place)),
      grid_(grid_of_array(*root_, *array_, place_)),
      packing_(packing_of_array(*array_, place_)) {
  is_south_up_ = grid_.affine[5] > 0;
  if (is_south_up_) {
    grid_.affine[3] += grid_.rows * grid_.affine[5];
    grid_.affine[5] = -grid_.affine[5];
  }
}

std::vector<Period> SeriesArray::periods() const {
  const Array time = coordinates(*array_, 0);
  if (!time)
    throw Error(ErrorKind::bad_input, fmt::format("{} has no time coordinate", place_),
                "write the dates as a variable of the name of its first dimension, with units");
  const std::string units = text_of(*time, "units"), calendar = text_of(*time, "calendar");
  std::vector<Period> periods;
  for (const Date date :
       cf_dates(values_of(*time, place_), units, calendar, fmt::format("the time axis of {}", place_)))
    periods.push_back({date, 0});
  const std::string name = text_of(*time, "bounds");
  const Array bounds = name.empty() ? nullptr : root_->OpenMDArray(name);
  if (!bounds || bounds->GetDimensionCount() != 2 || bounds->GetDimensions()[0]->GetSize() != periods.size() ||
      bounds->GetDimensions()[1]->GetSize() != 2)
    return periods;
  // The conventions let bounds leave out units, which are the axis' own then.
  const std::string own_units = text_of(*bounds, "units");
  const std::vector<Date> edges = cf_dates(values_of(*bounds, place_), own_units.empty() ? units : own_units, calendar,
                                           fmt::format("the bounds of {}", place_));
  for (std::size_t i = 0; i < periods.size(); ++i)
    if (const auto days = (edges[2 * i + 1] - edges[2 * i]).count(); days > 0)
      periods[i] = {edges[2 * i], static_cast<int>(days)};
  return periods;
}

DatasetPtr SeriesArray::raster() const {
  const Array north_up = is_south_up_ ? array_->GetView("[:,::-1,:]") : array_;
  DatasetPtr raster(north_up->AsClassicDataset(2, 1));
  if (!raster) throw Error(ErrorKind::io, fmt::format("cannot read {}: {}", place_, gdal_reason()));
  return raster;
}

}  // namespace undercast
