#include "answers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "holoband/duration.h"
#include "holoband/encoding/base64url.h"
#include "holoband/jwk.h"
#include "holoband/password.h"
#include "holoband/pem.h"
#include "holoband/session/rotation.h"
#include "policies.h"

namespace holoband::verdicts {
namespace {

std::string text_of(const SecretBytes& secret) {
  return {reinterpret_cast<const char*>(secret.bytes().data()), secret.size()};
}

// What JavaScript and C++ both read back as the same number.
std::string text_of(double number) {
  std::array<char, 32> text{};
  char* const end = std::to_chars(text.begin(), text.end(), number).ptr;
  return std::string(text.data(), end);
}

double number_of(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

// Whether it could be had, and what it is or why not.
template <class T>
void add(Texts& answer, const Result<T>& result) {
  if (!result.ok()) {
    answer.emplace_back(error_name(result.outcome().code));
  } else if constexpr (std::is_same_v<T, SecretBytes>) {
    answer.push_back(text_of(result.value()));
  } else {
    answer.push_back(result.value());
  }
}

std::string_view name_of(KeyKind kind) {
  return kind == KeyKind::kSecret ? "secret" : kind == KeyKind::kPrivate ? "private" : "public";
}

Texts describe(const Result<Key>& result) {
  if (!result.ok()) return refused(result.outcome());
  const Key& key = result.value();
  Texts answer{kOk, std::string(key.algorithm().name), std::string(name_of(key.kind())),
               std::string(key.kid())};
  add(answer, jwk_thumbprint(key));
  for (const bool with_private : {false, true}) {
    add(answer, export_jwk(key, with_private));
    add(answer, export_pem(key, with_private));
  }
  return answer;
}

// jwk TEXT ALG
Texts answer_jwk(Request request) { return describe(import_jwk(request[0], request[1])); }

// pem TEXT ALG KID PASSPHRASE
Texts answer_pem(Request request) {
  const PemOptions options{.kid = request[2], .passphrase = request[3]};
  return describe(import_pem(request[0], request[1], options));
}

// secret TEXT ALG: base64url
Texts answer_secret(Request request) {
  SecretBytes secret(base64url_decoded_size(request[0].size()));
  if (!base64url_decode(request[0], secret.bytes()).ok()) {
    return refused(failure(ErrorCode::kSecretEncoding));
  }
  return describe(Key::from_secret(secret.bytes(), request[1]));
}

Texts describe(const Result<ImportedKeySet>& imported) {
  if (!imported.ok()) return refused(imported.outcome());
  Texts answer{kOk};
  for (const Key& key : imported.value().keys.keys()) {
    answer.emplace_back(key.algorithm().name);
    answer.emplace_back(key.kid());
  }
  for (const SkippedKey& skipped : imported.value().skipped) {
    answer.push_back(std::to_string(skipped.index));
    answer.emplace_back(error_name(skipped.outcome.code));
    answer.emplace_back(skipped.outcome.detail);
  }
  return answer;
}

// jwks TEXT ALG...
Texts answer_jwks(Request request) {
  return describe(import_jwk_set(request[0], request.subspan(1)));
}

Result<std::vector<Key>> read_keys(Request texts) {
  std::vector<Key> keys;
  for (const std::string& text : texts) {
    Result<Key> key = import_jwk(text);
    if (!key.ok()) return key.outcome();
    keys.push_back(std::move(key).value());
  }
  return keys;
}

// verify OPTIONS NOW TIMES TOKEN KEY...: the verdict of the last time. A cache is asked from the second time on.
Texts answer_verify(Request request) {
  Result<std::vector<Key>> keys = read_keys(request.subspan(4));
  if (!keys.ok()) return refused(keys.outcome());
  wasm::OptionReader options(request[0]);
  Result<Verifier> verifier = make_verifier(options, std::move(keys).value());
  if (!verifier.ok()) return refused(verifier.outcome());
  const double now = number_of(request[1]);
  Texts answer;
  const auto times = static_cast<std::size_t>(number_of(request[2]));
  for (std::size_t time = 0; time < times; ++time) {
    const Result<VerifiedToken> token = verifier.value().verify(request[3], now);
    answer = token.ok() ? Texts{kOk, std::string(token.value().header_json()),
                                std::string(token.value().claims_json())}
                        : refused(token.outcome());
  }
  const Result<std::vector<Finding>> findings = verifier.value().explain(request[3], now);
  if (!findings.ok()) return answer;
  std::string rules;
  for (const Finding& finding : findings.value()) {
    rules += rule_name(finding.rule);
    rules += finding.skipped ? " skipped" : finding.outcome.ok() ? " pass" : " fail ";
    if (!finding.outcome.ok()) rules += error_name(finding.outcome.code);
    if (!finding.outcome.ok()) rules.append(" ").append(finding.outcome.detail);
    rules += '\n';
  }
  answer.push_back(rules);
  return answer;
}

// jws OPTIONS TOKEN KEY...
Texts answer_jws(Request request) {
  Result<std::vector<Key>> keys = read_keys(request.subspan(2));
  if (!keys.ok()) return refused(keys.outcome());
  wasm::OptionReader options(request[0]);
  Result<JwsVerifier> verifier = make_jws_verifier(options, std::move(keys).value());
  if (!verifier.ok()) return refused(verifier.outcome());
  const Result<VerifiedJws> jws = verifier.value().verify(request[1]);
  if (!jws.ok()) return refused(jws.outcome());
  std::string payload;
  const Outcome outcome = decode_segment(jws.value().payload_segment(), part::kPayload, payload);
  if (!outcome.ok()) return refused(outcome);
  return {kOk, std::string(jws.value().header_json()), payload};
}

// issue KEY OPTIONS CLAIMS NOW
Texts answer_issue(Request request) {
  Result<Key> key = import_jwk(request[0]);
  if (!key.ok()) return refused(key.outcome());
  wasm::OptionReader options(request[1]);
  Result<Issuer> issuer = make_issuer(options, std::move(key).value());
  if (!issuer.ok()) return refused(issuer.outcome());
  const Result<std::string_view> token = issuer.value().issue(request[2], number_of(request[3]));
  return token.ok() ? Texts{kOk, std::string(token.value())} : refused(token.outcome());
}

// sign KEY MESSAGE: a bare signature
Texts answer_sign(Request request) {
  const Result<Key> key = import_jwk(request[0]);
  if (!key.ok()) return refused(key.outcome());
  std::string signature(key.value().signature_size(), '\0');
  const MutableBytes room{reinterpret_cast<std::uint8_t*>(signature.data()), signature.size()};
  const Outcome outcome = key.value().sign(as_bytes(request[1]), room);
  return outcome.ok() ? Texts{kOk, signature} : refused(outcome);
}

// check KEY MESSAGE SIGNATURE: whether a bare signature is right
Texts answer_check(Request request) {
  const Result<Key> key = import_jwk(request[0]);
  if (!key.ok()) return refused(key.outcome());
  return refused(key.value().verify(as_bytes(request[1]), as_bytes(request[2])));
}

// duration TEXT
Texts answer_duration(Request request) {
  const std::optional<double> seconds = parse_duration(request[0]);
  return seconds ? Texts{kOk, text_of(*seconds)} : Texts{"none"};
}

// rehash PHC
Texts answer_rehash(Request request) {
  const Result<bool> needed = password_needs_rehash(request[0]);
  return needed.ok() ? Texts{kOk, needed.value() ? "yes" : "no"} : refused(needed.outcome());
}

// What a row begins with, from where it stands: id, subject, status, generation and five times.
constexpr std::size_t kRowTexts = 8;

session::Row read_row(Request texts) {
  return {.id = texts[0],
          .subject = texts[1],
          .status = static_cast<session::Status>(number_of(texts[2])),
          .generation = static_cast<std::int64_t>(number_of(texts[3])),
          .rotated_at = number_of(texts[4]),
          .created_at = number_of(texts[5]),
          .idle_expires_at = number_of(texts[6]),
          .absolute_expires_at = number_of(texts[7])};
}

// refresh OPTIONS NOW ID SUBJECT GENERATION EXPIRES_AT [ROW]: then the row as it has to become, and the "exp" of an access token
Texts answer_refresh(Request request) {
  wasm::OptionReader options(request[0]);
  const Result<session::Policy> policy = make_session_policy(options);
  if (!policy.ok()) return refused(policy.outcome());
  const double now = number_of(request[1]);
  const session::Presented presented{.id = request[2],
                                     .subject = request[3],
                                     .generation = static_cast<std::int64_t>(number_of(request[4])),
                                     .expires_at = number_of(request[5])};
  std::optional<session::Row> row;
  if (request.size() >= 6 + kRowTexts) row = read_row(request.subspan(6));
  const Result<session::Decision> decision =
      session::decide_refresh(row, presented, now, policy.value());
  if (!decision.ok()) return refused(decision.outcome());
  const session::Row& next = decision.value().next;
  return {kOk,
          std::string(session::verdict_name(decision.value().verdict)),
          next.id,
          next.subject,
          text_of(static_cast<double>(next.status)),
          text_of(static_cast<double>(next.generation)),
          text_of(next.rotated_at),
          text_of(next.created_at),
          text_of(next.idle_expires_at),
          text_of(next.absolute_expires_at),
          text_of(session::access_expires_at(next, policy.value(), now))};
}

struct Question {
  std::string_view name;
  std::size_t texts;  // at the least
  Texts (*answer)(Request request);
};

constexpr std::array kQuestions{
    Question{"jwk", 2, &answer_jwk},       Question{"pem", 4, &answer_pem},
    Question{"secret", 2, &answer_secret}, Question{"jwks", 1, &answer_jwks},
    Question{"verify", 5, &answer_verify}, Question{"jws", 3, &answer_jws},
    Question{"issue", 4, &answer_issue},   Question{"sign", 2, &answer_sign},
    Question{"check", 3, &answer_check},   Question{"duration", 1, &answer_duration},
    Question{"rehash", 1, &answer_rehash}, Question{"refresh", 6, &answer_refresh},
};

}  // namespace

Texts refused(const Outcome& outcome) {
  return {std::string(error_name(outcome.code)), std::string(outcome.detail)};
}

Texts answer_to(Request request) {
  if (request.empty()) return {"nothing was asked"};
  const auto* const question =
      std::find_if(kQuestions.begin(), kQuestions.end(),
                   [&](const Question& each) { return each.name == request.front(); });
  const bool known = question != kQuestions.end() && request.size() > question->texts;
  return known ? question->answer(request.subspan(1)) : Texts{"no such question"};
}

}  // namespace holoband::verdicts
