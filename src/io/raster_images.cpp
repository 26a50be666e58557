// SPDX-License-Identifier: Apache-2.0
#include "io/raster_images.h"

#include <cpl_minixml.h>
#include <cpl_string.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "core/error.h"
#include "core/progress.h"
#include "io/cf_time.h"
#include "io/remote.h"
#include "io/same_cube.h"
#include "io/virtual_raster.h"

namespace undercast {
namespace {

// The date that the metadata of a band states, by the keys that programs of the field use.
std::optional<Date> date_in_metadata(GDALRasterBand& band) {
  static constexpr std::array<const char*, 8> kKeys{"DATE", "Date",     "date",     "TIME",
                                                    "time", "datetime", "DATETIME", "ACQUISITION_DATE"};
  for (const char* domain : {"", "FORCE"})
    for (const char* key : kKeys)
      if (const char* value = band.GetMetadataItem(key, domain))
        if (const auto date = find_date(value)) return date;
  return std::nullopt;
}

// GDAL writes the time axis of NetCDF into bands: NETCDF_DIM_time=17532 and time#units=days since
// ...
std::optional<Date> date_of_dimension(GDALDataset& raster, GDALRasterBand& band, const std::string& path) {
  const char* time = band.GetMetadataItem("NETCDF_DIM_time");
  if (time == nullptr) return std::nullopt;
  const auto item = [&](const char* key) {
    const char* text = raster.GetMetadataItem(key);
    return std::string(text == nullptr ? "" : text);
  };
  return cf_dates({std::strtod(time, nullptr)}, item("time#units"), item("time#calendar"), "the time axis of " + path)
      .front();
}

// What the name of the file says that a band of a virtual raster is read from.
ImageName name_of_source(GDALRasterBand& band, const NameRules& rules) {
  const char* source = CSLFetchNameValue(band.GetMetadata("vrt_sources"), "source_0");
  CPLXMLNode* xml = source == nullptr ? nullptr : CPLParseXMLString(source);
  const std::string file = xml == nullptr ? "" : CPLGetXMLValue(xml, "SourceFilename", "");
  CPLDestroyXMLNode(xml);
  return parse_file_name(file, rules);
}

[[noreturn]] void refuse_band(GDALRasterBand& band, const std::string& path) {
  throw Error(ErrorKind::bad_input,
              fmt::format("band {} of {} is called '{}': expected NDVI_<date>, VH_<date> or VV_<date>", band.GetBand(),
                          path, band.GetDescription()),
              "this is no NDVI cube. If it is yours, drop its other bands and name the rest NDVI_YYYY-MM-DD "
              "(Band.SetDescription in GDAL's Python), or say with --ndvi, --vh and --date-pattern how it is named");
}

std::string band_item(GDALRasterBand& band, const char* key) {
  const char* text = band.GetMetadataItem(key);
  return text == nullptr ? "" : text;
}

// The index that a band says it is, by its metadata or by a known name; empty: none.
std::string index_of(GDALRasterBand& band) {
  if (const std::string stated = band_item(band, kIndexKey); !stated.empty()) return stated;
  const std::string name = band.GetDescription();
  const KnownIndex* known = known_index(name.substr(0, name.find('_')));
  return known == nullptr ? "" : known->index.name;
}

std::optional<ValueRange> range_of(GDALRasterBand& band, const std::string& place) {
  const std::string text = band_item(band, kRangeKey);
  if (text.empty()) return std::nullopt;
  ValueRange range;
  const char* end = text.data() + text.size();
  const auto [comma, failure] = std::from_chars(text.data(), end, range.least);
  const bool has_least = failure == std::errc() && comma != end && *comma == ',';
  const auto [stop, further_failure] = std::from_chars(has_least ? comma + 1 : end, end, range.most);
  if (further_failure != std::errc() || stop != end ||
      !(range.least < range.most && std::isfinite(range.most - range.least)))
    throw Error(ErrorKind::bad_input,
                fmt::format("{}: {} is '{}', expected the least and the greatest value", place, kRangeKey, text),
                "correct it, such as -1,1, or say it with --variable-range");
  return range;
}

// Reads the images of an open raster into a description of the cube.
class RasterReader {
 public:
  RasterReader(GDALDataset& raster, const NamedFile& file, const std::string& role, const NameRules& rules)
      : raster_(raster), file_(file), role_(role), rules_(rules) {}

  /// Sets `says_variable` to false where nothing says which variable an image is of.
  std::vector<CubeImage> images(bool& says_variable, CubeImages& found) {
    std::vector<CubeImage> images;
    for (int number = 1; number <= raster_.GetRasterCount(); ++number) {
      GDALRasterBand& band = *raster_.GetRasterBand(number);
      const auto name = name_of(band);
      if (!name || !rules_.wants(name->variable, role_)) {
        if (const std::string other = index_of(band); !other.empty()) {
          found.others.insert(other);
          continue;
        }
        if (role_.empty() && rules_.words.empty()) refuse_band(band, file_.shown());
        continue;
      }
      const std::string place = fmt::format("band {} of {}", number, file_.shown());
      if (band.GetScale() == 0)
        throw Error(ErrorKind::bad_input, fmt::format("{} declares a scale of 0", place),
                    "correct it, for example with gdal_edit.py -scale 0.0001");
      if (name->variable == "NDVI" && found.index.empty()) {
        found.index = band_item(band, kIndexKey);
        found.range = range_of(band, place);
      }
      images.push_back({number, *name, period_days_of(band.GetMetadataItem(kPeriodKey), place), place});
    }
    says_variable = says_variable && says_variable_;
    return images;
  }

