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
]
