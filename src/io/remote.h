// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// Sets how GDAL reads rasters behind URLs (retries, timeouts, few requests), wherever the environment says nothing.
void remote_setup();

/// What GDAL calls the file at a URL: /vsicurl/https://..., /vsis3/bucket/key, /vsigs/bucket/key; a path stays itself.
std::string path_of_url(const std::string& url);

/// Where the bucket of an s3:// address is, other than with Amazon; the user's own AWS_S3_ENDPOINT comes first.
void set_s3_endpoint(const std::string& bucket, const std::string& endpoint);
/// Whether there are keys for s3:// where GDAL looks for them: environment, or the files of Amazon's own client.
bool has_s3_keys();

}  // namespace undercast
