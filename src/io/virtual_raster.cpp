// SPDX-License-Identifier: Apache-2.0
#include "io/virtual_raster.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal_vrt.h>

#include <cstddef>
#include <limits>

#include "core/error.h"
#include "core/ndvi.h"

namespace undercast {
namespace {

constexpr const char* kNdviFunction = "undercast_ndvi";

// NDVI of two sources in float64; GDAL calls it with its own argument list.
CPLErr compute_ndvi(void** sources, int, void* values, int cols, int rows, GDALDataType, GDALDataType type,
                    int value_bytes, int row_bytes) {
  const auto *nir = static_cast<const double*>(sources[0]), *red = static_cast<const double*>(sources[1]);
  for (int row = 0; row < rows; ++row)
    for (int col = 0; col < cols; ++col) {
      const auto i = static_cast<std::size_t>(row) * cols + col;
      const float ndvi = red[i] < kRedFloor ? kMissing : ndvi_of(red[i], nir[i]);
      char* place = static_cast<char*>(values) + static_cast<std::ptrdiff_t>(row) * row_bytes +
                    static_cast<std::ptrdiff_t>(col) * value_bytes;
      GDALCopyWords(&ndvi, GDT_Float32, 0, place, type, value_bytes, 1);
    }
  return CE_None;
}

std::string escaped(const std::string& text) {
  char* xml = CPLEscapeString(text.c_str(), static_cast<int>(text.size()), CPLES_XML);
  std::string result = xml;
  CPLFree(xml);
  return result;
}

void set_packing(GDALRasterBand& band, const Packing& packing) {
  if (packing.nodata) band.SetNoDataValue(*packing.nodata);
  if (packing.scale != 1) band.SetScale(packing.scale);
  if (packing.offset != 0) band.SetOffset(packing.offset);
}

void check_added(CPLErr status) {
  if (status != CE_None) throw Error(ErrorKind::io, fmt::format("cannot join bands: {}", gdal_reason()));
}

}  // namespace

Packing packing_of(GDALRasterBand& band) {
  int has_nodata = 0;
  const double nodata = band.GetNoDataValue(&has_nodata);
  return {band.GetScale(), band.GetOffset(), has_nodata != 0 ? std::optional(nodata) : std::nullopt};
}

std::string describe_virtual_raster(const Grid& grid, const std::vector<VirtualBand>& bands) {
  std::string xml =
      fmt::format(R"(<VRTDataset rasterXSize="{}" rasterYSize="{}"><SRS>{}</SRS><GeoTransform>{:.17g}</GeoTransform>)",
                  grid.cols, grid.rows, escaped(grid.crs_wkt), fmt::join(grid.affine, ","));
  for (const VirtualBand& band : bands) {
    xml += fmt::format(R"(<VRTRasterBand dataType="{}">)", band.type);
    if (band.packing.nodata) xml += fmt::format("<NoDataValue>{:.17g}</NoDataValue>", *band.packing.nodata);
    xml += fmt::format("<Scale>{:.17g}</Scale><Offset>{:.17g}</Offset>", band.packing.scale, band.packing.offset);
    // Sources open with one thread each, as in open_raster(), and no handle is shared with other
    // threads.
    xml += fmt::format(
        R"(<SimpleSource><SourceFilename relativeToVRT="0" shared="0">{0}</SourceFilename><OpenOptions>)"
        R"(<OOI key="NUM_THREADS">1</OOI></OpenOptions><SourceBand>{1}</SourceBand>)"
        R"(<SourceProperties RasterXSize="{2}" RasterYSize="{3}" DataType="{4}"/></SimpleSource></VRTRasterBand>)",
        escaped(band.path), band.band, grid.cols, grid.rows, band.type);
  }
  return xml + "</VRTDataset>";
}

DatasetPtr open_virtual_raster(const std::string& description, const std::string& path) {
  gdal_setup();
  static constexpr const char* kDrivers[] = {"VRT", nullptr};
  DatasetPtr raster(GDALDataset::Open(description.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, kDrivers));
  if (!raster) throw Error(ErrorKind::io, fmt::format("cannot open {}: {}", path, gdal_reason()));
  return raster;
}

JoinedRaster::JoinedRaster(const Grid& grid) : raster_(GDALDataset::FromHandle(VRTCreate(grid.cols, grid.rows))) {
  raster_->SetProjection(grid.crs_wkt.c_str());
  raster_->SetGeoTransform(const_cast<double*>(grid.affine.data()));
}

GDALRasterBand& JoinedRaster::new_band(GDALDataType type, bool is_computed, const std::string& description) {
  CPLStringList options;
  if (is_computed) {
    static const CPLErr registered = GDALAddDerivedBandPixelFunc(kNdviFunction, compute_ndvi);
    check_added(registered);
    options.SetNameValue("subclass", "VRTDerivedRasterBand");
    options.SetNameValue("PixelFunctionType", kNdviFunction);
    options.SetNameValue("SourceTransferType", "Float64");
  }
  check_added(raster_->AddBand(type, options.List()));
  GDALRasterBand& band = *raster_->GetRasterBand(raster_->GetRasterCount());
  band.SetDescription(description.c_str());
  return band;
}

void JoinedRaster::add(GDALRasterBand& band, const Packing& packing, const std::string& description) {
  GDALRasterBand& joined = new_band(band.GetRasterDataType(), false, description);
  set_packing(joined, packing);
  check_added(VRTAddSimpleSource(static_cast<VRTSourcedRasterBandH>(&joined), GDALRasterBand::ToHandle(&band), -1, -1,
                                 -1, -1, -1, -1, -1, -1, nullptr, VRT_NODATA_UNSET));
}

void JoinedRaster::add_ndvi(const Reflectance& nir, const Reflectance& red, const std::string& description) {
  GDALRasterBand& joined = new_band(GDT_Float32, true, description);
  joined.SetNoDataValue(std::numeric_limits<double>::quiet_NaN());
  for (const Reflectance* source : {&nir, &red})
    check_added(VRTAddComplexSource(
        static_cast<VRTSourcedRasterBandH>(&joined), GDALRasterBand::ToHandle(&source->band), -1, -1, -1, -1, -1, -1,
        -1, -1, source->packing.offset, source->packing.scale, source->packing.nodata.value_or(VRT_NODATA_UNSET)));
}

}  // namespace undercast
