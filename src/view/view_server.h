// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "view/viewed_scene.h"

namespace undercast {

struct ViewServerOptions {
  int port = 0;         ///< 0: any that is free
  int readers = 2;      ///< files read at once
  std::string basemap;  ///< address of map tiles, {z}/{x}/{y}; empty: none
};

/// Says why this build has no pages to show; empty where it has them.
std::string missing_front_end();

/// Shows a scene to browsers on this machine. It listens on loopback only and answers GET requests
/// whose Host header names it, so that no other site can reach it through the user's browser. The
/// path of its address begins with a secret token, so that no other user of the machine can.
class ViewServer {
 public:
  /// Binds. Throws Error(io) where the port is taken.
  ViewServer(const ViewedScene& scene, const ViewServerOptions& options);
  ~ViewServer();

  int port() const;
  /// Returns the address of the page, which holds the token; all other addresses are relative to it.
  std::string address() const;
  /// Serves until stop_requested().
  void serve();

 private:
  class Site;
  std::unique_ptr<Site> site_;
};

}  // namespace undercast
