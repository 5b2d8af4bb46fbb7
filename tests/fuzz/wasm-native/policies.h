// Policies: from the text of options to the structures of the core, as the bindings do it for JavaScript.
#pragma once

#include <string_view>
#include <vector>

#include "holoband/issuer.h"
#include "holoband/session/policy.h"
#include "holoband/verifier.h"

namespace holoband::verdicts {

[[nodiscard]] Result<Verifier> make_verifier(std::string_view text, std::vector<Key> keys);
[[nodiscard]] Result<JwsVerifier> make_jws_verifier(std::string_view text, std::vector<Key> keys);
[[nodiscard]] Result<Issuer> make_issuer(std::string_view text, Key key);
[[nodiscard]] Result<session::Policy> make_session_policy(std::string_view text);

}  // namespace holoband::verdicts
