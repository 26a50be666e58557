// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace undercast {

/// A server on this machine that gives prepared bytes for an answer, whatever they are, and closes
/// the connection. Addresses elsewhere are not reached while there is one.
class Loopback {
 public:
  Loopback();
  ~Loopback();
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;

  std::string address() const;
  /// The answers to the next requests, in order. What begins without "HTTP/" becomes the body of an
  /// answer with status 200. Further requests get status 404.
  void set_answers(std::vector<std::string> answers);

 private:
  void serve();
  std::string next_answer();

  int socket_ = -1, port_ = 0;
  std::atomic<bool> ends_{false};
  std::mutex mutex_;
  std::vector<std::string> answers_;
  std::size_t asked_ = 0;
  std::thread thread_;
};

}  // namespace undercast
