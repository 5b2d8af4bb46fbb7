#include "faults/calls.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace holoband::test {
namespace {

using Names = std::set<std::string, std::less<>>;

constexpr std::string_view kPrefix = "faulty_";

Names listed_calls() {
  return {
#define HOLOBAND_CALL(name, count, failure) #name,
#define HOLOBAND_SURE(name, reason)
#include "faults/openssl_calls.def"
#undef HOLOBAND_CALL
#undef HOLOBAND_SURE
  };
}

Names listed_as_sure() {
  return {
#define HOLOBAND_CALL(name, count, failure)
#define HOLOBAND_SURE(name, reason) #name,
#include "faults/openssl_calls.def"
#undef HOLOBAND_CALL
#undef HOLOBAND_SURE
  };
}

// symbols reads what `nm -P` wrote: a name is the first word of a line that has more than one.
Names symbols(const char* path) {
  std::ifstream file(path);
  Names names;
  for (std::string line; std::getline(file, line);) {
    const std::size_t end = line.find(' ');
    if (end != std::string::npos) names.insert(line.substr(0, end));
  }
  return names;
}

Names intersection(const Names& left, const Names& right) {
  Names both;
  std::set_intersection(left.begin(), left.end(), right.begin(), right.end(),
                        std::inserter(both, both.end()));
  return both;
}

Names renamed(const Names& all) {
  Names names;
  for (const std::string& name : all) {
    if (name.starts_with(kPrefix)) names.insert(name.substr(kPrefix.size()));
  }
  return names;
}

// Whoever calls another function of OpenSSL says in openssl_calls.def how it fails, or why it
// cannot. The two lists hold nothing that is called no more.
TEST(OpensslCalls, AreAllOnOneOfTheTwoLists) {
  const Names called = symbols(HOLOBAND_CALLED);
  const Names openssl = symbols(HOLOBAND_OPENSSL);
  ASSERT_GT(openssl.size(), 1000U);
  EXPECT_EQ(intersection(called, openssl), listed_as_sure());
  EXPECT_EQ(renamed(called), listed_calls());
  EXPECT_EQ(intersection(listed_calls(), openssl), listed_calls());
}

}  // namespace
}  // namespace holoband::test
