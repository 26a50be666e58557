// SPDX-License-Identifier: Apache-2.0
#include "cli/bucket.h"

#include <httplib.h>

#include <algorithm>
#include <cstdlib>

namespace undercast {
namespace {

constexpr const char* kKey = "AKIAOFTHEUSER";
constexpr const char* kPath = "/maps/(.*)";

void answer(httplib::Response& response, int status, const std::string& xml = "") {
  response.status = status;
  response.set_content(xml, "application/xml");
}

}  // namespace

Bucket::Bucket() : server_(std::make_unique<httplib::Server>()) {
  httplib::Server& server = *server_;
  server.set_keep_alive_timeout(1);
  const auto guarded = [this](void (Bucket::*serve)(const httplib::Request&, httplib::Response&)) {
    return [this, serve](const httplib::Request& request, httplib::Response& response) {
      if (!refused(request, response)) (this->*serve)(request, response);
    };
  };
  server.Get(kPath, guarded(&Bucket::serve_get));
  server.Put(kPath, guarded(&Bucket::serve_put));
  server.Post(kPath, guarded(&Bucket::serve_post));
  server.Delete(kPath, guarded(&Bucket::serve_delete));
  const std::string host = "127.0.0.1:" + std::to_string(server.bind_to_any_port("127.0.0.1"));
  thread_ = std::thread([this] { server_->listen_after_bind(); });
  while (!server.is_running()) std::this_thread::yield();
  for (const auto& [name, value] : std::map<std::string, std::string>{{"AWS_S3_ENDPOINT", host},
                                                                      {"AWS_HTTPS", "NO"},
                                                                      {"AWS_VIRTUAL_HOSTING", "FALSE"},
                                                                      {"AWS_ACCESS_KEY_ID", kKey},
                                                                      {"AWS_SECRET_ACCESS_KEY", "secret"},
                                                                      {"AWS_REGION", "us-east-1"}})
    ::setenv(name.c_str(), value.c_str(), 1);
}

Bucket::~Bucket() {
  holds_parts_up = false;
  server_->stop();
  thread_.join();
}

std::vector<std::string> Bucket::keys() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> keys;
  for (const auto& [key, content] : objects_) keys.push_back(key);
  return keys;
}

std::string Bucket::content(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  return objects_.at(key);
}

void Bucket::put(const std::string& key, const std::string& content) {
  const std::lock_guard lock(mutex_);
  objects_[key] = content;
}

bool Bucket::refused(const httplib::Request& request, httplib::Response& response) const {
  const std::string wanted = std::string("AWS4-HMAC-SHA256 Credential=") + kKey + "/";
  if (!refuses && request.get_header_value("Authorization").starts_with(wanted)) return false;
  answer(response, 403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
  return true;
}

// HEAD comes here, too.
void Bucket::serve_get(const httplib::Request& request, httplib::Response& response) {
  const std::string key = request.matches[1];
  const std::lock_guard lock(mutex_);
  if (key.empty()) {  // a list of the keys that begin with a prefix
    const std::string prefix = request.get_param_value("prefix");
    std::string xml = "<ListBucketResult><Prefix>" + prefix + "</Prefix>";
    for (const auto& [name, content] : objects_)
      if (name.starts_with(prefix))
        xml += "<Contents><Key>" + name + "</Key><Size>" + std::to_string(content.size()) +
               "</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>";
    return answer(response, 200, xml + "</ListBucketResult>");
  }
  if (!objects_.contains(key)) return answer(response, 404, "<Error><Code>NoSuchKey</Code></Error>");
  const auto content = std::make_shared<std::string>(objects_.at(key));
  response.set_content_provider(content->size(), "image/tiff",
                                [content](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                  // A range may reach beyond the end, and the library promises all
                                  // of it.
                                  std::string part = content->substr(std::min(offset, content->size()), length);
                                  part.resize(length);
                                  return sink.write(part.data(), length);
                                });
}

void Bucket::serve_put(const httplib::Request& request, httplib::Response& response) {
  const std::string key = request.matches[1];
  if (!request.has_param("uploadId")) {
    put(key, request.body);
    return answer(response, 200);
  }
  {
    const std::lock_guard lock(mutex_);
    uploads_[key][std::stoi(request.get_param_value("partNumber"))] = request.body;
  }
  ++parts_;
  while (holds_parts_up) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  response.set_header("ETag", "\"" + request.get_param_value("partNumber") + "\"");
  answer(response, 200);
}

void Bucket::serve_post(const httplib::Request& request, httplib::Response& response) {
  const std::string key = request.matches[1];
  const std::lock_guard lock(mutex_);
  if (!request.has_param("uploadId"))
    return answer(response, 200,
                  "<InitiateMultipartUploadResult><UploadId>one</UploadId></InitiateMultipartUploadResult>");
  if (!completes) return answer(response, 403, "<Error><Code>AccessDenied</Code></Error>");
  std::string whole;
  for (const auto& [number, part] : uploads_[key]) whole += part;
  objects_[key] = whole;
  answer(response, 200, "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>");
}

void Bucket::serve_delete(const httplib::Request& request, httplib::Response& response) {
  const std::lock_guard lock(mutex_);
  if (!request.has_param("uploadId")) objects_.erase(request.matches[1]);
  answer(response, 204);
}

}  // namespace undercast
