// SPDX-License-Identifier: Apache-2.0
#include "retrieve/stac_fetch.h"

#include <fmt/format.h>

#include <filesystem>

#include "core/error.h"
#include "io/footprint.h"
#include "io/remote.h"
#include "io/window_copy.h"
#include "net/http.h"

namespace undercast {
namespace {

constexpr const char* kPartKey = "UNDERCAST_PART";

// A signature is another one each time.
std::string identity(const StacPart& part) {
  const Grid& grid = part.grid;
  return fmt::format("{} under {} [{:.9g}] {} x {} px + {:g} m", without_query(part.href), crs_name(grid.crs_wkt),
                     fmt::join(grid.affine, " "), grid.cols, grid.rows, part.margin_m);
}

// Nothing that comes later would be another answer.
bool is_final(const std::string& reason) { return reason.find("response code: 404") != std::string::npos; }

// What S3 says to a key that it does not know, or to a signature of another key or time; every file gets that answer.
bool is_of_keys(const std::string& reason) {
  for (const char* part : {"Access Key Id", "request signature we calculated", "difference between the request time"})
    if (reason.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace

bool is_fetched(const StacPart& part, const std::string& path) {
  return raster_metadata(path, kPartKey) == identity(part);
}

bool fetch_part(const StacPart& part, const std::string& path, StacSigner& signer, const Patience& patience) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  WindowCopy copy(part.name + " at " + without_query(part.href), path, {{kPartKey, identity(part)}},
                  [&](const Grid& image) { return pixels_under(part.grid, image, part.margin_m); });
  for (int failures = 0;;) {
    // Outside: asking for a token has its own patience.
    const std::string signed_href = signer.sign(part.href, part.collection);
    try {
      copy.attempt(path_of_url(signed_href));
      return copy.copied();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::remote) throw;
      if (is_of_keys(error.what()))
        throw Error(ErrorKind::bad_input, error.what(),
                    "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and this machine's clock; the same command goes on "
                    "from here");
      ++failures;
      if (failures >= patience.attempts || is_final(error.what()))
        throw Error(ErrorKind::remote, fmt::format("{} (tried {} times)", error.what(), failures), error.hint());
      signer.forget(part.collection);
      patience.pause(failures, error.what());
    }
  }
}

}  // namespace undercast
