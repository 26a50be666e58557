// SPDX-License-Identifier: Apache-2.0
#include "net/signature.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <array>
#include <fstream>
#include <memory>
#include <vector>

#include "core/error.h"

namespace undercast {
namespace {

template <auto Free>
struct Freed {
  void operator()(auto* pointer) const { Free(pointer); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

std::string hex(const unsigned char* bytes, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

[[noreturn]] void refuse_key() {
  throw Error(ErrorKind::bad_input, "the private key of the service account is not a usable RSA key in PEM",
              "download a new key of the service account as JSON, and change nothing in the file");
}

std::string rs256(const std::string& message, const std::string& private_key) {
  const std::unique_ptr<BIO, Freed<BIO_free>> text(
      BIO_new_mem_buf(private_key.data(), static_cast<int>(private_key.size())));
  // Without a callback that has no passphrase, OpenSSL would ask for one on the terminal.
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

std::string base64url(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  while (!text.empty() && text.back() == '=') text.pop_back();
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

std::string signed_jwt(const std::string& claims, const std::string& key_id, const std::string& private_key) {
  const std::string header = key_id.empty() ? R"({"alg":"RS256","typ":"JWT"})"
                                            : fmt::format(R"({{"alg":"RS256","typ":"JWT","kid":"{}"}})", key_id);
  const std::string message = base64url(header) + "." + base64url(claims);
  return message + "." + base64url(rs256(message, private_key));
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return hex(digest.data(), digest.size());
}

std::string md5_of_file(const std::string& path) {
  const Context context(EVP_MD_CTX_new());
  EVP_DigestInit_ex(context.get(), EVP_md5(), nullptr);
  std::ifstream in(path, std::ios::binary);
  std::vector<char> part(1 << 20);
  while (in.read(part.data(), static_cast<std::streamsize>(part.size())) || in.gcount() > 0)
    EVP_DigestUpdate(context.get(), part.data(), static_cast<std::size_t>(in.gcount()));
  if (!in.eof()) throw Error(ErrorKind::io, fmt::format("cannot read {}", path));
  std::array<unsigned char, 16> digest{};
  EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  return hex(digest.data(), digest.size());
}

std::string hex_of_base64(const std::string& text) {
  std::vector<unsigned char> bytes(text.size());
  int size =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  for (std::size_t i = text.size(); i > 0 && text[i - 1] == '='; --i) --size;
  return size > 0 ? hex(bytes.data(), static_cast<std::size_t>(size)) : "";
}

std::string random_uuid() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    throw Error(ErrorKind::internal, "the system gives no random numbers");
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
  std::string text = hex(bytes.data(), bytes.size());
  for (const std::size_t at : {8, 13, 18, 23}) text.insert(at, "-");
  return text;
}

}  // namespace undercast
