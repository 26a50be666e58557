// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "retrieve/stac_search.h"

namespace undercast {

/// Signs the addresses of files with tokens (shared access signatures, SAS) that an archive issues for a collection and
/// that last for less than an hour: so when they are read, not when they are found. For any thread.
class StacSigner {
 public:
  using Clock = std::function<std::chrono::sys_seconds()>;

  /// Tokens come from `token_url`/<collection>; an empty `token_url` signs nothing.
  StacSigner(std::string token_url, StacHttp http, Clock now = {});

  /// The address with a token that lasts for another minute at least. Throws Error(remote) when none is to be had,
  /// Error(bad_input) when the service wants another account.
  std::string sign(const std::string& href, const std::string& collection);
  /// Asks for a new token next time: this one was refused.
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
