// explain: every rule, pass or fail, as JSON. It holds names, codes and our own sentences, and no byte of the token.
#include <emscripten/bind.h>

#include <string>
#include <string_view>
#include <vector>

#include "describe.h"
#include "handles.h"
#include "holoband/json/writer.h"
#include "memory.h"
#include "reply.h"

namespace holoband::wasm {
namespace {

json::Writer describe(const Finding& finding) {
  const bool failed = !finding.outcome.ok();
  json::Writer entry;
  entry.set("rule", rule_name(finding.rule));
  entry.set("outcome", finding.skipped ? "skipped" : failed ? "fail" : "pass");
  if (failed) {
    entry.set("code", error_name(finding.outcome.code));
    if (!finding.outcome.detail.empty()) entry.set("detail", finding.outcome.detail);
  }
  // The sentence of a failure stands in JavaScript's table already.
  if (!failed) entry.set("text", finding.skipped ? "Not looked at." : rule_text(finding.rule));
  return entry;
}

// The token stands in the input. One that is longer than the verifier takes was not copied there, and need not be: the
// first rule fails on its length alone, and no other is applied.
std::string_view token_of(const Verifier& verifier, std::size_t size) {
  const std::string_view copied = input_text(0, size);
  return size > verifier.max_token_bytes() ? std::string_view(input_text(0, 0).data(), size)
                                           : copied;
}

Reply explain(Handle handle, std::size_t size, double now) {
  auto* verifier = handles().find<Verifier>(handle);
  if (verifier == nullptr) return refuse(failure(ErrorCode::kDisposed));
  const Result<std::vector<Finding>> findings = verifier->explain(token_of(*verifier, size), now);
  if (!findings.ok()) return refuse(findings.outcome());
  json::Writer report;
  for (const Finding& finding : findings.value()) report.append("rules", describe(finding));
  return {.text = report.text()};
}

}  // namespace

void describe_report() { emscripten::function("explain", &explain); }

}  // namespace holoband::wasm
