#include "drivers/commission/scan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace hazgate::commission {
namespace {

using namespace std::chrono_literals;
using modbus::Fault;
using modbus::FaultKind;
using testing::ElementsAre;
using Word = tl::expected<std::uint16_t, Fault>;
using Pdu = tl::expected<std::span<const std::uint8_t>, Fault>;

const Word kSilence = tl::unexpected(Fault{FaultKind::Timeout});
const Word kGarbled = tl::unexpected(Fault{FaultKind::Crc});
Word exception(std::uint8_t code) {
  return tl::unexpected(Fault{FaultKind::Exception, code});
}
const Pdu kUnknown = tl::unexpected(Fault{FaultKind::Exception, 1});

Scan scan_of(const std::string& units, std::vector<Setting> others = {}) {
  return Scan({*units_from(units), std::move(others), 100ms});
}

/// Units and settings as they are asked, "unit@setting", "i" for an identification.
std::string asked(const Scan& scan) {
  const auto question = scan.next();
  if (!question) return "end";
  return (question->object ? "i" : "") + std::to_string(question->unit) + "@" +
         std::to_string(question->setting);
}

TEST(ScanUnits, AreReadInOrderEachOnce) {
  EXPECT_THAT(*units_from("3,1-2,2"), ElementsAre(1, 2, 3));
  EXPECT_EQ(units_from("")->size(), 247U);
  EXPECT_EQ(units_from("247")->front(), 247);
  for (const char* text : {"0", "248", "5-3", "a", "1-", "-3", "1,,2", "1-400", "99999999999"}) {
    EXPECT_FALSE(units_from(text)) << text;
  }
}

TEST(Scan, SilentUnitsAreAskedOnceAndFoundOnesForTheirIdentification) {
  Scan scan = scan_of("1-3");
  EXPECT_EQ(asked(scan), "1@0");
  EXPECT_FALSE(scan.take_probe(kSilence));
  EXPECT_EQ(asked(scan), "2@0");
  EXPECT_FALSE(scan.take_probe(Word{123}));
  EXPECT_EQ(asked(scan), "i2@0");
  const auto found = scan.take_identification(kUnknown);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->unit, 2);
  EXPECT_EQ(answer_text(*found), "register 0 = 123");
  EXPECT_EQ(asked(scan), "3@0");
  EXPECT_FALSE(scan.take_probe(kSilence));
  EXPECT_EQ(asked(scan), "end");
  EXPECT_EQ(scan.questions(), 4U);
  EXPECT_EQ(scan.found(), 1U);
}

TEST(Scan, WithoutIdentificationAUnitIsFoundAtOnce) {
  Scan scan({{7, 8}, {}, 100ms, false});
  const auto found = scan.take_probe(Word{5});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->unit, 7);
  EXPECT_EQ(asked(scan), "8@0");
}

TEST(Scan, AnExceptionProvesAUnitButNotOneOfAGateway) {
  const std::map<std::uint8_t, bool> codes = {{1, true}, {2, true},     {3, true},    {4, true},
                                              {6, true}, {0x0A, false}, {0x0B, false}};
  for (const auto& [code, proof] : codes) {
    Scan scan = scan_of("9");
    scan.take_probe(exception(code));
    EXPECT_EQ(asked(scan), proof ? "i9@0" : "end") << int{code};
    if (!proof) continue;
    EXPECT_EQ(scan.take_identification(kUnknown)->exception, code);
  }
}

TEST(Scan, OnlyARightFrameProvesAUnit) {
  for (const auto kind : {FaultKind::Timeout, FaultKind::WrongUnit, FaultKind::WrongFunction,
                          FaultKind::WrongTransaction, FaultKind::Disconnected,
                          FaultKind::OutOfStep, FaultKind::NotOpen}) {
    Scan scan = scan_of("9");
    EXPECT_FALSE(scan.take_probe(tl::unexpected(Fault{kind})));
    EXPECT_EQ(asked(scan), "end");
    EXPECT_EQ(scan.found(), 0U);
  }
}

TEST(Scan, WhatIsGarbledTwiceIsSaidToBe) {
  Scan scan = scan_of("4-5");
  EXPECT_FALSE(scan.take_probe(kGarbled));
  EXPECT_EQ(asked(scan), "4@0");  // once more
  const auto found = scan.take_probe(kGarbled);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->garbled);
  EXPECT_THAT(answer_text(*found), testing::HasSubstr("garbled"));
  EXPECT_EQ(asked(scan), "5@0");
  EXPECT_FALSE(scan.take_probe(kGarbled));
  EXPECT_FALSE(scan.take_probe(Word{1}));
  EXPECT_EQ(asked(scan), "i5@0");
}

TEST(Scan, OtherSettingsComeAfterTheBussOwnAndSkipWhoIsKnown) {
  Scan scan = scan_of("1-3", {{9600, modbus::Parity::None, 1}, {19200, modbus::Parity::None, 1}});
  std::vector<std::string> order;
  while (scan.next()) {
    order.push_back(asked(scan));
    const auto question = *scan.next();
    if (question.object) {
      scan.take_identification(kUnknown);
    } else if ((question.unit == 2 && question.setting == 0) ||
               (question.unit == 3 && question.setting == 1)) {
      scan.take_probe(Word{0});
    } else {
      scan.take_probe(kSilence);
    }
  }
  EXPECT_THAT(order, ElementsAre("1@0", "2@0", "i2@0", "3@0", "1@1", "3@1", "i3@1", "1@2"));
}

TEST(Scan, NoiseAtOtherSettingsIsNobody) {
  Scan scan = scan_of("1", {{9600, modbus::Parity::None, 1}});
  scan.take_probe(kSilence);
  scan.take_probe(kGarbled);
  EXPECT_FALSE(scan.take_probe(kGarbled));
  EXPECT_EQ(asked(scan), "end");
}

TEST(Scan, AnIdentificationInPartsIsAskedOnAndEndsInAnyCase) {
  Scan scan = scan_of("1");
  scan.take_probe(Word{0});
  const std::vector<std::uint8_t> first = {0x2B, 0x0E, 1, 1, 0xFF, 1, 1, 0, 1, 'A'};
  EXPECT_FALSE(scan.take_identification(first));
  EXPECT_EQ(scan.next()->object, 1);
  const auto found = scan.take_identification(first);  // says again that 1 comes next: enough
  ASSERT_TRUE(found);
  EXPECT_EQ(found->identity.vendor, "A");
  EXPECT_EQ(asked(scan), "end");
}

TEST(Scan, TimeLeftIsTheTimeOutFirstAndThenWhatItReallyTakes) {
  Scan scan = scan_of("1-20");
  EXPECT_EQ(scan.progress(0ms).left, 20 * 100ms);
  EXPECT_EQ(scan.progress(0ms).total, 20U);
  EXPECT_EQ(scan.progress(0ms).unit, 1);
  for (int i = 0; i < 10; ++i) scan.take_probe(kSilence);
  const auto half = scan.progress(3s);
  EXPECT_EQ(half.done, 10U);
  EXPECT_EQ(half.left, 3s);
  EXPECT_EQ(half.unit, 11);
  for (int i = 0; i < 10; ++i) scan.take_probe(kSilence);
  EXPECT_EQ(scan.progress(6s).left, 0s);
  EXPECT_EQ(scan.progress(6s).done, 20U);
  EXPECT_EQ(scan.progress(6s).unit, 20);
}

}  // namespace
}  // namespace hazgate::commission
