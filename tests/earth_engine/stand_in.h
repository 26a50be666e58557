// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/cube.h"
#include "earth_engine/expression_reader.h"
#include "earth_engine/google_stand_in.h"

namespace undercast {

/// A made-up digital number of a band of Sentinel-2 ("B8A", "SCL"), in the one image of a period.
double made_up_number(const std::string& band, int step, int row, int col);

/// Made-up composites: NDVI with gaps, and VH and, if `vv`, VV without gaps.
Cube made_up_cube(const Grid& grid, const TimeAxis& periods, bool vv = false);

/// Earth Engine, Google Drive and Cloud Storage on loopback, over one cube. It reads from the
/// graphs of requests which composites they ask for, refuses graphs that Earth Engine would refuse,
/// and has the same limits. NDVI and radar come from the cube; other indices are computed as the
/// graph says, from made_up_number().
class EeStandIn : public GoogleStandIn {
 public:
  /// A period that the cube does not have is missing everywhere.
  explicit EeStandIn(Cube cube);
  ~EeStandIn() override { stop(); }

  std::string project = "some-project";
  long long most_values = 1LL << 40;  ///< pixels times bands; more: the memory limit
  int most_answers = 1 << 30;         ///< requests for pixels that are answered; then the service is down,
  bool ends_by_quota = false;         ///< or the quota is used up
  bool has_radar = true;
  bool has_second_orbit = false;  ///< relative orbit 110, in the first half of the periods
  int radar_periods = 1 << 30;    ///< later periods have no acquisition of radar
  std::vector<std::string> collections{"COPERNICUS/S2_SR_HARMONIZED", "COPERNICUS/S1_GRD", "COPERNICUS/S1_GRD_FLOAT",
                                       "OPERA/RTC/L2_V1/S1"};
  std::string too_large = "User memory limit exceeded.";
  bool is_flat = false;  ///< all values are the same, for tests that do not read them
  bool quota_exhausted = false;
  std::string export_fails;  ///< why each operation fails; empty: it succeeds
  bool export_is_down = false;
  bool names_no_destination = false;  ///< a finished operation says nothing of the folder
  bool refuses_media = false;         ///< no file may be downloaded
  bool never_ends = false;            ///< operations run until they are cancelled

 private:
  struct Operation {
    nlohmann::json request;
    int polls = 0;
    bool cancelled = false;
    double started = 0;
  };
  struct StoredFile {
    std::string name, content, created;
    bool trashed = false;
    bool cut_once = true;  ///< the first download ends in the middle
  };

  bool admits_project(const httplib::Request& request, httplib::Response& response);
  /// Whether Earth Engine would accept the expression of a request; otherwise this has answered it.
  bool is_valid(const nlohmann::json& request, httplib::Response& response);
  void serve_value(const httplib::Request& request, httplib::Response& response);
  void serve_pixels(const httplib::Request& request, httplib::Response& response);
  void serve_export(const httplib::Request& request, httplib::Response& response);
  void serve_operation(const std::string& name, httplib::Response& response);
  void cancel(const std::string& name, httplib::Response& response);
  void serve_drive_list(const httplib::Request& request, httplib::Response& response);
  void serve_bucket_list(const httplib::Request& request, httplib::Response& response);
  void serve_media(const httplib::Request& request, httplib::Response& response, const std::string& id);
  /// A list for each property of the images of a sensor, if there are `any`.
  nlohmann::json property_lists(const std::vector<std::string>& properties, bool any) const;
  void store_parts(const Operation& operation);
  /// A GeoTIFF of the bands that a graph asks for, under a window of the cube.
  std::string raster(const nlohmann::json& expression, const Window& window) const;
  Window window_of(const nlohmann::json& grid) const;

  Cube cube_;
  std::map<std::string, std::string> faults_;  ///< by expression
  std::map<std::string, Operation> operations_;
  std::map<std::string, std::string> by_request_id_;
  std::map<std::string, StoredFile> files_;
  bool is_bucket_ = false;
  std::atomic<int> answers_{0};
};

}  // namespace undercast
