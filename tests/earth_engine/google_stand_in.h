// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
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

/// A server on loopback that behaves like Google's: its token service verifies signatures and
/// claims, it refuses tokens, answers errors in Google's form, and fails at random. Derived servers
/// add their paths before start().
class GoogleStandIn {
 public:
  GoogleStandIn();
  virtual ~GoogleStandIn();

  std::string base() const { return base_; }
  std::string token_url() const { return base_ + "/token"; }
  /// Writes a service account's key that this server knows.
  void write_service_key(const std::string& path) const;
  /// Writes credentials of a user as Earth Engine's own client does.
  void write_user_file(const std::string& path, const std::string& refresh_token = kRefreshToken,
                       const std::string& project = "some-project") const;
  static constexpr const char* kRefreshToken = "1//refresh-token-of-the-user";

  // Set before the first request.
  double failing_share = 0;  ///< except for tokens; by turns 429 (Drive: 403), 503, half a body, 500
  int latency_ms = 0;
  int token_requests = 0;       ///< a token is refused after so many, though it claims an hour; 0: never
  int expires_in = 3600;        ///< what tokens claim, in seconds
  long long clock_ahead_s = 0;  ///< how far the clock of this server is ahead
  bool key_is_revoked = false;
  bool ignores_ranges = false;   ///< sends the whole file instead
  bool repeats_secrets = false;  ///< refusals repeat what the request held

  struct Entry {
    std::string target, body;
    int status;
  };
  std::vector<Entry> log() const;
  /// Requests so far whose method and path hold `part`; those answered with `status` when not 0.
  int requests(const std::string& part, int status = 0) const;
  InFlight& in_flight() { return in_flight_; }

 protected:
  using Handler = void (GoogleStandIn::*)(const httplib::Request&, httplib::Response&);
  httplib::Server& server() { return *server_; }
  void start();
  void stop();
  /// Whether the request may be served; otherwise this has answered it.
  bool admits(const httplib::Request& request, httplib::Response& response);
  static void answer(httplib::Response& response, int status, const nlohmann::json& body);
  static void refuse(httplib::Response& response, int status, const std::string& state, const std::string& message);
  /// Sends half of a body and closes the connection.
  static void cut_off(httplib::Response& response);

  InFlight in_flight_;
  mutable std::mutex mutex_;
  Random random_{7};

 private:
  void serve_token(const httplib::Request& request, httplib::Response& response);
  std::string fault_of_assertion(const std::string& assertion) const;
  bool fails(const httplib::Request& request, httplib::Response& response);

  std::string base_, private_key_;
  std::shared_ptr<void> key_;
  std::map<std::string, int> token_uses_;
  std::vector<Entry> log_;
  int failures_ = 0;
  std::unique_ptr<httplib::Server> server_;
  std::thread thread_;
};

}  // namespace undercast
