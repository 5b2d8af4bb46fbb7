// Headers of any content, signed: what a verifier says of them against a reading by nlohmann/json; and what an issuer writes
// where it is asked for further parameters.
#include <algorithm>
#include <array>
#include <string>

#include "holoband/jws.h"
#include "holoband/verifier.h"
#include "support/json_mutator.h"
#include "support/json_reference.h"
#include "support/json_values.h"
#include "support/nlohmann.h"
#include "support/require.h"
#include "support/samples.h"
#include "support/tokens.h"

namespace holoband::fuzz {
namespace {

constexpr std::array kReserved{"alg", "typ", "kid", "crit", "b64",     "jwk",
                               "jku", "x5u", "x5c", "x5t",  "x5t#S256"};

const std::vector<std::string>& samples() {
  static const std::vector<std::string> kSamples{
      R"({"alg":"HS256","typ":"JWT"})",
      R"({"alg":"HS512","kid":"hs512","typ":"application/jwt"})",
      R"({"alg":"HS256","crit":["b64"],"b64":false})",
      R"({"alg":"HS256","b64":true,"jwk":{"kty":"oct","k":"AA"},"jku":"https://attacker.example"})",
      R"({"alg":"none"})",
      R"({"alg":"RS256","kid":"../../dev/null"})",
      R"({"\u0061lg":"HS256","x5c":["AA"],"typ":"at+jwt"})",
      R"({"request":{"id":[1,2,{"a":null}]}})"};
  return kSamples;
}

std::string text_at(const Json& header, const char* name) {
  const auto found = header.find(name);
  return found == header.end() ? "" : *found->get_ptr<const Json::string_t*>();
}

ErrorCode expected_form(const Json& header) {
  if (header.contains("crit")) return ErrorCode::kCritUnsupported;
  if (header.contains("b64") && header["b64"] != Json(true)) return ErrorCode::kB64Unsupported;
  if (!header.contains("alg")) return ErrorCode::kAlgorithmMissing;
  for (const char* name : {"alg", "kid", "typ"}) {
    if (header.contains(name) && !header[name].is_string()) return ErrorCode::kHeaderType;
  }
  return ErrorCode::kOk;
}

// What is signed is right: what is left to judge is whether the key may be used, and for what.
ErrorCode expected_trust(const Json& header) {
  const std::string algorithm = text_at(header, "alg");
  const std::string kid = text_at(header, "kid");
  if (algorithm != "HS256" && algorithm != "HS512") return ErrorCode::kAlgorithmNotAllowed;
  if (algorithm == "HS512" && !kid.empty() && kid != "hs512")
    return ErrorCode::kAlgorithmKeyMismatch;
  std::string typ = text_at(header, "typ");
  for (char& letter : typ) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
  }
  const bool is_jwt = !header.contains("typ") || typ == "jwt" || typ == "application/jwt";
  return is_jwt ? ErrorCode::kOk : ErrorCode::kTypNotAllowed;
}

Verifier make_verifier() {
  VerifierOptions options;
  options.trust.keys = secret_keys();
  options.trust.algorithms = {"HS256", "HS512"};
  options.claims.accept_tokens_without_expiry = true;
  return Verifier::create(std::move(options)).value();
}

// Expected is what to expect of a header, and which key it asks to be signed with.
struct Expected {
  ErrorCode code = ErrorCode::kOk;
  bool open = false;
  std::size_t key = 0;
};

Expected expected_of(std::string_view text) {
  const test::JsonExpectation scanned = test::json_expectation(text);
  if (scanned.open || scanned.code != ErrorCode::kOk) return {scanned.code, scanned.open, 0};
  const Json header = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  const ErrorCode form = expected_form(header);
  if (form != ErrorCode::kOk) return {form, false, 0};
  return {expected_trust(header), false, text_at(header, "alg") == "HS512" ? std::size_t{1} : 0};
}

// A verifier that has seen a header does not read it again, and must say the same.
void check_verifier(std::string_view text) {
  static Verifier verifier = make_verifier();
  const Expected expected = expected_of(text);
  const std::string token = test::sign(secret_keys()[expected.key], text, "{}");
  for (int time = 0; time < 2; ++time) {
    const Result<VerifiedToken> verified = verifier.verify(token, test::kNow);
    require(expected.open ? !verified.ok() : verified.outcome().code == expected.code,
            "a header is judged as it reads");
    if (!verified.ok()) {
      require_plain_refusal(verified.outcome(), token);
    } else {
      require(verified.value().header_json() == text, "the header comes back as it was");
    }
  }
}

void check_writing(std::string_view text) {
  static json::Scanner scanner;
  const Key& key = secret_keys()[1];
  const Result<std::string> written = write_header(scanner, key, {std::string("at+jwt"), text});
  const test::JsonExpectation scanned = test::json_expectation(text);
  if (!written.ok()) {
    require_plain_refusal(written.outcome(), text);
    require(scanned.open || scanned.code != ErrorCode::kOk ||
                written.outcome().code == ErrorCode::kHeaderReserved,
            "good parameters are refused only where they are reserved");
    return;
  }
  std::string header;
  require(decode_segment(written.value(), part::kHeader, header).ok(), "what is written decodes");
  JoseHeader read;
  require(read_header(scanner, header, read).ok() && read.algorithm == "HS512" &&
              read.kid == "hs512" && read.typ == "at+jwt",
          "what is written says of the key what is true");
  require_same_members(scanner, header);
  if (text.empty()) return;
  Json expected = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  for (const char* name : kReserved)
    require(!expected.contains(name), "nobody sets what the library sets");
  Json found = Json::parse(header, nullptr, /*allow_exceptions=*/false);
  for (const char* name : {"alg", "kid", "typ"}) found.erase(name);
  require(found == expected, "further parameters are written as they are");
}

}  // namespace
}  // namespace holoband::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = holoband::fuzz::text_of(data, size);
  holoband::fuzz::check_verifier(text);
  holoband::fuzz::check_writing(text);
  return 0;
}

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  using namespace holoband::fuzz;
  return mutate_json_input(data, size, max_size, seed, samples());
}
