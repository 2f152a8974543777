#include "drivers/codec/point_format.hpp"

#include <gtest/gtest.h>

namespace hazgate::codec {
namespace {

TEST(PointFormat, TextsReadBack) {
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(table_from(to_text(static_cast<Table>(i))), static_cast<Table>(i));
    EXPECT_EQ(byte_order_from(to_text(static_cast<ByteOrder>(i))), static_cast<ByteOrder>(i));
  }
  for (int i = 0; i <= static_cast<int>(RawType::String); ++i) {
    EXPECT_EQ(raw_type_from(to_text(static_cast<RawType>(i))), static_cast<RawType>(i));
  }
  EXPECT_EQ(to_text(RawType::Bcd32), "bcd32");
  EXPECT_EQ(to_text(RawType::String), "string");
  EXPECT_EQ(to_text(Table::Discrete), "discrete");
  EXPECT_EQ(table_from("coils"), std::nullopt);
  EXPECT_EQ(raw_type_from(""), std::nullopt);
  EXPECT_EQ(byte_order_from("abcd"), std::nullopt);
}

TEST(PointFormat, WidthIsInRegistersOrBits) {
  PointFormat format;
  format.length = 8;
  const std::pair<RawType, int> widths[] = {
      {RawType::Bool, 1},    {RawType::Bit, 1},     {RawType::Uint16, 1}, {RawType::Int16, 1},
      {RawType::Uint32, 2},  {RawType::Int32, 2},   {RawType::Uint64, 4}, {RawType::Int64, 4},
      {RawType::Float32, 2}, {RawType::Float64, 4}, {RawType::Bcd16, 1},  {RawType::Bcd32, 2},
      {RawType::String, 8}};
  for (const auto& [type, expected] : widths) {
    format.type = type;
    EXPECT_EQ(width(format), expected) << to_text(type);
  }
  format.table = Table::Coil;
  EXPECT_EQ(width(format), 1);
}

}  // namespace
}  // namespace hazgate::codec
