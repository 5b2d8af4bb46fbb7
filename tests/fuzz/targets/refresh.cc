// The rotation of sessions. An input is a program: it starts sessions, lets time go by, back as well, presents tokens that
// were made, that will be made and that nobody made, and loses writes of the store. What is decided is held to what was
// promised (design, section 5), by the history of the world and never by the rules themselves. Behind the program a text is
// read as the claims of a refresh token.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "holoband/issuer.h"
#include "holoband/session/rotation.h"
#include "holoband/session/tokens.h"
#include "holoband/verifier.h"
#include "support/json_mutator.h"
#include "support/require.h"
#include "support/samples.h"
#include "support/tokens.h"

namespace holoband::fuzz {
namespace {

using session::Decision;
using session::Policy;
using session::Presented;
using session::Row;
using session::Status;
using session::Verdict;

// Program gives its bytes one after the other, and zeros behind its end.
class Program {
 public:
  explicit Program(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool at_end() const { return at_ >= bytes_.size(); }
  std::size_t below(std::size_t limit) { return next() % limit; }
  std::string_view rest() { return bytes_.substr(std::min(at_, bytes_.size())); }

  template <class T, std::size_t size>
  T one_of(const std::array<T, size>& choices) {
    return choices[below(size)];
  }

 private:
  std::size_t next() { return at_end() ? 0 : static_cast<unsigned char>(bytes_[at_++]); }

  std::string_view bytes_;
  std::size_t at_ = 0;
};

Policy policy_of(Program& program) {
  constexpr std::array kIdle{1.0, 10.0, 60.5, 3600.0, 7 * 86400.0};
  constexpr std::array kAbsolute{1.0, 60.0, 7200.0, 30 * 86400.0};
  constexpr std::array kGrace{0.0, 1.0, 30.0, 29.9, 300.0};
  Policy policy;
  policy.absolute_ttl = program.one_of(kAbsolute);
  policy.idle_ttl = std::min(program.one_of(kIdle), policy.absolute_ttl);
  policy.grace = program.one_of(kGrace);
  policy.access_ttl = program.one_of(std::array{1.0, 5.5, 900.0});
  policy.access_ttl_jitter = program.one_of(std::array{0.0, 0.05});
  return policy;
}

// Token is one that was made for the session: what it says, and when its successor was made.
struct Token {
  std::string claims;
  Presented presented;
  NumericDate made_at = 0;
};

Presented presented_by(std::string_view claims) {
  json::Scanner scanner;
  require(scanner.scan_object(claims).ok(), "the claims of a token are strict JSON");
  const Result<Presented> presented = session::read_presented(scanner);
  require(presented.ok(), "the claims of a token can be read");
  return presented.value();
}

Token token_for(const Row& row) {
  std::string claims = session::refresh_claims(row);
  Presented presented = presented_by(claims);
  require(presented.id == row.id && presented.subject == row.subject &&
              presented.generation == row.generation && presented.expires_at == row.idle_expires_at,
          "a token says what its row says");
  return {std::move(claims), std::move(presented), row.rotated_at};
}

// World is one session: the row in the store, and all tokens that were ever made for it, the last being the current one.
class World {
 public:
  World(Program& program, const Policy& policy) : policy_(policy), now_(start_time(program)) {
    Result<Row> row = session::start_session("s1", "alice", now_, policy_);
    require(row.ok(), "a session starts");
    row_ = row.value();
    require(session::is_sound(row_), "a session starts with a sound row");
    tokens_.push_back(token_for(row_));
  }

  void step(Program& program) {
    switch (program.below(8)) {
      case 0:
        return pass_time(program);
      case 1:
        return end();
      case 2:
        return present_strange(program);
      case 3:
        return present_without_row(program);
      case 4:
        return spoil_row(program);
      default:
        return present(program);
    }
  }

 private:
  static NumericDate start_time(Program& program) {
    return program.one_of(std::array{test::kNow, test::kNow + 0.75, 0.0, 1e12});
  }

  void pass_time(Program& program) {
    const std::array steps{
        0.0, 0.5,  1.0,   29.0,   30.0,    31.0,     policy_.grace, policy_.idle_ttl,
        5.0, -1.0, -40.0, 3600.0, 86400.0, -90000.0, 2592000.0};
    now_ = std::max(0.0, now_ + program.one_of(steps));
  }

  void end() {
    if (row_.status == Status::kActive) row_.status = Status::kEnded;
    over_ = true;
  }

  // A token of the session: often the current one or the one before it.
  const Token& pick(Program& program, std::size_t& index) {
    const std::size_t back = program.one_of(std::array<std::size_t, 6>{0, 0, 1, 1, 2, 7});
    index = tokens_.size() - 1 - std::min(back, tokens_.size() - 1);
    return tokens_[index];
  }

