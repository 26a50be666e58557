// SPDX-License-Identifier: Apache-2.0
#include "view/connections.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <new>
#include <thread>
#include <tuple>
#include <vector>

#include "core/error.h"
#include "core/progress.h"
#include "view/answering.h"
#include "view/client.h"

namespace undercast {
namespace {

constexpr std::size_t kMostClients = 256;
constexpr int kBufferBytes = 64 << 10;
constexpr int kPatience_ms = 50;  // until the serving thread looks for late clients and Ctrl-C

class ServingLoop {
 public:
  ServingLoop(int listener, WebSite& site, Answering& answering)
      : listener_(listener), site_(site), answering_(answering) {}

  void run() {
    while (!stop_requested()) turn();
  }

 private:
  using Clients = std::map<Answering::ClientId, Client>;

  void turn() {
    std::vector<pollfd> waits{{answering_.signal(), POLLIN, 0}};
    std::vector<Answering::ClientId> ids;
    for (const auto& [id, client] : clients_) {
      ids.push_back(id);
      waits.push_back({client.socket(), events_for(client.state()), 0});
    }
    // It comes last: clients that are accepted were not waited for.
    waits.push_back({may_accept_ ? listener_ : -1, POLLIN, 0});
    may_accept_ = true;
    ::poll(waits.data(), waits.size(), kPatience_ms);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      Client& client = clients_.at(ids[i]);
      const bool has_ended = waits[i + 1].revents != 0 && !proceed(ids[i], client);
      const bool is_late = !has_ended && client.is_late();
      if (is_late) client.give_up();
      if (has_ended || is_late) remove(ids[i]);
    }
    if (waits.front().revents != 0) send_answers();
    if (waits.back().revents != 0) accept_clients();
  }

  static short events_for(Client::State state) {
    if (state == Client::State::waiting) return POLLRDHUP;  // it has gone
    return state == Client::State::taking ? POLLOUT : POLLIN;
  }

  void remove(Answering::ClientId id) {
    answering_.drop(id);
    clients_.erase(id);
  }

  // Both return false when the connection has ended.
  bool proceed(Answering::ClientId id, Client& client) {
    try {
      return client.proceed() && take_requests(id, client);
    } catch (const std::bad_alloc&) {
      return false;  // Without memory for a client its connection ends.
    }
  }

  bool take_requests(Answering::ClientId id, Client& client) {
    while (const std::optional<std::string> text = client.take_request()) {
      std::optional<WebRequest> request = parse_request(*text);
      std::optional<WebAnswer> refused = request ? site_.refuse(*request) : refusal(400, "this is no HTTP request");
      if (!refused)
        answering_.add(id, std::move(*request));
      else if (!client.answer(bytes_of(*refused, request && request->keeps_open), request && request->keeps_open))
        return false;
    }
    return !client.asks_too_much() || client.answer(bytes_of(refusal(431, "the request is too long"), false), false);
  }

  void send_answers() {
    for (Answering::Answered& answered : answering_.take()) {
      const auto client = clients_.find(answered.client);
      if (client == clients_.end()) continue;  // it has gone meanwhile
      if (!client->second.answer(std::move(answered.bytes), answered.keeps_open) ||
          !take_requests(client->first, client->second))
        clients_.erase(client);
    }
  }

  void accept_clients() {
    for (std::size_t i = 0; i < kMostClients; ++i) {  // then it is the others' turn
      const bool is_full = clients_.size() >= kMostClients;
      const auto slowest = find_slowest();
      may_accept_ = !is_full || slowest != clients_.end();
      if (!may_accept_) return;  // Until a client has its answer, newcomers wait.
      Descriptor socket(::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      const bool is_there = socket.number() >= 0;
      // Otherwise the system has no descriptor or memory left.
      may_accept_ = is_there || errno == EAGAIN || errno == EINTR || errno == ECONNABORTED;
      if (((is_full && is_there) || !may_accept_) && slowest != clients_.end()) {
        slowest->second.give_up();
        clients_.erase(slowest);
      }
      if (!is_there) return;
      const int yes = 1;
      ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      const auto client = clients_.try_emplace(next_++, std::move(socket)).first;
      // An honest client's request often comes with it, and then counts as waiting.
      if (!proceed(client->first, client->second)) clients_.erase(client);
    }
  }

  // Returns the client that has kept the server waiting longest; clients that still owe their request
  // come first. Returns end() where every client waits for the server.
  Clients::iterator find_slowest() {
    const auto rank = [](const Client& client) {
      return std::tuple(client.state() == Client::State::waiting, client.state() == Client::State::taking,
                        client.since());
    };
    const auto slowest = std::min_element(clients_.begin(), clients_.end(), [&](const auto& one, const auto& other) {
      return rank(one.second) < rank(other.second);
    });
    return slowest == clients_.end() || slowest->second.state() == Client::State::waiting ? clients_.end() : slowest;
  }

  const int listener_;
  WebSite& site_;
  Answering& answering_;
  Clients clients_;
  Answering::ClientId next_ = 0;
  bool may_accept_ = true;
};

}  // namespace

Connections::Connections(int port)
    : port_(port), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  const int yes = 1;
  ::setsockopt(listener_.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  for (const int buffer : {SO_SNDBUF, SO_RCVBUF})  // which the system would keep for slow clients
    ::setsockopt(listener_.number(), SOL_SOCKET, buffer, &kBufferBytes, sizeof kBufferBytes);
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_port = htons(static_cast<std::uint16_t>(port));
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* address = reinterpret_cast<sockaddr*>(&here);
  socklen_t size = sizeof here;
  if (::bind(listener_.number(), address, size) != 0 || ::listen(listener_.number(), SOMAXCONN) != 0 ||
      ::getsockname(listener_.number(), address, &size) != 0)
    throw Error(ErrorKind::io, fmt::format("cannot listen on port {} of this machine", port),
                "another program may use it: give another --port, or 0 for any that is free");
  port_ = ntohs(here.sin_port);
}

void Connections::serve(WebSite& site, int threads) {
  Answering answering;
  std::vector<std::jthread> workers;
  struct Ending {  // before the workers are joined
    Answering& answering;
    ~Ending() { answering.end(); }
  } ending{answering};
  for (int i = 0; i < threads; ++i)
    workers.emplace_back([&] { answering.work([&](const WebRequest& request) { return site.answer(request); }); });
  ServingLoop(listener_.number(), site, answering).run();
}

}  // namespace undercast
