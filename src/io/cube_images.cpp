// SPDX-License-Identifier: Apache-2.0
#include "io/cube_images.h"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/letters.h"
#include "core/spectral_index.h"
#include "io/array_store.h"
#include "io/listed_files.h"
#include "io/period_lengths.h"
#include "io/remote.h"
#include "io/same_cube.h"
#include "net/url.h"

namespace undercast {
namespace {

struct Wanted {
  const char* variable;
  const std::string& value;
};

std::vector<Wanted> wanted_by(const CubeReadOptions& options) {
  return {{"NDVI", options.ndvi}, {"VH", options.vh}, {"VV", options.vv}, {"RED", options.red}, {"NIR", options.nir}};
}

bool is_path(const std::string& value) {
  VSIStatBufL found;
  return value.find('/') != std::string::npos || VSIStatL(value.c_str(), &found) == 0;
}

NameRules rules_of(const CubeReadOptions& options) {
  NameRules rules{DatePattern(options.date_pattern)};
  for (const Wanted& wanted : wanted_by(options)) {
    if (wanted.value.empty() || is_path(wanted.value)) continue;
    rules.words[upper(wanted.value)] = wanted.variable;
  }
  // What is called like the wanted index takes the place of NDVI.
  if (!options.variable.empty() && !rules.has_word_for("NDVI") && upper(options.variable) != "NDVI")
    rules.words[upper(options.variable)] = "NDVI";
  return rules;
}

// The images of one variable in a store of arrays.
CubeImages images_of_array(const std::string& path, const std::string& array, const std::string& variable) {
  const auto store = ArrayStore::open(path);
  const SeriesArray series = store->array(array);
  store->warn_of_absent_chunks(array);
  const std::vector<Period> periods = series.periods();
  CubeImages found;
  found.path = without_secrets(path);
  found.files = files_of_store(path);
  found.metadata = store->metadata();
  for (std::size_t i = 0; i < periods.size(); ++i) {
    CubeImage& image = found.images.emplace_back();
    image.band = static_cast<int>(i) + 1;
    image.name.variable = variable;
    image.name.date = periods[i].start;
    image.length_days = periods[i].length_days;
    image.place = fmt::format("image {} of {} in {}", i + 1, array, found.path);
  }
  found.open = [path, array] {
    const SeriesArray again = ArrayStore::open(path)->array(array);
    DatasetPtr raster = again.raster();
    JoinedRaster joined(again.grid());
    for (int band = 1; band <= raster->GetRasterCount(); ++band)
      joined.add(*raster->GetRasterBand(band), again.packing(), array);
    JoinedRaster::keep(std::move(raster));
    return joined.take();
  };
  return found;
}

// The array that is called like a variable, or else the only one with such a word in its name;
// empty: there is none.
std::string array_of(const std::vector<std::string>& names, const std::string& variable, const NameRules& rules,
                     const std::string& path) {
  std::vector<std::string> found;
  for (const std::string& name : names) {
    if (rules.variable_of(name) == variable) return name;
    if (parse_array_name(name, rules) == variable) found.push_back(name);
  }
  if (found.size() > 1)
    throw Error(ErrorKind::bad_input, fmt::format("{} holds {}: which is {}?", path, fmt::join(found, ", "), variable),
                "say it with --ndvi NAME, and the radar with --vh NAME and --vv NAME");
  return found.empty() ? std::string() : found.front();
}

// The indices among the arrays that no variable of the cube was taken from.
std::set<std::string> other_indices(const std::vector<std::string>& names, const std::set<std::string>& taken) {
  std::set<std::string> others;
  for (const std::string& name : names)
    if (const KnownIndex* known = known_index(name); known != nullptr && !taken.contains(name))
      others.insert(known->index.name);
  return others;
}

// All that a store of arrays holds of a cube. `role`: only this variable; empty: NDVI, VH and VV.
std::vector<CubeImages> images_of_store(const std::string& path, const std::string& role, const NameRules& rules) {
  const auto store = ArrayStore::open(path);
  const std::vector<std::string> names = store->series();
  std::vector<CubeImages> parts;
  std::set<std::string> taken;
  for (const char* variable : {"NDVI", "VH", "VV", "RED", "NIR"}) {
    if (!rules.wants(variable, role)) continue;
    if (const std::string name = array_of(names, variable, rules, path); !name.empty())
      parts.push_back(images_of_array(path, *taken.insert(name).first, variable));
    else if (const std::string other = array_of(store->others(), variable, rules, path); !other.empty())
      throw Error(ErrorKind::bad_input,
                  fmt::format("{} of {} does not have the dimensions time, y and x of the others", other, path),
                  "bring all variables to one grid, or name others with --ndvi, --vh and --vv");
    else if (rules.has_word_for(variable) && role.empty())
      throw Error(ErrorKind::bad_input,
                  fmt::format("{} has no variable for {} with the dimensions time, y and x", path, variable),
                  fmt::format("it has: {}", fmt::join(names, ", ")));
  }
  const std::set<std::string> others = role.empty() ? other_indices(names, taken) : std::set<std::string>();
  if (parts.empty() && !others.empty()) {  // the store holds other indices alone
    parts.push_back(images_of_array(path, *std::find_if(names.begin(), names.end(), known_index), {}));
    parts.front().images.clear();
  }
  if (!parts.empty()) {
    parts.front().others = others;
    return parts;
  }
  if (names.size() == 1 && !role.empty()) return {images_of_array(path, names.front(), role)};
  throw Error(ErrorKind::bad_input,
              names.empty() ? fmt::format("{} has no variable with the dimensions time, y and x", path)
                            : fmt::format("{} has the variables {}: which is NDVI?", path, fmt::join(names, ", ")),
              names.empty() ? "write the coordinates with their units and standard names (CF); split other dimensions, "
                              "as cube.to_dataset(\"band\") does in xarray"
                            : "say it with --ndvi NAME, and the radar with --vh NAME and --vv NAME");
}

std::vector<CubeImages> images_of_path(const std::string& path, const std::string& role, const NameRules& rules) {
  if (is_array_store(path)) return images_of_store(path, role, rules);
  if (is_file_list(path)) return {images_of_rasters(path, listed_files(path, rules), role, rules)};
  return {images_of_rasters(path, {{path, parse_file_name(path, rules)}}, role, rules)};
}

// The open rasters of all parts.
std::vector<DatasetPtr> open_all(const std::vector<CubeImages>& parts) {
  std::vector<DatasetPtr> rasters;
  for (const CubeImages& part : parts) rasters.push_back(part.open());
  return rasters;
}

// An image of the joined cube: a band of a part, or NIR and red of two.
struct JoinedImage {
  std::size_t part = 0;
  int band = 0;
  std::size_t red_part = 0;
  int red_band = 0;  ///< 0: none
  std::string description = {};
  bool is_ndvi = false;
};

void apply_ndvi_scale(double scale, const std::string& path, Packing& packing) {
  const bool declares = packing.scale != 1 || packing.offset != 0;
  if (scale == 1 || (declares && packing.scale == scale && packing.offset == 0)) return;
  if (declares)
    throw Error(ErrorKind::bad_input,
                fmt::format("{} declares a scale of {:g} and an offset of {:g}, and --ndvi-scale gives another one",
                            path, packing.scale, packing.offset),
                "leave out --ndvi-scale");
  packing.scale = scale;
}

Packing reflectance_packing(GDALRasterBand& band, const CubeReadOptions& options, const std::string& path) {
  Packing packing = packing_of(band);
  if (options.reflectance_scale > 0) {
    packing.scale = options.reflectance_scale;
    packing.offset = options.reflectance_offset;
  } else if (packing.scale == 1 && packing.offset == 0 && GDALDataTypeIsInteger(band.GetRasterDataType()) != 0) {
    throw Error(ErrorKind::bad_input, fmt::format("{} holds integers, and does not say of which reflectance", path),
                "give --reflectance-scale 0.0001, and for Sentinel-2 of baseline 04.00 and later "
                "--reflectance-offset -0.1");
  }
  return packing;
}

class Joining {
 public:
  Joining(std::vector<CubeImages> parts, CubeReadOptions options)
      : parts_(std::move(parts)), options_(std::move(options)) {
    for (std::size_t part = 0; part < parts_.size(); ++part)
      for (const CubeImage& image : parts_[part].images) {
        if (image.name.variable == "RED") continue;
        if (image.name.variable == "NIR")
          add_ndvi(part, image);
        else
          add(image, image.name.variable, {.part = part, .band = image.band, .is_ndvi = image.name.variable == "NDVI"});
      }
  }

