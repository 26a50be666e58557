// SPDX-License-Identifier: Apache-2.0
#include "net/jwt.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <vector>

#include "core/error.h"
#include "net/base64.h"

namespace undercast {
namespace {

template <auto Free>
struct Freed {
  void operator()(auto* pointer) const { Free(pointer); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

[[noreturn]] void refuse_key() {
  throw Error(ErrorKind::bad_input, "the private key of the service account is not a usable RSA key in PEM",
              "download a new key of the service account as JSON, and change nothing in the file");
}

std::string rs256(const std::string& message, const std::string& private_key) {
  const std::unique_ptr<BIO, Freed<BIO_free>> text(
      BIO_new_mem_buf(private_key.data(), static_cast<int>(private_key.size())));
  // Without this callback, OpenSSL would ask for a passphrase on the terminal.
  const auto no_passphrase = [](char*, int, int, void*) { return -1; };
  const Key key(PEM_read_bio_PrivateKey(text.get(), nullptr, no_passphrase, nullptr));
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) refuse_key();
  const Context context(EVP_MD_CTX_new());
  std::vector<unsigned char> signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())));
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, reinterpret_cast<const unsigned char*>(message.data()),
                     message.size()) != 1)
    refuse_key();
  return {reinterpret_cast<const char*>(signature.data()), size};
}

}  // namespace

std::string signed_jwt(const std::string& claims, const std::string& key_id, const std::string& private_key) {
  const std::string header = key_id.empty() ? R"({"alg":"RS256","typ":"JWT"})"
                                            : fmt::format(R"({{"alg":"RS256","typ":"JWT","kid":"{}"}})", key_id);
  const std::string message = base64url(header) + "." + base64url(claims);
  return message + "." + base64url(rs256(message, private_key));
}

}  // namespace undercast
