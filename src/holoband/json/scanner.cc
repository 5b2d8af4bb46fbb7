#include "holoband/json/scanner.h"

#include <algorithm>
#include <functional>

#include "holoband/encoding/utf8.h"
#include "holoband/json/number.h"
#include "holoband/json/space.h"
#include "holoband/json/string.h"

namespace holoband::json {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

// The order of pointers into two arrays is std::less's to know.
bool contains(std::string_view text, std::string_view part) {
  const std::less_equal<> up_to;
  return up_to(text.data(), part.data()) &&
         up_to(part.data() + part.size(), text.data() + text.size());
}

}  // namespace

// Walk is one pass over one text. Each step takes a position and returns the position after what it
// read, or null once error_ says what is wrong.
class Scanner::Walk {
 public:
  Walk(Scanner& scanner, std::string_view text)
      : scanner_(scanner), begin_(text.data()), end_(text.data() + text.size()) {}

  ErrorCode run() {
    const char* pos = value(begin_);
    while (pos != nullptr && !scanner_.open_.empty()) pos = next(pos);
    if (pos == nullptr) return error_;
    if (skip_space(pos, end_) != end_) return ErrorCode::kJsonSyntax;
    return is_object_ ? ErrorCode::kOk : ErrorCode::kJsonNotObject;
  }

 private:
  const char* fail(ErrorCode error) {
    error_ = error;
    return nullptr;
  }

  const char* fail() { return fail(ErrorCode::kJsonSyntax); }

  // value reads a scalar, or opens a container.
  const char* value(const char* pos) {
    pos = skip_space(pos, end_);
    if (pos == end_) return fail();
    switch (*pos) {
      case '"': {
        const StringSpan span = scan_string(pos + 1, end_);
        scanner_.escaped_ |= span.escaped;
        return span.end == nullptr ? fail() : finish(Kind::kString, pos, span.end);
      }
      case '{':
        return open(Kind::kObject, pos);
      case '[':
        return open(Kind::kArray, pos);
      case 't':
        return literal(Kind::kTrue, "true", pos);
      case 'f':
        return literal(Kind::kFalse, "false", pos);
      case 'n':
        return literal(Kind::kNull, "null", pos);
      default:
        return number(pos);
    }
  }

  const char* literal(Kind kind, std::string_view word, const char* pos) {
    if (!between(pos, end_).starts_with(word)) return fail();
    return finish(kind, pos, pos + word.size());
  }

  const char* number(const char* pos) {
    const NumberSpan span = scan_number(pos, end_);
    if (span.end == nullptr) return fail();
    if (span.may_overflow && !is_finite_number(between(pos, span.end))) {
      return fail(ErrorCode::kJsonNumberRange);
    }
    return finish(Kind::kNumber, pos, span.end);
  }

  const char* open(Kind kind, const char* pos) {
    if (scanner_.open_.size() >= scanner_.max_depth_) return fail(ErrorCode::kJsonTooDeep);
    if (scanner_.open_.empty()) is_object_ = kind == Kind::kObject;
    scanner_.open_.push_back({pos, scanner_.names_.mark(), kind, true});
    return pos + 1;
  }

  // next reads what may come inside the innermost container: its next member or element, or its
  // end.
  const char* next(const char* pos) {
    Container& container = scanner_.open_.back();
    const bool in_object = container.kind == Kind::kObject;
    pos = skip_space(pos, end_);
    if (pos == end_) return fail();
    if (*pos == (in_object ? '}' : ']')) return close(pos + 1);
    if (!container.empty) {
      if (*pos != ',') return fail();
      ++pos;
    }
    container.empty = false;
    return in_object ? member(pos) : value(pos);
  }

  const char* member(const char* pos) {
    pos = skip_space(pos, end_);
    if (pos == end_ || *pos != '"') return fail();
    const char* const body = pos + 1;
    const StringSpan span = scan_string(body, end_);
    if (span.end == nullptr) return fail();
    scanner_.escaped_ |= span.escaped;
    const std::string_view name = scanner_.names_.push(between(body, span.end - 1), span.escaped);
    if (scanner_.open_.size() == 1) scanner_.members_.push_back({name, {}});
    pos = skip_space(span.end, end_);
    if (pos == end_ || *pos != ':') return fail();
    return value(pos + 1);
  }

  const char* close(const char* after) {
    const Container container = scanner_.open_.back();
    if (container.kind == Kind::kObject && !scanner_.names_.close(container.names)) {
      return fail(ErrorCode::kJsonDuplicateMember);
    }
    scanner_.open_.pop_back();
    return finish(container.kind, container.start, after);
  }

  // finish keeps the value that ends at `after` where it belongs to the outermost object.
  const char* finish(Kind kind, const char* start, const char* after) {
    if (is_object_ && scanner_.open_.size() == 1) {
      const std::string_view raw = between(start, after);
      const double whole = kind == Kind::kNumber ? whole_number(raw) : -1;
      scanner_.members_.back().value = {kind, raw, whole};
    }
    return after;
  }

  Scanner& scanner_;
  const char* const begin_;
  const char* const end_;
  bool is_object_ = false;  // the root
  ErrorCode error_ = ErrorCode::kOk;
};

Outcome Scanner::scan_object(std::string_view text) {
  members_.clear();
  open_.clear();
  names_.reset(text.size());
  escaped_ = false;
  ascii_ = is_ascii(text);
  const ErrorCode code =
      ascii_ || is_valid_utf8(text) ? Walk(*this, text).run() : ErrorCode::kUtf8Invalid;
  if (code == ErrorCode::kOk) return success();
  members_.clear();
  return failure(code);
}

bool Scanner::has_plain_names(std::string_view text) const {
  return std::all_of(members_.begin(), members_.end(),
                     [&](const Member& member) { return contains(text, member.name); });
}

void Scanner::adopt(const Scanner& other, std::string_view text, std::string_view copy,
                    std::size_t capacity) {
  const auto moved = [&](std::string_view view) {
    return copy.substr(static_cast<std::size_t>(view.data() - text.data()), view.size());
  };
  members_.clear();
  members_.reserve(capacity);
  for (const auto& [name, value] : other.members_) {
    members_.push_back({moved(name), {value.kind, moved(value.raw), value.whole}});
  }
  ascii_ = other.ascii_;
  escaped_ = other.escaped_;
}

const Value* Scanner::find(std::string_view name) const {
  for (const Member& member : members_) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

bool Scanner::has_nested_values() const {
  return std::any_of(members_.begin(), members_.end(), [](const Member& member) {
    return member.value.kind == Kind::kObject || member.value.kind == Kind::kArray;
  });
}

}  // namespace holoband::json
