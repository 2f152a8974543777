#include "gateway/cli/registers.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::cli {
namespace {

using codec::ByteOrder;
using codec::RawType;
using codec::Table;
using testing::HasSubstr;
using testing::Not;

const Look kLook;

TEST(CliRegisters, ShowsEachRegisterInEveryNotation) {
  const std::string text = words_text({Table::Holding, 40, {0xFFFE}}, kLook);
  EXPECT_EQ(text,
            "ADDRESS  HEX     BINARY               UINT16  INT16\n"
            "     40  0xFFFE  1111 1111 1111 1110   65534     -2\n");
}

TEST(CliRegisters, TwoRegistersInAllFourOrders) {
  // 25.5 as float32 is 41CC0000.
  const std::string abcd = words_text({Table::Input, 0, {0x41CC, 0x0000}}, kLook);
  EXPECT_THAT(abcd, HasSubstr("\nfloat32        25.5"));
  EXPECT_THAT(abcd, HasSubstr("\nuint32   1103888384"));
  EXPECT_THAT(words_text({Table::Input, 0, {1, 2, 3}}, kLook), Not(HasSubstr("float32")));
}

TEST(CliRegisters, EveryOrderIsTried) {
  const auto value = [](ByteOrder order, std::vector<std::uint16_t> words) {
    const Items items = typed_items({Table::Input, 0, std::move(words)}, {RawType::Float32, order});
    return items.at(0).at("value");
  };
  EXPECT_EQ(value(ByteOrder::ABCD, {0x41CC, 0x0000}), 25.5);
  EXPECT_EQ(value(ByteOrder::CDAB, {0x0000, 0x41CC}), 25.5);
  EXPECT_EQ(value(ByteOrder::BADC, {0xCC41, 0x0000}), 25.5);
  EXPECT_EQ(value(ByteOrder::DCBA, {0x0000, 0xCC41}), 25.5);
}

TEST(CliRegisters, ValuesOneAfterTheOther) {
  const Items items = typed_items({Table::Holding, 10, {0, 1, 0xFFFF, 0xFFFE, 7}},
                                  {RawType::Int32, ByteOrder::ABCD});
  ASSERT_EQ(items.size(), 2u);  // one word is left over
  EXPECT_EQ(items[0], (Item{{"address", 10}, {"words", {0, 1}}, {"value", 1}}));
  EXPECT_EQ(items[1], (Item{{"address", 12}, {"words", {0xFFFF, 0xFFFE}}, {"value", -2}}));
}

TEST(CliRegisters, NoNumberIsNull) {
  const Items items =
      typed_items({Table::Holding, 0, {0x7FC0, 0}}, {RawType::Float32, ByteOrder::ABCD});
  EXPECT_TRUE(items.at(0).at("value").is_null());
}

TEST(CliRegisters, TextTakesAllOfThem) {
  const Items items =
      typed_items({Table::Holding, 0, {0x4742, 0x2D31}}, {RawType::String, ByteOrder::ABCD});
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].at("value"), "GB-1");
}

TEST(CliRegisters, BitsAreOnOrOff) {
  EXPECT_EQ(words_text({Table::Coil, 3, {1, 0}}, kLook),
            "ADDRESS  VALUE\n"
            "      3  on\n"
            "      4  off\n");
  const Items items = typed_items({Table::Coil, 3, {1}}, {RawType::Bool, ByteOrder::ABCD});
  EXPECT_EQ(items.at(0).at("value"), true);
}

}  // namespace
}  // namespace hazgate::cli
