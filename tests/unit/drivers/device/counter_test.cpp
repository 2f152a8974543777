#include "drivers/device/counter.hpp"

#include <gtest/gtest.h>

namespace hazgate::device {
namespace {

using codec::RawType;

struct Row {
  std::uint64_t raw, total;
  bool doubt;
};

void expect(std::uint64_t modulus, std::initializer_list<Row> rows) {
  Counter counter;
  int line = 0;
  for (const Row& row : rows) {
    counter.take(row.raw, modulus, 100);
    EXPECT_EQ(counter.total(), row.total) << "row " << line;
    EXPECT_EQ(counter.doubt(), row.doubt) << "row " << line++;
  }
}

TEST(Counter, TheTableOfItsHeader) {
  expect(modulus_of(RawType::Uint16), {{41, 41, false},
                                       {42, 42, false},
                                       {42, 42, false},
                                       {142, 142, false},  // exactly the most
                                       {243, 142, true},   // one more
                                       {244, 143, false},  // goes on from there
                                       {0, 143, true},     // reset
                                       {3, 146, false},
                                       {2, 146, true},        // backwards
                                       {65535, 146, true}});  // never 65 533 strikes
}

TEST(Counter, Wraps) {
  expect(modulus_of(RawType::Uint16), {{65530, 65530, false}, {5, 65541, false}});
  expect(modulus_of(RawType::Bcd16), {{9990, 9990, false}, {5, 10005, false}});
  expect(modulus_of(RawType::Bcd32), {{99'999'999, 99'999'999, false}, {0, 100'000'000, false}});
  expect(modulus_of(RawType::Uint32), {{0xFFFFFFFF, 0xFFFFFFFF, false}, {1, 0x100000001, false}});
}

TEST(Counter, WrapsAt64Bits) {
  Counter counter;
  counter.take(UINT64_MAX, modulus_of(RawType::Uint64), 100);
  counter.take(1, modulus_of(RawType::Uint64), 100);
  EXPECT_FALSE(counter.doubt());
  EXPECT_EQ(counter.total(), 1U) << "the total is of 64 bits itself";
}

}  // namespace
}  // namespace hazgate::device