  Decision decide(const Presented& presented) {
    const Result<Decision> decision = session::decide_refresh(row_, presented, now_, policy_);
    require(decision.ok(), "a clock that works is enough for a decision");
    return decision.value();
  }

  void present(Program& program) {
    std::size_t index = 0;
    const Token& token = pick(program, index);
    const Decision decision = decide(token.presented);
    const bool is_current = index + 1 == tokens_.size();
    const bool is_previous = index + 2 == tokens_.size();
    require_allowed(decision, is_current, is_previous);
    require_owed(decision, is_current, is_previous);
    apply(decision, program.below(4) == 0);
  }

  // Nothing is given that was not promised.
  void require_allowed(const Decision& decision, bool is_current, bool is_previous) const {
    const bool granted =
        decision.verdict == Verdict::kRotate || decision.verdict == Verdict::kReplay;
    require(!granted || !over_, "the end of a session is final");
    require(!granted || std::floor(now_) < row_.absolute_expires_at, "a session has an end");
    require(!granted || std::floor(now_) < row_.idle_expires_at,
            "a session that is left alone ends");
    require(decision.verdict != Verdict::kRotate || is_current,
            "only the current token is rotated");
    require(decision.verdict != Verdict::kReplay || is_previous,
            "only the token before the current one is given its successor again");
    require(decision.verdict != Verdict::kReplay || now_ - row_.rotated_at < policy_.grace + 1,
            "the grace is over when it is over");
    require(decision.verdict != Verdict::kReuse || !is_current,
            "nobody is a thief with the current token");
    require(decision.verdict != Verdict::kUnknown && decision.verdict != Verdict::kInconsistent,
            "a session that is there is known");
  }

  // Nothing is kept from an honest client, and nothing from a thief goes unnoticed.
  void require_owed(const Decision& decision, bool is_current, bool is_previous) const {
    const bool alive = !over_ && std::floor(now_) < row_.idle_expires_at;
    if (!alive) {
      require(decision.verdict == Verdict::kRevoked || decision.verdict == Verdict::kExpired,
              "what is over is said to be over");
      return;
    }
    if (is_current) require(decision.verdict == Verdict::kRotate, "the current token is rotated");
    const bool recent = now_ - row_.rotated_at <= std::floor(policy_.grace);
    if (is_previous && recent)
      require(decision.verdict == Verdict::kReplay, "a lost answer is given again");
    if (!is_current && !(is_previous && std::floor(now_) - row_.rotated_at <= policy_.grace))
      require(decision.verdict == Verdict::kReuse || decision.verdict == Verdict::kExpired,
              "a token that is used again is noticed");
  }

  // A write that lost the race leaves the row as another server wrote it, which here is: as it was.
  void apply(const Decision& decision, bool is_lost) {
    const Row& next = decision.next;
    switch (decision.verdict) {
      case Verdict::kRotate:
        require_rotation(next);
        if (is_lost) return;
        row_ = next;
        tokens_.push_back(token_for(row_));
        return;
      case Verdict::kReplay:
        require(next == row_, "giving an answer again changes nothing");
        require(session::refresh_claims(next) == tokens_.back().claims,
                "the successor is the same, byte for byte");
        return;
      case Verdict::kReuse: {
        Row expected = row_;
        expected.status = Status::kCompromised;
        require(next == expected, "a theft ends the session and changes nothing else");
        if (is_lost) return;
        row_ = next;
        over_ = true;
        return;
      }
      default:
        require(next == row_, "a refusal changes nothing");
        return;
    }
  }

  void require_rotation(const Row& next) const {
    require(session::is_sound(next), "a rotation leaves a sound row");
    require(next.generation == row_.generation + 1 && next.status == Status::kActive,
            "a rotation is one step");
    require(next.rotated_at == std::floor(now_), "a rotation happens now");
    require(next.id == row_.id && next.subject == row_.subject &&
                next.created_at == row_.created_at &&
                next.absolute_expires_at == row_.absolute_expires_at,
            "a rotation keeps who it is, and until when at the most");
    require(next.idle_expires_at <= next.absolute_expires_at, "a rotation keeps the last end");
    if (next.rotated_at < row_.rotated_at) {
      require(next.idle_expires_at >= row_.idle_expires_at,
              "a clock that went back brings no end nearer");
    }
    const bool was_later = next.idle_expires_at == row_.idle_expires_at;
    require(next.idle_expires_at <= now_ + policy_.idle_ttl ||
                (was_later && next.rotated_at < row_.rotated_at),
            "a rotation prolongs a session by the idle lifetime at the most");
    const NumericDate access = session::access_expires_at(next, policy_, now_);
    require(access <= next.idle_expires_at && access <= now_ + std::max(policy_.access_ttl, 1.0),
            "an access token lives as long as it may, and never longer than its session");
    require(access == session::access_expires_at(next, policy_, now_), "and as long every time");
  }

