// SPDX-License-Identifier: Apache-2.0
#include "view/answering.h"

#include <sys/eventfd.h>

#include <new>

#include "core/error.h"

namespace undercast {

Answering::Answering() : signal_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (signal() < 0) throw Error(ErrorKind::io, "too many files are open to serve", "raise the limit of ulimit -n");
}

void Answering::add(ClientId client, WebRequest request) {
  const std::lock_guard lock(mutex_);
  requests_.emplace_back(client, std::move(request));
  ++unanswered_;
  // So that no thread needs memory to hand its answer over.
  answers_.reserve(unanswered_);
  asked_.notify_one();
}

void Answering::drop(ClientId client) {
  const std::lock_guard lock(mutex_);
  unanswered_ -= std::erase_if(requests_, [&](const auto& request) { return request.first == client; });
}

void Answering::work(const std::function<WebAnswer(const WebRequest&)>& answer) {
  for (;;) {
    std::unique_lock lock(mutex_);
    asked_.wait(lock, [&] { return ended_ || !requests_.empty(); });
    if (ended_) return;
    const auto [client, request] = std::move(requests_.front());
    requests_.pop_front();
    lock.unlock();
    Answered answered{client, {}, false};
    try {
      answered.bytes = bytes_of(answer(request), request.keeps_open);
      answered.keeps_open = request.keeps_open;
    } catch (const std::bad_alloc&) {
      // Without memory for an answer the connection ends.
    }
    lock.lock();
    answers_.push_back(std::move(answered));
    ::eventfd_write(signal(), 1);
  }
}

void Answering::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  asked_.notify_all();
}

std::vector<Answering::Answered> Answering::take() {
  eventfd_t count = 0;
  ::eventfd_read(signal(), &count);
  const std::lock_guard lock(mutex_);
  unanswered_ -= answers_.size();
  std::vector<Answered> answers;
  answers.reserve(unanswered_);
  answers.swap(answers_);
  return answers;
}

}  // namespace undercast
