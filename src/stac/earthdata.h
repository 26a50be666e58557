// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "net/patience.h"
#include "stac/signer.h"

namespace undercast {

/// Throws Error(usage) unless the environment has a login of NASA's Earthdata, which the files of
/// the collection need: a token in EARTHDATA_TOKEN, or a .netrc ($NETRC, or ~/.netrc) that names
/// urs.earthdata.nasa.gov.
void require_earthdata_login(const std::string& collection);

/// Sends over the network, with the login of .netrc where a host asks for one, and again after 429
/// and 5xx.
StacHttp earthdata_http(const Patience& patience);

/// Signs files that NASA's Earthdata guards. Its archives redirect a user who has logged in to an
/// address that is signed for some time, where parts of the file can be read.
class EarthdataLogin : public StacSigner {
 public:
  /// An empty `token` leaves the login to .netrc, which `http` reads.
  EarthdataLogin(std::string token, StacHttp http) : token_(std::move(token)), http_(std::move(http)) {}
  /// With the token of the environment.
  explicit EarthdataLogin(const Patience& patience);

  std::string sign(const std::string& href, const std::string& collection) override;
  void forget(const std::string&) override {}

 private:
  std::string token_;
  StacHttp http_;
};

}  // namespace undercast
