// What embind describes to JavaScript. It is described when the first of these calls is made and not when the module
// starts: programs that make keys of secrets and verify tokens get by on raw calls, and start much sooner.
#pragma once

namespace holoband::wasm {

// The types come first: what takes or returns one needs it.
void describe_types();
void describe_keys();
void describe_passwords();
void describe_report();
void describe_sessions();
void describe_setup();

}  // namespace holoband::wasm
