// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

namespace undercast {

/// Sets how GDAL reads rasters behind URLs (retries, timeouts, few requests), unless the
/// environment does.
void remote_setup();

/// GDAL's name for the file at a URL: /vsicurl/https://... or /vsis3/bucket/key, and
/// likewise /vsigs/ and /vsiaz/. A path is unchanged.
std::string path_of_url(const std::string& url);

/// Reads a file or an address whole. Throws Error(io), and Error(usage) when it has more than
/// `most_bytes`.
std::string read_file(const std::string& path, std::size_t most_bytes = SIZE_MAX);

/// Sets the endpoint of an s3:// bucket that Amazon does not host; the user's AWS_S3_ENDPOINT takes
/// precedence.
void set_s3_endpoint(const std::string& bucket, const std::string& endpoint);
/// Whether GDAL finds keys for s3://, in the environment or in the files of Amazon's client.
bool has_s3_keys();

}  // namespace undercast
