// Gate: tokens for claims, and verdicts on tokens, as lines of JSON.
#pragma once

#include <string>
#include <string_view>

#include "holoband/issuer.h"
#include "holoband/verifier.h"
#include "settings.h"

namespace gate {

// make_verifier and make_issuer throw a SettingError where the keys or the policy are of no use.
[[nodiscard]] holoband::Verifier make_verifier(const Settings& settings);
[[nodiscard]] holoband::Issuer make_issuer(const Settings& settings);

// verify answers {"ok":true,"claims":{…}} or {"ok":false,"code":"ERR_…"}.
[[nodiscard]] std::string verify(holoband::Verifier& verifier, std::string_view token,
                                 holoband::NumericDate now);

// issue answers {"ok":true,"token":"…"} or {"ok":false,"code":"ERR_…"}.
[[nodiscard]] std::string issue(holoband::Issuer& issuer, std::string_view claims,
                                holoband::NumericDate now);

// refusal is the second of both answers.
[[nodiscard]] std::string refusal(holoband::ErrorCode code);

}  // namespace gate
