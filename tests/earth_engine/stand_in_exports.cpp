// SPDX-License-Identifier: Apache-2.0
// Operations, Google Drive and Cloud Storage of the stand-in.
#include <fmt/format.h>
#include <httplib.h>
#include <openssl/evp.h>

#include <algorithm>
#include <regex>
#include <utility>

#include "earth_engine/stand_in.h"
#include "net/base64.h"
#include "net/digest.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

constexpr const char* kFolderId = "folder-of-exports";
constexpr const char* kLongAgo = "2001-01-01T00:00:00.000Z";
constexpr const char* kLate = "2100-01-01T00:00:00.000Z";

std::string md5_of(const std::string& content) {
  std::string digest(16, '\0');
  EVP_Digest(content.data(), content.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_md5(),
             nullptr);
  return digest;
}

}  // namespace

void EeStandIn::serve_export(const httplib::Request& request, httplib::Response& response) {
  const Json body = Json::parse(request.body);
  if (!is_valid(body, response)) return;
  const std::string id = body.value("requestId", "");
  if (id.empty() || id.size() > 60) return refuse(response, 400, "INVALID_ARGUMENT", "Invalid request_id");
  const std::string description = body.value("description", "");
  if (!std::regex_match(description, std::regex("[a-zA-Z0-9.,:;_-]{1,100}")))
    return refuse(response, 400, "INVALID_ARGUMENT", "Invalid description '" + description + "'.");
  if (export_is_down) return refuse(response, 503, "UNAVAILABLE", "The service is currently unavailable.");
  const Json& files = body.at("fileExportOptions");
  if (files.contains("cloudStorageDestination") && files["cloudStorageDestination"]["bucket"] != "some-bucket")
    return refuse(response, 403, "PERMISSION_DENIED",
                  "Permission 'storage.objects.create' denied on resource (or it may not exist).");
  if (files.at("fileFormat") != "GEO_TIFF") return refuse(response, 400, "INVALID_ARGUMENT", "Invalid file_format");
  const Json& size = body.at("grid").at("dimensions");
  const long long pixels = size.at("width").get<long long>() * size.at("height").get<long long>();
  if (std::stoll(body.value("maxPixels", "100000000")) < pixels)
    return refuse(response, 400, "INVALID_ARGUMENT", "Export too large: specified more than maxPixels.");
  const std::lock_guard lock(mutex_);
  // A repeated request belongs to the same operation.
  auto [place, is_new] = by_request_id_.try_emplace(id, "OPERATION" + std::to_string(operations_.size()));
  if (is_new) operations_[place->second] = {body};
  answer(response, 200,
         {{"name", "projects/" + project + "/operations/" + place->second},
          {"metadata",
           {{"@type", "type.googleapis.com/google.earthengine.v1.OperationMetadata"},
            {"description", body.value("description", "")},
            {"type", "EXPORT_IMAGE"}}}});
}

void EeStandIn::serve_operation(const std::string& name, httplib::Response& response) {
  const std::lock_guard lock(mutex_);
  const auto found = operations_.find(name);
  if (found == operations_.end()) return refuse(response, 404, "NOT_FOUND", "Operation \"" + name + "\" not found.");
  Operation& operation = found->second;
  ++operation.polls;
  Json metadata{{"type", "EXPORT_IMAGE"}};
  Json reply{{"name", "projects/" + project + "/operations/" + name}};
  if (operation.cancelled) {
    metadata["state"] = "CANCELLED";
    reply["done"] = true;
    reply["error"] = {{"code", 1}, {"message", "Cancelled."}};
  } else if (operation.polls == 1) {
    metadata["state"] = "PENDING";
  } else if (operation.polls <= 3 || never_ends) {
    metadata["state"] = "RUNNING";
    metadata["startTime"] = "2020-01-01T00:00:00Z";
    metadata["stages"] = Json::array({{{"displayName", "Create Local Files"}}, {{"displayName", "Write Files"}}});
    metadata["progress"] = 0.25 * std::min(operation.polls, 3);
  } else if (!export_fails.empty()) {
    metadata["state"] = "FAILED";
    reply["done"] = true;
    reply["error"] = {{"code", 3}, {"message", export_fails}};
  } else {
    if (files_.empty()) store_parts(operation);
    metadata["state"] = "SUCCEEDED";
    metadata["startTime"] = "2020-01-01T00:00:00Z";
    if (!names_no_destination)
      metadata["destinationUris"] = Json::array({std::string("https://drive.google.com/#folders/") + kFolderId});
    metadata["batchEecuUsageSeconds"] = 7200;
    reply["done"] = true;
  }
  reply["metadata"] = metadata;
  answer(response, 200, reply);
}

void EeStandIn::cancel(const std::string& name, httplib::Response& response) {
  const std::lock_guard lock(mutex_);
  const auto found = operations_.find(name);
  if (found == operations_.end()) return refuse(response, 404, "NOT_FOUND", "Operation \"" + name + "\" not found.");
  found->second.cancelled = true;
  answer(response, 200, Json::object());
}

