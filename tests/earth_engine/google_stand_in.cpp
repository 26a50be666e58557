// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/google_stand_in.h"

#include <httplib.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <fstream>

#include "net/base64.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

constexpr const char* kAccount = "retriever@some-project.iam.gserviceaccount.com";
constexpr const char* kKeyId = "0123456789abcdef";

std::string bytes_of_base64url(std::string text) {
  for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
  while (text.size() % 4 != 0) text += '=';
  return bytes_of_base64(text);
}

EVP_PKEY* key_of(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

bool verifies(EVP_PKEY* key, const std::string& message, const std::string& signature) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                          reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
}

std::string http_date(std::time_t time) {
  char text[40];
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

}  // namespace

GoogleStandIn::GoogleStandIn() : server_(std::make_unique<httplib::Server>()) {
  key_ = std::shared_ptr<void>(EVP_RSA_gen(2048), [](void* key) { EVP_PKEY_free(static_cast<EVP_PKEY*>(key)); });
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PrivateKey(text.get(), key_of(key_), nullptr, nullptr, 0, nullptr, nullptr);
  char* pem = nullptr;
  const long size = BIO_get_mem_data(text.get(), &pem);
  private_key_.assign(pem, static_cast<std::size_t>(size));
  // There are more threads than the service allows requests, so that the stand-in has to refuse
  // some.
  server_->new_task_queue = [] { return new httplib::ThreadPool(48); };
  server_->set_keep_alive_timeout(1);
  server_->set_tcp_nodelay(true);
  server_->set_payload_max_length(64 << 20);
  server_->set_post_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    const std::lock_guard lock(mutex_);
    log_.push_back({request.method + " " + request.target, request.body, response.status});
  });
  server_->Post("/token", [this](const httplib::Request& request, httplib::Response& response) {
    serve_token(request, response);
  });
  base_ = "http://127.0.0.1:" + std::to_string(server_->bind_to_any_port("127.0.0.1"));
}

GoogleStandIn::~GoogleStandIn() { stop(); }

void GoogleStandIn::start() {
  thread_ = std::thread([this] { server_->listen_after_bind(); });
}

void GoogleStandIn::stop() {
  if (!thread_.joinable()) return;
  server_->stop();
  thread_.join();
}

void GoogleStandIn::write_service_key(const std::string& path) const {
  const Json key{{"type", "service_account"},   {"project_id", "some-project"}, {"private_key_id", kKeyId},
                 {"private_key", private_key_}, {"client_email", kAccount},     {"token_uri", token_url()}};
  std::ofstream(path) << key.dump(1);
}

void GoogleStandIn::write_user_file(const std::string& path, const std::string& refresh_token,
                                    const std::string& project) const {
  std::ofstream(path) << Json{{"refresh_token", refresh_token}, {"project", project}}.dump();
}

std::vector<GoogleStandIn::Entry> GoogleStandIn::log() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

int GoogleStandIn::requests(const std::string& part, int status) const {
  int count = 0;
  for (const Entry& entry : log())
    count += entry.target.find(part) != entry.target.npos && (status == 0 || entry.status == status) ? 1 : 0;
  return count;
}

void GoogleStandIn::answer(httplib::Response& response, int status, const Json& body) {
  response.status = status;
  std::string text = body.dump();
  // Some servers write / as \/.
  for (std::size_t at = text.find('/'); at != text.npos; at = text.find('/', at + 2)) text.insert(at, "\\");
  response.set_content(text, "application/json; charset=UTF-8");
}

void GoogleStandIn::refuse(httplib::Response& response, int status, const std::string& state,
                           const std::string& message) {
  answer(response, status, {{"error", {{"code", status}, {"message", message}, {"status", state}}}});
}

void GoogleStandIn::cut_off(httplib::Response& response) {
  response.status = 200;
  response.set_content_provider(100000, "application/octet-stream",
                                [](std::size_t, std::size_t, httplib::DataSink& sink) {
                                  sink.write("half", 4);
                                  return false;
                                });
}

