// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "net/http.h"

namespace undercast {

inline constexpr int kOk = 200;  ///< the status of an answer to a request

/// Sends a request to an archive and returns the answer, whatever its status. Throws Error(remote)
/// when no answer comes. Any number of threads may call it at once.
using StacHttp = std::function<HttpReply(const HttpRequest&)>;

/// Sends over the network, and again after 429, 5xx, and the 403 with which Earth Search throttles,
/// but not after another 403 or a search that took too long. Sends the key of a Planetary Computer
/// account when the environment holds it in PC_SDK_SUBSCRIPTION_KEY.
StacHttp stac_http(const Patience& patience);

/// Whether the server gave up on a search because it took too long: a smaller one may work.
bool is_too_long(const HttpReply& reply);

}  // namespace undercast
