// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// Outputs on object stores: s3://, gs://, az://, or GDAL's names /vsis3/ and so on. They are made
/// in a folder of this machine, and uploaded when they are complete.

/// Whether an output is an object of a store.
bool is_object(const std::string& output);

/// The name beside which an output's scratch files, locks and kept work lie: the output itself, or
/// for an object a name in $TMPDIR that no other object has.
std::string working_place(const std::string& output);

bool object_exists(const std::string& object);

/// Writes and removes a small object beside it. Throws Error(remote) when the store refuses.
void require_writable_object(const std::string& object);

/// Uploads a file, which becomes visible when it has arrived as a whole. Throws Error(remote), and
/// Error(interrupted) when a stop was requested before. An upload that has begun is not interrupted:
/// a store would show what has arrived.
void upload(const std::string& file, const std::string& object);

}  // namespace undercast
