// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "view/token.h"
#include "view/web_message.h"

namespace undercast {

/// Returns the refusal of a request that may not be answered: it must be a GET by a browser or
/// program on this machine that names this server, and knows its token. The path of a request that
/// may be answered then loses the token.
std::optional<WebAnswer> refusal_of(WebRequest& request, int port, const Token& token);

/// Returns a whole number from the query of a request. Throws Error(usage) naming the parameter.
int query_number(const WebRequest& request, const std::string& name);

/// Returns what `work` does. An exception becomes a refusal, with status 400 for wrong requests and
/// 500 otherwise.
WebAnswer answer_of(const std::function<WebAnswer()>& work);

}  // namespace undercast
