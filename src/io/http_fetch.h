// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace undercast {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// Sends one request through GDAL, so that proxies, certificates and timeouts are those of GDAL's settings. Gives the
/// answer, whatever its status. Throws Error(remote) when none comes.
HttpAnswer http_fetch(const std::string& method, const std::string& url, const std::string& body,
                      const std::vector<std::string>& headers);

}  // namespace undercast
