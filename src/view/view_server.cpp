// SPDX-License-Identifier: Apache-2.0
#include "view/view_server.h"

#include <fmt/format.h>
#include <httplib.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <semaphore>
#include <thread>

#include "core/json.h"
#include "core/progress.h"
#include "io/gdal.h"
#include "view/area_series.h"
#include "view/front_end.h"
#include "view/requests.h"
#include "view/scene_json.h"
#include "view/tiles.h"

namespace undercast {
namespace {

constexpr std::size_t kCacheBytes = 256U << 20;
constexpr std::size_t kThreads = 64;  // connections that stay open take one each
constexpr int kMostCorners = 400;
constexpr const char* kJson = "application/json";

// Returns scheme://host[:port] of the basemap's address: the page may load images from there.
std::string origin_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (url.empty()) return {};
  if (scheme == std::string::npos || (url.compare(0, 8, "https://") != 0 && url.compare(0, 7, "http://") != 0) ||
      url.find("{z}") == std::string::npos || url.find_first_of(" ;,'\"") != std::string::npos)
    throw Error(ErrorKind::usage, "the basemap's address cannot be used: " + url,
                "give one such as https://tile.example.org/{z}/{x}/{y}.png");
  return url.substr(0, url.find('/', scheme + 3));
}

}  // namespace

std::string missing_front_end() { return front_end_problem(); }

class ViewServer::Site {
 public:
  Site(const ViewedScene& scene, const ViewServerOptions& options)
      : scene_(scene),
        tiles_(scene, kCacheBytes, options.readers),
        readers_(options.readers),
        basemap_(options.basemap) {
    const std::string origin = origin_of(basemap_);
    policy_ = fmt::format(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' "
        "data: blob: {}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        origin);
    bind(options.port);
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server_.set_keep_alive_timeout(2);
    server_.set_read_timeout(5);
    server_.set_payload_max_length(1024);
    server_.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      response.set_header("Content-Security-Policy", policy_);
      response.set_header("Cross-Origin-Resource-Policy", "same-origin");
      response.set_header("X-Content-Type-Options", "nosniff");
      response.set_header("Referrer-Policy", "no-referrer");
      return is_allowed(request, port_, response) ? httplib::Server::HandlerResponse::Unhandled
                                                  : httplib::Server::HandlerResponse::Handled;
    });
    add_pages();
    add_answers();
  }

  int port() const { return port_; }

  void serve() {
    std::atomic<bool> ended = false;
    std::thread listening([&] {
      server_.listen_after_bind();
      ended = true;
    });
    // The server ignores stop() until it is running, so we wait for that.
    while (!ended && !(stop_requested() && server_.is_running()))
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    if (!ended) server_.stop();
    listening.join();
    if (!stop_requested()) throw Error(ErrorKind::io, "listening ended by itself");
  }

 private:
  void bind(int port) {
    // The library sets SO_REUSEPORT, with which two programs would share a port and take each
    // other's requests.
    server_.set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    port_ = port == 0 ? server_.bind_to_any_port("127.0.0.1") : server_.bind_to_port("127.0.0.1", port) ? port : -1;
    if (port_ < 0)
      throw Error(ErrorKind::io, fmt::format("cannot listen on port {} of this machine", port),
                  "another program may use it: give another --port, or 0 for any that is free");
  }

  void add_pages() {
    const auto page = [&](const std::string& path, std::string_view text, const char* type) {
      server_.Get(path, [text, type](const httplib::Request&, httplib::Response& response) {
        response.set_header("Cache-Control", "no-cache");
        response.set_content(text.data(), text.size(), type);
      });
    };
    page("/", front_end_html(), "text/html; charset=utf-8");
    page("/main\\.js", front_end_js(), "text/javascript; charset=utf-8");
    page("/main\\.css", front_end_css(), "text/css; charset=utf-8");
  }

  void add_answers() {
    server_.Get("/api/scene", [this](const httplib::Request&, httplib::Response& response) {
      answer(response, [&] { response.set_content(to_text(scene_json(scene_, basemap_)), kJson); });
    });
    server_.Get(R"(/api/tile/(\d{1,4})/(\d{1,6})/(\d{1,2})/(\d{1,7})/(\d{1,7}))",
                [this](const httplib::Request& request, httplib::Response& response) {
                  answer(response, [&] {
                    response.set_content(
                        tiles_.tile({path_number(request, 1), path_number(request, 2), path_number(request, 3),
                                     path_number(request, 4), path_number(request, 5)}),
                        "image/webp");
                    response.set_header("Cache-Control", "private, max-age=3600");
                  });
                });
    const auto series = [this](const httplib::Request& request) {
      readers_.acquire();  // so that memory stays bounded
      const std::unique_ptr<void, std::function<void(void*)>> turn(this, [this](void*) { readers_.release(); });
      if (request.has_param("polygon"))
        return series_of_area(scene_, parse_polygon(request.get_param_value("polygon"), kMostCorners));
      return series_of_pixel(scene_, query_number(request, "row"), query_number(request, "col"));
    };
    server_.Get("/api/series", [series](const httplib::Request& request, httplib::Response& response) {
      answer(response, [&] { response.set_content(to_text(to_json(series(request))), kJson); });
    });
    server_.Get("/api/series\\.csv", [series](const httplib::Request& request, httplib::Response& response) {
      answer(response, [&] {
        response.set_content(to_csv(series(request)), "text/csv; charset=utf-8");
        response.set_header("Content-Disposition", "attachment");
      });
    });
    server_.set_error_handler([](const httplib::Request&, httplib::Response& response) {
      if (response.body.empty()) response.set_content(R"({"error": "there is no such page", "hint": ""})", kJson);
    });
  }

  const ViewedScene& scene_;
  Tiles tiles_;
  std::counting_semaphore<> readers_;
  std::string basemap_, policy_;
  httplib::Server server_;
  int port_ = -1;
};

ViewServer::ViewServer(const ViewedScene& scene, const ViewServerOptions& options)
    : site_(std::make_unique<Site>(scene, options)) {
  gdal_set_threads(options.readers);
}
ViewServer::~ViewServer() = default;

int ViewServer::port() const { return site_->port(); }
std::string ViewServer::address() const { return fmt::format("http://127.0.0.1:{}/", port()); }
void ViewServer::serve() { site_->serve(); }

}  // namespace undercast
