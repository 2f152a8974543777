#include "simulators/park/mqtt_packet.hpp"

#include <gtest/gtest.h>

namespace hazgate::sim::mqtt {
namespace {

using namespace std::string_literals;

TEST(MqttPacket, AConnectHasItsWillAndItsNameInTheOrderOfTheStandard) {
  Connect connect;
  connect.client_id = "gw";
  connect.will = {"s", "{}", 1, true};
  EXPECT_EQ(connect_packet(connect), "\x10\x15\0\4MQTT\4\x2E\0\x0A\0\2gw\0\1s\0\2{}"s);
  connect.username = "u";
  connect.password = "pw";
  EXPECT_EQ(connect_packet(connect), "\x10\x1C\0\4MQTT\4\xEE\0\x0A\0\2gw\0\1s\0\2{}\0\1u\0\2pw"s);
}

TEST(MqttPacket, APublishOfTheGatewaysIsReadAsItWasWritten) {
  const std::string packet = publish_packet({"a/b", "text", 1, true, {}}, 0x1234);
  EXPECT_EQ(packet, "\x33\x0B\0\3a/b\x12\x34text"s);
  PacketReader reader;
  reader.feed(packet);
  const auto found = reader.next();
  ASSERT_TRUE(found && *found);
  const auto received = read_publish(**found);
  ASSERT_TRUE(received);
  EXPECT_EQ(received->message.topic, "a/b");
  EXPECT_EQ(received->message.payload, "text");
  EXPECT_TRUE(received->message.retained);
  EXPECT_EQ(received->qos, 1);
  EXPECT_EQ(received->id, 0x1234);
}

TEST(MqttPacket, TheOtherPacketsAreThoseOfTheStandard) {
  EXPECT_EQ(publish_ack_packet(0x0102), "\x40\2\1\2"s);
  EXPECT_EQ(subscribe_packet("c", 1, 7), "\x82\6\0\7\0\1c\1"s);
  EXPECT_EQ(ping_packet(), "\xC0\0"s);
  EXPECT_EQ(disconnect_packet(), "\xE0\0"s);
}

TEST(MqttPacket, PacketsAreCutOutOfAStreamThatComesByteByByte) {
  const std::string large = publish_packet({"t", std::string(20'000, 'x'), 1, false, {}}, 9);
  const std::string stream = publish_ack_packet(1) + large + ping_packet();
  PacketReader reader;
  std::vector<Packet> found;
  for (const char byte : stream) {
    reader.feed({&byte, 1});
    while (true) {
      auto packet = reader.next();
      ASSERT_TRUE(packet) << packet.error();
      if (!*packet) break;
      found.push_back(std::move(**packet));
    }
  }
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].kind, Kind::PublishAck);
  EXPECT_EQ(id_of(found[0]), 1);
  EXPECT_EQ(read_publish(found[1])->message.payload.size(), 20'000u);
  EXPECT_EQ(found[2].kind, Kind::Ping);
}

TEST(MqttPacket, WhatIsNoMqttIsSaidAndNothingIsReadBeyondTheEnd) {
  PacketReader endless;
  endless.feed("\x30\xFF\xFF\xFF\xFF\x01");
  EXPECT_FALSE(endless.next());
  PacketReader large;
  large.feed("\x30\xFF\xFF\xFF\x7F");
  EXPECT_NE(large.next().error().find("268435455 bytes"), std::string::npos);
  EXPECT_FALSE(id_of({Kind::PublishAck, 0, "x"}));
  EXPECT_FALSE(read_publish({Kind::Publish, 0, ""}));
  EXPECT_FALSE(read_publish({Kind::Publish, 0, "\0\5ab"s}));
  EXPECT_FALSE(read_publish({Kind::Publish, 2, "\0\1a\0"s}));
  EXPECT_NE(refusal_words(5), refusal_words(4));
  EXPECT_NE(refusal_words(200), "");
}

}  // namespace
}  // namespace hazgate::sim::mqtt
