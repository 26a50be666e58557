// SPDX-License-Identifier: Apache-2.0
#include "stac/images_fixture.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "composite/output_area.h"
#include "composite/small_inputs.h"
#include "io/cube_file.h"
#include "io/gdal.h"
#include "stac/small_archive.h"

namespace undercast {

StacImagesTest::StacImagesTest() {
  ::setenv("GDAL_HTTP_RETRY_DELAY", "0.01", 1);
  local_.start = "2018-05-01";
  local_.end = "2018-05-24";
  local_.crs = "EPSG:32631";
  local_.resolution = 10;
  local_.area_crs = "EPSG:32631";
  local_.area = "500400,5597300,502100,5598700";
  local_.radar_units = "power";
  local_.cloud_dilation_m = 60;
  options_.api = server_.api();
  options_.radar_source = "planetary-computer";
  fetching_.folder = folder_ / "raw";
  fetching_.patience = {12, 0.01, 0.1};
}

void StacImagesTest::add_optical(const LocalImage& image) {
  const auto& [id, day, grid, baseline, offset, more] = image;
  const std::string raw = folder_ / "plain/" + id;
  const auto band = [&](const char* name, double low, double high) {
    write_image(raw + "/" + name + ".tif", grid,
                image_of(grid, [&](int, int) { return std::floor(random_.uniform(low, high)); }), FileType::uint16);
  };
  band("B04", 200 - 10000 * offset, 900 - 10000 * offset);
  band("B08", 2000 - 10000 * offset, 4000 - 10000 * offset);
  const Grid scl = coarser(grid, 2);
  for (const std::string& name : more_bands_) {
    const Grid own = is_coarse(name) ? scl : grid;
    const auto value = [&](int row, int col) {
      if (name == "cloud") return std::cos(row * 0.11) * std::sin(col * 0.07) > 0.5 ? 80.0 : 0.0;
      return std::floor(random_.uniform(1000, 3000) - 10000 * offset);
    };
    write_image(raw + "/" + name + ".tif", own, image_of(own, value),
                name == "cloud" ? FileType::uint8 : FileType::uint16);
  }
  write_image(raw + "/SCL.tif", scl,
              image_of(scl,
                       [&](int row, int col) {
                         if (col < 3) return 0;
                         return std::sin(row * 0.13) * std::sin(col * 0.09 + static_cast<double>(id.size())) > 0.6 ? 9
                                                                                                                   : 4;
                       }),
              FileType::uint8);
  OpticalItem item{id, day + "T10:50:31Z", "sentinel-2-l2a", grid, server_.file_url(id)};
  item.bands.insert(item.bands.end(), more_bands_.begin(), more_bands_.end());
  for (const std::string& name : item.bands) {
    const std::string plain = raw + "/" + name + ".tif";
    const auto open_mask = [&] { return DatasetPtr(GDALDataset::Open(plain.c_str(), GDAL_OF_UPDATE)); };
    if (name == "cloud") open_mask()->GetRasterBand(1)->SetNoDataValue(0);
    make_cog(plain, folder_ / "served/" + id + "/" + name + ".tif");
    if (name == "cloud") open_mask()->GetRasterBand(1)->DeleteNoDataValue();
  }
  item.baseline = baseline;
  item.tile = id.substr(0, 5);
  item.new_projection = local_.sentinel2_items.size() % 2 == 1;
  item.more = more;
  server_.add(optical_item(item));
  local_.sentinel2_items.push_back({{"date", day},
                                    {"B04", raw + "/B04.tif"},
                                    {"B08", raw + "/B08.tif"},
                                    {"SCL", raw + "/SCL.tif"},
                                    {"offset", fmt::format("{}", offset)}});
  for (const std::string& name : more_bands_)
    local_.sentinel2_items.back()[name == "cloud" ? "mask" : name] = raw + "/" + name + ".tif";
}

void StacImagesTest::add_radar(const std::string& id, const std::string& day) {
  const Grid grid = small_grid(400, 500, 10, 499957, 5600003);
  const std::string raw = folder_ / "plain/" + id;
  write_image(raw + "/VH.tif", grid,
              image_of(grid, [&](int, int) { return random_.chance(0.02) ? -32768 : 0.001 + 0.1 * random_.uniform(); }),
              FileType::float32);
  make_cog(raw + "/VH.tif", folder_ / "served/" + id + "/VH.tif");
  auto item = radar_item(id, day + "T17:00:00Z", grid, server_.file_url(id));
  item["properties"].update({{"sat:relative_orbit", 37}, {"platform", "sentinel-1a"}});
  server_.add(item);
  local_.sentinel1_items.push_back({{"date", day}, {"VH", raw + "/VH.tif"}});
}

void StacImagesTest::add_scenes() {
  const Grid west = small_grid(300, 120, 10, 500000, 5600000), east = small_grid(300, 200, 10, 500900, 5600000);
  add_optical({"31UES_a", "2018-05-01", west, "02.07", 0});
  add_optical({"31UFS_a", "2018-05-01", east, "05.00", -0.1});
  add_optical({"31UES_bb", "2018-05-06", west, "05.00", -0.1});
  add_optical({"31UFS_bb", "2018-05-06", east, "05.00", -0.1});
  add_optical({"31UES_ccc", "2018-05-11", west, "05.00", -0.1});
  add_optical({"31UFS_d", "2018-05-18", east, "02.07", 0});
  add_radar("rtc_one", "2018-05-02");
  add_radar("rtc_two", "2018-05-05");
  add_radar("rtc_three", "2018-05-20");
}

StacPlan StacImagesTest::plan() {
  scene_.grid = output_area(local_, {}).grid;
  scene_.first = local_.start.date();
  scene_.last = local_.end.date();
  scene_.scl_keep = local_.scl_keep;
  scene_.cloud_dilation_m = local_.cloud_dilation_m;
  return plan_stac("planetary-computer", options_, scene_, http());
}

Cube StacImagesTest::composite_of(const CompositeOptions& options) {
  const std::string path = folder_ / "cube" + std::to_string(folder_.entries()) + ".tif";
  composite(options, {path, {}, {}, false}, {.threads = 2});
  CubeFile file(path);
  return file.read(file.layout().grid.whole());
}

Cube StacImagesTest::composite_of(const StacImages& images) {
  CompositeOptions options = local_;
  options.sentinel2_items = images.sentinel2;
  options.sentinel1_items = images.sentinel1;
  return composite_of(options);
}

testing::AssertionResult same(const Variable& a, const Variable& b) {
  if (a.time != b.time || a.values.size() != b.values.size()) return testing::AssertionFailure() << "other shape";
  std::size_t seen = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    if (std::isnan(a.values[i]) != std::isnan(b.values[i]) || std::abs(a.values[i] - b.values[i]) > 1e-5F)
      return testing::AssertionFailure() << "value " << i << ": " << a.values[i] << " and " << b.values[i];
    seen += std::isnan(a.values[i]) ? 0 : 1;
  }
  return seen > 0 ? testing::AssertionSuccess() << seen << " values" : testing::AssertionFailure() << "all are missing";
}

}  // namespace undercast
