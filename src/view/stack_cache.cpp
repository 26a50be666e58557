// SPDX-License-Identifier: Apache-2.0
#include "view/stack_cache.h"

namespace undercast {

StackCache::Stack StackCache::get(const std::string& key, const std::function<std::vector<std::uint8_t>()>& make) {
  std::promise<Stack> promise;
  {
    std::unique_lock lock(mutex_);
    const auto found = entries_.find(key);
    if (found != entries_.end()) {
      by_use_.splice(by_use_.begin(), by_use_, found->second.place);
      const std::shared_future<Stack> stack = found->second.stack;
      lock.unlock();
      return stack.get();
    }
    const auto entry = entries_.try_emplace(key).first;
    try {
      by_use_.push_front(key);
    } catch (...) {
      entries_.erase(entry);
      throw;
    }
    entry->second = {promise.get_future().share(), 0, by_use_.begin()};
  }
  Stack stack;
  makers_.acquire();
  try {
    stack = std::make_shared<const std::vector<std::uint8_t>>(make());
    makers_.release();
  } catch (...) {
    makers_.release();
    promise.set_exception(std::current_exception());
    const std::lock_guard lock(mutex_);
    by_use_.erase(entries_.at(key).place);
    entries_.erase(key);
    throw;
  }
  promise.set_value(stack);
  const std::lock_guard lock(mutex_);
  entries_.at(key).bytes = stack->size();
  bytes_ += stack->size();
  drop_oldest();
  return stack;
}

// An entry that is still being made stays, since its maker will fill it.
void StackCache::drop_oldest() {
  for (auto key = by_use_.end(); bytes_ > most_bytes_ && key != by_use_.begin();) {
    --key;
    const auto entry = entries_.find(*key);
    if (entry->second.bytes == 0) continue;
    bytes_ -= entry->second.bytes;
    entries_.erase(entry);
    key = by_use_.erase(key);
  }
}

std::size_t StackCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace undercast
