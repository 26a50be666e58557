// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "core/descriptor.h"
#include "view/web_message.h"

namespace undercast {

/// Answers the requests of a server.
class WebSite {
 public:
  virtual ~WebSite() = default;
  /// Returns the answer to a request that shall not cost any work, or nothing, and may rewrite the
  /// request for answer(). One thread calls it.
  virtual std::optional<WebAnswer> refuse(WebRequest& request) = 0;
  /// Any number of threads call it at once.
  virtual WebAnswer answer(const WebRequest& request) = 0;
};

/// Serves HTTP on loopback. One thread receives and sends for all clients, so that no client holds
/// up another one however slow it is; other threads only work on whole requests. Whoever takes
/// longer than an honest client is cut off, and so is the slowest one where there are too many.
class Connections {
 public:
  /// Listens. Throws Error(io) where the port is taken; 0 is any free port.
  explicit Connections(int port);

  int port() const { return port_; }
  /// Serves with so many threads until stop_requested(), and then cuts all connections.
  void serve(WebSite& site, int threads);

 private:
  int port_;
  Descriptor listener_;
};

}  // namespace undercast
