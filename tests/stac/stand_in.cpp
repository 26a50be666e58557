// SPDX-License-Identifier: Apache-2.0
#include "stac/stand_in.h"

#include <httplib.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "cli/run_program.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

std::string iso_time(std::time_t seconds) {
  char text[32];
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

int days_of(const std::string& interval) {
  const auto day = [](const std::string& text) {
    std::tm parts{};
    std::istringstream(text) >> std::get_time(&parts, "%Y-%m-%d");
    return static_cast<int>(timegm(&parts) / 86400);
  };
  return day(interval.substr(interval.find('/') + 1)) - day(interval) + 1;
}

void answer(httplib::Response& response, int status, const Json& body) {
  response.status = status;
  response.set_content(body.dump(), "application/json");
}

Json split_list(const std::string& text, bool numbers) {
  Json list = Json::array();
  std::stringstream in(text);
  for (std::string part; std::getline(in, part, ',');) list.push_back(numbers ? Json(std::stod(part)) : Json(part));
  return list;
}

}  // namespace

StacStandIn::StacStandIn(std::string folder)
    : folder_(std::move(folder)), server_(std::make_unique<httplib::Server>()) {
  httplib::Server& server = *server_;
  server.new_task_queue = [] { return new httplib::ThreadPool(48); };
  server.set_keep_alive_timeout(1);
  server.set_tcp_nodelay(true);
  // This notes a request before its answer is sent, so that a client with the answer finds it in
  // the log.
  server.set_post_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    const std::lock_guard lock(mutex_);
    log_.emplace_back(request.method + " " + request.target, response.status);
  });
  server.Post("/api/v1/search", [this](const httplib::Request& request, httplib::Response& response) {
    if (fails(request, response)) return;
    if (paging == Paging::get) return answer(response, 405, {{"detail", "Method Not Allowed"}});
    serve_search(request, response, last_search_ = Json::parse(request.body));
  });
  server.Get("/api/v1/search", [this](const httplib::Request& request, httplib::Response& response) {
    if (fails(request, response)) return;
    Json query{{"collections", split_list(request.get_param_value("collections"), false)},
               {"datetime", request.get_param_value("datetime")},
               {"bbox", split_list(request.get_param_value("bbox"), true)}};
    if (request.has_param("token")) query["token"] = request.get_param_value("token");
    serve_search(request, response, query);
  });
  server.Get(R"(/api/v1/collections/([\w-]+))", [this](const httplib::Request& request, httplib::Response& response) {
    const std::string id = request.matches[1];
    for (const Json& item : items_)
      if (item["collection"] == id) return answer(response, 200, {{"id", id}});
    answer(response, 404, {{"code", "NotFoundError"}, {"description", id + " does not exist"}});
  });
  server.Get(R"(/sas/token/([\w-]+))", [this](const httplib::Request& request, httplib::Response& response) {
    if (!fails(request, response)) serve_token(response);
  });
  server.Get("/files/.*", [this](const httplib::Request& request, httplib::Response& response) {
    const InFlight::Request one(in_flight_);
    if (fails(request, response)) return;
    if (!guarded.empty() && request.path.find(guarded) != std::string::npos) return redirect(request, response);
    if (may_read(request)) return serve_file(request.path.substr(std::string("/files/").size()), response);
    response.status = 403;
    response.set_content("<Error><Code>AuthenticationFailed</Code></Error>", "application/xml");
  });
  server.Get("/login.*",
             [this](const httplib::Request& request, httplib::Response& response) { serve_login(request, response); });
  server.Get("/signed/.*", [this](const httplib::Request& request, httplib::Response& response) {
    const InFlight::Request one(in_flight_);
    if (request.has_param("X-Amz-Signature") && request.method != "HEAD")
      return serve_file(request.path.substr(std::string("/signed/").size()), response);
    response.status = 403;  // an address that is signed for GET refuses HEAD
  });
  server.Get("/eodata/.*", [this](const httplib::Request& request, httplib::Response& response) {
    if (!fails(request, response)) serve_bucket(request, response);
  });
  base_ = "http://127.0.0.1:" + std::to_string(server.bind_to_any_port("127.0.0.1"));
  thread_ = std::thread([this] { server_->listen_after_bind(); });
  while (!server.is_running()) std::this_thread::yield();
}

