// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/stand_in.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <httplib.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "earth_engine/pixel_of_graph.h"
#include "io/footprint.h"
#include "io/gdal.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

constexpr long long kMostBytes = 50331648;
constexpr int kMostAtOnce = 40;

const Variable& variable_of(const Cube& cube, const std::string& name) {
  return name == "VH" ? cube.vh : name == "VV" ? cube.vv : cube.ndvi;
}

}  // namespace

double made_up_number(const std::string& band, int step, int row, int col) {
  const int place = 7 * step + 5 * row + 3 * col;
  if (band == "SCL") return place % 11 == 0 ? 9 : 4;
  return place % 13 == 0 ? 0 : 100 + (place * 131 + band.back() * 977) % 5000;
}

Cube made_up_cube(const Grid& grid, const TimeAxis& periods, bool vv) {
  Cube cube(CubeLayout{grid, periods, periods, vv ? periods : TimeAxis()});
  for (std::size_t i = 0; i < cube.ndvi.values.size(); ++i) {
    if (i % 7 != 0) cube.ndvi.values[i] = static_cast<float>(i % 1000) / 1000;
    cube.vh.values[i] = -20 + static_cast<float>(i % 100) / 10;
    if (vv) cube.vv.values[i] = -12 + static_cast<float>(i % 90) / 10;
  }
  return cube;
}

EeStandIn::EeStandIn(Cube cube) : cube_(std::move(cube)) {
  const auto route = [this](auto method) {
    return [this, method](const httplib::Request& request, httplib::Response& response) {
      const InFlight::Request one(in_flight_);
      if (admits_project(request, response)) (this->*method)(request, response);
    };
  };
  server().Post(R"(/v1/projects/([^/]+)/value:compute)", route(&EeStandIn::serve_value));
  server().Post(R"(/v1/projects/([^/]+)/image:computePixels)", route(&EeStandIn::serve_pixels));
  server().Post(R"(/v1/projects/([^/]+)/image:export)", route(&EeStandIn::serve_export));
  server().Get(R"(/v1/projects/([^/]+)/operations/(\w+))",
               [this](const httplib::Request& request, httplib::Response& response) {
                 if (admits_project(request, response)) serve_operation(request.matches[2], response);
               });
  server().Post(R"(/v1/projects/([^/]+)/operations/(\w+):cancel)",
                [this](const httplib::Request& request, httplib::Response& response) {
                  if (admits_project(request, response)) cancel(request.matches[2], response);
                });
  server().Get("/drive/v3/files", [this](const httplib::Request& request, httplib::Response& response) {
    if (admits(request, response)) serve_drive_list(request, response);
  });
  server().Get(R"(/drive/v3/files/([\w-]+))", [this](const httplib::Request& request, httplib::Response& response) {
    if (admits(request, response)) serve_media(request, response, request.matches[1]);
  });
  server().Get("/storage/v1/b/some-bucket/o", [this](const httplib::Request& request, httplib::Response& response) {
    if (admits(request, response)) serve_bucket_list(request, response);
  });
  server().Get("/storage/v1/b/some-bucket/o/(.+)",
               [this](const httplib::Request& request, httplib::Response& response) {
                 if (admits(request, response)) serve_media(request, response, request.matches[1]);
               });
  start();
}

bool EeStandIn::admits_project(const httplib::Request& request, httplib::Response& response) {
  if (!admits(request, response)) return false;
  if (in_flight().most() > kMostAtOnce || quota_exhausted) {
    refuse(response, 429, "RESOURCE_EXHAUSTED", "Too many concurrent aggregations.");
    return false;
  }
  if (request.matches[1] == project && request.get_header_value("X-Goog-User-Project") == project) return true;
  refuse(response, 403, "PERMISSION_DENIED",
         "Caller does not have required permission to use project " + request.matches[1].str() + ".");
  return false;
}

