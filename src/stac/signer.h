// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "stac/http.h"

namespace undercast {

/// Signs the addresses of files with tokens (shared access signatures, SAS), which an archive
/// issues for a collection. They last for less than an hour, so files are signed when they are
/// read, not when they are found. Any number of threads may use it at once.
class StacSigner {
 public:
  using Clock = std::function<std::chrono::sys_seconds()>;

  /// Tokens come from `token_url`/<collection>; an empty `token_url` signs nothing.
  StacSigner(std::string token_url, StacHttp http, Clock now = {});

  /// The address with a token that is valid for at least a minute. Throws Error(remote) when the
  /// service issues none, Error(bad_input) when it refuses the account.
  std::string sign(const std::string& href, const std::string& collection);
  /// Drops the token of a collection because it was refused, so that sign() asks for a new one.
  void forget(const std::string& collection);

 private:
  struct Token {
    std::string text;
    std::chrono::sys_seconds expiry;
  };

  std::string token_url_;
  StacHttp http_;
  Clock now_;
  std::mutex mutex_;
  std::map<std::string, Token> tokens_;  ///< by collection
};

}  // namespace undercast
