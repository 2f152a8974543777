#include "drivers/commission/identification.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace hazgate::commission {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(Identification, AsksAsTheSpecificationShows) {
  // MODBUS Application Protocol V1.1b3, 6.21: basic, from object 0
  EXPECT_EQ(identification_pdu(0), (std::array<std::uint8_t, 4>{0x2B, 0x0E, 0x01, 0x00}));
}

TEST(Identification, ReadsTheSpecificationsExample) {
  Bytes pdu = {0x2B, 0x0E, 0x01, 0x01, 0x00, 0x00, 0x03};
  const auto add = [&](std::uint8_t object, const std::string& text) {
    pdu.push_back(object);
    pdu.push_back(static_cast<std::uint8_t>(text.size()));
    pdu.insert(pdu.end(), text.begin(), text.end());
  };
  add(0, "Company identification");
  add(1, "Product code XX");
  add(2, "V2.11");
  Identity identity;
  EXPECT_EQ(read_identification(pdu, identity), std::nullopt);
  EXPECT_EQ(identity, (Identity{"Company identification", "Product code XX", "V2.11"}));
}

TEST(Identification, InTwoParts) {
  Identity identity;
  EXPECT_EQ(read_identification(
                Bytes{0x2B, 0x0E, 0x01, 0x01, 0xFF, 0x02, 0x02, 0, 1, 'A', 1, 1, 'B'}, identity),
            2);
  EXPECT_EQ(
      read_identification(Bytes{0x2B, 0x0E, 0x01, 0x01, 0x00, 0x00, 0x01, 2, 1, 'C'}, identity),
      std::nullopt);
  EXPECT_EQ(identity, (Identity{"A", "B", "C"}));
}

TEST(Identification, WhatIsCutShortOrStrangeDoesNoHarm) {
  const Bytes whole = {0x2B, 0x0E, 0x01, 0x01, 0xFF, 0x01, 0x02, 0,
                       3,    'A',  7,    0xFF, 1,    2,    'B',  ' '};
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    Identity identity;
    (void)read_identification(std::span(whole).first(size), identity);
    if (size == whole.size()) {
      EXPECT_EQ(identity, (Identity{"A??", "B", ""}));
    }
  }
  Identity identity;
  EXPECT_EQ(read_identification(Bytes{0x2B, 0x0D, 1, 1, 0xFF, 1, 0}, identity), std::nullopt);
  EXPECT_EQ(read_identification(Bytes{0x2B, 0x0E, 1, 1, 0xFF, 0x80, 0}, identity), std::nullopt);
  EXPECT_TRUE(identity.empty());
}

}  // namespace
}  // namespace hazgate::commission
