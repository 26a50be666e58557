// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/cube.h"
#include "retrieve/expression_reader.h"
#include "retrieve/google_stand_in.h"

namespace undercast {

/// Earth Engine, Google Drive and Cloud Storage on loopback, over one cube: it reads off the graphs that it is sent
/// which composites they ask for, refuses those that Earth Engine would, and keeps its limits.
class EeStandIn : public GoogleStandIn {
 public:
  /// `algorithms` is the list of algorithms; a period that the cube does not have is missing everywhere.
  EeStandIn(Cube cube, const std::string& algorithms);
  ~EeStandIn() override { stop(); }

  std::string project = "some-project";
  long long most_values = 1LL << 40;  ///< pixels times bands; more: the memory limit
  int most_answers = 1 << 30;         ///< requests for pixels that are answered; then the service is down,
  bool ends_by_quota = false;         ///< or the quota is used up
  bool has_radar = true;
  std::vector<std::string> collections{"COPERNICUS/S2_SR_HARMONIZED", "COPERNICUS/S1_GRD", "COPERNICUS/S1_GRD_FLOAT"};
  bool is_flat = false;  ///< all values are the same: for tests of what is not values
  bool quota_exhausted = false;
  bool export_fails = false;
  bool never_ends = false;  ///< operations run until they are cancelled

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
  /// What is wrong with a request's expression, after answering so.
  bool is_valid(const nlohmann::json& request, httplib::Response& response);
  void serve_value(const httplib::Request& request, httplib::Response& response);
  void serve_pixels(const httplib::Request& request, httplib::Response& response);
  void serve_export(const httplib::Request& request, httplib::Response& response);
  void serve_operation(const std::string& name, httplib::Response& response);
  void cancel(const std::string& name, httplib::Response& response);
  void serve_drive_list(const httplib::Request& request, httplib::Response& response);
  void serve_bucket_list(const httplib::Request& request, httplib::Response& response);
  void serve_media(const httplib::Request& request, httplib::Response& response, const std::string& id);
  void store_parts(const Operation& operation);
  /// A GeoTIFF of the bands that a graph asks for, under a window of the cube.
  std::string raster(const std::vector<AskedBand>& bands, const Window& window) const;
  Window window_of(const nlohmann::json& grid) const;

  Cube cube_;
  nlohmann::json algorithms_;
  std::map<std::string, std::string> faults_;  ///< of expressions that were looked at
  std::map<std::string, Operation> operations_;
  std::map<std::string, std::string> by_request_id_;
  std::map<std::string, StoredFile> files_;
  bool is_bucket_ = false;
  std::atomic<int> answers_{0};
};

}  // namespace undercast
