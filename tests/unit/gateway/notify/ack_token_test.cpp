#include "gateway/notify/ack_token.hpp"

#include <gtest/gtest.h>

namespace hazgate::notify {
namespace {

constexpr const char* kSecret = "a secret";

TEST(AckToken, KnownAnswer) {
  // printf 'hazgate acknowledgement\ntank-farm-leak-3.li-lei' | openssl dgst -sha256 -hmac 'a secret'
  // -binary | head -c 16 | base64, + and / changed
  EXPECT_EQ(ack_token({"tank-farm-leak-3", "li-lei"}, kSecret),
            "tank-farm-leak-3.li-lei.3GerXyxQ_XkWWu6v6Omrbw");
}

TEST(AckToken, TheClaimComesBack) {
  for (const AckClaim& claim : {AckClaim{"tank-farm-leak-3", "li-lei"}, AckClaim{"a.b", "c.d"},
                                AckClaim{"罐区 1", "~/%?#\n"}, AckClaim{"~", "a~"}}) {
    const std::string token = ack_token(claim, kSecret);
    EXPECT_EQ(ack_claim(token, kSecret), claim) << token;
    EXPECT_EQ(
        token.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_.~"),
        std::string::npos);
  }
}

TEST(AckToken, NothingElseIsAClaim) {
  const std::string token = ack_token({"leak-3", "li-lei"}, kSecret);
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char other : {'a', 'Z', '0', '.', '~', '\0'}) {
      std::string forged = token;
      forged[i] = other;
      if (forged == token) continue;
      EXPECT_EQ(ack_claim(forged, kSecret), std::nullopt) << forged;
    }
    EXPECT_EQ(ack_claim(token.substr(0, i), kSecret), std::nullopt);
  }
  for (const char* text : {"", ".", "..", "...", "a.b", "a..c", ".b.c", "a.b.c.d"}) {
    EXPECT_EQ(ack_claim(text, kSecret), std::nullopt) << text;
  }
  EXPECT_EQ(ack_claim(token + "A", kSecret), std::nullopt);
  EXPECT_EQ(ack_claim(token, "another secret"), std::nullopt);
  EXPECT_EQ(ack_claim(ack_token({"leak-3", "li-lei"}, ""), ""), std::nullopt) << "no secret";
  EXPECT_EQ(ack_claim(ack_token({std::string(600, 'a'), "b"}, kSecret), kSecret), std::nullopt);
}

TEST(AckToken, OneWritingForEachClaim) {
  // ~61 is "a": the same claim, but not a token of ours.
  const std::string token = ack_token({"a", "b"}, kSecret);
  EXPECT_EQ(ack_claim("~61" + token.substr(1), kSecret), std::nullopt);
}

}  // namespace
}  // namespace hazgate::notify
