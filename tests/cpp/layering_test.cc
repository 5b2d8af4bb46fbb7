// Who may depend on whom (design, section 2), and what no source may have: read off the sources.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/source.h"

namespace holoband {
namespace {

namespace fs = std::filesystem;
using Units = std::set<std::string>;

constexpr std::size_t kMaxLines = 300;
constexpr std::string_view kPrefix = "holoband/";

struct Source {
  std::string path;  // from src/holoband/ on: "json/scanner.cc"
  std::vector<std::string> lines;
};

std::vector<std::string> read_lines(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

const std::vector<Source>& sources() {
  static const std::vector<Source> all = [] {
    const fs::path root = test::source_root() / "src" / "holoband";
    std::vector<Source> found;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
      const std::string path = entry.path().lexically_relative(root).generic_string();
      if (entry.is_regular_file()) found.push_back({path, read_lines(entry.path())});
    }
    return found;
  }();
  return all;
}

// included returns what a line includes, without its quotes or brackets; empty for any other line.
std::string included(std::string_view line) {
  const auto after = [](std::string_view text, std::string_view word) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text.starts_with(word) ? text.substr(word.size()) : std::string_view();
  };
  const std::string_view name = after(after(line, "#"), "include");
  const std::size_t open = name.find_first_of("<\"");
  if (open == std::string_view::npos) return {};
  const std::size_t close = name.find_first_of(">\"", open + 1);
  return std::string(name.substr(open + 1, close - open - 1));
}

std::vector<std::string> includes_of(const Source& source) {
  std::vector<std::string> names;
  for (const std::string& line : source.lines) {
    if (std::string name = included(line); !name.empty()) names.push_back(std::move(name));
  }
  return names;
}

// unit_of returns the folder of a file, or its name without the ending where it is in no folder.
std::string unit_of(std::string_view path) {
  return std::string(path.substr(0, path.find_first_of("/.")));
}

Units operator|(Units left, const Units& right) {
  left.insert(right.begin(), right.end());
  return left;
}

// allowed returns, for each unit, the units that it may include beside itself.
const std::map<std::string, Units>& allowed() {
  static const Units base{"error", "result", "bytes", "secret", "stack_wipe"};
  static const Units text = base | Units{"encoding", "json"};
  static const Units keys =
      text | Units{"crypto",       "algorithm", "key",     "key_shape",   "thumbprint",
                   "key_material", "key_text",  "key_oid", "key_encoding"};
  static const Units containers = keys | Units{"key_set", "key_der", "key_decrypt"};
  static const std::map<std::string, Units> map{
      {"error_codes", {}},
      {"bytes", {}},
      {"clock", {}},
      {"duration", {}},
      {"error", {"error_codes"}},
      {"result", {"error"}},
      {"rules", {"error"}},
      {"secret", {"bytes"}},
      {"stack_wipe", {"secret"}},
      {"encoding", base},
      {"json", base | Units{"encoding"}},
      {"crypto", base},
      {"algorithm", base | Units{"crypto"}},
      {"key_shape", base | Units{"crypto", "algorithm"}},
      {"thumbprint", text | Units{"crypto", "algorithm", "key_shape"}},
      {"key_material", keys},
      {"key_encoding", keys},
      {"key_text", keys},
      {"key", keys},
      {"key_set", keys},
      {"key_oid", base | Units{"crypto", "algorithm"}},
      {"key_der", keys},
      {"key_der_write", containers},
      {"key_decrypt", keys},
      {"jwk", containers | Units{"jwk_import"}},
      {"jwk_import", containers},
      {"jwk_set", containers | Units{"jwk", "jwk_import"}},
      {"jwk_export", containers | Units{"jwk"}},
      {"pem", containers},
      {"phc", base | Units{"encoding", "crypto"}},
      {"password", base | Units{"encoding", "crypto", "phc"}},
      {"jws", text | Units{"algorithm", "key"}},
      {"text_index", Units{"bytes", "encoding"}},
      {"header_memo", base | Units{"jws", "key", "text_index"}},
      {"jws_verifier", text | Units{"jws", "algorithm", "key", "key_set", "header_memo", "rules"}},
      {"claims", base | Units{"json", "clock", "duration"}},
      {"issuer", text | Units{"jws", "claims", "jwk", "clock"}},
      {"token_cache", text},
      {"verifier",
       text | Units{"jws", "jws_verifier", "claims", "jwk", "rules", "clock", "token_cache"}},
      {"session", text | Units{"claims", "clock", "duration"}}};
  return map;
}

bool may_include(const std::string& from, const std::string& to) {
  const auto found = allowed().find(from);
  return found != allowed().end() && (from == to || found->second.contains(to));
}

TEST(Layering, ReadsEverySourceAndEveryWayToWriteAnInclude) {
  EXPECT_GT(sources().size(), 50U);
  EXPECT_EQ(included("#include <openssl/evp.h>"), "openssl/evp.h");
  EXPECT_EQ(included("  #  include  \"holoband/key.h\"  // why"), "holoband/key.h");
  EXPECT_EQ(included("// #include <openssl/evp.h>"), "");
  EXPECT_EQ(included("#if 1"), "");
  EXPECT_EQ(unit_of("json/scanner.cc"), "json");
  EXPECT_EQ(unit_of("jws_verifier.h"), "jws_verifier");
}

TEST(Layering, WouldNoticeAnArrowThatPointsUpwards) {
  EXPECT_TRUE(may_include("jws", "json"));
  EXPECT_TRUE(may_include("json", "json"));
  for (const auto& [from, to] : {std::pair{"json", "crypto"},
                                 {"crypto", "json"},
                                 {"encoding", "json"},
                                 {"claims", "jws"},
                                 {"claims", "key"},
                                 {"jws", "claims"},
                                 {"jws", "crypto"},
                                 {"jws", "jws_verifier"},
                                 {"session", "jws"},
                                 {"error", "result"},
                                 {"verifier", "crypto"},
                                 {"unknown", "error"}}) {
    EXPECT_FALSE(may_include(from, to)) << from << " -> " << to;
  }
}

TEST(Layering, HasAPlaceForEverySource) {
  for (const Source& source : sources()) {
    EXPECT_TRUE(allowed().contains(unit_of(source.path)))
        << source.path << " is new: say what it may include";
  }
}

TEST(Layering, HasOnlyTheArrowsOfTheDesign) {
  std::size_t arrows = 0;
  for (const Source& source : sources()) {
    for (const std::string& name : includes_of(source)) {
      if (!name.starts_with(kPrefix)) continue;
      ++arrows;
      const std::string to = unit_of(name.substr(kPrefix.size()));
      EXPECT_TRUE(may_include(unit_of(source.path), to)) << source.path << " includes " << name;
    }
  }
  EXPECT_GT(arrows, 100U);
}

TEST(Layering, KeepsTheJsonLibraryInTheSourcesOfItsFolder) {
  Units users;
  for (const Source& source : sources()) {
    for (const std::string& name : includes_of(source)) {
      if (name.starts_with("nlohmann")) users.insert(source.path);
    }
  }
  EXPECT_FALSE(users.empty());
  for (const std::string& path : users) {
    EXPECT_TRUE(path.starts_with("json/") && path.ends_with(".cc")) << path;
  }
}

TEST(Layering, KeepsOpensslInItsFolder) {
  Units users;
  for (const Source& source : sources()) {
    for (const std::string& name : includes_of(source)) {
      if (name.starts_with("openssl/")) users.insert(source.path);
    }
  }
  EXPECT_FALSE(users.empty());
  for (const std::string& path : users) EXPECT_TRUE(path.starts_with("crypto/")) << path;
}

TEST(Layering, KnowsNothingOfJavaScript) {
  for (const Source& source : sources()) {
    for (const std::string& name : includes_of(source)) {
      EXPECT_EQ(name.find("emscripten"), std::string::npos) << source.path;
      EXPECT_EQ(name.find("bindings"), std::string::npos) << source.path;
    }
  }
}

// Sources that share a header, each with one part of what it declares.
const std::map<std::string, std::string>& shared_headers() {
  static const std::map<std::string, std::string> map{
      {"crypto/ec.cc", "crypto/evp.h"},
      {"crypto/ml_dsa.cc", "crypto/evp.h"},
      {"crypto/okp.cc", "crypto/evp.h"},
      {"crypto/rsa.cc", "crypto/evp.h"},
      {"crypto/openssl_lean_texts.cc", "crypto/openssl_lean.h"},
      {"jwk_export.cc", "jwk.h"},
      {"jwk_set.cc", "jwk.h"},
      {"key_der_write.cc", "key_der.h"}};
  return map;
}

// A header that its own source includes first is one that stands by itself.
TEST(Sources, IncludeTheirOwnHeaderFirst) {
  for (const Source& source : sources()) {
    if (!source.path.ends_with(".cc") || shared_headers().contains(source.path)) continue;
    const std::vector<std::string> includes = includes_of(source);
    const std::string own =
        std::string(kPrefix) + source.path.substr(0, source.path.size() - 2) + "h";
    EXPECT_EQ(includes.empty() ? "nothing" : includes.front(), own) << source.path;
  }
}

TEST(Sources, IncludeTheHeaderThatTheyShare) {
  std::size_t found = 0;
  for (const Source& source : sources()) {
    const auto shared = shared_headers().find(source.path);
    if (shared == shared_headers().end()) continue;
    ++found;
    const std::string header = std::string(kPrefix) + shared->second;
    const std::vector<std::string> includes = includes_of(source);
    EXPECT_EQ(std::count(includes.begin(), includes.end(), header), 1) << source.path;
  }
  EXPECT_EQ(found, shared_headers().size()) << "a source of the list is gone";
}

TEST(Sources, SayWhatTheyAreAndAreIncludedOnce) {
  for (const Source& source : sources()) {
    if (!source.path.ends_with(".h")) continue;
    ASSERT_FALSE(source.lines.empty()) << source.path;
    EXPECT_TRUE(source.lines.front().starts_with("// "))
        << source.path << " does not say what it is";
    EXPECT_EQ(std::count(source.lines.begin(), source.lines.end(), "#pragma once"), 1)
        << source.path;
  }
}

TEST(Sources, AreNoLongerThanTheLimit) {
  for (const Source& source : sources()) EXPECT_LE(source.lines.size(), kMaxLines) << source.path;
}

TEST(Sources, LeaveNothingForLater) {
  for (const Source& source : sources()) {
    for (const std::string& line : source.lines) {
      for (const std::string_view word : {"TODO", "FIXME", "HACK"}) {
        EXPECT_EQ(line.find(word), std::string::npos) << source.path << ": " << line;
      }
    }
  }
}

}  // namespace
}  // namespace holoband