bool GoogleStandIn::fails(const httplib::Request& request, httplib::Response& response) {
  int kind = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!random_.chance(failing_share)) return false;
    kind = failures_++ % 4;
  }
  switch (kind) {
    case 0:
      if (request.path.rfind("/drive/", 0) == 0) {
        answer(response, 403,
               {{"error",
                 {{"errors", {{{"domain", "usageLimits"}, {"reason", "userRateLimitExceeded"}}}},
                  {"code", 403},
                  {"message", "User Rate Limit Exceeded"}}}});
        break;
      }
      response.set_header("Retry-After", "0");
      refuse(response, 429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).");
      break;
    case 1:
      response.status = 503;
      response.set_content("<html>Service Unavailable</html>", "text/html");
      break;
    case 2:
      cut_off(response);
      break;
    default:
      refuse(response, 500, "INTERNAL", "An internal error has occurred");
  }
  return true;
}

bool GoogleStandIn::admits(const httplib::Request& request, httplib::Response& response) {
  if (latency_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(latency_ms));
  if (fails(request, response)) return false;
  const std::string header = request.get_header_value("Authorization");
  {
    const std::lock_guard lock(mutex_);
    const auto token = header.rfind("Bearer ", 0) == 0 ? token_uses_.find(header.substr(7)) : token_uses_.end();
    if (token != token_uses_.end() && (token_requests == 0 || ++token->second <= token_requests)) return true;
  }
  refuse(response, 401, "UNAUTHENTICATED",
         "Request had invalid authentication credentials." + (repeats_secrets ? " " + header : ""));
  return false;
}

std::string GoogleStandIn::fault_of_assertion(const std::string& assertion) const {
  const std::size_t first = assertion.find('.'), second = assertion.rfind('.');
  if (first == assertion.npos || first == second) return "Bad Request";
  const Json header = Json::parse(bytes_of_base64url(assertion.substr(0, first)), nullptr, false);
  const Json claims = Json::parse(bytes_of_base64url(assertion.substr(first + 1, second - first - 1)), nullptr, false);
  if (!header.is_object() || header.value("alg", "") != "RS256" || header.value("kid", "") != kKeyId)
    return "Invalid JWT header";
  if (key_is_revoked ||
      !verifies(key_of(key_), assertion.substr(0, second), bytes_of_base64url(assertion.substr(second + 1))))
    return "Invalid JWT Signature.";
  const long long now = std::time(nullptr) + clock_ahead_s, begin = claims.value("iat", 0LL),
                  end = claims.value("exp", 0LL);
  if (std::abs(now - begin) > 300 || end - begin > 3600 || end < now)
    return "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat "
           "and exp values in the JWT claim.";
  if (claims.value("iss", "") != kAccount) return "Invalid grant: account not found";
  if (claims.value("aud", "") != token_url()) return "Invalid JWT: Failed audience check.";
  if (claims.value("scope", "").find("https://www.googleapis.com/auth/earthengine") == std::string::npos)
    return "Invalid OAuth scope";
  return {};
}

void GoogleStandIn::serve_token(const httplib::Request& request, httplib::Response& response) {
  if (clock_ahead_s != 0) response.set_header("Date", http_date(std::time(nullptr) + clock_ahead_s));
  std::string fault;
  if (request.get_param_value("grant_type") == "refresh_token") {
    if (request.get_param_value("refresh_token") != kRefreshToken) fault = "Token has been expired or revoked.";
    if (request.get_param_value("client_id").empty() || request.get_param_value("client_secret").empty())
      fault = "The OAuth client was not found.";
  } else if (request.get_param_value("grant_type") == "urn:ietf:params:oauth:grant-type:jwt-bearer") {
    fault = fault_of_assertion(request.get_param_value("assertion"));
  } else {
    return answer(response, 400, {{"error", "unsupported_grant_type"}});
  }
  if (!fault.empty() && repeats_secrets)
    for (const char* field : {"refresh_token", "client_secret", "assertion"})
      fault += " " + request.get_param_value(field);
  if (!fault.empty()) return answer(response, 400, {{"error", "invalid_grant"}, {"error_description", fault}});
  const std::lock_guard lock(mutex_);
  const std::string token = "ya29.token-" + std::to_string(token_uses_.size());
  token_uses_[token] = 0;
  answer(response, 200, {{"access_token", token}, {"expires_in", expires_in}, {"token_type", "Bearer"}});
}

}  // namespace undercast
