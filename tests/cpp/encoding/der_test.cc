#include "holoband/encoding/der.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/hex.h"

namespace holoband::der {
namespace {

using test::hex;
using test::unhex;
using Octets = std::vector<std::uint8_t>;

// read returns "tag content rest" of the first element, or "no".
std::string read(std::string_view text, Lengths lengths = Lengths::kShortest) {
  const Octets bytes = unhex(text);
  Reader reader(bytes, lengths);
  const Element element = reader.next();
  if (element.tag == Tag::kNone) return reader.ok() ? "none, without a fault" : "no";
  const auto tag = static_cast<std::uint8_t>(element.tag);
  return hex(Bytes(&tag, 1)) + " " + hex(element.content) + " " + hex(reader.rest());
}

std::string number_in(std::string_view text) {
  const Octets bytes = unhex(text);
  Reader reader(bytes);
  const Bytes number = reader.number();
  return reader.ok() ? hex(number) : "no";
}

TEST(DerReader, TakesATagAndALength) {
  EXPECT_EQ(read("0500"), "05  ");
  EXPECT_EQ(read("04020102"), "04 0102 ");
  EXPECT_EQ(read("0402010203"), "04 0102 03");
  EXPECT_EQ(read("3003020101"), "30 020101 ");
  EXPECT_EQ(read("A00101"), "a0 01 ");
}

TEST(DerReader, TakesALongLength) {
  const std::string content(std::size_t{2} * 128, 'a');
  EXPECT_EQ(read("048180" + content), "04 " + content + " ");
  const std::string larger(std::size_t{2} * 256, 'b');
  EXPECT_EQ(read("04820100" + larger + "05"), "04 " + larger + " 05");
  const std::string largest(std::size_t{2} * 65536, 'c');
  EXPECT_EQ(read("0483010000" + largest), "04 " + largest + " ");
}

// X.690 section 10.1: the shortest form. Every other one is a second encoding of the same key.
TEST(DerReader, RefusesALengthThatCouldBeShorter) {
  const std::string content(std::size_t{2} * 127, 'a');
  EXPECT_EQ(read("047f" + content), "04 " + content + " ");
  const std::string longer(std::size_t{2} * 128, 'a');
  for (const std::string& text :
       {"04817f" + content, std::string("04810101"), std::string("048100"), std::string("04820001"),
        "04820080" + longer, std::string("0483000001") + "01",
        std::string("048400000001") + "01"}) {
    EXPECT_EQ(read(text), "no") << text.substr(0, 20);
  }
}

// A guard that looks for keys in strange places reads what BER allows.
TEST(DerReader, TakesALongerLengthWhereItIsAskedTo) {
  EXPECT_EQ(read("04810101", Lengths::kAny), "04 01 ");
  EXPECT_EQ(read("0482000101", Lengths::kAny), "04 01 ");
  EXPECT_EQ(read("04840000000101", Lengths::kAny), "04 01 ");
  EXPECT_EQ(read("048100", Lengths::kAny), "04  ");
  EXPECT_EQ(read("0485000000000101", Lengths::kAny), "no");
}

// X.690 section 8.1.3.6: the indefinite form is BER only.
TEST(DerReader, RefusesTheIndefiniteLength) {
  EXPECT_EQ(read("30800000"), "no");
  EXPECT_EQ(read("3080020101"
                 "0000"),
            "no");
  EXPECT_EQ(read("30800000", Lengths::kAny), "no");
}

TEST(DerReader, RefusesWhatReachesOverItsEnd) {
  for (const std::string_view text :
       {"", "04", "0401", "04020a", "0481", "048180", "04820100", "0484ffffffff00", "0484ffffff",
        "04ff", "048800000000000000"}) {
    EXPECT_EQ(read(text), "no") << text;
    EXPECT_EQ(read(text, Lengths::kAny), "no") << text;
  }
}

TEST(DerReader, GivesNothingAfterTheFirstFault) {
  const Octets bytes = unhex(
      "0402aabb"
      "0501"
      "0401cc");
  Reader reader(bytes);
  EXPECT_EQ(hex(reader.next_of(Tag::kOctetString)), "aabb");
  EXPECT_TRUE(reader.ok());
  EXPECT_FALSE(reader.at_end());
  EXPECT_TRUE(reader.next_of(Tag::kOctetString).empty());
  EXPECT_FALSE(reader.ok());
  EXPECT_FALSE(reader.at_end()) << "the end of what is no DER is no end";
  EXPECT_EQ(reader.next().tag, Tag::kNone);
  EXPECT_TRUE(reader.rest().empty());
  EXPECT_EQ(reader.optional(Tag::kOctetString).tag, Tag::kNone);
  EXPECT_TRUE(reader.number().empty());
  EXPECT_FALSE(reader.inside(Tag::kSequence).ok());
}

TEST(DerReader, IsAtItsEndWhereNothingIsLeft) {
  EXPECT_TRUE(Reader({}).at_end());
  const Octets bytes = unhex("0500");
  Reader reader(bytes);
  EXPECT_FALSE(reader.at_end());
  reader.next();
  EXPECT_TRUE(reader.at_end());
}

TEST(DerReader, LeavesAnOptionalElementOfAnotherTagForLater) {
  const Octets bytes = unhex(
      "0500"
      "0401aa");
  Reader reader(bytes);
  EXPECT_EQ(reader.optional(Tag::kOctetString).tag, Tag::kNone);
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.optional(Tag::kNull).tag, Tag::kNull);
  EXPECT_EQ(hex(reader.optional(Tag::kOctetString).content), "aa");
  EXPECT_EQ(reader.optional(Tag::kOctetString).tag, Tag::kNone);
  EXPECT_TRUE(reader.at_end());
}

TEST(DerReader, FindsAFaultInAnOptionalElementOfItsTag) {
  const Octets bytes = unhex("0405aa");
  Reader reader(bytes);
  EXPECT_EQ(reader.optional(Tag::kOctetString).tag, Tag::kNone);
  EXPECT_FALSE(reader.ok());
}

TEST(DerReader, ReadsWhatIsInside) {
  const Octets bytes = unhex(
      "3007"
      "020105"
      "3002"
      "0500"
      "0401aa");
  Reader reader(bytes);
  Reader inside = reader.inside(Tag::kSequence);
  EXPECT_EQ(hex(inside.number()), "05");
  Reader deeper = inside.inside(Tag::kSequence);
  EXPECT_TRUE(inside.at_end());
  deeper.next_of(Tag::kNull);
  EXPECT_TRUE(deeper.at_end());
  EXPECT_EQ(hex(reader.next_of(Tag::kOctetString)), "aa");
  EXPECT_TRUE(reader.at_end());
}

TEST(DerReader, HasNothingInsideOfAnotherTag) {
  const Octets bytes = unhex("3103020105");
  Reader reader(bytes);
  const Reader inside = reader.inside(Tag::kSequence);
  EXPECT_FALSE(reader.ok());
  EXPECT_FALSE(inside.ok());
  EXPECT_FALSE(inside.at_end());
}

TEST(DerReader, KeepsToTheRuleOnLengthsInside) {
  const Octets bytes = unhex(
      "3004"
      "04810101");
  Reader strict(bytes);
  EXPECT_TRUE(strict.inside(Tag::kSequence).next_of(Tag::kOctetString).empty());
  Reader any(bytes, Lengths::kAny);
  EXPECT_EQ(hex(any.inside(Tag::kSequence).next_of(Tag::kOctetString)), "01");
}

// X.690 section 8.3: an INTEGER has a sign, and the least number of bytes.
TEST(DerReader, TakesANumberWithoutItsSign) {
  EXPECT_EQ(number_in("020100"), "00");
  EXPECT_EQ(number_in("020101"), "01");
  EXPECT_EQ(number_in("02017f"), "7f");
  EXPECT_EQ(number_in("02020080"), "80");
  EXPECT_EQ(number_in("0203010000"), "010000");
  EXPECT_EQ(number_in("020500ffffffff"), "ffffffff");
}

TEST(DerReader, RefusesANumberThatIsNegativeOrPaddedOrNone) {
  for (const std::string_view text : {"0200", "020180", "0201ff", "0202ff7f", "02020001",
                                      "0202007f", "02020000", "0203000080", "030100", "0a0101"}) {
    EXPECT_EQ(number_in(text), "no") << text;
  }
}

TEST(DerElement, HasTheShortestLength) {
  EXPECT_EQ(hex(element(Tag::kNull, {}).bytes()), "0500");
  EXPECT_EQ(hex(element(Tag::kOctetString, {unhex("aabb"), unhex(""), unhex("cc")}).bytes()),
            "0403aabbcc");
  const auto start = [](std::size_t size) {
    const Octets content(size, 0x11);
    const SecretBytes whole = element(Tag::kSequence, {content});
    return hex(whole.bytes().first(whole.size() - size));
  };
  EXPECT_EQ(start(127), "307f");
  EXPECT_EQ(start(128), "308180");
  EXPECT_EQ(start(255), "3081ff");
  EXPECT_EQ(start(256), "30820100");
  EXPECT_EQ(start(65535), "3082ffff");
  EXPECT_EQ(start(65536), "3083010000");
}

TEST(DerElement, IsReadAsItWasWritten) {
  for (const std::size_t size : {0U, 1U, 127U, 128U, 129U, 255U, 256U, 1000U, 65535U, 65536U}) {
    const Octets content(size, 0x42);
    const SecretBytes whole = element(Tag::kOctetString, {content});
    Reader reader(whole.bytes());
    EXPECT_EQ(hex(reader.next_of(Tag::kOctetString)), hex(content));
    EXPECT_TRUE(reader.at_end());
  }
}

TEST(DerNumber, IsNeverNegative) {
  EXPECT_EQ(hex(number({}).bytes()), "020100");
  EXPECT_EQ(hex(number(unhex("01")).bytes()), "020101");
  EXPECT_EQ(hex(number(unhex("7f")).bytes()), "02017f");
  EXPECT_EQ(hex(number(unhex("80")).bytes()), "02020080");
  EXPECT_EQ(hex(number(unhex("ff00")).bytes()), "020300ff00");
  EXPECT_EQ(hex(number(unhex("010001")).bytes()), "0203010001");
}

TEST(DerBitString, HasNoUnusedBits) {
  EXPECT_EQ(hex(bit_string({}).bytes()), "030100");
  EXPECT_EQ(hex(bit_string(unhex("04aa")).bytes()),
            "030300"
            "04aa");
}

}  // namespace
}  // namespace holoband::der
