// SPDX-License-Identifier: Apache-2.0
#include "stac/search.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>
#include <set>

#include "core/json.h"
#include "core/progress.h"
#include "net/url.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

constexpr int kNotFound = 404, kMethodNotAllowed = 405;
// A year of images has a few pages.
constexpr int kMostPages = 1000;
constexpr const char* kAddressHint = "check that a STAC API has this address, and run the command again later";

struct Request {
  std::string method = "POST", url;
  Json body;
  bool operator==(const Request&) const = default;
};

// Thrown when the server gave up on a search because it took too long.
struct TooLong {};

std::string shortened(const std::string& text) {
  return printable(text.size() <= 300 ? text : text.substr(0, 300) + "...");
}

const char* hint_for(int status) {
  if (status == 401 || status == 403) return "the archive throttles or wants an account: run the command again later";
  return status == 429 || status >= 500 ? "the archive is busy or down: run the command again later" : kAddressHint;
}

JsonSource source_of(const Request& request) {
  return {"the answer of " + without_secrets(request.url), ErrorKind::remote, kAddressHint};
}

Json parse_reply(const Request& request, const HttpReply& reply) {
  if (is_too_long(reply)) throw TooLong{};
  if (reply.status != kOk)
    throw Error(ErrorKind::remote,
                fmt::format("{} answered with status {}: {}", without_secrets(request.url), reply.status,
                            shortened(reply.body)),
                hint_for(reply.status));
  return parse_json(reply.body, source_of(request));
}

// The request for the next page; nothing on the last one. The body of the link replaces the last
// one, or is merged into it.
std::optional<Request> next_request(const JsonValue& page, const Request& last) {
  const std::optional<JsonValue> links = page.find("links");
  if (!links || !links->json().is_array()) return {};
  for (const JsonValue& link : links->items()) {
    if (link.find_as<std::string>("rel") != "next") continue;
    Request next{link.get<std::string>("method", "GET"), resolve_url(last.url, link.at("href").as<std::string>()), {}};
    std::transform(next.method.begin(), next.method.end(), next.method.begin(), ::toupper);
    if (next.method == "GET") return next;
    if (next.method != "POST") link.at("method").refuse("GET or POST");
    const std::optional<JsonValue> body = link.find("body");
    if (!body || link.find_as<bool>("merge").value_or(false)) next.body = last.body;
    if (body) {
      body->members();
      next.body.update(body->json());
    }
    return next;
  }
  return {};
}

class Search {
 public:
  Search(const StacQuery& query, const StacHttp& http) : query_(query), http_(http) {}

  std::vector<StacItem> run() {
    for (const LonLatBox& box : query_.boxes) search_days(box, query_.first, query_.last);
    return std::move(items_);
  }

 private:
  void search_days(const LonLatBox& box, Date first, Date last) {
    try {
      search_pages(box, first, last);
      return;
    } catch (const TooLong&) {
      if (first == last)
        throw Error(ErrorKind::remote,
                    fmt::format("{} cannot search even one day, {}, in time", query_.api, to_string(first)),
                    "try again later, or choose a smaller area");
    }
    const Date middle = first + (last - first) / 2;
    spdlog::debug("{}: the search of {} to {} took too long; trying halves", query_.api, to_string(first),
                  to_string(last));
    search_days(box, first, middle);
    search_days(box, middle + Days(1), last);
  }

  Request first_request(const LonLatBox& box, Date first, Date last) const {
    const std::string interval = fmt::format("{}T00:00:00Z/{}T23:59:59Z", to_string(first), to_string(last));
    const std::string url = query_.api + "/search";
    if (by_get_)
      return {"GET",
              fmt::format("{}?collections={}&datetime={}&bbox={}&limit={}", url, query_.collection, interval,
                          fmt::join(box, ","), query_.page_size),
              {}};
    return {"POST",
            url,
            {{"collections", {query_.collection}}, {"datetime", interval}, {"bbox", box}, {"limit", query_.page_size}}};
  }

  void search_pages(const LonLatBox& box, Date first, Date last) {
    Request request = first_request(box, first, last);
    int pages = 0;
    for (;;) {
      stop_if_requested();
      const HttpReply reply = http_({request.method, request.url, request.body.is_null() ? "" : to_text(request.body)});
      if (reply.status == kMethodNotAllowed && !by_get_) {
        by_get_ = true;
        return search_pages(box, first, last);
      }
      const Json content = parse_reply(request, reply);
      const JsonValue page(content, source_of(request));
      const std::vector<JsonValue> features = page.at("features").items();
      for (const JsonValue& feature : features) {
        StacItem item = parse_stac_item(feature.json(), request.url);
        if (seen_.insert(item.id).second) items_.push_back(std::move(item));
      }
      if (features.empty()) return;
      std::optional<Request> next = next_request(page, request);
      if (!next) return;
      if (*next == request || ++pages > kMostPages)
        throw Error(ErrorKind::remote,
                    fmt::format("{} links from page to page without an end", without_secrets(request.url)),
                    kAddressHint);
      request = std::move(*next);
    }
  }

  const StacQuery& query_;
  const StacHttp& http_;
  std::vector<StacItem> items_;
  std::set<std::string> seen_;
  bool by_get_ = false;  ///< the server does not accept POST
};

void require_collection(const StacQuery& query, const StacHttp& http) {
  if (http({"GET", fmt::format("{}/collections/{}", query.api, query.collection)}).status == kNotFound)
    throw Error(ErrorKind::bad_input, fmt::format("{} has no collection '{}'", query.api, query.collection),
                fmt::format("{}/collections lists its collections", query.api));
}

}  // namespace

std::vector<StacItem> search_stac(const StacQuery& query, const StacHttp& http) {
  std::vector<StacItem> items = Search(query, http).run();
  if (items.empty()) require_collection(query, http);
  return items;
}

}  // namespace undercast
