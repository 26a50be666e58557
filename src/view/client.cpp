// SPDX-License-Identifier: Apache-2.0
#include "view/client.h"

#include <sys/socket.h>

#include <cerrno>

namespace undercast {
namespace {

constexpr std::chrono::seconds kToAsk{5}, kToTake{30}, kToLeave{1};
constexpr std::string_view kEmptyLine = "\r\n\r\n";

bool would_wait() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

void Client::enter(State state) {
  state_ = state;
  since_ = Clock::now();
}

// Bytes that arrive do not extend the time limit: otherwise a client could send one a second for ever.
bool Client::is_late() const {
  const auto spent = Clock::now() - since_;
  return (state_ == State::asking && spent > kToAsk) || (state_ == State::taking && spent > kToTake) ||
         (state_ == State::leaving && spent > kToLeave);
}

// The system would otherwise keep the rest for as long as the client takes it.
void Client::give_up() {
  const linger at_once{1, 0};
  if (state_ == State::taking) ::setsockopt(socket(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

bool Client::proceed() {
  switch (state_) {
    case State::taking:
      return send();
    case State::waiting:
      return false;
    default:
      return receive();
  }
}

bool Client::receive() {
  char bytes[4096];
  const ssize_t count = ::recv(socket(), bytes, sizeof bytes, 0);
  if (count > 0 && state_ == State::asking) received_.append(bytes, static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && would_wait());
}

std::optional<std::string> Client::take_request() {
  if (state_ != State::asking) return {};
  const std::size_t end = received_.find(kEmptyLine);
  if (end == std::string::npos) return {};
  std::string request = received_.substr(0, end);
  received_.erase(0, end + kEmptyLine.size());
  enter(State::waiting);
  return request;
}

bool Client::answer(std::string bytes, bool keeps_open) {
  answer_ = std::move(bytes);
  sent_ = 0;
  keeps_open_ = keeps_open;
  enter(State::taking);
  return send();
}

bool Client::send() {
  const ssize_t count = ::send(socket(), answer_.data() + sent_, answer_.size() - sent_, MSG_NOSIGNAL);
  if (count < 0) return would_wait();
  sent_ += static_cast<std::size_t>(count);
  if (sent_ < answer_.size()) return true;
  answer_ = {};
  enter(keeps_open_ ? State::asking : State::leaving);
  return keeps_open_ || ::shutdown(socket(), SHUT_WR) == 0;
}

}  // namespace undercast
