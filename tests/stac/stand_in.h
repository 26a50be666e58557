// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "core/random.h"
#include "net/in_flight.h"

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace undercast {

/// How a server links to the next page of a search: like Earth Search (POST, the whole body in the
/// link, merge false, an empty page after the last one), like the Planetary Computer (POST, no
/// merge key), with a body that is merged into the last one (merge true), or by GET only.
enum class Paging { earth_search, planetary_computer, merge, get };

/// A STAC API, a token service, a host of Cloud Optimized GeoTIFFs, and the bucket s3://eodata, on
/// loopback.
class StacStandIn {
 public:
  /// Serves the files of `folder` under /files/, and under /eodata/ for requests signed with
  /// kAccessKey.
  explicit StacStandIn(std::string folder);
  ~StacStandIn();

  std::string api() const { return base_ + "/api/v1"; }
  std::string sas() const { return base_ + "/sas/token"; }
  std::string file_url(const std::string& name) const { return base_ + "/files/" + name; }
  std::string host() const { return base_.substr(std::string("http://").size()); }
  static constexpr const char* kAccessKey = "AKIAOFTHEUSER";
  static constexpr const char *kUser = "farmer", *kPassword = "word-of-the-farmer", *kBearer = "token-of-the-farmer";

  /// The body of the last search by POST.
  nlohmann::json last_search() const { return last_search_; }
  void add(nlohmann::json item) { items_.push_back(std::move(item)); }

  // Set before the first request.
  Paging paging = Paging::earth_search;
  int page_size = 3;
  int longest_days = 1000;     ///< a search of more days takes too long
  double failing_share = 0;    ///< answered by turns with 403, 503, 504 or half a body
  std::string failing_file;    ///< part of a path that always answers 503
  bool wants_tokens = false;   ///< files are not open
  int token_refusal = 0;       ///< the status that the token service answers everybody; 0: it issues tokens
  std::string bucket_refusal;  ///< the answer of the bucket to everybody
  /// Part of the paths of files behind a login, as NASA's Earthdata has: http://localhost asks
  /// for kUser and kPassword, then a cookie or kBearer opens the way to an address that is signed.
  std::string guarded;
  int busy_after = 1 << 30;  ///< requests for files that are answered; then 429
  int token_requests = 0;    ///< a token is refused after so many, though it claims an hour; 0: never

  /// Requests so far whose path and query hold `part`; those answered with `status` when not 0.
  int requests(const std::string& part, int status = 0) const;
  int tokens() const { return requests("/sas/token/", 200); }
  InFlight& in_flight() { return in_flight_; }
  long long bytes_sent() const { return bytes_sent_; }  ///< of files

 private:
  void serve_search(const httplib::Request& request, httplib::Response& response, const nlohmann::json& query);
  void serve_token(httplib::Response& response);
  void serve_login(const httplib::Request& request, httplib::Response& response);
  /// Redirects to a signed address, or to the login.
  void redirect(const httplib::Request& request, httplib::Response& response) const;
  void serve_bucket(const httplib::Request& request, httplib::Response& response);
  void serve_file(const std::string& name, httplib::Response& response);
  bool may_read(const httplib::Request& request);
  /// Answers with a failure and returns true when this request shall fail.
  bool fails(const httplib::Request& request, httplib::Response& response);
  std::vector<nlohmann::json> matching(const nlohmann::json& query) const;
  nlohmann::json next_link(const nlohmann::json& query, std::size_t next) const;

  std::string folder_, base_;
  std::vector<nlohmann::json> items_;
  nlohmann::json last_search_;
  mutable std::mutex mutex_;
  Random random_{7};
  InFlight in_flight_;
  int failures_ = 0, file_requests_ = 0;
  std::atomic<long long> bytes_sent_{0};
  std::vector<int> token_uses_;
  std::vector<std::pair<std::string, int>> log_;
  std::unique_ptr<httplib::Server> server_;
  std::thread thread_;
};

}  // namespace undercast
