#include "gateway/daemon/command_form.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace hazgate::daemon {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

boost::json::object object(const char* text) {
  return boost::json::parse(text).as_object();
}

TEST(CommandForm, ReadsAWholeCommand) {
  const ParkCommand command = park_command(
      R"({"id":"a1","op":"ack","by":"li","t":1780000000000,"args":{"note":"x"},"more":1})");
  EXPECT_THAT(command.wrong, IsEmpty());
  EXPECT_EQ(command.id, "a1");
  EXPECT_EQ(command.op, "ack");
  EXPECT_EQ(command.by, "li");
  EXPECT_EQ(command.t, 1780000000000);
  EXPECT_EQ(command.args, object(R"({"note":"x"})"));
}

TEST(CommandForm, ACommandHasAnIdThatAReplyCanName) {
  EXPECT_THAT(park_command(R"({"op":"silence"})").wrong, HasSubstr("\"id\" is missing"));
  EXPECT_EQ(park_command(R"({"op":"silence","id":-7})").given_id, boost::json::value(-7));
  for (const char* id : {"7.5", "\"\"", "null", "[]", "{}"}) {
    const auto text = std::string(R"({"op":"silence","id":)") + id + "}";
    EXPECT_THAT(park_command(text).wrong, HasSubstr("\"id\" is not a text")) << id;
  }
  EXPECT_THAT(park_command(R"({"op":"x","id":")" + std::string(129, 'a') + "\"}").wrong,
              HasSubstr("1 to 128 bytes"));
}

TEST(CommandForm, AllThatIsWrongIsSaidAtOnce) {
  EXPECT_THAT(park_command(R"({"id":"a","op":1,"by":2,"args":[],"t":"now"})").wrong,
              AllOf(HasSubstr("\"op\" is not"), HasSubstr("\"by\" is not"),
                    HasSubstr("\"args\" is not an object"), HasSubstr("\"t\" is not a time")));
  for (const char* text : {"", "[]", "\"x\"", "{", "null", "{\"id\":\"a\"} {}"}) {
    EXPECT_THAT(park_command(text).wrong, HasSubstr("not a JSON object")) << text;
  }
}

TEST(CommandForm, ArgumentsAreThoseOfTheOperation) {
  EXPECT_THAT(wrong_arguments("ack", object(R"({"alarm":"a","occurrence":7,"note":"n"})")),
              IsEmpty());
  EXPECT_THAT(wrong_arguments("ack", object(R"({"incident":"i"})")), IsEmpty());
  EXPECT_THAT(wrong_arguments("confirm", object(R"({"lane":"event","seq":7,"upto":false})")),
              IsEmpty());
  EXPECT_THAT(wrong_arguments("drill", object(R"({"plan":"p"})")), IsEmpty());
  EXPECT_THAT(wrong_arguments("silence", object("{}")), IsEmpty());
  EXPECT_THAT(wrong_arguments("describe", object("{}")), IsEmpty());
}

TEST(CommandForm, WrongArgumentsAreNamedWithWhatToWrite) {
  EXPECT_THAT(wrong_arguments("ack", object(R"({"occurrence":"7","Note":"n"})")),
              AllOf(HasSubstr("ack needs \"alarm\"; write"),
                    HasSubstr("\"occurrence\" is not a whole number; write 7"),
                    HasSubstr("ack has no argument \"Note\"")));
  EXPECT_THAT(wrong_arguments("ack", object(R"({"incident":"i","occurrence":7})")),
              HasSubstr("no argument \"occurrence\""));
  EXPECT_THAT(wrong_arguments("confirm", object(R"({"lane":1,"seq":-1,"upto":"yes"})")),
              AllOf(HasSubstr("\"lane\" is not a text"), HasSubstr("\"seq\" is not a whole number"),
                    HasSubstr("\"upto\" is not true or false")));
  EXPECT_THAT(wrong_arguments("confirm", object(R"({"lane":"event","seq":7.5})")),
              HasSubstr("\"seq\" is not"));
  EXPECT_THAT(wrong_arguments("silence", object(R"({"all":true})")),
              HasSubstr("silence has no argument \"all\"; it has none"));
  EXPECT_THAT(wrong_arguments("drill", object(R"({"plan":true})")), HasSubstr("\"plan\" is not"));
}

TEST(CommandForm, ManyUnknownOnesAreNoLongText) {
  boost::json::object args;
  for (int i = 0; i < 10'000; ++i) args[std::string(1000, 'k') + std::to_string(i)] = 1;
  EXPECT_LT(wrong_arguments("silence", args).size(), 1500u);
}

}  // namespace
}  // namespace hazgate::daemon
