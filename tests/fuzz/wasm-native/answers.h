// Answers: what the library says to a request. A request is a list of texts, of which the first names what is asked; an
// answer is a list of texts too.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "holoband/error.h"

namespace holoband::verdicts {

using Texts = std::vector<std::string>;
using Request = std::span<const std::string>;

inline constexpr const char* kOk = "ok";

// refused is the answer where the outcome is no success: the code, and what it is about.
[[nodiscard]] Texts refused(const Outcome& outcome);

// answer_to never fails: what is asked without sense is answered so.
[[nodiscard]] Texts answer_to(Request request);

}  // namespace holoband::verdicts
