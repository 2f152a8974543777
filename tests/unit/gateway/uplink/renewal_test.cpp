#include "gateway/uplink/renewal.hpp"

#include <gtest/gtest.h>

namespace hazgate::uplink {
namespace {

using Step = Renewal::Step;

CredentialLook good(const std::string& stamp) {
  return {stamp, Credentials{}};
}
CredentialLook broken(const std::string& stamp) {
  return {stamp, tl::make_unexpected(std::string("half written"))};
}

TEST(Renewal, WhatDoesNotChangeDoesNothing) {
  Renewal renewal;
  renewal.connecting();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(renewal.looked(good("a")), Step::Nothing);
}

TEST(Renewal, NewFilesAreTakenWhenTwoLooksShowThemTheSame) {
  Renewal renewal;
  renewal.looked(good("a"));
  EXPECT_EQ(renewal.looked(good("b")), Step::LookSoon);
  EXPECT_EQ(renewal.looked(good("c")), Step::LookSoon) << "still being written";
  EXPECT_EQ(renewal.looked(good("c")), Step::Renew);
  EXPECT_EQ(renewal.looked(good("c")), Step::Nothing) << "once";
}

TEST(Renewal, BrokenFilesAreNotTakenAndSaid) {
  Renewal renewal;
  renewal.looked(good("a"));
  EXPECT_EQ(renewal.looked(broken("b")), Step::Nothing);
  EXPECT_EQ(renewal.problem(), "half written");
  EXPECT_EQ(renewal.looked(broken("b")), Step::Nothing);
  EXPECT_EQ(renewal.looked(good("c")), Step::LookSoon);
  EXPECT_EQ(renewal.problem(), "");
  EXPECT_EQ(renewal.looked(broken("d")), Step::Nothing);
  EXPECT_EQ(renewal.looked(good("c")), Step::LookSoon) << "a broken look in between counts";
  EXPECT_EQ(renewal.looked(good("c")), Step::Renew);
}

TEST(Renewal, ANewConnectionHasReadThemAlready) {
  Renewal renewal;
  renewal.looked(good("a"));
  renewal.connecting();
  EXPECT_EQ(renewal.looked(good("b")), Step::Nothing);
  EXPECT_EQ(renewal.looked(good("b")), Step::Nothing);
}

}  // namespace
}  // namespace hazgate::uplink
