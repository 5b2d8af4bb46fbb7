// Passwords, whatever fails: no hash is made that fits another password or none.
#include "holoband/password.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "faults/fault.h"
#include "holoband/bytes.h"

namespace holoband {
namespace {

using test::every_kind_of_fault;
using test::Fault;
using test::Report;
using test::with_fault;

constexpr crypto::Argon2Cost kSmall{.memory_kib = 64, .passes = 1, .lanes = 1};
constexpr std::string_view kPassword = "password";

TEST(FaultsInPasswords, NeverMakeAWrongHash) {
  every_kind_of_fault("hashPassword", [](const Fault& fault) {
    Report report;
    const Result<std::string> hash =
        with_fault(fault, report, [] { return hash_password(as_bytes(kPassword), kSmall); });
    if (hash.ok() && !verify_password(as_bytes(kPassword), hash.value()).value())
      report.complaint = "the hash is wrong";
    return report;
  });
}

TEST(FaultsInPasswords, NeverChangeAVerdict) {
  const std::string hash = hash_password(as_bytes(kPassword), kSmall).value();
  for (const std::string_view password : {kPassword, std::string_view("passwore")}) {
    every_kind_of_fault("verifyPassword", [&](const Fault& fault) {
      Report report;
      const Result<bool> fits =
          with_fault(fault, report, [&] { return verify_password(as_bytes(password), hash); });
      if (fits.ok() && fits.value() != (password == kPassword))
        report.complaint = "the verdict is wrong";
      return report;
    });
  }
}

}  // namespace
}  // namespace holoband