StacStandIn::~StacStandIn() {
  server_->stop();
  thread_.join();
}

int StacStandIn::requests(const std::string& part, int status) const {
  const std::lock_guard lock(mutex_);
  int count = 0;
  for (const auto& [target, answered] : log_)
    count += target.find(part) != std::string::npos && (status == 0 || answered == status) ? 1 : 0;
  return count;
}

bool StacStandIn::fails(const httplib::Request& request, httplib::Response& response) {
  const std::lock_guard lock(mutex_);
  if (!failing_file.empty() && request.path.find(failing_file) != std::string::npos) {
    answer(response, 503, {{"message", "Service Unavailable"}});
    return true;
  }
  const bool is_file = request.path.rfind("/files/", 0) == 0 || request.path.rfind("/eodata/", 0) == 0;
  if (is_file && ++file_requests_ > busy_after) {
    answer(response, 429, {{"message", "Too Many Requests"}});
    return true;
  }
  if (!random_.chance(failing_share)) return false;
  // A token service does not throttle with 403.
  const int kind = failures_++ % 4;
  switch (kind == 1 && request.path.rfind("/sas/", 0) == 0 ? 0 : kind) {
    case 0:
      answer(response, 503, {{"message", "Service Unavailable"}});
      break;
    case 1:
      answer(response, 403, {{"message", "Forbidden"}});
      break;
    case 2:
      answer(response, 504, {{"message", "Gateway Timeout"}});
      break;
    default:
      response.set_content_provider(100000, "application/octet-stream",
                                    [](std::size_t, std::size_t, httplib::DataSink& sink) {
                                      sink.write("half", 4);
                                      return false;
                                    });
  }
  return true;
}

std::vector<Json> StacStandIn::matching(const Json& query) const {
  const std::string interval = query["datetime"];
  const std::size_t slash = interval.find('/');
  const std::string first = interval.substr(0, slash), last = interval.substr(slash + 1);
  const Json& box = query["bbox"];
  std::vector<Json> found;
  for (const Json& item : items_) {
    const std::string time = item["properties"]["datetime"];
    const Json& own = item["bbox"];
    bool wanted =
        time >= first && time <= last && own[0] <= box[2] && own[2] >= box[0] && own[1] <= box[3] && own[3] >= box[1];
    bool listed = false;
    for (const Json& collection : query["collections"]) listed = listed || collection == item["collection"];
    if (wanted && listed) found.push_back(item);
  }
  return found;
}

Json StacStandIn::next_link(const Json& query, std::size_t next) const {
  const std::string token = std::to_string(next);
  Json link{{"rel", "next"}, {"type", "application/geo+json"}, {"href", api() + "/search"}, {"method", "POST"}};
  Json body = query;
  switch (paging) {
    case Paging::earth_search:
      body["next"] = token;
      link["merge"] = false;
      link["body"] = body;
      break;
    case Paging::planetary_computer:
      body["token"] = token;
      link["body"] = body;
      break;
    case Paging::merge:
      link["merge"] = true;
      link["body"] = {{"token", token}};
      break;
    case Paging::get: {
      std::string box;
      for (const Json& value : query["bbox"]) box += (box.empty() ? "" : ",") + value.dump();
      link.erase("method");
      // Some servers give relative addresses.
      link["href"] = "/api/v1/search?collections=" + query["collections"][0].get<std::string>() +
                     "&datetime=" + query["datetime"].get<std::string>() + "&bbox=" + box + "&token=" + token;
    }
  }
  return link;
}

void StacStandIn::serve_search(const httplib::Request&, httplib::Response& response, const Json& query) {
  if (!query.contains("collections") || !query.contains("datetime") || !query.contains("bbox"))
    return answer(response, 400, {{"code", "BadRequest"}, {"description", "a key of the search is absent"}});
  if (days_of(query["datetime"]) > longest_days)
    return answer(response, 504,
                  {{"code", "TimeoutError"},
                   {"description", "The request exceeded the maximum allowed time, please try again."}});
  const std::vector<Json> found = matching(query);
  const char* key = paging == Paging::earth_search ? "next" : "token";
  const std::size_t begin = query.contains(key) ? std::stoul(query[key].get<std::string>()) : 0;
  const std::size_t end = std::min(found.size(), begin + static_cast<std::size_t>(page_size));
  Json page{{"type", "FeatureCollection"}, {"features", Json::array()}, {"links", Json::array()}};
  for (std::size_t i = begin; i < end; ++i) page["features"].push_back(found[i]);
  page["links"].push_back({{"rel", "root"}, {"href", api()}});
  const bool is_last = paging == Paging::earth_search ? begin >= end : end == found.size();
  if (paging == Paging::earth_search) page["numberMatched"] = found.size();
  if (!is_last) page["links"].push_back(next_link(query, end));
  answer(response, 200, page);
}