bool EeStandIn::is_valid(const Json& request, httplib::Response& response) {
  std::string fault;
  const std::string text = request.value("expression", Json()).dump();
  bool is_known = false;
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = faults_.find(text); known != faults_.end()) fault = known->second, is_known = true;
  }
  if (!is_known) {
    fault = fault_of(request.value("expression", Json()));
    if (fault.empty())
      for (const std::string& id : loaded_collections(request["expression"]))
        if (std::find(collections.begin(), collections.end(), id) == collections.end())
          fault = "ImageCollection.load: ImageCollection asset '" + id +
                  "' not found (does not exist or caller does not have access).";
    const std::lock_guard lock(mutex_);
    faults_[text] = fault;
  }
  if (!fault.empty()) refuse(response, 400, "INVALID_ARGUMENT", fault);
  return fault.empty();
}

void EeStandIn::serve_value(const httplib::Request& request, httplib::Response& response) {
  const Json body = Json::parse(request.body);
  if (!is_valid(body, response)) return;
  const Json& expression = body["expression"];
  const Json& root = expression["values"][expression["result"].get<std::string>()];
  if (root.contains("constantValue")) return answer(response, 200, {{"result", root["constantValue"]}});
  Json counts = Json::array();
  const auto [west, south, east, north] = lon_lat_boxes(cube_.grid).front();
  const auto box = searched_box(expression);
  const bool meets = box[0] < east && box[2] > west && box[1] < north && box[3] > south;
  if (const auto properties = listed_properties(expression); !properties.empty())
    return answer(response, 200, {{"result", property_lists(properties, meets)}});
  for (const auto& [start, end] : counted_periods(expression)) {
    const int step = cube_.ndvi.time.step_of(parse_date(start));
    const int images = meets && step >= 0 ? 2 : 0;
    counts.push_back({images, images > 0 && has_radar ? 3 : 0});
  }
  answer(response, 200, {{"result", counts}});
}

Json EeStandIn::property_lists(const std::vector<std::string>& properties, bool any) const {
  const bool is_radar = properties.size() > 1;
  std::map<std::string, Json> values;
  for (int step = 0; any && step < cube_.ndvi.steps(); ++step)
    for (const int orbit : {37, 110}) {
      const bool has_orbit = orbit == 37 || (has_second_orbit && step < cube_.ndvi.steps() / 2);
      if (is_radar ? !has_radar || !has_orbit || step >= radar_periods : orbit == 110) continue;
      constexpr int kFirstOfPlatformA = 73, kOrbits = 175;
      values["system:time_start"].push_back(1000 *
                                            (86400 * cube_.ndvi.time[step].start.time_since_epoch().count() + 20000));
      values["relativeOrbitNumber_start"].push_back(orbit);
      values["platform_number"].push_back("A");
      values["TRACK_NUMBER"].push_back(1.0 * orbit);
      values["ABSOLUTE_ORBIT_NUMBER"].push_back(1.0 * (kFirstOfPlatformA + orbit - 1 + kOrbits * (step + 100)));
    }
  Json lists = Json::array();
  for (const std::string& property : properties)
    lists.push_back(any && !values.empty() ? values.at(property) : Json::array());
  return lists;
}

Window EeStandIn::window_of(const Json& grid) const {
  const Json& affine = grid.at("affineTransform");
  const auto& own = cube_.grid.affine;
  const double col = (affine.at("translateX").get<double>() - own[0]) / own[1];
  const double row = (affine.at("translateY").get<double>() - own[3]) / own[5];
  const Window window{static_cast<int>(std::lround(row)), static_cast<int>(std::lround(col)),
                      grid.at("dimensions").at("height"), grid.at("dimensions").at("width")};
  const bool is_aligned = std::abs(col - window.col) < 1e-6 && std::abs(row - window.row) < 1e-6 &&
                          affine.at("scaleX") == own[1] && affine.at("scaleY") == own[5];
  if (!is_aligned || grid.at("crsCode") != crs_name(cube_.grid.crs_wkt))
    throw std::runtime_error("the stand-in has no other grid than its own: " + grid.dump());
  return window;
}

