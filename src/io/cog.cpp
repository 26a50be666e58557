// SPDX-License-Identifier: Apache-2.0
#include "io/cog.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <latch>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/progress.h"
#include "io/gdal_failures.h"

namespace undercast {
namespace {

int stop_on_request(double, const char*, void*) { return stop_requested() ? 0 : 1; }

// GDAL's block cache while it copies. GDAL's own buffers add to it, and all is read in order. With
// half of this size, filling 4096 px took 1.7 times as long; with more it was no faster.
class CacheForCopying {
 public:
  CacheForCopying() : before_(GDALGetCacheMax64()) { GDALSetCacheMax64(std::min(before_, kEnough)); }
  ~CacheForCopying() { GDALSetCacheMax64(before_); }
  CacheForCopying(const CacheForCopying&) = delete;
  CacheForCopying& operator=(const CacheForCopying&) = delete;

 private:
  static constexpr GIntBig kEnough = 64 << 20;
  GIntBig before_;
};

// Whether the system lets this process start so many threads.
bool can_start_threads(int count) {
  std::latch all_have_started{1};
  std::vector<std::jthread> started;
  try {
    while (static_cast<int>(started.size()) < count) started.emplace_back([&] { all_have_started.wait(); });
  } catch (const std::exception&) {
    // There are fewer, then.
  }
  all_have_started.count_down();
  return static_cast<int>(started.size()) == count;
}

// Each overview has half the size of the one before; the last one is a single tile.
bool build_overviews(GDALDataset& source, const RasterWriter::Layout& layout) {
  std::vector<int> factors;
  for (int factor = 2; std::max(layout.grid.rows, layout.grid.cols) > kTilePx * factor / 2; factor *= 2)
    factors.push_back(factor);
  const bool averaged = layout.averaged_overviews && layout.type != PixelType::uint8;
  return factors.empty() || source.BuildOverviews(averaged ? "AVERAGE" : "NEAREST", static_cast<int>(factors.size()),
                                                  factors.data(), 0, nullptr, stop_on_request, nullptr) == CE_None;
}

}  // namespace

GDALDriver& geotiff_driver() {
  gdal_setup();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  if (driver == nullptr) throw Error(ErrorKind::io, "GDAL has no GTiff driver", "take GTiff out of GDAL_SKIP");
  return *driver;
}

void describe_dataset(GDALDataset& dataset, const RasterWriter::Layout& layout) {
  dataset.SetProjection(layout.grid.crs_wkt.c_str());
  dataset.SetGeoTransform(const_cast<double*>(layout.grid.affine.data()));
  for (const auto& [key, value] : layout.metadata) dataset.SetMetadataItem(key.c_str(), value.c_str());
  for (std::size_t i = 0; i < layout.bands.size(); ++i) {
    GDALRasterBand* band = dataset.GetRasterBand(static_cast<int>(i) + 1);
    band->SetNoDataValue(pixel_format(layout.type).missing);
    if (layout.type == PixelType::int16) {
      band->SetScale(layout.bands[i].scale);
      band->SetOffset(0);
    }
    band->SetDescription(layout.bands[i].description.c_str());
    for (const auto& [key, value] : layout.bands[i].metadata) band->SetMetadataItem(key.c_str(), value.c_str());
  }
}

void write_geotiff(GDALDataset& source, const RasterWriter::Layout& layout, AtomicFile& file) {
  CPLErrorReset();
  const GdalFailures failures;
  const auto require = [&](bool succeeded) {
    stop_if_requested();
    if (!succeeded || CPLGetLastErrorType() >= CE_Failure)
      throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", file.path(), gdal_reason()), kDiskHint);
  };
  const CacheForCopying cache;
  // GDAL waits forever for threads that the system refuses.
  const char* threads = CPLGetConfigOption("GDAL_NUM_THREADS", "1");
  const CPLConfigOptionSetter started("GDAL_NUM_THREADS", can_start_threads(std::atoi(threads)) ? threads : "1", false);
  const CPLConfigOptionSetter no_sidecar("GDAL_PAM_ENABLED", "NO", false);
  CPLStringList options = creation_options(layout.options, layout.type);
  if (layout.options.has_overviews()) {
    require(build_overviews(source, layout));
    options.SetNameValue("COPY_SRC_OVERVIEWS", "YES");
  }
  DatasetPtr copy(
      geotiff_driver().CreateCopy(file.part().c_str(), &source, FALSE, options.List(), stop_on_request, nullptr));
  if (copy) copy->FlushCache();
  require(copy != nullptr);
  copy.reset();
  failures.require_none("writing " + file.path());
  file.commit();
}

}  // namespace undercast
