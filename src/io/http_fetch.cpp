// SPDX-License-Identifier: Apache-2.0
#include "io/http_fetch.h"

#include <cpl_http.h>
#include <cpl_string.h>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "core/error.h"
#include "io/gdal.h"

namespace undercast {

HttpAnswer http_fetch(const std::string& method, const std::string& url, const std::string& body,
                      const std::vector<std::string>& headers) {
  gdal_setup();
  CPLStringList options;
  options.SetNameValue("HEADERS", fmt::format("{}", fmt::join(headers, "\r\n")).c_str());
  if (method != "GET") options.SetNameValue("CUSTOMREQUEST", method.c_str());
  if (!body.empty()) options.SetNameValue("POSTFIELDS", body.c_str());
  for (const auto& [key, value] : {std::pair{"CONNECTTIMEOUT", "30"}, {"TIMEOUT", "300"}, {"MAX_RETRY", "0"}})
    options.SetNameValue(key, value);
  CPLErrorReset();
  const std::unique_ptr<CPLHTTPResult, decltype(&CPLHTTPDestroyResult)> result(
      CPLHTTPFetch(url.c_str(), options.List()), &CPLHTTPDestroyResult);
  HttpAnswer answer{200, {}};
  const std::string failure = result && result->pszErrBuf != nullptr ? result->pszErrBuf : "";
  if (!result || (!failure.empty() && std::sscanf(failure.c_str(), "HTTP error code : %d", &answer.status) != 1))
    throw Error(ErrorKind::remote, fmt::format("no answer from {}: {}", url, failure.empty() ? gdal_reason() : failure),
                "check the address and the connection, then run the command again");
  if (result->pabyData != nullptr)
    answer.body.assign(reinterpret_cast<const char*>(result->pabyData), static_cast<std::size_t>(result->nDataLen));
  return answer;
}

}  // namespace undercast
