// SPDX-License-Identifier: Apache-2.0
#include "composite/small_inputs.h"

#include <cpl_string.h>

#include <filesystem>
#include <fstream>

#include "io/crs.h"
#include "io/gdal.h"

namespace undercast {
namespace fs = std::filesystem;

Grid small_grid(int rows, int cols, double pixel, double x, double y, const std::string& crs) {
  return {crs_to_wkt(crs), {x, pixel, 0, y, 0, -pixel}, rows, cols};
}

Grid coarser(const Grid& grid, int factor) {
  Grid large = grid;
  large.affine[1] *= factor;
  large.affine[5] *= factor;
  large.rows /= factor;
  large.cols /= factor;
  return large;
}

void write_image(const std::string& path, const Grid& grid, const std::vector<float>& values, FileType type) {
  gdal_setup();
  fs::create_directories(fs::path(path).parent_path());
  auto* drivers = GetGDALDriverManager();
  const GDALDataType kind = type == FileType::uint16 ? GDT_UInt16 : type == FileType::uint8 ? GDT_Byte : GDT_Float32;
  const DatasetPtr image(drivers->GetDriverByName("MEM")->Create("", grid.cols, grid.rows, 1, kind, nullptr));
  if (!grid.crs_wkt.empty()) image->SetProjection(grid.crs_wkt.c_str());
  auto affine = grid.affine;
  image->SetGeoTransform(affine.data());
  EXPECT_EQ(image->GetRasterBand(1)->RasterIO(GF_Write, 0, 0, grid.cols, grid.rows, const_cast<float*>(values.data()),
                                              grid.cols, grid.rows, GDT_Float32, 0, 0, nullptr),
            CE_None);
  CPLStringList options;
  const bool jpeg2000 = path.ends_with(".jp2");
  if (jpeg2000) {
    options.SetNameValue("QUALITY", "100");
    options.SetNameValue("REVERSIBLE", "YES");
  }
  const char* driver = jpeg2000 ? "JP2OpenJPEG" : "GTiff";
  const DatasetPtr file(
      drivers->GetDriverByName(driver)->CreateCopy(path.c_str(), image.get(), FALSE, options.List(), nullptr, nullptr));
  EXPECT_TRUE(file) << path << ": " << gdal_reason();
}

void write_flat(const std::string& path, const Grid& grid, float value, FileType type) {
  write_image(path, grid, std::vector<float>(static_cast<std::size_t>(grid.pixels()), value), type);
}

void write_optical(const std::string& folder, const Grid& grid, float red, float nir, float scl) {
  write_flat(folder + "/B04.tif", grid, red, FileType::uint16);
  write_flat(folder + "/B08.tif", grid, nir, FileType::uint16);
  write_flat(folder + "/SCL.tif", coarser(grid, 2), scl, FileType::uint8);
}

void write_safe(const std::string& product, const Grid& grid, float red, float nir, float scl, int offset) {
  const std::string images = product + "/GRANULE/L2A_T31UES_A000001_20180511T105031/IMG_DATA/";
  const std::string name = "T31UES_20180511T105031_";
  write_flat(images + "R10m/" + name + "B04_10m.jp2", grid, red, FileType::uint16);
  write_flat(images + "R10m/" + name + "B08_10m.jp2", grid, nir, FileType::uint16);
  write_flat(images + "R20m/" + name + "SCL_20m.jp2", coarser(grid, 2), scl, FileType::uint8);
  std::ofstream xml(product + "/MTD_MSIL2A.xml");
  xml << R"(<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-2A_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/User_Product_Level-2A.xsd">
 <n1:General_Info><Product_Image_Characteristics>
  <QUANTIFICATION_VALUES_LIST>
   <BOA_QUANTIFICATION_VALUE unit="none">10000</BOA_QUANTIFICATION_VALUE>
   <AOT_QUANTIFICATION_VALUE unit="none">1000.0</AOT_QUANTIFICATION_VALUE>
  </QUANTIFICATION_VALUES_LIST>)";
  if (offset != 0) {
    xml << "<BOA_ADD_OFFSET_VALUES_LIST>";
    for (int band = 0; band < 13; ++band)
      xml << "<BOA_ADD_OFFSET band_id=\"" << band << "\">" << offset << "</BOA_ADD_OFFSET>";
    xml << "</BOA_ADD_OFFSET_VALUES_LIST>";
  }
  xml << "</Product_Image_Characteristics></n1:General_Info></n1:Level-2A_User_Product>\n";
}

std::vector<float> image_of(const Grid& grid, const std::function<double(int, int)>& value) {
  std::vector<float> values;
  for (int row = 0; row < grid.rows; ++row)
    for (int col = 0; col < grid.cols; ++col) values.push_back(static_cast<float>(value(row, col)));
  return values;
}

}  // namespace undercast
