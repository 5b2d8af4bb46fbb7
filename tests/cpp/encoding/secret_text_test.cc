#include "holoband/encoding/secret_text.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "crypto/hex.h"
#include "heap_scope.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::unhex;

TEST(SecretText, IsPutTogetherInItsOrder) {
  SecretText text(32);
  EXPECT_EQ(text.text(), "");
  text.add("one ");
  text.add("");
  text.add("two ");
  text.add_base64url(unhex("fbff"));
  EXPECT_EQ(text.text(), "one two -_8");
}

// RFC 4648 section 10, and the two characters in which the alphabets differ.
TEST(SecretText, WritesBase64WithItsPaddingAndAlphabet) {
  const std::pair<std::string_view, std::string_view> vectors[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xfb\xff\xbf", "+/+/"},
      {"\xff", "/w=="},
  };
  for (const auto& [bytes, expected] : vectors) {
    SecretText text(16);
    text.add_base64(as_bytes(bytes));
    EXPECT_EQ(text.text(), expected);
  }
}

TEST(SecretText, LeavesTheTextBeforeItsBase64AsItIs) {
  SecretText text(32);
  text.add("-----_=");
  text.add_base64(unhex("fb"));
  text.add("-_");
  EXPECT_EQ(text.text(), "-----_=+w==-_");
}

TEST(SecretText, WritesBase64UrlWithoutPadding) {
  SecretText text(16);
  text.add_base64url(as_bytes("f"));
  text.add_base64url({});
  text.add_base64url(unhex("fbff"));
  EXPECT_EQ(text.text(), "Zg-_8");
}

TEST(SecretText, HandsOverExactlyWhatWasWritten) {
  SecretText text(100);
  text.add("secret");
  const SecretBytes bytes = text.take();
  EXPECT_EQ(bytes.size(), 6U);
  EXPECT_EQ(std::string(bytes.bytes().begin(), bytes.bytes().end()), "secret");
  EXPECT_EQ(text.text(), "");
}

TEST(SecretText, MayFillItsRoomToTheLastByte) {
  SecretText text(8);
  text.add("1234");
  text.add_base64(unhex("aabb"));
  EXPECT_EQ(text.text().size(), 8U);
}

// A text that grew would leave a copy behind.
TEST(SecretTextDeathTest, TrapsWhereItsRoomIsTooSmall) {
  SecretText text(4);
  text.add("123");
  EXPECT_DEATH(text.add("45"), "");
  EXPECT_DEATH(text.add_base64url(unhex("aa")), "");
  EXPECT_DEATH(text.add_base64(unhex("aa")), "");
  SecretText none(0);
  none.add("");
  EXPECT_DEATH(none.add("1"), "");
}

TEST(SecretText, LeavesNothingOfItselfInFreedMemory) {
  test::HeapScope heap;
  {
    SecretText text(64);
    text.add("a secret that must not stay behind");
    text.add_base64(as_bytes("and more of it"));
    const SecretBytes taken = text.take();
  }
  const test::HeapUse use = heap.end();
  EXPECT_EQ(use.allocations, 1U) << "it never moves";
  EXPECT_EQ(use.frees, 1U);
  EXPECT_EQ(use.unwiped_bytes, 0U);
}

}  // namespace
}  // namespace holoband
