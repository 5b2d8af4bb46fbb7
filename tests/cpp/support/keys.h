// Parts of keys and texts of JWKs, taken apart and put together otherwise.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "holoband/crypto/key_parts.h"
#include "holoband/crypto/scheme.h"
#include "holoband/key.h"

namespace holoband::test {

// parts_of makes parts from hexadecimal text.
[[nodiscard]] crypto::KeyParts parts_of(
    std::initializer_list<std::pair<crypto::Part, std::string_view>> parts);

// copy_of copies parts, all of them or the public ones of a key.
[[nodiscard]] crypto::KeyParts copy_of(const crypto::KeyParts& parts);
[[nodiscard]] crypto::KeyParts public_parts_of(const Key& key);

// changed copies parts and replaces one of them.
[[nodiscard]] crypto::KeyParts changed(const crypto::KeyParts& parts, crypto::Part part,
                                       Bytes bytes);

// scheme_of returns what a key signs with.
[[nodiscard]] crypto::Scheme scheme_of(const Key& key);

// created describes the outcome of SignatureKey::create.
[[nodiscard]] std::string created(const crypto::Scheme& scheme, crypto::KeyParts parts);

// verified and signed_with do the same, and use the key; it must be a good one.
[[nodiscard]] std::string verified(const crypto::Scheme& scheme, crypto::KeyParts parts,
                                   Bytes message, Bytes signature);
[[nodiscard]] std::vector<std::uint8_t> signed_with(const crypto::Scheme& scheme,
                                                    crypto::KeyParts parts, Bytes message);

// asymmetric_algorithms returns the names of all but those of HMAC.
[[nodiscard]] std::vector<std::string> asymmetric_algorithms();

// text_of shows bytes as text.
[[nodiscard]] std::string text_of(const SecretBytes& bytes);

// jwk_of exports a key as a JWK, with its private members where it has some; public_jwk_of without.
[[nodiscard]] std::string jwk_of(const Key& key);
[[nodiscard]] std::string public_jwk_of(const Key& key);

// member returns the text that a member of a JWK has; with replaces it by a JSON text, or adds it;
// with_bytes replaces it by the base64url of bytes; without leaves it out.
[[nodiscard]] std::string member(std::string_view jwk, std::string_view name);
[[nodiscard]] std::string with(std::string_view jwk, std::string_view name, std::string_view json);
[[nodiscard]] std::string with_bytes(std::string_view jwk, std::string_view name, Bytes bytes);
[[nodiscard]] std::string without(std::string_view jwk, std::string_view name);

// bytes_of decodes the base64url of a member.
[[nodiscard]] std::vector<std::uint8_t> bytes_of(std::string_view jwk, std::string_view name);

// plus adds a small number to a big-endian one of fixed length.
[[nodiscard]] std::vector<std::uint8_t> plus(Bytes number, int delta);

}  // namespace holoband::test
