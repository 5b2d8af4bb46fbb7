// Policies: from options to the structures of the core, as the bindings do it for JavaScript. The reader must outlive the
// result: an option that nobody knows is named by its own text.
#pragma once

#include <vector>

#include "holoband/issuer.h"
#include "holoband/session/policy.h"
#include "holoband/verifier.h"
#include "options.h"

namespace holoband::verdicts {

[[nodiscard]] Result<Verifier> make_verifier(wasm::OptionReader& options, std::vector<Key> keys);
[[nodiscard]] Result<JwsVerifier> make_jws_verifier(wasm::OptionReader& options,
                                                    std::vector<Key> keys);
[[nodiscard]] Result<Issuer> make_issuer(wasm::OptionReader& options, Key key);
[[nodiscard]] Result<session::Policy> make_session_policy(wasm::OptionReader& options);

}  // namespace holoband::verdicts
