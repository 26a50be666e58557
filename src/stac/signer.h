// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "stac/http.h"

namespace undercast {

/// Makes the addresses at which the files of an archive can be read for a while. Files are signed
/// when they are read, not when they are found. Any number of threads may use it at once.
class StacSigner {
 public:
  virtual ~StacSigner() = default;
  /// The address of a file that can be read without further secrets for at least a minute. Throws
  /// Error(remote) when the archive gives none, Error(bad_input) when it refuses the user.
  virtual std::string sign(const std::string& href, const std::string& collection) = 0;
  /// Drops what is kept of a collection because it was refused, so that sign() asks again.
  virtual void forget(const std::string& collection) = 0;
};

/// Signs with tokens (shared access signatures, SAS), which an archive issues for a collection.
/// They last for less than an hour.
class StacTokens : public StacSigner {
 public:
  using Clock = std::function<std::chrono::sys_seconds()>;

  /// Tokens come from `token_url`/<collection>; an empty `token_url` signs nothing.
  StacTokens(std::string token_url, StacHttp http, Clock now = {});

  std::string sign(const std::string& href, const std::string& collection) override;
  void forget(const std::string& collection) override;

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
