#include "gateway/control/protocol.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::control {
namespace {

using boost::json::object;
using testing::HasSubstr;

std::string without_newline(std::string line) {
  EXPECT_EQ(line.back(), '\n');
  line.pop_back();
  return line;
}

TEST(ControlProtocol, ACallComesBackAsItWasMade) {
  const object args{{"pattern", "gd-*\n\"x\""}, {"n", 3}};
  const auto call = read_call(without_newline(call_line("points", args)));
  ASSERT_TRUE(call) << call.error();
  EXPECT_EQ(call->op, "points");
  EXPECT_EQ(call->args, args);
}

TEST(ControlProtocol, ArgsMayBeLeftOut) {
  const auto call = read_call(R"({"op":"status"})");
  ASSERT_TRUE(call);
  EXPECT_TRUE(call->args.empty());
}

TEST(ControlProtocol, SaysWhatIsWrongWithARequest) {
  EXPECT_THAT(read_call("points").error(), HasSubstr("not JSON"));
  EXPECT_THAT(read_call("").error(), HasSubstr("not JSON"));
  EXPECT_THAT(read_call("[]").error(), HasSubstr("not a JSON object"));
  EXPECT_THAT(read_call(R"({"args":{}})").error(), HasSubstr("no \"op\""));
  EXPECT_THAT(read_call(R"({"op":""})").error(), HasSubstr("no \"op\""));
  EXPECT_THAT(read_call(R"({"op":"a","args":[]})").error(), HasSubstr("not an object"));
  const std::string deep = std::string(1000, '[') + std::string(1000, ']');
  EXPECT_FALSE(read_call(R"({"op":"a","args":)" + deep + "}"));
}

TEST(ControlProtocol, RepliesComeBackAsTheyWereMade) {
  const auto item = read_reply(without_newline(item_line({{"id", "a"}})));
  ASSERT_TRUE(item);
  EXPECT_EQ(item->kind, Reply::Kind::Item);
  EXPECT_EQ(item->item, (object{{"id", "a"}}));

  const auto done = read_reply(without_newline(done_line()));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->kind, Reply::Kind::Done);

  const auto failed = read_reply(without_newline(fail_line(Failure::Unreachable, "no \"answer\"")));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->kind, Reply::Kind::Failed);
  EXPECT_EQ(failed->code, 3);
  EXPECT_EQ(failed->text, "no \"answer\"");
}

TEST(ControlProtocol, AStrangeReplyIsAnError) {
  EXPECT_FALSE(read_reply("SSH-2.0-OpenSSH"));
  EXPECT_FALSE(read_reply("{}"));
  EXPECT_FALSE(read_reply(R"({"item":1})"));
  EXPECT_FALSE(read_reply(R"({"error":1})"));
  EXPECT_EQ(read_reply(R"({"error":"x","code":77})")->code, 1);
  EXPECT_EQ(read_reply(R"({"error":"x"})")->code, 1);
}

}  // namespace
}  // namespace hazgate::control
