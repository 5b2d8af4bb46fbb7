// The host's own cryptography, where JavaScript has some that answers at once: it computes signatures, and decides
// nothing else.
#pragma once

#include <cstdint>
#include <span>

#include "holoband/key.h"
#include "options.h"

namespace holoband::wasm {

enum class HostTask : std::uint8_t { kSign, kVerify };

// with_host returns a key for whose task the host does the arithmetic: with a copy of the private key to sign, of the
// public key to verify. It is the key as it was where the host does not know its algorithm, and where a trial shows that
// it does something else with it; and a secret always, whose arithmetic is faster here.
[[nodiscard]] Key with_host(const Key& key, HostTask task);

// choose_crypto reads "crypto", the last of the options, and hands the keys to the host where it says so.
// Failures: the first fault of all options, kOptionRange, kHostCryptoUnavailable.
[[nodiscard]] Outcome choose_crypto(OptionReader& options, std::span<Key> keys, HostTask task);

}  // namespace holoband::wasm
