#include "gateway/core/site/call_name.hpp"

#include <gtest/gtest.h>

namespace hazgate::testing {
namespace {

using site::call_name_from;
using site::CallAbout;
using site::CallName;

TEST(CallName, ReadsAsWhatItIsAbout) {
  EXPECT_EQ(text_of(CallName{CallAbout::Step, "tell-operator"}), "step:tell-operator");
  EXPECT_EQ(text_of(CallName{CallAbout::Step, "tell-operator", 1}), "step:tell-operator:1");
  EXPECT_EQ(text_of(CallName{CallAbout::NeighbourReminder, "acme", 2}),
            "neighbour-reminder:acme:2");
  EXPECT_EQ(text_of(CallName{CallAbout::AllClear, ""}), "all-clear");
}

TEST(CallName, ComesBack) {
  for (std::size_t about = 0; about < site::kCallAboutTexts.size(); ++about) {
    for (const char* which : {"", "a", "通知"}) {
      for (const std::size_t number : {0UL, 1UL, 9'999UL}) {
        const CallName name{static_cast<CallAbout>(about), which, number};
        EXPECT_EQ(call_name_from(text_of(name)), name) << text_of(name);
      }
    }
  }
}

TEST(CallName, WhatIsNoneIsNone) {
  for (const char* text : {"", ":", "steps:a", "5", "step:a:b", "step:a:1:2", "step:a:-1",
                           "step:a:", "step:a:99999999999999999999999"}) {
    EXPECT_EQ(call_name_from(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace hazgate::testing
