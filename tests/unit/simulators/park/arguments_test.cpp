#include "simulators/park/arguments.hpp"

#include <gtest/gtest.h>
#include <set>

#include "simulators/park/park.hpp"

namespace hazgate::sim {
namespace {

ParsedPark parse(std::vector<const char*> words) {
  words.insert(words.begin(), "fleet");
  return parse_park_arguments(static_cast<int>(words.size()), words.data());
}

TEST(ParkArguments, AreTakenAndWrongOnesAreExitTwo) {
  const auto good = parse({"--broker", "tcp://a:1", "--broker", "tcp://b", "--gateways", "7",
                           "--period", "250ms", "--alarms", "0"});
  ASSERT_FALSE(good.exit);
  EXPECT_EQ(good.arguments.brokers, (std::vector<std::string>{"tcp://a:1", "tcp://b"}));
  EXPECT_EQ(good.arguments.rates.period, std::chrono::milliseconds{250});
  EXPECT_EQ(good.arguments.gateways, 7u);
  for (const std::vector<const char*>& words :
       std::vector<std::vector<const char*>>{{},
                                             {"--broker", "ssl://a"},
                                             {"--broker", "tcp://a:99999"},
                                             {"--broker", "tcp://a:"},
                                             {"--broker", "tcp://"},
                                             {"--broker", "tcp://a", "--gateways", "0"},
                                             {"--broker", "tcp://a", "--period", "1"},
                                             {"--broker", "tcp://a", "--nonsense"}}) {
    EXPECT_EQ(parse(words).exit, 2) << ::testing::PrintToString(words);
  }
  EXPECT_EQ(parse({"--help"}).exit, 0);
}

TEST(ParkArguments, ABrokersAddressIsHostAndPort) {
  EXPECT_EQ(broker_address("tcp://broker")->port, "1883");
  EXPECT_EQ(broker_address("tcp://127.0.0.1:47001")->port, "47001");
  EXPECT_EQ(broker_address("tcp://[::1]:1884")->host, "::1");
  EXPECT_EQ(broker_address("tcp://[::1]")->port, "1883");
  EXPECT_NE(broker_address("mqtt://a").error().find("tcp://127.0.0.1:1883"), std::string::npos);
}

TEST(ParkArguments, GatewaysHaveNamesEpochsAndSeedsOfTheirOwnAndShareTheBrokers) {
  ParkArguments arguments;
  arguments.gateways = 25;
  arguments.username = "{gateway}";
  using boost::asio::ip::tcp;
  const std::vector<tcp::endpoint> brokers{{tcp::v4(), 1}, {tcp::v4(), 2}, {tcp::v4(), 3}};
  const auto all = settings_of(arguments, brokers);
  std::set<std::string> clients, epochs, enterprises;
  std::set<std::uint32_t> seeds;
  for (const auto& one : all) {
    clients.insert(one.place.client_id());
    epochs.insert(one.epoch);
    enterprises.insert(one.place.enterprise);
    seeds.insert(one.seed);
    EXPECT_EQ(one.epoch.size(), 16u);
    EXPECT_EQ(one.username, one.place.gateway);
    EXPECT_EQ(one.brokers.size(), 3u);
  }
  EXPECT_EQ(clients.size(), 25u);
  EXPECT_EQ(epochs.size(), 25u);
  EXPECT_EQ(seeds.size(), 25u);
  EXPECT_EQ(enterprises.size(), 3u);
  EXPECT_EQ(all[0].brokers.front().port(), 1);
  EXPECT_EQ(all[1].brokers.front().port(), 2);
  EXPECT_EQ(all[4].brokers, (std::vector<tcp::endpoint>{brokers[1], brokers[2], brokers[0]}));
}

}  // namespace
}  // namespace hazgate::sim
