// SPDX-License-Identifier: Apache-2.0
#include "stac/fetch.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <initializer_list>

#include "core/error.h"
#include "io/atomic_file.h"
#include "io/crs.h"
#include "io/footprint.h"
#include "io/remote.h"
#include "io/window_copy.h"
#include "net/url.h"

namespace undercast {
namespace {

constexpr const char* kPartKey = "UNDERCAST_PART";

// The query is left out: a signature differs each time.
std::string identity(const StacPart& part) {
  const Grid& grid = part.grid;
  return fmt::format("{} under {} [{:.9g}] {} x {} px + {:g} m", without_secrets(part.href), crs_name(grid.crs_wkt),
                     fmt::join(grid.affine, " "), grid.cols, grid.rows, part.margin_m);
}

bool holds_any(const std::string& text, std::initializer_list<const char*> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const char* part) { return text.find(part) != text.npos; });
}

// Another attempt may have another token, but an open file stays closed.
bool is_refused(const Error& error) { return holds_any(error.what(), {"response code: 403", "Access Denied"}); }

// S3 answers so to a key that it does not know, and to a signature of another key or time; every
// file gets that answer.
void require_usable_keys(const Error& error) {
  if (holds_any(error.what(),
                {"Access Key Id", "request signature we calculated", "difference between the request time"}))
    throw Error(ErrorKind::bad_input, error.what(),
                "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and this machine's clock; the same command continues "
                "from here");
}

// A catalogue has no business with the files of this machine, or with what GDAL makes of other
// names.
void require_remote(const StacPart& part) {
  const auto url = Url::parse(part.href);
  if (!url || !(url->scheme == "https" || url->scheme == "s3" || url->is_loopback()))
    throw Error(ErrorKind::remote,
                fmt::format("{} is at '{}', and images are fetched over https or from s3 alone", part.name,
                            without_secrets(part.href)),
                "tell the archive, or choose another collection");
}

// An image of pixels that are too small would take days to fetch.
void require_usual_pixels(const StacPart& part, const Grid& image) {
  constexpr double kLeastPixel_m = 1;
  const PixelMetres pixel = metres_per_pixel(image);
  if (std::min(pixel.across, pixel.down) < kLeastPixel_m)
    throw Error(ErrorKind::remote,
                fmt::format("{} has pixels of {:g} x {:g} m, and Sentinel has pixels of 10 m or more", part.name,
                            pixel.across, pixel.down),
                kOtherCollection);
}

}  // namespace

bool is_of_the_file_alone(const Error& error) {
  return error.hint() == kOtherCollection ||
         holds_any(error.what(), {"response code: 404", "specified key does not exist"});
}

bool is_fetched(const StacPart& part, const std::string& path) {
  return raster_metadata(path, kPartKey) == identity(part);
}

bool fetch_part(const StacPart& part, const std::string& path, StacSigner& signer, const Patience& patience) {
  require_remote(part);
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  // A killed run may have left some. No other run writes here: this one holds the lock of the
  // folder.
  remove_scratch_files(path);
  WindowCopy copy(part.name + " at " + without_secrets(part.href), path, {{kPartKey, identity(part)}},
                  [&](const Grid& image) {
                    require_usual_pixels(part, image);
                    return pixels_under(part.grid, image, part.margin_m);
                  });
  for (Attempts attempts(patience);;) {
    // A request for a token has attempts of its own.
    const std::string signed_href = signer.sign(part.href, part.collection);
    try {
      copy.attempt(path_of_url(signed_href));
      return copy.copied();
    } catch (const Error& error) {
      require_usable_keys(error);
      if (is_of_the_file_alone(error) || (is_refused(error) && signed_href == part.href)) throw;
      signer.forget(part.collection);
      attempts.failed(error);
    }
  }
}

}  // namespace undercast
