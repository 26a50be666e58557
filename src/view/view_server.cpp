// SPDX-License-Identifier: Apache-2.0
#include "view/view_server.h"

#include <fmt/format.h>

#include <charconv>
#include <functional>
#include <semaphore>

#include "core/json.h"
#include "core/progress.h"
#include "io/gdal.h"
#include "view/area_series.h"
#include "view/connections.h"
#include "view/front_end.h"
#include "view/requests.h"
#include "view/scene_fields.h"
#include "view/scene_json.h"
#include "view/tiles.h"

namespace undercast {
namespace {

constexpr std::size_t kCacheBytes = 256U << 20;
constexpr int kThreads = 32;  // most of them wait for files
constexpr int kMostCorners = 400;
constexpr const char* kJson = "application/json";

// Returns scheme://host[:port] of the basemap's address: the page may load images from there.
std::string origin_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (url.empty()) return {};
  if (scheme == std::string::npos || (url.compare(0, 8, "https://") != 0 && url.compare(0, 7, "http://") != 0) ||
      url.find("{z}") == std::string::npos || url.find_first_of(" ;,'\"\r\n") != std::string::npos)
    throw Error(ErrorKind::usage, "the basemap's address cannot be used: " + url,
                "give one such as https://tile.example.org/{z}/{x}/{y}.png");
  return url.substr(0, url.find('/', scheme + 3));
}

// Reads layer/step/zoom/x/y. Returns nothing for other text.
std::optional<TileAddress> parse_tile(std::string_view text) {
  TileAddress tile;
  const char *at = text.data(), *const end = at + text.size();
  for (int* const part : {&tile.layer, &tile.step, &tile.zoom, &tile.x, &tile.y}) {
    if (part != &tile.layer && (at == end || *at++ != '/')) return {};
    const auto [next, status] = std::from_chars(at, end, *part);
    if (status != std::errc{} || *part < 0) return {};
    at = next;
  }
  return at == end ? std::optional(tile) : std::nullopt;
}

}  // namespace

std::string missing_front_end() { return front_end_problem(); }

class ViewServer::Site : public WebSite {
 public:
  Site(const ViewedScene& scene, const ViewServerOptions& options)
      : scene_(scene),
        tiles_(scene, kCacheBytes, options.readers),
        readers_(options.readers),
        basemap_(options.basemap),
        policy_(fmt::format("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src "
                            "'self'; img-src 'self' data: blob: {}; base-uri 'none'; form-action 'none'; "
                            "frame-ancestors 'none'",
                            origin_of(basemap_))),
        connections_(options.port) {}

  int port() const { return connections_.port(); }
  std::string address() const { return fmt::format("http://127.0.0.1:{}/{}/", port(), token_.text()); }
  void serve() { connections_.serve(*this, kThreads); }

  std::optional<WebAnswer> refuse(WebRequest& request) override {
    std::optional<WebAnswer> refused = refusal_of(request, port(), token_);
    if (refused) guard(*refused);
    return refused;
  }

  WebAnswer answer(const WebRequest& request) override {
    WebAnswer answer = answer_of([&] { return find(request); });
    guard(answer);
    return answer;
  }

 private:
  // Other sites shall neither read nor frame an answer, nor learn its address.
  void guard(WebAnswer& answer) const {
    answer.headers.insert(answer.headers.end(), {{"Content-Security-Policy", policy_},
                                                 {"Cross-Origin-Resource-Policy", "same-origin"},
                                                 {"X-Content-Type-Options", "nosniff"},
                                                 {"Referrer-Policy", "no-referrer"}});
  }

  WebAnswer find(const WebRequest& request) {
    const std::string& path = request.path;
    const auto page = [](std::string_view text, const char* type) {
      return WebAnswer{200, type, std::string(text), {{"Cache-Control", "no-cache"}}};
    };
    if (path.empty()) return {308, "text/plain", "", {{"Location", fmt::format("/{}/", token_.text())}}};
    if (path == "/") return page(front_end_html(), "text/html; charset=utf-8");
    if (path == "/main.js") return page(front_end_js(), "text/javascript; charset=utf-8");
    if (path == "/main.css") return page(front_end_css(), "text/css; charset=utf-8");
    if (path == "/api/scene") return {200, kJson, to_text(scene_json(scene_, basemap_))};
    if (path == "/api/fields" && scene_.fields() != nullptr) return {200, kJson, to_text(fields_json(scene_))};
    if (path == "/api/fields/values" && scene_.fields() != nullptr)
      return {200, kJson, to_text(field_values_json(scene_, query_number(request, "step")))};
    if (path == "/api/series") return {200, kJson, to_text(to_json(series(request)))};
    if (path == "/api/series.csv")
      return {200, "text/csv; charset=utf-8", to_csv(series(request)), {{"Content-Disposition", "attachment"}}};
    constexpr std::string_view kTilePath = "/api/tile/";
    if (path.compare(0, kTilePath.size(), kTilePath) == 0)
      if (const std::optional<TileAddress> tile = parse_tile(std::string_view(path).substr(kTilePath.size())))
        return {200, "image/webp", tiles_.tile(*tile), {{"Cache-Control", "private, max-age=3600"}}};
    return refusal(404, "there is no such page");
  }

  PlaceSeries series(const WebRequest& request) {
    if (scene_.fields() != nullptr && find_field(request.parameters, "field"))
      return series_of_field(scene_, query_number(request, "field"));
    readers_.acquire();  // so that memory stays bounded
    const std::unique_ptr<void, std::function<void(void*)>> turn(this, [this](void*) { readers_.release(); });
    stop_if_requested();
    if (const std::optional<std::string> polygon = find_field(request.parameters, "polygon"))
      return series_of_area(scene_, parse_polygon(*polygon, kMostCorners));
    return series_of_pixel(scene_, query_number(request, "row"), query_number(request, "col"));
  }

  const ViewedScene& scene_;
  Tiles tiles_;
  std::counting_semaphore<> readers_;
  const std::string basemap_, policy_;
  const Token token_;
  Connections connections_;
};

ViewServer::ViewServer(const ViewedScene& scene, const ViewServerOptions& options)
    : site_(std::make_unique<Site>(scene, options)) {
  gdal_set_threads(options.readers);
}
ViewServer::~ViewServer() = default;

int ViewServer::port() const { return site_->port(); }
std::string ViewServer::address() const { return site_->address(); }
void ViewServer::serve() { site_->serve(); }

}  // namespace undercast
