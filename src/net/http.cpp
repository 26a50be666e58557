// SPDX-License-Identifier: Apache-2.0
#include "net/http.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <exception>

#include "core/error.h"
#include "core/letters.h"
#include "core/progress.h"
#include "core/version.h"
#include "net/environment.h"
#include "net/url.h"

namespace undercast {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kLongestRetryAfter_s = 600;
// A server that sends less than this on the mean would occupy a run for days.
constexpr double kLeastBytesPerSecond = 100;

struct Exchange {
  const HttpRequest& request;
  HttpReply reply = {};
  std::exception_ptr failure = {};
  /// Some bytes must come after this moment, at which so many had come or gone.
  Clock::time_point since = Clock::now();
  curl_off_t bytes_then = 0, received = 0;
  bool is_slow = false;

  double silence_s() const { return std::min(request.silence_s, request.timeout_s); }
  [[noreturn]] void too_long() const {
    throw Error(
        ErrorKind::bad_input,
        fmt::format("the answer of {} is longer than {} MB", without_secrets(request.url), request.most_bytes >> 20),
        "check the address: something else than expected answers there");
  }
};

std::size_t take_header(char* data, std::size_t, std::size_t count, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  std::string line(data, count);
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  if (line.rfind("HTTP/", 0) == 0) {
    // The headers so far belong to a redirection or to 100 Continue.
    exchange.reply.headers.clear();
    const std::size_t space = line.find(' ');
    exchange.reply.status = space == line.npos ? 0 : std::atoi(line.c_str() + space);
  } else if (const std::size_t colon = line.find(':'); colon != line.npos) {
    const std::string name = lower(line.substr(0, colon));
    const std::size_t begin = line.find_first_not_of(' ', colon + 1);
    exchange.reply.headers[name] = begin == line.npos ? "" : line.substr(begin);
  }
  return count;
}

std::size_t take_body(char* data, std::size_t, std::size_t count, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  try {
    if (exchange.request.sink && exchange.reply.is_success())
      exchange.request.sink({data, count});
    else if (exchange.reply.body.size() + count > exchange.request.most_bytes)
      exchange.too_long();
    else
      exchange.reply.body.append(data, count);
    return count;
  } catch (...) {
    exchange.failure = std::current_exception();
    return 0;
  }
}

bool is_connected(CURL* curl) {
  curl_off_t time_us = 0;
  return curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &time_us) == CURLE_OK && time_us > 0;
}

int watch(void* user, curl_off_t, curl_off_t received, curl_off_t, curl_off_t sent) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (stop_requested()) return 1;
  exchange.received = received;
  const std::chrono::duration<double> passed = Clock::now() - exchange.since;
  if (static_cast<double>(received + sent - exchange.bytes_then) > kLeastBytesPerSecond * exchange.silence_s())
    exchange.bytes_then = received + sent, exchange.since = Clock::now();
  else
    exchange.is_slow = passed.count() > exchange.silence_s();
  return exchange.is_slow ? 1 : 0;
}

}  // namespace

std::optional<double> HttpReply::retry_after_s() const {
  const auto header = headers.find("retry-after");
  if (header == headers.end() || header->second.empty()) return {};
  char* end = nullptr;
  const double seconds = std::strtod(header->second.c_str(), &end);
  if (*end == '\0') return std::max(0.0, seconds);
  const std::time_t date = curl_getdate(header->second.c_str(), nullptr);
  if (date == -1) return {};
  return std::max(0.0, std::difftime(date, std::time(nullptr)));
}

std::optional<double> HttpReply::clock_skew_s() const {
  const auto header = headers.find("date");
  const std::time_t date = header == headers.end() ? -1 : curl_getdate(header->second.c_str(), nullptr);
  if (date == -1) return {};
  return std::difftime(std::time(nullptr), date);
}

struct HttpClient::Connection {
  CURL* curl = curl_easy_init();
  ~Connection() { curl_easy_cleanup(curl); }
};

HttpClient::HttpClient() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw Error(ErrorKind::internal, "libcurl cannot be initialised");
}

HttpClient::~HttpClient() = default;

std::unique_ptr<HttpClient::Connection> HttpClient::take() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<Connection>();
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

