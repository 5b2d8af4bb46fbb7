// What holds of every key, wherever it came from.
#pragma once

#include "holoband/key.h"

namespace holoband::fuzz {

// require_sound_key: the key comes back out of every form that it can be written in as the same key, and its halves belong
// together. `uses_it` says whether to sign with it too, which takes longer than all else.
void require_sound_key(const Key& key, bool uses_it);

}  // namespace holoband::fuzz