 private:
  // None: the band is no image of a series.
  std::optional<ImageName> name_of(GDALRasterBand& band) {
    const bool is_dated_file = raster_.GetRasterCount() == 1 && file_.name.date.has_value();
    if (const auto other = rules_.dates.find(band.GetDescription());
        is_dated_file && other && *other != *file_.name.date)
      throw Error(ErrorKind::bad_input,
                  fmt::format("{} holds a band of another date: '{}'", file_.shown(), band.GetDescription()),
                  "give file and band one date");
    // A band of another index says so, even where its name would pass for NDVI.
    if (const std::string stated = band_item(band, kIndexKey); !stated.empty() && rules_.variable_of(stated) != "NDVI")
      return std::nullopt;
    auto name =
        is_dated_file ? file_.name : parse_band_name(band.GetDescription(), band.GetBand(), file_.shown(), rules_);
    if (!name) return std::nullopt;
    if (!name->date) {
      const auto stated = date_of_dimension(raster_, band, file_.shown());
      name->date = stated ? stated : date_in_metadata(band);
    }
    const ImageName source = name_of_source(band, rules_);
    if (!name->says_time()) name->date = source.date ? source.date : file_.name.date;
    if (!name->says_time()) refuse_band(band, file_.shown());
    if (name->variable.empty()) name->variable = source.variable;
    if (name->variable.empty()) name->variable = file_.name.variable;
    if (name->variable.empty()) {
      name->variable = role_.empty() ? "NDVI" : role_;
      says_variable_ = !role_.empty();
    }
    return name;
  }

  bool says_variable_ = true;
  GDALDataset& raster_;
  const NamedFile& file_;
  const std::string& role_;
  const NameRules& rules_;
};

Packing packing_in(const NamedFile& file, GDALRasterBand& band) {
  Packing packing = packing_of(band);
  if (packing.scale == 1 && packing.offset == 0) {
    packing.scale = file.scale.value_or(1);
    packing.offset = file.offset.value_or(0);
  }
  return packing;
}

// Where the names of some files say the variable, the others are of other ones.
std::vector<NamedFile> relevant(const std::vector<NamedFile>& files, const std::string& role, const NameRules& rules,
                                const std::string& path) {
  const auto says = [&](const NamedFile& file) { return rules.wants(file.name.variable, role); };
  if (std::none_of(files.begin(), files.end(), says)) return files;
  std::vector<NamedFile> kept;
  std::copy_if(files.begin(), files.end(), std::back_inserter(kept), says);
  if (const std::size_t others = files.size() - kept.size(); others > 0 && role.empty())
    spdlog::info("{}: {} files whose names say neither NDVI nor VH nor VV are left out", path, others);
  return kept;
}

}  // namespace

CubeImages images_of_rasters(const std::string& path, const std::vector<NamedFile>& all, const std::string& role,
                             const NameRules& rules) {
  const std::vector<NamedFile> files = all.size() > 1 ? relevant(all, role, rules, path) : all;
  const bool is_virtual = files.size() > 1 || files.front().scale || files.front().offset;
  CubeImages found;
  found.path = without_secrets(path);
  std::vector<VirtualBand> bands;
  Grid grid;
  bool says_variable = true;
  for (const NamedFile& file : files) {
    stop_if_requested();
    const DatasetPtr raster = open_raster(file.path);
    if (found.files.empty()) {
      grid = grid_of(*raster, file.shown());
      found.metadata = metadata_of(*raster);
    } else {
      require_same_grid(grid_of(*raster, file.shown()), file.shown(), grid, files.front().shown());
    }
    found.files.push_back(file.path);
    if (file.path.ends_with(".vrt")) {
      const CPLStringList sources(raster->GetFileList(), TRUE);
      for (int i = 1; i < sources.size(); ++i) found.files.emplace_back(sources[i]);
    }
    for (CubeImage& image : RasterReader(*raster, file, role, rules).images(says_variable, found)) {
      GDALRasterBand& band = *raster->GetRasterBand(image.band);
      bands.push_back(
          {path_of_url(file.path), image.band, GDALGetDataTypeName(band.GetRasterDataType()), packing_in(file, band)});
      if (is_virtual) image.band = static_cast<int>(bands.size());
      found.images.push_back(std::move(image));
    }
  }
  if (!says_variable) spdlog::warn("{}: no name says which variable it holds, so it is taken as NDVI", path);
  if (!is_virtual) {
    found.open = [file = files.front().path] { return open_raster(file); };
  } else {
    found.open = [xml = describe_virtual_raster(grid, bands), path] { return open_virtual_raster(xml, path); };
  }
  return found;
}

}  // namespace undercast
