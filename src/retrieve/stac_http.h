// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "net/patience.h"
#include "retrieve/stac_search.h"

namespace undercast {

/// Tries again when no answer comes, and on the answers by which archives ask for patience: 429, 5xx, and 403, by which
/// Earth Search throttles; after what the archive says in Retry-After at least. A search that took too long is not
/// tried again as it is.
StacHttp patient(StacHttp http, const Patience& patience);

/// Over the network. The key of a Planetary Computer account is sent when the environment has it in
/// PC_SDK_SUBSCRIPTION_KEY.
StacHttp stac_http();

}  // namespace undercast
