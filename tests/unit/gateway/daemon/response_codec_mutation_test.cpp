// Bodies with a few bytes changed, as a bad flash might give them back.
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <random>
#include <string>

#include "gateway/daemon/response_codec.hpp"
#include "tests/unit/gateway/daemon/response_documents.hpp"
#include "tests/unit/gateway/daemon/response_samples.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using samples::fields_of;
using samples::Outcome;
using samples::outcome_of;
using samples::resealed;
using site::Document;

/// One to three bytes otherwise, gone, more, or exchanged.
std::string mutated(std::string body, std::mt19937& random) {
  const auto below = [&](std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
  };
  const std::string_view telling = "0123456789-{}[]\",:eE.ntf ";
  for (std::size_t changes = 1 + below(3); changes > 0 && !body.empty(); --changes) {
    const std::size_t at = below(body.size());
    const char byte =
        below(2) == 0 ? telling[below(telling.size())] : static_cast<char>(below(256));
    switch (below(5)) {
      case 0:
        body[at] = byte;
        break;
      case 1:
        body[at] = static_cast<char>(body[at] ^ (1 << below(8)));
        break;
      case 2:
        body.erase(at, 1 + below(3));
        break;
      case 3:
        body.insert(at, 1 + below(3), byte);
        break;
      default:
        std::swap(body[at], body[below(body.size())]);
        break;
    }
  }
  return body;
}

TEST(ResponseCodecMutation, AChangedBodyIsAsBeforeOrLeftOut) {
  std::mt19937 random(8);
  std::size_t left_out = 0, as_before = 0;
  for (const Document& good : documents_of(samples::all())) {
    const site::ResponseMemory before = outcome_of(good).memory;
    for (int round = 0; round < 4000; ++round) {
      const Document changed{good.kind, good.id, mutated(good.body, random)};
      if (changed.body.empty()) continue;
      const Outcome outcome = outcome_of(changed);
      if (outcome.unreadable == 1) {
        ++left_out;
        ASSERT_TRUE(outcome.memory.empty()) << changed.body;
      } else {
        ++as_before;
        ASSERT_EQ(outcome.memory, before) << changed.body;
      }
    }
  }
  EXPECT_GT(left_out, 15'000u);
  EXPECT_GT(as_before, 50u);
}

// Without the checksum in between: whatever is taken is what would be written.
TEST(ResponseCodecMutation, AChangedBodyUnderTheRightChecksumIsTakenAsItStandsOrLeftOut) {
  std::mt19937 random(9);
  std::size_t left_out = 0, taken = 0;
  for (const Document& good : documents_of(samples::all())) {
    const std::string fields = json::serialize(fields_of(good));
    for (int round = 0; round < 4000; ++round) {
      boost::system::error_code error;
      const json::value value = json::parse(mutated(fields, random), error);
      if (error || !value.is_object()) continue;
      const Document changed = resealed(good, value.get_object());
      const Outcome outcome = outcome_of(changed);
      left_out += outcome.unreadable;
      if (outcome.unreadable != 0) continue;
      ++taken;
      const std::vector<Document> again = documents_of(outcome.memory);
      ASSERT_EQ(again.size(), 1u) << changed.body;
      ASSERT_EQ(again[0].id, good.id);
      const Outcome second = outcome_of(again[0]);
      ASSERT_EQ(second.unreadable, 0u) << changed.body;
      ASSERT_EQ(second.memory, outcome.memory) << changed.body;
    }
  }
  EXPECT_GT(left_out, 500u);
  EXPECT_GT(taken, 500u);
}

}  // namespace
}  // namespace hazgate::daemon
