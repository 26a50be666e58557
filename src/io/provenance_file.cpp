// SPDX-License-Identifier: Apache-2.0
#include "io/provenance_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "io/file_identity.h"

namespace undercast {
namespace {

constexpr const char* kPrefix = "PROVENANCE_";

}  // namespace

const char* name_of(Provenance provenance) {
  switch (provenance) {
    case Provenance::observed:
      return "observed";
    case Provenance::interpolated:
      return "interpolated";
    case Provenance::network:
      return "network";
    case Provenance::low_trust:
      return "low trust";
    case Provenance::suspect:
      return "suspect";
    case Provenance::provisional:
      return "provisional";
    case Provenance::provisional_low_trust:
      return "provisional low trust";
    case Provenance::missing:
      break;
  }
  return "missing";
}

std::string flag_of(Provenance provenance) {
  std::string word = name_of(provenance);
  std::replace(word.begin(), word.end(), ' ', '_');
  return word;
}

RasterWriter::Layout provenance_file_layout(const CubeLayout& layout,
                                            const std::map<std::string, std::string>& metadata,
                                            const RasterOptions& options) {
  RasterWriter::Layout file{layout.grid, {}, metadata, PixelType::uint8, false, options};
  std::vector<std::string> codes;
  for (const Provenance code : kProvenances)
    codes.push_back(fmt::format("{} {}", static_cast<int>(code), name_of(code)));
  file.metadata["PROVENANCE"] = fmt::format("{}", fmt::join(codes, ", "));
  for (const Period& period : layout.ndvi) file.bands.push_back({kPrefix + to_string(period.start)});
  return file;
}

ProvenanceFile::ProvenanceFile(const std::string& path)
    : path_(path), stamp_(file_stamp(path)), dataset_(open_raster(path)) {
  layout_.grid = grid_of(*dataset_, path);
  std::vector<Period> periods;
  for (int band = 1; band <= dataset_->GetRasterCount(); ++band) {
    const std::string name = dataset_->GetRasterBand(band)->GetDescription();
    const std::string date = name.rfind(kPrefix, 0) == 0 ? name.substr(std::string(kPrefix).size()) : "";
    if (!is_date(date))
      throw Error(ErrorKind::bad_input,
                  fmt::format("band {} of {} is called '{}': expected {}YYYY-MM-DD", band, path, name, kPrefix),
                  "give the file that 'undercast fill --provenance' wrote");
    periods.push_back({parse_date(date), 1});
  }
  layout_.ndvi = TimeAxis(std::move(periods));
}

std::vector<std::uint8_t> ProvenanceFile::read_codes(const Window& window) {
  std::vector<std::uint8_t> codes(static_cast<std::size_t>(layout_.ndvi.size() * window.pixels()));
  CPLErrorReset();
  check_gdal(dataset_->RasterIO(GF_Read, window.col, window.row, window.cols, window.rows, codes.data(), window.cols,
                                window.rows, GDT_Byte, layout_.ndvi.size(), nullptr, 0, 0, 0, nullptr),
             "reading", path_);
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (std::find(kProvenances.begin(), kProvenances.end(), static_cast<Provenance>(codes[i])) == kProvenances.end())
      throw Error(ErrorKind::bad_input,
                  fmt::format("band {} of {} holds {}, which is no code of provenance",
                              1 + static_cast<long long>(i) / window.pixels(), path_, codes[i]),
                  "give the file that 'undercast fill --provenance' wrote");
  return codes;
}

void ProvenanceFile::require_unchanged() const { undercast::require_unchanged(path_, stamp_); }

std::unique_ptr<CubeSource> ProvenanceFile::reopen() const {
  auto again = std::make_unique<ProvenanceFile>(path_);
  require_unchanged();
  return again;
}

Cube ProvenanceFile::read(const Window& window, bool) {
  CubeLayout layout = layout_;
  layout.grid = layout_.grid.crop(window);
  Cube cube(layout);
  const std::vector<std::uint8_t> codes = read_codes(window);
  for (std::size_t i = 0; i < codes.size(); ++i)
    cube.ndvi.values[i] = was_observed(static_cast<Provenance>(codes[i])) ? 1.0F : kMissing;
  return cube;
}

}  // namespace undercast
