// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace undercast {

/// The bucket s3://maps on loopback. While it lives, the environment sends runs of the program
/// there, with the keys that it accepts.
class Bucket {
 public:
  Bucket();
  ~Bucket();

  std::vector<std::string> keys() const;
  std::string content(const std::string& key) const;
  void put(const std::string& key, const std::string& content);
  /// The parts of multipart uploads that have arrived, of completed ones too.
  int parts() const { return parts_; }

  std::atomic<bool> refuses = false;         ///< answers everything with 403
  std::atomic<bool> completes = true;        ///< false: answers the end of a multipart upload with 403
  std::atomic<bool> holds_parts_up = false;  ///< answers no part of a multipart upload

 private:
  bool refused(const httplib::Request& request, httplib::Response& response) const;
  void serve_get(const httplib::Request& request, httplib::Response& response);
  void serve_put(const httplib::Request& request, httplib::Response& response);
  void serve_post(const httplib::Request& request, httplib::Response& response);
  void serve_delete(const httplib::Request& request, httplib::Response& response);

  mutable std::mutex mutex_;
  std::map<std::string, std::string> objects_;
  std::map<std::string, std::map<int, std::string>> uploads_;  ///< parts by number
  std::atomic<int> parts_ = 0;
  std::unique_ptr<httplib::Server> server_;
  std::thread thread_;
};

}  // namespace undercast