void StacStandIn::serve_token(httplib::Response& response) {
  if (token_refusal != 0)
    return answer(response, token_refusal, {{"statusCode", token_refusal}, {"message", "Forbidden"}});
  const std::lock_guard lock(mutex_);
  token_uses_.push_back(0);
  answer(response, 200,
         {{"msft:expiry", iso_time(std::time(nullptr) + 3600)},
          {"token", "st=now&sp=rl&sig=" + std::to_string(token_uses_.size() - 1)}});
}

bool StacStandIn::may_read(const httplib::Request& request) {
  if (!wants_tokens) return true;
  const std::lock_guard lock(mutex_);
  if (!request.has_param("sig")) return false;
  int& uses = token_uses_.at(std::stoul(request.get_param_value("sig")));
  return ++uses <= token_requests || token_requests == 0;
}

void StacStandIn::redirect(const httplib::Request& request, httplib::Response& response) const {
  const std::string file = request.path.substr(std::string("/files/").size());
  const bool has_token = request.get_header_value("Authorization") == std::string("Bearer ") + kBearer;
  const bool has_cookie = request.get_header_value("Cookie").find("session=farmer") != std::string::npos;
  if (has_token || has_cookie) return response.set_redirect(base_ + "/signed/" + file + "?X-Amz-Signature=1", 303);
  const std::string port = base_.substr(base_.rfind(':'));
  response.set_redirect("http://localhost" + port + "/login?file=" + file, 302);
}

void StacStandIn::serve_login(const httplib::Request& request, httplib::Response& response) {
  const std::string file = request.get_param_value("file");
  if (request.has_param("code")) {
    response.set_header("Set-Cookie", "session=farmer; Path=/");
    return response.set_redirect(file_url(file), 302);
  }
  if (request.get_header_value("Authorization") == httplib::make_basic_authentication_header(kUser, kPassword).second)
    return response.set_redirect(base_ + "/login?code=1&file=" + file, 302);
  response.status = 401;
  response.set_header("WWW-Authenticate", "Basic realm=\"Earthdata\"");
}

// The header of AWS Signature Version 4 names the key of its signer. The signature is not checked,
// since GDAL makes it.
void StacStandIn::serve_bucket(const httplib::Request& request, httplib::Response& response) {
  const std::string wanted = std::string("AWS4-HMAC-SHA256 Credential=") + kAccessKey + "/";
  if (bucket_refusal.empty() && request.get_header_value("Authorization").rfind(wanted, 0) == 0)
    return serve_file(request.path.substr(std::string("/eodata/").size()), response);
  response.status = 403;
  const std::string message =
      bucket_refusal.empty() ? "The AWS Access Key Id you provided does not exist in our records." : bucket_refusal;
  response.set_content("<?xml version=\"1.0\"?><Error><Code>Forbidden</Code><Message>" + message + "</Message></Error>",
                       "application/xml");
}

void StacStandIn::serve_file(const std::string& name, httplib::Response& response) {
  const std::string path = folder_ + "/" + name;
  if (!std::filesystem::is_regular_file(path)) {
    response.status = 404;
    return;
  }
  const auto content = std::make_shared<std::string>(content_of(path));
  response.set_content_provider(content->size(), "image/tiff",
                                [this, content](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                  bytes_sent_ += static_cast<long long>(length);
                                  // Ranges may reach beyond the end; what was promised has to be
                                  // sent.
                                  std::string part = content->substr(std::min(offset, content->size()), length);
                                  part.resize(length);
                                  return sink.write(part.data(), length);
                                });
}

}  // namespace undercast
