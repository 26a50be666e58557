// SPDX-License-Identifier: Apache-2.0
#include "io/cog.h"

#include <cpl_string.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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

}  // namespace

int tile_side(std::size_t bands) { return bands > 64 ? 128 : bands > 8 ? 256 : 512; }

void describe_dataset(GDALDataset& dataset, const RasterWriter::Layout& layout) {
  dataset.SetProjection(layout.grid.crs_wkt.c_str());
  dataset.SetGeoTransform(const_cast<double*>(layout.grid.affine.data()));
  for (const auto& [key, value] : layout.metadata) dataset.SetMetadataItem(key.c_str(), value.c_str());
  for (std::size_t i = 0; i < layout.bands.size(); ++i) {
    GDALRasterBand* band = dataset.GetRasterBand(static_cast<int>(i) + 1);
    band->SetNoDataValue(layout.type == PixelType::float32 ? std::nan("") : 255.0);
    band->SetDescription(layout.bands[i].description.c_str());
    for (const auto& [key, value] : layout.bands[i].metadata) band->SetMetadataItem(key.c_str(), value.c_str());
  }
}

void write_cog(GDALDataset& source, const RasterWriter::Layout& layout, AtomicFile& file) {
  CPLErrorReset();
  const GdalFailures failures;
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("COG");
  CPLStringList options;
  options.SetNameValue("COMPRESS", "ZSTD");
  // A low level, since writing speed matters more here than the last bytes.
  options.SetNameValue("LEVEL", "1");
  options.SetNameValue("PREDICTOR", layout.type == PixelType::float32 ? "FLOATING_POINT" : "STANDARD");
  options.SetNameValue("BIGTIFF", "IF_SAFER");
  options.SetNameValue("BLOCKSIZE", std::to_string(tile_side(layout.bands.size())).c_str());
  const bool averaged = layout.averaged_overviews && layout.type == PixelType::float32;
  options.SetNameValue("OVERVIEW_RESAMPLING", averaged ? "AVERAGE" : "NEAREST");
  // GDAL waits forever for threads that the system refuses.
  const int threads = std::max(1, std::atoi(CPLGetConfigOption("GDAL_NUM_THREADS", "1")));
  options.SetNameValue("NUM_THREADS", std::to_string(can_start_threads(threads) ? threads : 1).c_str());
  const CacheForCopying cache;
  DatasetPtr cog(driver->CreateCopy(file.part().c_str(), &source, FALSE, options.List(), stop_on_request, nullptr));
  stop_if_requested();
  if (cog) cog->FlushCache();
  if (!cog || CPLGetLastErrorType() >= CE_Failure)
    throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", file.path(), gdal_reason()), kDiskHint);
  cog.reset();
  failures.require_none("writing " + file.path());
  file.commit();
}

}  // namespace undercast