HttpReply HttpClient::send(const HttpRequest& request) {
  stop_if_requested();
  std::unique_ptr<Connection> connection = take();
  CURL* curl = connection->curl;
  Exchange exchange{request};
  curl_easy_reset(curl);
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(curl, option, value); };
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  // libcurl sends Authorization to no other host, but it would to the same host without encryption.
  const std::optional<Url> address = Url::parse(request.url);
  set(CURLOPT_REDIR_PROTOCOLS_STR, address && address->scheme == "http" ? "http,https" : "https");
  set(CURLOPT_USERAGENT, fmt::format("undercast/{}", kVersion).c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, 30L);
  if (!request.sink) set(CURLOPT_TIMEOUT_MS, std::lround(1000 * request.timeout_s));
  set(CURLOPT_FOLLOWLOCATION, request.is_for_this_host_alone ? 0L : 1L);
  set(CURLOPT_MAXREDIRS, request.uses_netrc ? 10L : 5L);  // a login has five of its own
  if (request.uses_netrc) {
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_OPTIONAL));
    if (const std::string file = environment_text("NETRC"); !file.empty()) set(CURLOPT_NETRC_FILE, file.c_str());
    set(CURLOPT_COOKIEFILE, "");  // no file, but it turns cookies on
  }
  set(CURLOPT_POSTREDIR, static_cast<long>(CURL_REDIR_POST_ALL));
  set(CURLOPT_ACCEPT_ENCODING, "");
  for (const char* name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE"})
    if (const std::string file = environment_text(name); !file.empty()) set(CURLOPT_CAINFO, file.c_str());
  if (request.method != "GET" && request.method != "POST") set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.method == "POST" || !request.body.empty()) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.c_str());
  }
  // Without this, curl waits a second for 100 Continue, which some servers do not send.
  curl_slist* headers = curl_slist_append(nullptr, "Expect:");
  for (const std::string& header : request.headers) headers = curl_slist_append(headers, header.c_str());
  set(CURLOPT_HTTPHEADER, headers);
  set(CURLOPT_HEADERFUNCTION, take_header);
  set(CURLOPT_HEADERDATA, &exchange);
  set(CURLOPT_WRITEFUNCTION, take_body);
  set(CURLOPT_WRITEDATA, &exchange);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, watch);
  set(CURLOPT_XFERINFODATA, &exchange);
  char reason[CURL_ERROR_SIZE] = "";
  set(CURLOPT_ERRORBUFFER, reason);
  const CURLcode code = curl_easy_perform(curl);
  curl_slist_free_all(headers);
  if (code == CURLE_OK) {
    char* url = nullptr;
    if (curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &url) == CURLE_OK && url != nullptr) exchange.reply.url = url;
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
    return std::move(exchange.reply);
  }
  if (exchange.failure) std::rethrow_exception(exchange.failure);
  stop_if_requested();
  if (code == CURLE_URL_MALFORMAT)
    throw Error(ErrorKind::bad_input, fmt::format("'{}' is not an address", without_secrets(request.url)),
                "check it for spaces and missing parts");
  std::string why = *reason != '\0' ? reason : curl_easy_strerror(code);
  if (exchange.is_slow)
    why = fmt::format("{} in {:g} s", exchange.received == 0 ? "nothing came" : "next to nothing came",
                      exchange.silence_s());
  if (code == CURLE_OPERATION_TIMEDOUT && is_connected(curl)) why += "; --timeout allows more";
  throw Error(ErrorKind::remote, fmt::format("no answer from {}: {}", without_secrets(request.url), why),
              "check the address and the connection, then run the command again");
}

// Google Drive asks for patience with 403, and gives its reason (rateLimitExceeded,
// userRateLimitExceeded) in the body.
bool is_busy(const HttpReply& reply) {
  const bool is_throttled = reply.status == 403 && reply.body.find("ateLimitExceeded") != reply.body.npos;
  return is_throttled || reply.status == 429 || reply.status == 500 || (reply.status >= 502 && reply.status <= 504);
}

HttpReply send_patiently(HttpClient& client, HttpRequest request, const Patience& patience,
                         bool (*busy)(const HttpReply&)) {
  request.timeout_s = patience.timeout_s;
  for (Attempts attempts(patience);;) try {
      HttpReply reply = client.send(request);
      if (!busy(reply) || attempts.is_last()) return reply;
      attempts.failed({ErrorKind::remote, fmt::format("{} answered {}", without_secrets(request.url), reply.status)},
                      std::min(reply.retry_after_s().value_or(0), kLongestRetryAfter_s));
    } catch (const Error& error) {
      attempts.failed(error);
    }
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                          c == '.' || c == '_' || c == '~';
    encoded += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string form;
  for (const auto& [name, value] : fields)
    form += (form.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
  return form;
}

}  // namespace undercast