// Stores four files and what else a folder may hold: a file of an earlier export with the same
// name, one in the bin, one with another prefix.
void EeStandIn::store_parts(const Operation& operation) {
  const Json& options = operation.request["fileExportOptions"];
  is_bucket_ = options.contains("cloudStorageDestination");
  const std::string prefix = options[is_bucket_ ? "cloudStorageDestination" : "driveDestination"]["filenamePrefix"];
  const Window whole = window_of(operation.request["grid"]);
  const int rows = (whole.rows + 1) / 2, cols = (whole.cols + 1) / 2;
  for (int row = 0; row < whole.rows; row += rows)
    for (int col = 0; col < whole.cols; col += cols) {
      const Window part{whole.row + row, whole.col + col, std::min(rows, whole.rows - row),
                        std::min(cols, whole.cols - col)};
      const std::string name = fmt::format("{}-{:010}-{:010}.tif", prefix, row, col);
      files_["id-" + std::to_string(files_.size())] = {name, raster(operation.request["expression"], part), kLate};
    }
  const std::string first = files_.begin()->second.name;
  files_["id-old"] = {first, "an earlier export", kLongAgo};
  files_["id-bin"] = {first, "in the bin", kLate, true};
  files_["id-other"] = {prefix + "_of_another_year.tif", "another cube", kLate};
}

void EeStandIn::serve_drive_list(const httplib::Request& request, httplib::Response& response) {
  const std::string query = request.get_param_value("q");
  if (query == "mimeType = 'application/vnd.google-apps.folder' and name = 'exports' and trashed = false")
    return answer(response, 200,
                  {{"files",
                    {{{"id", "older"}, {"name", "exports"}, {"modifiedTime", kLongAgo}},
                     {{"id", kFolderId}, {"name", "exports"}, {"modifiedTime", kLate}}}}});
  if (query.find(std::string("'") + kFolderId + "' in parents") == query.npos)
    return answer(response, 404,
                  {{"error", {{"code", 404}, {"message", "File not found: ."}, {"errors", Json::array()}}}});
  const std::string token = request.get_param_value("pageToken");
  // Pages may be empty.
  if (token.empty()) return answer(response, 200, {{"files", Json::array()}, {"nextPageToken", "1"}});
  const std::lock_guard lock(mutex_);
  const std::size_t first = 3 * (std::stoul(token) - 1);
  Json page{{"files", Json::array()}};
  std::size_t number = 0;
  for (const auto& [id, file] : files_) {
    if (file.trashed && query.find("trashed = false") != query.npos) continue;
    if (number >= first && number < first + 3)
      page["files"].push_back({{"id", id},
                               {"name", file.name},
                               {"size", std::to_string(file.content.size())},
                               {"md5Checksum", hex(md5_of(file.content))},
                               {"createdTime", file.created}});
    ++number;
  }
  if (number > first + 3) page["nextPageToken"] = std::to_string(std::stoul(token) + 1);
  answer(response, 200, page);
}

void EeStandIn::serve_bucket_list(const httplib::Request& request, httplib::Response& response) {
  const std::string prefix = request.get_param_value("prefix");
  const std::lock_guard lock(mutex_);
  Json items = Json::array();
  for (const auto& [id, file] : files_)
    if (file.name.rfind(prefix, 0) == 0 && file.created == kLate && !file.trashed)
      items.push_back({{"name", file.name},
                       {"size", std::to_string(file.content.size())},
                       {"md5Hash", base64(md5_of(file.content))},
                       {"timeCreated", file.created}});
  answer(response, 200, {{"items", items}});
}

void EeStandIn::serve_media(const httplib::Request& request, httplib::Response& response, const std::string& id) {
  if (request.get_param_value("alt") != "media") return refuse(response, 400, "INVALID_ARGUMENT", "not media");
  if (refuses_media)
    return refuse(response, 403, "PERMISSION_DENIED", "The user does not have sufficient permissions for this file.");
  std::string content;
  bool is_cut = false;
  {
    const std::lock_guard lock(mutex_);
    auto found = files_.find(id);
    if (is_bucket_)
      found = std::find_if(files_.begin(), files_.end(), [&](const auto& file) {
        return file.second.name == id && file.second.created == kLate && !file.second.trashed;
      });
    if (found == files_.end()) return refuse(response, 404, "NOT_FOUND", "File not found: " + id + ".");
    content = found->second.content;
    is_cut = std::exchange(found->second.cut_once, false);
  }
  if (ignores_ranges && !is_cut)
    return response.set_chunked_content_provider("application/octet-stream",
                                                 [content](std::size_t, httplib::DataSink& sink) {
                                                   sink.write(content.data(), content.size());
                                                   sink.done();
                                                   return true;
                                                 });
  // The library answers a Range itself.
  if (!is_cut) return response.set_content(content, "application/octet-stream");
  response.set_content_provider(content.size(), "application/octet-stream",
                                [content](std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                  sink.write(content.data() + offset, content.size() / 2 - offset);
                                  return false;
                                });
}

}  // namespace undercast
