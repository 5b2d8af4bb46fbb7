// The mutants that no test can notice, or need not, each with the reason. `npm run mutate` fails where a mutant survives
// that is not in here, and where one is in here that does not survive.

/** @type {import('../explained.js').Explanation[]} */
export const explanations = [
  {
    file: 'src/holoband/claims.cc',
    texts: [
      'std::uint32_t number = 0; ⟨0 → 0 + 1⟩',
      'std::uint32_t number = 0; ⟨0 → 0 - 1⟩',
      'for (const char letter : name) number = number << 8 | static_cast<std::uint8_t>(letter); ⟨8 → 8 + 1⟩',
      'for (const char letter : name) number = number << 8 | static_cast<std::uint8_t>(letter); ⟨8 → 8 - 1⟩',
    ],
    why: 'The same: any number does that differs for different names. With seven bits a letter it does too, because names are UTF-8, and none of three bytes has the seven bits of a registered one.',
  },
  {
    file: 'src/holoband/claims.cc',
    texts: [
      'if (!json::decode_string(value, decoded)) return false; ⟨return false; → ;⟩',
      'if (!json::decode_string(value, decoded)) return false; ⟨false → true⟩',
    ],
    why: 'Not reached: both callers have held the value to a string before, and the scanner has held the string to its form.',
  },
  {
    file: 'src/holoband/claims.cc',
    texts: [
      'if (const Outcome outcome = check_duration(policy.max_age.value_or(0), "maxAge"); !outcome.ok()) ⟨0 → 0 + 1⟩',
    ],
    why: 'The same: one second is as good a duration as none, and it is only looked at.',
  },
  {
    file: 'src/holoband/jws.cc',
    texts: ['json += json.size() > 1 ? ",\\"" : "\\""; ⟨1 → 1 + 1⟩'],
    why: 'The same: the text is an opening brace, or that and a member, which is longer than two characters.',
  },
  {
    file: 'src/holoband/jws.cc',
    texts: [
      'for (; token.size() - at >= kWordSize; at += kWordSize) { ⟨token.size() - at >= kWordSize → token.size() - at > kWordSize⟩',
    ],
    why: 'The same: the loop behind it looks at what is left, one character at a time.',
  },
  {
    file: 'src/holoband/jws.cc',
    texts: [
      'if (first == token.size()) return failure(ErrorCode::kTokenSegments); ⟨return failure(ErrorCode::kTokenSegments); → ;⟩',
      'if (second == token.size()) return failure(ErrorCode::kTokenSegments); ⟨return failure(ErrorCode::kTokenSegments); → ;⟩',
    ],
    why: 'The outcome is the same, after a read behind the token. The same tests under AddressSanitizer end there (SplitCompact.ReadsNoByteBehindAToken).',
  },
  {
    file: 'src/holoband/jws_verifier.cc',
    texts: [
      'goes_on(Rule::kSignature, check_signature(attempt))); ⟨goes_on(Rule::kSignature, check_signature(attempt)) → !goes_on(Rule::kSignature, check_signature(attempt))⟩',
    ],
    why: 'The same: nothing comes after the last rule, so that nobody asks whether it goes on.',
  },
  {
    file: 'src/holoband/jws_verifier.cc',
    texts: ['if (attempt.known != nullptr) return success(); ⟨return success(); → ;⟩'],
    why: 'The same, and slower: the header that is known is decoded and read again. The two rules after it take the known one.',
  },
  {
    file: 'src/holoband/jws_verifier.cc',
    texts: [
      '{.json = header_json_, .header = header_, .key = *attempt.key, .serial = 0, .memo = {}}); ⟨0 → 0 + 1⟩',
      '{.json = header_json_, .header = header_, .key = *attempt.key, .serial = 0, .memo = {}}); ⟨0 → 0 - 1⟩',
    ],
    why: 'The same: the memo writes its own number over it.',
  },
  {
    file: 'src/holoband/jws_verifier.h',
    texts: ['std::uint32_t header_serial_ = 0; ⟨0 → 0 + 1⟩', 'std::uint32_t header_serial_ = 0; ⟨0 → 0 - 1⟩'],
    why: 'The same: it is written before anybody gets the object.',
  },
  {
    file: 'src/holoband/session/tokens.cc',
    texts: [
      'const double fraction = spread(row) / 4294967296.0; ⟨4294967296.0 → 4294967296.0 + 1⟩',
      'const double fraction = spread(row) / 4294967296.0; ⟨4294967296.0 → 4294967296.0 - 1⟩',
    ],
    why: 'The same but for one part in four thousand million of a fraction, of which whole seconds are left.',
  },
  {
    file: 'src/holoband/verifier.cc',
    texts: [
      'goes_on(Rule::kRequiredClaims, check_required(attempt))); ⟨goes_on(Rule::kRequiredClaims, check_required(attempt)) → !goes_on(Rule::kRequiredClaims, check_required(attempt))⟩',
    ],
    why: 'The same: nothing comes after the last rule, so that nobody asks whether it goes on.',
  },
  {
    file: 'src/holoband/verifier.cc',
    texts: ['bool accepted = false; ⟨false → true⟩'],
    why: 'The same: both ways from here write it.',
  },
  {
    file: 'src/holoband/verifier.h',
    texts: ['NumericDate now = 0; ⟨0 → 0 + 1⟩', 'NumericDate now = 0; ⟨0 → 0 - 1⟩'],
    why: 'The same: it is written wherever the object is made.',
  },
]