std::string EeStandIn::raster(const Json& expression, const Window& window) const {
  const std::vector<AskedBand> bands = asked_bands(expression);
  GDALDriver* memory = GetGDALDriverManager()->GetDriverByName("MEM");
  const DatasetPtr image(
      memory->Create("", window.cols, window.rows, static_cast<int>(bands.size()), GDT_Float32, nullptr));
  auto affine = cube_.grid.crop(window).affine;
  image->SetGeoTransform(affine.data());
  image->SetProjection(cube_.grid.crs_wkt.c_str());
  std::vector<float> values(static_cast<std::size_t>(window.pixels()));
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const Variable& variable = variable_of(cube_, bands[i].variable);
    const bool is_computed = bands[i].variable != "NDVI" && &variable == &cube_.ndvi;
    const int step = variable.time.step_of(parse_date(bands[i].start));
    const bool is_there = step >= 0 && variable.time[step].start == parse_date(bands[i].start) &&
                          variable.time[step].end() == parse_date(bands[i].end);
    for (int row = 0; row < window.rows; ++row)
      for (int col = 0; col < window.cols; ++col) {
        float value = is_flat ? 0.5F : is_there ? variable.at(step, window.row + row, window.col + col) : kMissing;
        if (is_computed && is_there)
          value = static_cast<float>(pixel_of_function(
              expression, bands[i].function, bands[i].variable,
              [&](const std::string& band) { return made_up_number(band, step, window.row + row, window.col + col); }));
        // Missing values are as the graph says, or as the service marks masked pixels.
        if (std::isnan(value)) value = (row + col) % 3 == 0 ? -std::numeric_limits<float>::infinity() : -9999;
        values[static_cast<std::size_t>(row) * window.cols + col] = value;
      }
    GDALRasterBand* band = image->GetRasterBand(static_cast<int>(i) + 1);
    band->SetDescription(bands[i].name.c_str());
    check_gdal(band->RasterIO(GF_Write, 0, 0, window.cols, window.rows, values.data(), window.cols, window.rows,
                              GDT_Float32, 0, 0, nullptr),
               "writing", "the answer");
  }
  static std::atomic<int> count{0};
  const std::string path = "/vsimem/stand_in_" + std::to_string(count++) + ".tif";
  CPLStringList options;
  options.SetNameValue("COMPRESS", "DEFLATE");
  options.SetNameValue("ZLEVEL", "1");
  DatasetPtr(GetGDALDriverManager()->GetDriverByName("GTiff")->CreateCopy(path.c_str(), image.get(), 0, options.List(),
                                                                          nullptr, nullptr));
  vsi_l_offset size = 0;
  GByte* bytes = VSIGetMemFileBuffer(path.c_str(), &size, TRUE);
  const std::string content(reinterpret_cast<char*>(bytes), size);
  VSIFree(bytes);
  return content;
}

void EeStandIn::serve_pixels(const httplib::Request& request, httplib::Response& response) {
  const auto invalid = [&](const std::string& message) { refuse(response, 400, "INVALID_ARGUMENT", message); };
  if (request.body.size() > 10485760) return invalid("Request payload size exceeds the limit: 10485760 bytes.");
  const Json body = Json::parse(request.body);
  if (body.value("fileFormat", "") != "GEO_TIFF")
    return invalid("Invalid value at 'file_format' (type.googleapis.com/google.earthengine.v1.ImageFileFormat), " +
                   body.value("fileFormat", Json()).dump());
  if (!is_valid(body, response)) return;
  const std::vector<AskedBand> bands = asked_bands(body["expression"]);
  const Window window = window_of(body.at("grid"));
  const long long count = static_cast<long long>(bands.size()), bytes = window.pixels() * count * 5;
  if (bytes > kMostBytes)
    return invalid("Total request size (" + std::to_string(bytes) +
                   " bytes) must be less than or equal to 50331648 bytes.");
  if (window.cols > 32768 || window.rows > 32768 || count > 1024) return invalid("Pixel grid dimensions or bands");
  if (window.pixels() * count > most_values) return invalid(too_large);
  if (++answers_ > most_answers)
    return ends_by_quota ? refuse(response, 429, "RESOURCE_EXHAUSTED",
                                  "Quota exceeded for quota metric 'Number of read requests' of service "
                                  "'earthengine.googleapis.com'.")
                         : refuse(response, 503, "UNAVAILABLE", "The service is currently unavailable.");
  try {
    response.set_content(raster(body["expression"], window), "image/tiff");
  } catch (const std::exception& error) {
    refuse(response, 400, "INVALID_ARGUMENT", error.what());
  }
}

}  // namespace undercast
