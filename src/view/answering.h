// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "core/descriptor.h"
#include "view/web_message.h"

namespace undercast {

/// Hands requests to the threads that answer them, and the answers back to the thread that serves.
class Answering {
 public:
  using ClientId = std::uint64_t;

  /// Throws Error(io) where the system lacks what wakes the serving thread.
  Answering();

  void add(ClientId client, WebRequest request);
  /// Forgets the request of a client that has gone, unless a thread has begun with it.
  void drop(ClientId client);
  /// Answers requests until end(). Any number of threads may call it.
  void work(const std::function<WebAnswer(const WebRequest&)>& answer);
  /// Drops the requests that no thread has begun, and ends the threads.
  void end();

  /// Becomes readable when there are answers.
  int signal() const { return signal_.number(); }
  struct Answered {
    ClientId client;
    std::string bytes;
    bool keeps_open;
  };
  std::vector<Answered> take();

 private:
  std::mutex mutex_;
  std::condition_variable asked_;
  std::deque<std::pair<ClientId, WebRequest>> requests_;
  std::vector<Answered> answers_;
  std::size_t unanswered_ = 0;  ///< requests whose answers have not been taken
  bool ended_ = false;
  Descriptor signal_;
};

}  // namespace undercast
