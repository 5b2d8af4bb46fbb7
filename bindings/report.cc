// explain: every rule, pass or fail, as JSON for people. It holds names, codes and our own sentences, and no byte of the
// token.
#include <emscripten/bind.h>

#include <string>
#include <string_view>
#include <vector>

#include "handles.h"
#include "holoband/json/writer.h"
#include "memory.h"
#include "reply.h"

namespace holoband::wasm {
namespace {

std::string write_finding(const Finding& finding) {
  json::Writer entry;
  entry.set("rule", rule_name(finding.rule));
  const bool failed = !finding.outcome.ok();
  entry.set("outcome", std::string_view(finding.skipped ? "skipped" : failed ? "fail" : "pass"));
  if (failed) {
    entry.set("code", error_name(finding.outcome.code));
    if (!finding.outcome.detail.empty()) entry.set("detail", finding.outcome.detail);
  }
  entry.set("text", finding.skipped ? "Not looked at." : failed ? error_text(finding.outcome.code) : rule_text(finding.rule));
  return entry.text();
}

// The token stands in the input. A character that is not ASCII became several bytes, and fails as what it is.
Reply explain(Handle handle, std::size_t size, double now) {
  Verifier* verifier = handles().find<Verifier>(handle);
  if (verifier == nullptr) return refuse(failure(ErrorCode::kDisposed));
  const Result<std::vector<Finding>> findings = verifier->explain(input_text(0, size), now);
  if (!findings.ok()) return refuse(findings.outcome());
  std::string report = "[";
  for (const Finding& finding : findings.value()) {
    if (report.size() > 1) report += ',';
    report += write_finding(finding);
  }
  return {.text = report + "]"};
}

}  // namespace

EMSCRIPTEN_BINDINGS(holoband_report) { emscripten::function("explain", &explain); }

}  // namespace holoband::wasm
