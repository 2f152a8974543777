#include "simulators/field/babble.hpp"

#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

using Bytes = std::vector<std::uint8_t>;

class BabbleTest : public ::testing::Test {
 protected:
  std::vector<Bytes> bursts(std::uint64_t seed, std::size_t count) {
    std::vector<Bytes> said;
    boost::asio::io_context io;
    Babble babble(io, seed, {}, [&](std::span<const std::uint8_t> bytes) {
      said.emplace_back(bytes.begin(), bytes.end());
    });
    babble.talk(true);
    while (said.size() < count) io.run_one();
    babble.talk(false);
    io.run();  // ends, as nothing is under way any more
    return said;
  }
};

TEST_F(BabbleTest, SaysOneToEightBytesFromItsSeedUntilItIsTurnedOff) {
  const auto said = bursts(7, 4);
  for (const Bytes& burst : said) {
    EXPECT_GE(burst.size(), 1u);
    EXPECT_LE(burst.size(), 8u);
  }
  EXPECT_EQ(said, bursts(7, 4));
  EXPECT_NE(said, bursts(8, 4));
}

TEST_F(BabbleTest, CostsNothingWhileItIsOff) {
  boost::asio::io_context io;
  Babble babble(io, 1, {}, [](std::span<const std::uint8_t>) { ADD_FAILURE() << "it is off"; });
  EXPECT_EQ(io.run(), 0u);
  io.restart();
  babble.talk(true);
  babble.talk(true);
  babble.talk(false);
  EXPECT_EQ(io.run(), 1u) << "the one rest that was cut short";
}

TEST_F(BabbleTest, RestsAfterItsOwnBytesAreOut) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kCharacter{20};
  boost::asio::io_context io;
  std::size_t size = 0;
  Clock::time_point said;
  Babble babble(io, 1, kCharacter, [&](std::span<const std::uint8_t> bytes) {
    if (size > 0) {
      EXPECT_GE(Clock::now() - said, kCharacter * size);
    }
    size = bytes.size();
    said = Clock::now();
  });
  babble.talk(true);
  for (int i = 0; i < 3; ++i) io.run_one();
}

}  // namespace
}  // namespace hazgate::sim