  CubeImages images() && {
    CubeImages joined{parts_.front().path, {}, std::move(images_), {}, parts_.front().metadata};
    for (const CubeImages& part : parts_) {
      joined.files.insert(joined.files.end(), part.files.begin(), part.files.end());
      joined.others.insert(part.others.begin(), part.others.end());
      if (joined.index.empty()) joined.index = part.index;
      if (!joined.range) joined.range = part.range;
    }
    joined.open = [parts = parts_, sources = sources_, options = options_] {
      std::vector<DatasetPtr> rasters = open_all(parts);
      JoinedRaster raster(common_grid(parts, rasters));
      for (const JoinedImage& source : sources) {
        GDALRasterBand& band = *rasters[source.part]->GetRasterBand(source.band);
        if (source.red_band > 0) {
          GDALRasterBand& red = *rasters[source.red_part]->GetRasterBand(source.red_band);
          raster.add_ndvi({band, reflectance_packing(band, options, parts[source.part].path)},
                          {red, reflectance_packing(red, options, parts[source.red_part].path)}, source.description);
        } else {
          Packing packing = packing_of(band);
          if (source.is_ndvi) apply_ndvi_scale(options.ndvi_scale, parts[source.part].path, packing);
          raster.add(band, packing, source.description);
        }
      }
      for (DatasetPtr& source : rasters) JoinedRaster::keep(std::move(source));
      return raster.take();
    };
    return joined;
  }

