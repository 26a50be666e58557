// SPDX-License-Identifier: Apache-2.0
#include "io/export_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/error.h"
#include "core/letters.h"
#include "io/file_identity.h"
#include "io/same_cube.h"

namespace undercast {
namespace {

using nlohmann::json;

constexpr const char* kProvenance = "provenance";

ExportVariable index_variable(const std::string& name, const std::string& meaning, const ValueRange& range) {
  // Readers make values beyond valid_range missing; these are the limits that a cube file may have.
  return {name,
          PixelType::float32,
          {{"long_name", meaning},
           {"units", "1"},
           {"valid_range", {range.least - ValueRange::kRounding, range.most + ValueRange::kRounding}}}};
}

ExportVariable provenance_variable(const std::string& index) {
  json values = json::array();
  std::string meanings;
  for (const Provenance code : kProvenances) {
    if (code == Provenance::missing) continue;  // _FillValue says it
    values.push_back(static_cast<int>(code));
    meanings += (meanings.empty() ? "" : " ") + flag_of(code);
  }
  return {kProvenance,
          PixelType::uint8,
          {{"long_name", "where a value of " + index + " comes from"},
           {"flag_values", values},
           {"flag_meanings", meanings}}};
}

std::string item(GDALRasterBand& band, const char* key) {
  const char* text = band.GetMetadataItem(key);
  return text == nullptr ? "" : text;
}

// Letters, digits and _ are names in every format.
std::string name_for_all(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

}  // namespace

std::vector<ExportVariable> filled_variables(const SpectralIndex& index, const std::string& name, bool has_bounds,
                                             bool has_provenance) {
  const std::string lower_name = name + "_lower", upper_name = name + "_upper";
  const bool is_ndvi = index == SpectralIndex();
  ExportVariable ndvi =
      index_variable(name, is_ndvi ? "normalized difference vegetation index" : index.name, index.range);
  if (is_ndvi) ndvi.attributes["standard_name"] = "normalized_difference_vegetation_index";
  std::vector<std::string> companions;
  if (has_bounds) companions.insert(companions.end(), {lower_name, upper_name});
  if (has_provenance) companions.emplace_back(kProvenance);
  if (!companions.empty()) ndvi.attributes["ancillary_variables"] = fmt::format("{}", fmt::join(companions, " "));
  std::vector<ExportVariable> variables{ndvi};
  if (has_bounds) {
    variables.push_back(index_variable(lower_name, "lower bound of the 90 % interval of " + name, index.range));
    variables.push_back(index_variable(upper_name, "upper bound of the 90 % interval of " + name, index.range));
  }
  if (has_provenance) variables.push_back(provenance_variable(index.name));
  return variables;
}

ExportSource::ExportSource(const FilledPaths& paths, const std::string& phenology, const CubeReadOptions& reading)
    : files_(paths, reading), phenology_path_(phenology) {
  const SpectralIndex& index = layout().index;
  variables_ = filled_variables(index, lower(index.name), files_.lower != nullptr, files_.provenance != nullptr);
  if (!phenology_path_.empty()) add_phenology();
}

void ExportSource::add_phenology() {
  phenology_stamp_ = file_stamp(phenology_path_);
  phenology_ = open_raster(phenology_path_);
  if (!same_grid(grid_of(*phenology_, phenology_path_), layout().grid))
    throw Error(ErrorKind::bad_input,
                fmt::format("the phenology raster {} is not on the grid of the filled cube", phenology_path_),
                "make it from this cube: undercast phenology FILLED -o SEASONS");
  for (int number = 1; number <= phenology_->GetRasterCount(); ++number) {
    GDALRasterBand& band = *phenology_->GetRasterBand(number);
    const std::string name = name_for_all(band.GetDescription());
    std::string unit = item(band, "UNITS");
    if (name.empty() || unit.empty() || item(band, "LONG_NAME").empty())
      throw Error(ErrorKind::bad_input,
                  fmt::format("band {} of {} has no {}, which the bands of a phenology raster have", number,
                              phenology_path_, name.empty() ? "name" : "UNITS and LONG_NAME"),
                  "--phenology takes what 'undercast phenology' wrote");
    const bool has_name = std::any_of(variables_.begin(), variables_.end(),
                                      [&](const ExportVariable& variable) { return variable.name == name; });
    if (has_name)
      throw Error(ErrorKind::bad_input, fmt::format("{} has two bands called {}", phenology_path_, name),
                  "--phenology takes what 'undercast phenology' wrote");
    phenology_bands_.push_back({band.GetDescription(), {{"UNITS", unit}, {"LONG_NAME", item(band, "LONG_NAME")}}});
    json attributes{{"long_name", item(band, "LONG_NAME")}};
    // "days, 1 is 1 January of the peak's year" is no unit of CF. Of "days" xarray would make a
    // timedelta, which INTEGRAL is not.
    if (const std::size_t comma = unit.find(','); comma != std::string::npos) {
      attributes["comment"] = unit;
      unit.resize(comma);
    }
    attributes["units"] = unit == "days" ? "day" : unit;
    variables_.push_back({name, PixelType::float32, attributes, number});
  }
}

std::vector<float> ExportSource::read(const ExportVariable& variable, const Window& window) {
  if (!variable.varies()) return read_values(*phenology_, phenology_path_, window, {variable.phenology_band});
  if (variable.name == kProvenance) {
    const std::vector<std::uint8_t> codes = files_.provenance->read_codes(window);
    return {codes.begin(), codes.end()};
  }
  return file_of(variable).read(window, false).ndvi.values;
}

CubeFile& ExportSource::file_of(const ExportVariable& variable) const {
  return variable.name.ends_with("_lower")   ? *files_.lower
         : variable.name.ends_with("_upper") ? *files_.upper
                                             : *files_.filled;
}

std::string ExportSource::metadata(const std::string& key) const { return files_.filled->item(key); }

std::string ExportSource::title() const {
  return layout().index.name + (metadata("FILLED_BY").empty() ? "" : ", filled");
}

std::string ExportSource::lineage() const {
  const std::string filler = metadata("FILLED_BY");
  return layout().index.name + (filler.empty() ? " composites" : " composites, gaps filled by " + filler);
}

RasterWriter::Layout ExportSource::image_layout(const ExportVariable& variable, int step,
                                                std::map<std::string, std::string> metadata) const {
  const CubeLayout image{layout().grid, TimeAxis({layout().ndvi[step]}), {}, {}, layout().index};
  if (variable.type == PixelType::uint8) return provenance_file_layout(image, metadata);
  for (const char* key : {"FILLED_BY", "BOUND"})
    if (const auto item = file_of(variable).metadata().find(key); item != file_of(variable).metadata().end())
      metadata.insert(*item);
  return cube_file_layout(image, metadata);
}

void ExportSource::require_unchanged() const {
  files_.require_unchanged();
  if (phenology_) undercast::require_unchanged(phenology_path_, phenology_stamp_);
}

}  // namespace undercast
