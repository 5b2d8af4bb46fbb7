// What is measured.
#pragma once

#include <vector>

#include "timing/measure.h"

namespace holoband::timing {

[[nodiscard]] std::vector<Experiment> experiments();

}  // namespace holoband::timing