 private:
  static Grid common_grid(const std::vector<CubeImages>& parts, const std::vector<DatasetPtr>& rasters) {
    const Grid grid = grid_of(*rasters.front(), parts.front().path);
    for (std::size_t i = 1; i < parts.size(); ++i)
      require_same_grid(grid_of(*rasters[i], parts[i].path), parts[i].path, grid, parts.front().path);
    return grid;
  }

  void add(const CubeImage& found, const std::string& variable, JoinedImage source) {
    CubeImage& image = images_.emplace_back(found);
    image.name.variable = variable;
    source.description = fmt::format("{}_{}", variable,
                                     image.name.date ? to_string(*image.name.date) : std::to_string(image.name.number));
    image.band = static_cast<int>(sources_.size()) + 1;
    sources_.push_back(std::move(source));
  }

  void add_ndvi(std::size_t part, const CubeImage& nir) {
    for (std::size_t other = 0; other < parts_.size(); ++other)
      for (const CubeImage& red : parts_[other].images) {
        if (red.name.variable != "RED" || red.name.date != nir.name.date || red.name.number != nir.name.number)
          continue;
        return add(nir, "NDVI", {.part = part, .band = nir.band, .red_part = other, .red_band = red.band});
      }
    throw Error(ErrorKind::bad_input, fmt::format("{} has no red reflectance of its date beside it", nir.place),
                "give red and near-infrared of the same dates");
  }

  std::vector<CubeImages> parts_;
  CubeReadOptions options_;
  std::vector<CubeImage> images_;
  std::vector<JoinedImage> sources_;
};

}  // namespace

std::map<std::string, std::string> metadata_of(GDALMajorObject& object) {
  std::map<std::string, std::string> items;
  char** list = object.GetMetadata();
  for (int i = 0; list != nullptr && list[i] != nullptr; ++i) {
    const std::string item = list[i];
    const std::size_t equals = item.find('=');
    if (equals != std::string::npos) items[item.substr(0, equals)] = item.substr(equals + 1);
  }
  return items;
}

int period_days_of(const char* text, const std::string& place) {
  if (text == nullptr) return 0;
  const char* text_end = text + std::strlen(text);
  int days = 0;
  const auto [end, status] = std::from_chars(text, text_end, days);
  if (status != std::errc{} || end != text_end || days < 1 || days > kLongestPeriodDays)
    throw Error(ErrorKind::bad_input,
                fmt::format("{}: {} is '{}', expected 1 to {} days", place, kPeriodKey, text, kLongestPeriodDays));
  return days;
}

CubeImages find_images(const std::string& path, const CubeReadOptions& options) {
  const NameRules rules = rules_of(options);
  if (options.red.empty() != options.nir.empty())
    throw Error(ErrorKind::usage, "--red and --nir belong together", "give both, or neither");
  if (!options.red.empty() && !options.variable.empty() && upper(options.variable) != "NDVI")
    throw Error(ErrorKind::usage, fmt::format("--red and --nir make NDVI, not {}", options.variable),
                "leave out --variable, or say with --ndvi what holds the index");
  std::vector<CubeImages> parts;
  if (!path.empty()) parts = images_of_path(path, {}, rules);
  for (const Wanted& wanted : wanted_by(options)) {
    if (wanted.value.empty() || !is_path(wanted.value)) continue;
    std::vector<CubeImages> more = images_of_path(wanted.value, wanted.variable, rules);
    std::move(more.begin(), more.end(), std::back_inserter(parts));
  }
  if (parts.empty())
    throw Error(ErrorKind::usage, "no cube is given", "name a cube, or what holds its NDVI with --ndvi PATH");
  if (parts.size() == 1 && options.ndvi_scale == 1 && options.red.empty()) return std::move(parts.front());
  return Joining(std::move(parts), options).images();
}

}  // namespace undercast
