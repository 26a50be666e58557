// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "core/descriptor.h"

namespace undercast {

/// The connection of a client. Its functions do what can be done without waiting.
class Client {
 public:
  /// A client sends a request, waits for the answer, takes it, and sends the next one. After the
  /// last answer it is leaving: closing at once could cost it the end of that answer.
  enum class State { asking, waiting, taking, leaving };
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t kLongestRequest = 16 << 10;

  explicit Client(Descriptor socket) : socket_(std::move(socket)) {}

  int socket() const { return socket_.number(); }
  State state() const { return state_; }
  Clock::time_point since() const { return since_; }
  /// Says whether it has been in its state for longer than an honest client needs.
  bool is_late() const;
  /// Has the system forget what the client did not take of its answer, once the connection closes.
  void give_up();

  /// Receives or sends once the socket is ready. Returns false when the connection has ended, as it
  /// has when a client that waits sends an end.
  bool proceed();
  /// Returns a request, up to its empty line, once it has come whole; the client then waits.
  std::optional<std::string> take_request();
  /// Says whether a request became too long before its empty line came.
  bool asks_too_much() const { return state_ == State::asking && received_.size() >= kLongestRequest; }
  /// Begins to send an answer. Returns false when the connection has ended.
  bool answer(std::string bytes, bool keeps_open);

 private:
  bool receive();
  bool send();
  void enter(State state);

  Descriptor socket_;
  State state_ = State::asking;
  Clock::time_point since_ = Clock::now();
  std::string received_, answer_;
  std::size_t sent_ = 0;
  bool keeps_open_ = false;
};

}  // namespace undercast
