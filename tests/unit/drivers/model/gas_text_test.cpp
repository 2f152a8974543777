#include "drivers/model/gas_text.hpp"

#include "drivers/model/tables.hpp"
#include "tests/unit/drivers/model/toml_text.hpp"

namespace hazgate::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct ReadGas {
  GasText text;
  std::vector<std::string> said;
};

ReadGas read(const std::string& lines) {
  TomlText text(lines);
  TableReader reader = text.reader();
  ReadGas result{read_gas(reader), {}};
  reader.finish();
  result.said = text.said();
  return result;
}

TEST(ReadGas, EveryKey) {
  const auto [text, said] = read(
      "gas = \"H2S\"\ncap = \"idlh\"\nmolar_volume = 24.45\nmolar_mass = 34\noel = 10\n"
      "idlh = 100.0\n");
  EXPECT_THAT(said, IsEmpty());
  EXPECT_EQ(text.gas, "H2S");
  EXPECT_EQ(text.cap, "idlh");
  EXPECT_EQ(text.molar_volume, 24.45);
  EXPECT_EQ(text.molar_mass, 34.0);
  EXPECT_EQ(text.oel, 10.0);
  EXPECT_EQ(text.idlh, 100.0);
  EXPECT_EQ(text.written.size(), 6u);
  EXPECT_EQ(text.written.at("oel").place.line, 5u);
}

TEST(ReadGas, WithoutKeys) {
  const auto [text, said] = read("");
  EXPECT_THAT(said, IsEmpty());
  EXPECT_FALSE(text.gas || text.cap || text.molar_volume || text.molar_mass || text.oel ||
               text.idlh);
  EXPECT_THAT(text.written, IsEmpty());
}

TEST(ReadGas, WhatIsWrong) {
  EXPECT_THAT(read("gas = 5\ncap = \"twa\"\nmolar_volume = 0\noel = -1.0\nidlh = \"x\"\n").said,
              ElementsAre(HasSubstr("t:1:7: gas: is a number, not a text"),
                          HasSubstr("t:2:7: cap: \"twa\" is not known"),
                          HasSubstr("t:3:16: molar_volume: is not above 0; write 24.04"),
                          HasSubstr("t:4:7: oel: is not above 0"),
                          HasSubstr("t:5:8: idlh: is a text, not a number")));
}

TEST(Override, SingleKeys) {
  GasText text = read("gas = \"H2S\"\noel = 5\nmolar_volume = 24.45\n").text;
  override_with(text, read("cap = \"idlh\"\noel = 7\n").text);
  EXPECT_EQ(text.gas, "H2S");
  EXPECT_EQ(text.cap, "idlh");
  EXPECT_EQ(text.oel, 7.0);
  EXPECT_EQ(text.molar_volume, 24.45);
  EXPECT_EQ(text.written.at("oel").place.line, 2u) << "where it is written last";
}

TEST(Override, AnotherGasLeavesTheFiguresOfTheOldOne) {
  GasText text =
      read("gas = \"H2S\"\noel = 5\nidlh = 50\nmolar_mass = 30\nmolar_volume = 24.45\n").text;
  override_with(text, read("gas = \"CO\"\n").text);
  EXPECT_EQ(text.gas, "CO");
  EXPECT_FALSE(text.oel || text.idlh || text.molar_mass);
  EXPECT_EQ(text.written.count("oel"), 0u);
  EXPECT_EQ(text.molar_volume, 24.45) << "is of the temperature, not of the gas";
}

}  // namespace
}  // namespace hazgate::model