  // Somebody else's token, one from the future of this session, or one whose time is over by its own word.
  void present_strange(Program& program) {
    Presented presented = tokens_.back().presented;
    const std::size_t kind = program.below(5);
    if (kind == 0) presented.id = "s2";
    if (kind == 1) presented.subject = "bob";
    if (kind == 2) presented.generation += 1;
    if (kind == 3) presented.generation = session::kMaxGeneration;
    if (kind == 4) presented.expires_at = program.one_of(std::array{0.0, now_, now_ + 1, -1.0});
    const Decision decision = decide(presented);
    if (kind < 2) {
      require(decision.verdict == Verdict::kUnknown || decision.verdict == Verdict::kExpired,
              "nobody gets at another one's session");
      return;
    }
    if (kind < 4 && !over_) {
      require(decision.verdict == Verdict::kInconsistent || decision.verdict == Verdict::kExpired,
              "a token that was not made yet is no theft");
    }
    require(decision.verdict != Verdict::kReplay && decision.verdict != Verdict::kReuse,
            "a strange token ends no session");
    require(decision.verdict == Verdict::kRotate || decision.next == row_,
            "a refusal changes nothing");
  }

  void present_without_row(Program& program) {
    std::size_t index = 0;
    const Presented& presented = pick(program, index).presented;
    const Result<Decision> decision = session::decide_refresh({}, presented, now_, policy_);
    require(decision.ok() && (decision.value().verdict == Verdict::kUnknown ||
                              decision.value().verdict == Verdict::kExpired),
            "a session that is not there is no theft");
  }

  // A store that was tampered with, or lost a column.
  void spoil_row(Program& program) {
    const Row whole = row_;
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    const std::array times{-1.0, 0.5, kNaN, 1e300, std::numeric_limits<double>::infinity(),
                           0.0,  now_};
    const NumericDate time = program.one_of(times);
    const std::size_t kind = program.below(6);
    if (kind == 0) row_.rotated_at = time;
    if (kind == 1) row_.idle_expires_at = time;
    if (kind == 2) row_.absolute_expires_at = time;
    if (kind == 3)
      row_.generation = program.one_of(std::array<std::int64_t, 3>{
          -1, session::kMaxGeneration, std::numeric_limits<std::int64_t>::max()});
    if (kind == 4) row_.created_at = time;
    if (kind == 5) row_.subject.clear();
    std::size_t index = 0;
    const Decision decision = decide(pick(program, index).presented);
    const bool granted =
        decision.verdict == Verdict::kRotate || decision.verdict == Verdict::kReplay;
    require(!granted || session::is_sound(row_), "a row that cannot be lets nobody in");
    require(!granted || !over_, "the end of a session is final");
    require(session::is_sound(row_) || decision.verdict != Verdict::kReuse,
            "nor does it accuse anybody");
    require(decision.verdict != Verdict::kRotate || session::is_sound(decision.next),
            "a rotation leaves a sound row");
    row_ = whole;
  }

  Policy policy_;
  NumericDate now_;
  Row row_;
  bool over_ = false;
  std::vector<Token> tokens_;
};

// What reads as the claims of a refresh token names a session, a subject and a generation that there can be.
void check_claims(std::string_view text) {
  json::Scanner scanner;
  if (!scanner.scan_object(text).ok()) return;
  const Result<Presented> presented = session::read_presented(scanner);
  if (!presented.ok()) return require_plain_refusal(presented.outcome(), text);
  const auto& [id, subject, generation, expires_at] = presented.value();
  require(!id.empty() && !subject.empty(), "a session has a name, and so has its subject");
  require(generation >= 0 && generation <= session::kMaxGeneration, "a generation can be counted");
  require(!std::isnan(expires_at), "a time can be compared");
}

void check(std::string_view input) {
  constexpr std::size_t kSteps = 64;
  Program program(input);
  const Policy policy = policy_of(program);
  require(session::check_policy(policy).ok(), "the policies here are good ones");
  World world(program, policy);
  for (std::size_t step = 0; step < kSteps && !program.at_end(); ++step) {
    if (program.rest().front() == '{') break;
    world.step(program);
  }
  check_claims(program.rest());
}

}  // namespace
}  // namespace holoband::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  holoband::fuzz::check(holoband::fuzz::text_of(data, size));
  return 0;
}

// The program and the claims behind it are changed each by itself.
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  using namespace holoband::fuzz;
  constexpr std::size_t kRoom = 16;
  Random random(seed);
  const std::string input(data, data + size);
  const std::size_t behind = std::min(input.find('{'), size);
  std::string program = input.substr(0, behind);
  std::string claims = input.substr(behind);
  if (below(3, random) != 0) {
    program = mutate_bytes(std::move(program), kRoom);
  } else if (claims.empty()) {
    claims = sample_claims()[2];
  } else {
    claims = mutate_json(std::move(claims), random);
  }
  return replace_input(program + claims, data, max_size);
}
