// SPDX-License-Identifier: Apache-2.0
#include "composite/safe_product.h"

#include <cpl_minixml.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <regex>

#include "core/error.h"
#include "io/folder.h"
#include "io/gdal.h"
#include "io/remote.h"

namespace undercast {
namespace fs = std::filesystem;
namespace {

// The bands in the order of band_id in the product's metadata, with the folder of their finest
// pixels. B10 has none.
struct ProductBand {
  const char* name;
  const char* folder;
};
constexpr std::array<ProductBand, 13> kProductBands{{{"B01", "R60m"},
                                                     {"B02", "R10m"},
                                                     {"B03", "R10m"},
                                                     {"B04", "R10m"},
                                                     {"B05", "R20m"},
                                                     {"B06", "R20m"},
                                                     {"B07", "R20m"},
                                                     {"B08", "R10m"},
                                                     {"B8A", "R20m"},
                                                     {"B09", "R60m"},
                                                     {"B10", ""},
                                                     {"B11", "R20m"},
                                                     {"B12", "R20m"}}};

int band_id(const std::string& band) {
  const auto* found = std::find_if(kProductBands.begin(), kProductBands.end(),
                                   [&](const ProductBand& candidate) { return candidate.name == band; });
  return static_cast<int>(found - kProductBands.begin());
}

struct DestroyXml {
  void operator()(CPLXMLNode* node) const { CPLDestroyXMLNode(node); }
};

std::string granule_band(const fs::path& granule, const std::string& folder, const std::string& ending) {
  const fs::path images = granule / "IMG_DATA" / folder;
  if (is_folder(images.string()))
    for (const FolderEntry& entry : list_folder(images.string()))
      if (entry.name.ends_with(ending)) return (images / entry.name).string();
  throw Error(ErrorKind::bad_input, fmt::format("{} has no *{}", images.string(), ending),
              "the product is incomplete: unpack or fetch it again, or move it away");
}

// Reads the scales of the bands.
void read_scales(const fs::path& product, int baseline, std::map<std::string, OpticalFiles::Band>& bands) {
  const std::string path = (product / "MTD_MSIL2A.xml").string();
  remote_setup();
  CPLErrorReset();
  const std::unique_ptr<CPLXMLNode, DestroyXml> document(CPLParseXMLFile(path_of_url(path).c_str()));
  if (!document)
    throw Error(ErrorKind::bad_input, fmt::format("cannot read {}: {}", path, gdal_reason()),
                "the product is incomplete: unpack or fetch it again, or move it away");
  CPLStripXMLNamespace(document.get(), nullptr, TRUE);
  const auto search = [&](const char* name) {
    for (CPLXMLNode* node = document.get(); node != nullptr; node = node->psNext)
      if (CPLXMLNode* found = CPLSearchXMLNode(node, name)) return found;
    return static_cast<CPLXMLNode*>(nullptr);
  };
  const CPLXMLNode* quantification = search("=BOA_QUANTIFICATION_VALUE");
  const double divisor = quantification == nullptr ? 0 : CPLAtof(CPLGetXMLValue(quantification, nullptr, "0"));
  if (!(divisor >= 1 && std::isfinite(divisor)))
    throw Error(ErrorKind::bad_input, fmt::format("{} does not say BOA_QUANTIFICATION_VALUE", path),
                "the product is incomplete: unpack or fetch it again, or move it away");
  std::map<int, double> offsets;
  if (const CPLXMLNode* list = search("=BOA_ADD_OFFSET_VALUES_LIST"))
    for (const CPLXMLNode* node = list->psChild; node != nullptr; node = node->psNext)
      if (node->eType == CXT_Element)
        offsets[std::atoi(CPLGetXMLValue(node, "band_id", "-1"))] = CPLAtof(CPLGetXMLValue(node, nullptr, "0"));
  for (auto& [name, band] : bands) {
    const auto offset = offsets.find(band_id(name));
    const bool is_said = offset != offsets.end() && std::isfinite(offset->second);
    if (!is_said && (!offsets.empty() || has_offset(baseline)))
      throw Error(ErrorKind::bad_input,
                  fmt::format("{} does not say BOA_ADD_OFFSET of {}, expected from baseline 04.00 on", path, name));
    band.scale = {1 / divisor, is_said ? offset->second / divisor : 0};
  }
}

}  // namespace

double finest_pixel_m(const std::vector<std::string>& bands) {
  double finest = 60;
  for (const std::string& band : bands)
    finest = std::min(finest, std::atof(kProductBands[static_cast<std::size_t>(band_id(band))].folder + 1));
  return finest;
}

SafeName parse_safe_name(const fs::path& product) {
  static const std::regex pattern(R"((S2._MSI(L..)_(\d{4})(\d\d)(\d\d)T\d{6})_N(\d{4})_(R\d{3}_T\w{5})_.*)");
  const std::string name = product.filename().string();
  std::smatch part;
  if (!std::regex_match(name, part, pattern))
    throw Error(ErrorKind::bad_input, fmt::format("cannot read the sensing date from the product name '{}'", name),
                "products keep their names: S2A_MSIL2A_20180511T105031_N0207_R051_T31UES_20180511T140421.SAFE");
  if (part[2] != "L2A")
    throw Error(ErrorKind::bad_input, fmt::format("{} is of level {}, expected L2A", product.string(), part[2].str()),
                "fetch the L2A product, or make it from this one with sen2cor: it holds the scene classes (SCL)");
  const std::string date = fmt::format("{}-{}-{}", part[3].str(), part[4].str(), part[5].str());
  if (!is_date(date)) throw Error(ErrorKind::bad_input, fmt::format("the product name '{}' holds no valid date", name));
  return {parse_date(date), {part[1].str() + "_" + part[7].str(), std::stoi(part[6])}};
}

std::vector<fs::path> newest_processing(std::vector<fs::path> products) {
  // A change of receiving station cuts an image into products of one baseline: all of them are
  // kept.
  keep_newest_baseline(products, [](const fs::path& product) { return parse_safe_name(product).processing; });
  return products;
}

std::vector<OpticalFiles> read_safe_product(const fs::path& product, const std::vector<std::string>& bands) {
  const SafeName name = parse_safe_name(product);
  OpticalFiles files;
  files.date = name.sensing;
  for (const std::string& band : bands) files.bands[band] = {};
  read_scales(product, name.processing.baseline, files.bands);
  std::vector<fs::path> granules;
  if (const fs::path folder = product / "GRANULE"; is_folder(folder.string()))
    for (const FolderEntry& entry : list_folder(folder.string()))
      if (entry.is_folder) granules.push_back(folder / entry.name);
  if (granules.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} has no granule", product.string()),
                "the product is incomplete: unpack or fetch it again, or move it away");
  std::sort(granules.begin(), granules.end());
  std::vector<OpticalFiles> all;
  for (const fs::path& granule : granules) {
    for (auto& [band, file] : files.bands) {
      const std::string folder = kProductBands[static_cast<std::size_t>(band_id(band))].folder;
      file.path = granule_band(granule, folder, fmt::format("_{}_{}.jp2", band, folder.substr(1)));
    }
    files.scl = granule_band(granule, "R20m", "_SCL_20m.jp2");
    files.name = product.stem().string();
    if (granules.size() > 1) files.name.append("/").append(granule.filename().string());
    all.push_back(files);
  }
  return all;
}

}  // namespace undercast
