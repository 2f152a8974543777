#include "gateway/cli/read_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/cli/numbers.hpp"

namespace hazgate::cli {
namespace {

using testing::HasSubstr;

Arguments read(const std::string& table, const std::string& address, const std::string& count = "",
               const std::string& type = "", const std::string& order = "") {
  Arguments a;
  a.verb = Verb::Read;
  a.bus = "plc";
  a.unit = "11";
  a.table = table;
  a.address = address;
  a.count = count;
  a.type = type;
  a.order = order;
  return a;
}

TEST(CliReadRequest, SaysWhatToAsk) {
  const auto request = read_request_from(read("input", "0x10", "2"));
  ASSERT_TRUE(request) << request.error();
  EXPECT_EQ(
      request->args,
      (Item{{"bus", "plc"}, {"unit", 11u}, {"table", "input"}, {"address", 16u}, {"count", 2u}}));
  EXPECT_FALSE(request->typed);
  EXPECT_EQ(request->words.address, 16);
}

TEST(CliReadRequest, CountsAsTheTypeNeeds) {
  EXPECT_EQ(read_request_from(read("holding", "0"))->args.at("count"), 1u);
  EXPECT_EQ(read_request_from(read("holding", "0", "", "float32"))->args.at("count"), 2u);
  EXPECT_EQ(read_request_from(read("holding", "0", "", "float64"))->args.at("count"), 4u);
  EXPECT_EQ(read_request_from(read("holding", "0", "6", "float32"))->args.at("count"), 6u);
  EXPECT_EQ(read_request_from(read("coil", "0", "", "bool"))->args.at("count"), 1u);
  EXPECT_EQ(read_request_from(read("coil", "0", "2000"))->args.at("count"), 2000u);
}

TEST(CliReadRequest, SaysWhatIsWrong) {
  Arguments bad_unit = read("input", "0");
  bad_unit.unit = "256";
  EXPECT_THAT(read_request_from(bad_unit).error(), HasSubstr("0 to 255"));
  EXPECT_THAT(read_request_from(read("inputs", "0")).error(), HasSubstr("no table 'inputs'"));
  EXPECT_THAT(read_request_from(read("input", "65536")).error(), HasSubstr("zero-based"));
  EXPECT_THAT(read_request_from(read("input", "-1")).error(), HasSubstr("zero-based"));
  EXPECT_THAT(read_request_from(read("input", "0", "126")).error(), HasSubstr("1 to 125"));
  EXPECT_THAT(read_request_from(read("input", "0", "0")).error(), HasSubstr("1 to 125"));
  EXPECT_THAT(read_request_from(read("input", "0", "1", "float32")).error(), HasSubstr("takes 2"));
  EXPECT_THAT(read_request_from(read("input", "0", "", "real")).error(), HasSubstr("no type"));
  EXPECT_THAT(read_request_from(read("input", "0", "", "int32", "ABC")).error(),
              HasSubstr("no order"));
  EXPECT_THAT(read_request_from(read("input", "0", "", "", "ABCD")).error(), HasSubstr("--type"));
  EXPECT_THAT(read_request_from(read("coil", "0", "", "int16")).error(), HasSubstr("bool"));
  EXPECT_THAT(read_request_from(read("input", "0", "", "bit")).error(), HasSubstr("binary"));
}

TEST(CliNumbers, AreDecimalOrHexNeverOctal) {
  EXPECT_EQ(number_from("10"), 10u);
  EXPECT_EQ(number_from("010"), 10u);
  EXPECT_EQ(number_from("0x10"), 16u);
  EXPECT_EQ(number_from("0XfF"), 255u);
  for (const char* wrong : {"", "0x", "1.5", "12a", "-1", " 1", "0x1g", "99999999999999999999"}) {
    EXPECT_FALSE(number_from(wrong)) << wrong;
  }
}

TEST(CliNumbers, ValuesToWriteStayExact) {
  EXPECT_EQ(value_from("9007199254740993"), 9007199254740993);
  EXPECT_EQ(value_from("18446744073709551615"), 18446744073709551615ULL);
  EXPECT_EQ(value_from("-5"), -5);
  EXPECT_EQ(value_from("12.5"), "12.5");
  EXPECT_EQ(value_from("on"), "on");
}

}  // namespace
}  // namespace hazgate::cli
