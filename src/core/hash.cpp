// SPDX-License-Identifier: Apache-2.0
#include "core/hash.h"

#include <xxhash.h>

namespace undercast {

std::uint64_t hash_of_bytes(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

Hash::Hash() : state_(XXH3_createState()) { XXH3_64bits_reset(state_.get()); }
void Hash::add(const void* bytes, std::size_t count) { XXH3_64bits_update(state_.get(), bytes, count); }
std::uint64_t Hash::value() const { return XXH3_64bits_digest(state_.get()); }
void Hash::Free::operator()(XXH3_state_s* state) const { XXH3_freeState(state); }

}  // namespace undercast
