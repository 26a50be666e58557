// SPDX-License-Identifier: Apache-2.0
#include "fuzz/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace undercast {

Loopback::Loopback() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* any = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (socket_ < 0 || ::bind(socket_, any, size) != 0 || ::listen(socket_, 16) != 0 ||
      ::getsockname(socket_, any, &size) != 0)
    throw std::runtime_error("no server on this machine");
  port_ = ntohs(address.sin_port);
  // A redirection to another host meets a proxy that is not there.
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy"}) ::setenv(name, "http://127.0.0.1:9", 1);
  ::setenv("no_proxy", "127.0.0.1", 1);
  thread_ = std::thread([this] { serve(); });
}

Loopback::~Loopback() {
  ends_ = true;
  ::shutdown(socket_, SHUT_RDWR);
  thread_.join();
  ::close(socket_);
}

std::string Loopback::address() const { return "http://127.0.0.1:" + std::to_string(port_); }

void Loopback::set_answers(std::vector<std::string> answers) {
  const std::lock_guard lock(mutex_);
  answers_ = std::move(answers);
  asked_ = 0;
}

std::string Loopback::next_answer() {
  const std::lock_guard lock(mutex_);
  if (asked_ >= answers_.size()) return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  const std::string& answer = answers_[asked_++];
  if (answer.starts_with("HTTP/")) return answer;
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(answer.size()) + "\r\n\r\n" + answer;
}

void Loopback::serve() {
  while (!ends_) {
    const int client = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    // A client that keeps its connection does not keep the others waiting.
    const timeval longest{0, 100'000};
    ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
    std::string request;
    char piece[4096];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const ssize_t count = ::recv(client, piece, sizeof piece, 0);
      if (count <= 0) break;
      request.append(piece, static_cast<std::size_t>(count));
    }
    const std::string answer = next_answer();
    ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::shutdown(client, SHUT_WR);
    // The client closes when it has read all: a reset would lose the end of the answer.
    while (::recv(client, piece, sizeof piece, 0) > 0) {
    }
    ::close(client);
  }
}

}  // namespace undercast
