#include <boost/json.hpp>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include <sys/wait.h>

#include "tests/component/gateway/cli/program.hpp"
#include "tests/component/gateway/control/desk_thread.hpp"
#include "tests/unit/gateway/cli/sample_items.hpp"

namespace hazgate::cli {
namespace {

using control::Answer;
using control::DeskThread;
using control::Failure;
using control::FakeDesk;
using control::Request;
using control::ScratchFolder;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Words = std::vector<std::string>;

FakeDesk::Operation answering(Items items) {
  return [items = std::move(items)](const Request&, const std::shared_ptr<Answer>& answer) {
    for (const Item& each : items) answer->item(each);
    answer->done();
  };
}

/// hazctl beside a daemon whose desk knows a leak at T-101.
class Hazctl : public testing::Test {
 protected:
  Hazctl() {
    desk.on("points", answering(sample_points()));
    desk.on("alarms", answering(sample_alarms()));
    desk.on("status", answering({sample_status()}));
    desk.on("incident-list", answering({sample_incident().front()}));
    desk.on("incident-show", answering(sample_incident()));
    const Item acked = item(R"({"id":"gd-101.gas.HH","state":"acked","occurrence":5})");
    desk.on("ack", answering({acked}));
  }
  DeskThread& start() {
    core = std::make_unique<DeskThread>(desk);
    return *core;
  }
  Ran run(Words words) {
    if (core == nullptr) start();
    words.insert(words.begin(), {"--socket", core->path()});
    return hazctl(words);
  }
  /// The one line on standard error.
  static void expect_one_line(const Ran& ran) {
    EXPECT_THAT(ran.error, StartsWith("hazctl: "));
    EXPECT_EQ(std::count(ran.error.begin(), ran.error.end(), '\n'), 1) << ran.error;
  }
  Item last_args() const { return desk.requests().back().args; }

  FakeDesk desk;
  std::shared_ptr<Answer> kept;  ///< of a stream; touched on the core only
  std::unique_ptr<DeskThread> core;
};

TEST_F(Hazctl, ListsForPeople) {
  const Ran ran = run({"points", "gd-*"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.error, "");
  EXPECT_THAT(ran.out, HasSubstr("gd-101.gas     52.3 %LEL  good"));
  EXPECT_THAT(ran.out, Not(HasSubstr("\x1b")));  // a pipe has no colours
  EXPECT_EQ(last_args(), (Item{{"pattern", "gd-*"}}));
}

TEST_F(Hazctl, ListsInChineseWhereTheLocaleIs) {
  const Ran ran = hazctl({"--socket", start().path(), "alarms"}, {{"LANG", "zh_CN.UTF-8"}});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("级别"));
  EXPECT_THAT(ran.out, HasSubstr("紧急  gd-101.gas.HH  报警"));
}

TEST_F(Hazctl, JsonIsExactlyTheDaemonsItems) {
  for (const auto& [words, items] : std::vector<std::pair<Words, Items>>{
           {{"points", "--json"}, sample_points()},
           {{"alarms", "--all", "--json"}, sample_alarms()},
           {{"incident", "show", "leak-3", "--json"}, sample_incident()},
           {{"incident", "list", "--json"}, {sample_incident().front()}}}) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 0) << words.front();
    std::istringstream lines(ran.out);
    std::string line;
    for (const Item& expected : items) {
      ASSERT_TRUE(std::getline(lines, line)) << words.front();
      EXPECT_EQ(boost::json::parse(line), expected);
    }
    EXPECT_FALSE(std::getline(lines, line)) << line;
  }
  EXPECT_THAT(run({"points", "--json"}).out, HasSubstr(R"("value":52.3,)"));
}

TEST_F(Hazctl, ExplainMakesOneObjectOfWhatTheDaemonAndTheRecordSay) {
  Item alarm = sample_alarms().front();
  desk.on("explain", answering({alarm, item(R"({"record":{"readable":true,"events":[]}})")}));
  const Ran ran = run({"explain", "gd-101.gas.H", "--since", "1970-01-01T00:00:05Z", "--json"});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_EQ(last_args(), (Item{{"alarm", "gd-101.gas.H"}, {"since", 5000}}));
  alarm["record"] = item(R"({"readable":true,"events":[]})");
  EXPECT_EQ(boost::json::parse(ran.out), alarm);
  EXPECT_EQ(run({"explain", "x", "--since", "yesterday"}).code, 2);
  EXPECT_EQ(run({"explain"}).code, 2);
}

TEST_F(Hazctl, ExplainShowsTheAlarmWhenTheRecordDoesNotCome) {
  desk.on("explain", [](const Request&, const std::shared_ptr<Answer>& answer) {
    answer->item(sample_alarms().front());
    answer->fail(Failure::Refused, "the daemon gave up on this request");
  });
  const Ran ran = run({"explain", "gd-101.gas.H"});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_THAT(ran.out, HasSubstr("Gas above H"));
  EXPECT_THAT(ran.out, HasSubstr("record cannot be read: the daemon gave up"));
  desk.on("explain", [](const Request&, const std::shared_ptr<Answer>& answer) {
    answer->fail(Failure::Refused, "no alarm 'x'");
  });
  EXPECT_EQ(run({"explain", "x"}).code, 1);
}

TEST_F(Hazctl, StatusIsOneObjectAndOneWhenUnhealthy) {
  Ran ran = run({"status", "--json"});
  EXPECT_EQ(ran.code, 1);
  expect_one_line(ran);
  EXPECT_THAT(ran.error, HasSubstr("bus plc: connection refused"));
  EXPECT_EQ(boost::json::parse(ran.out), sample_status());
  EXPECT_THAT(run({"status"}).out, HasSubstr("problems: 2"));
}

TEST_F(Hazctl, StatusIsZeroWhenHealthy) {
  Item healthy = sample_status();
  healthy["healthy"] = true;
  desk.on("status", answering({healthy}));
  const Ran ran = run({"status"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.error, "");
  EXPECT_THAT(ran.out, HasSubstr("the gateway works as it should"));
}

TEST_F(Hazctl, AcknowledgesAndSaysWhat) {
  Ran ran = run({"ack", "gd-101.gas.HH", "--note", "on my way", "--occurrence", "5"});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_EQ(ran.out, "gd-101.gas.HH  acked  #5\n");
  EXPECT_EQ(last_args(),
            (Item{{"note", "on my way"}, {"alarms", {"gd-101.gas.HH"}}, {"occurrence", 5}}));
  ran = run({"ack", "--all"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(last_args(), (Item{{"note", ""}, {"all", true}}));
}

TEST_F(Hazctl, WhatTheDaemonRefusesIsOneLineAndItsCode) {
  desk.on("ack", [](const Request&, const std::shared_ptr<Answer>& answer) {
    answer->fail(Failure::Refused, "no alarm 'x'; see `hazctl alarms --all`");
  });
  desk.on("read", [](const Request&, const std::shared_ptr<Answer>& answer) {
    answer->fail(Failure::Unreachable, "no answer within 300 ms\nat unit 11");
  });
  const Ran refused = run({"ack", "x"});
  EXPECT_EQ(refused.code, 1);
  expect_one_line(refused);
  EXPECT_EQ(refused.error, "hazctl: no alarm 'x'; see `hazctl alarms --all`\n");
  const Ran unreachable = run({"read", "plc", "11", "input", "0"});
  EXPECT_EQ(unreachable.code, 3);
  expect_one_line(unreachable);
  EXPECT_EQ(run({"silence"}).code, 2);  // an operation this desk does not know
}

TEST_F(Hazctl, WrongUsageIsTwoWithoutAskingTheDaemon) {
  start();
  for (const Words& words : std::vector<Words>{{},
                                               {"nonsense"},
                                               {"ack"},
                                               {"read", "plc", "999", "input", "0"},
                                               {"events", "--since", "yesterday"}}) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 2);
    expect_one_line(ran);
  }
  EXPECT_TRUE(desk.requests().empty());
}

TEST_F(Hazctl, NoDaemonIsThree) {
  const ScratchFolder folder;
  const Ran ran = hazctl({"points", "--socket", folder.file("none.sock")});
  EXPECT_EQ(ran.code, 3);
  expect_one_line(ran);
  EXPECT_THAT(ran.error, HasSubstr("no hazgated answers at " + folder.file("none.sock")));
  EXPECT_EQ(ran.out, "");
}

TEST_F(Hazctl, FindsTheDaemonByItsVariable) {
  start();
  EXPECT_EQ(hazctl({"points"}, {{"HAZGATE_SOCKET", core->path()}}).code, 0);
  EXPECT_EQ(hazctl({"points", "--socket", "/nowhere"}, {{"HAZGATE_SOCKET", core->path()}}).code, 3);
}

TEST_F(Hazctl, ReadShowsWordsOrValues) {
  desk.on("read",
          answering({item(R"({"address":0,"word":16844})"), item(R"({"address":1,"word":0})")}));
  Ran ran = run({"read", "plc", "11", "input", "0", "2"});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_THAT(ran.out, HasSubstr("0x41CC"));
  EXPECT_THAT(ran.out, HasSubstr("float32        25.5"));
  EXPECT_EQ(last_args(),
            (Item{{"bus", "plc"}, {"unit", 11}, {"table", "input"}, {"address", 0}, {"count", 2}}));
  ran = run({"read", "plc", "11", "input", "0", "--type", "float32"});
  EXPECT_THAT(ran.out, HasSubstr("25.5  41CC 0000"));
  EXPECT_EQ(last_args().at("count"), 2);
  ran = run({"read", "plc", "11", "input", "0", "2", "--json"});
  EXPECT_EQ(ran.out, "{\"address\":0,\"word\":16844}\n{\"address\":1,\"word\":0}\n");
  ran = run({"read", "plc", "11", "input", "0", "--type", "float32", "--json"});
  EXPECT_EQ(ran.out, "{\"address\":0,\"words\":[16844,0],\"value\":25.5}\n");
}

TEST_F(Hazctl, ScanShowsUnitsAndWhatItCost) {
  const Item found = item(
      R"({"unit":11,"answer":"register 0 = 5","vendor":"Acme","product":"GD-5","devices":["gd-101"]})");
  const Item stranger = item(R"({"unit":12,"answer":"exception 01"})");
  const Item progress = item(R"({"progress":{"done":1,"total":9,"unit":2,"left_ms":800}})");
  const Item summary = item(
      R"({"summary":{"found":2,"took_ms":1234.5,"polls":40,"polls_held":3,"held_most_ms":101.5,)"
      R"("missing":[{"unit":13,"device":"gd-103"}],"left_out":[{"unit":60,"device":"fp-1"}]}})");
  desk.on("scan", answering({progress, found, progress, stranger, summary}));
  Ran ran = run({"scan", "rs485-1", "--units", "11-13", "--timeout", "50ms"});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_THAT(ran.out, HasSubstr("  11  register 0 = 5 "));
  EXPECT_THAT(ran.out, HasSubstr("gd-101, configured  Acme GD-5\n"));
  EXPECT_THAT(ran.out, HasSubstr("not configured\n2 units found in 1.2 s\n"));
  EXPECT_THAT(ran.out, HasSubstr("configured, but no answer: gd-103 (13)\n"
                                 "not asked, as reading takes events out: fp-1 (60)\n"));
  EXPECT_THAT(ran.out, HasSubstr("polls held up by the scan: 3/40, at most 102 ms\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("###")));  // no bar into a pipe
  EXPECT_EQ(last_args().at("timeout_ms"), 50);
  ran = run({"scan", "rs485-1", "--json"});
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 3) << ran.out;  // and no progress
  EXPECT_EQ(run({"scan", "rs485-1", "--units", "0-5"}).code, 2);
  EXPECT_EQ(run({"scan", "rs485-1", "--timeout", "soon"}).code, 2);
}

TEST_F(Hazctl, TraceExplainsFramesAndSaysWhatIsMissing) {
  desk.on("trace", answering({
                       item(R"({"us":1700000000000001,"dir":"sent","line":"rtu",)"
                            R"("hex":"0B0400000001AABB"})"),
                       item(R"({"us":1700000000012301,"dir":"received","line":"rtu",)"
                            R"("hex":"0B0402007BAABB"})"),
                       item(R"({"dropped":7})"),
                       item(R"({"us":1700000000400000,"dir":"received","line":"rtu","hex":"",)"
                            R"("error":"time-out"})"),
                       item(R"({"summary":{"frames":3,"dropped":7}})"),
                   }));
  Ran ran = run({"trace", "rs485-1", "--for", "1s"});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_THAT(ran.out, HasSubstr(".000001 >  11  read input 0 x1\n"));
  EXPECT_THAT(ran.out, HasSubstr(".012301 <  11  input 0 = 123  12.3 ms\n"));
  EXPECT_THAT(ran.out, HasSubstr("7 frames dropped"));
  EXPECT_THAT(ran.out, HasSubstr("!time-out"));
  EXPECT_EQ(last_args().at("for_ms"), 1000);
  ran = run({"trace", "rs485-1", "--json"});
  EXPECT_THAT(ran.out, HasSubstr(R"("unit":11,"function":4,"address":0,"count":1,"values":[123])"));
  ran = run({"trace", "rs485-1", "--pcap", "-"});
  EXPECT_EQ(ran.out.size(), 24U + 2 * (16 + 56) + 8 + 7);
  EXPECT_EQ(run({"trace", "rs485-1", "--pcap", "/nowhere/at/all.pcap"}).code, 3);
  const Ran chinese =
      hazctl({"--socket", core->path(), "trace", "rs485-1"}, {{"LANG", "zh_CN.UTF-8"}});
  EXPECT_THAT(chinese.out, HasSubstr("!超时"));
}

TEST_F(Hazctl, GuessReadsWhatTheDeviceGivesAndNamesTheBest) {
  desk.on("read", [](const Request& request, const std::shared_ptr<Answer>& answer) {
    if (request.args.at("table") == "holding" || request.args.at("count").to_number<int>() > 2) {
      return answer->fail(Failure::Unreachable, "unit 11: exception 02 (illegal data address)");
    }
    const bool asked = request.args.at("address") == 4;
    answer->item({{"address", 0}, {"word", asked ? 0x3333 : 9}});
    answer->item({{"address", 0}, {"word", asked ? 0x41BB : 0x3333}});
    answer->done();
  });
  Ran ran = run({"guess", "rs485-1", "11", "4", "--reads", "23.4"});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_THAT(ran.out, HasSubstr("input 4  exact  float32, CDAB -> 23.4"));
  EXPECT_THAT(ran.out, HasSubstr("[[point]]\nid = \"value\"\ntable = \"input\"\naddress = 4\n"));
  ran = run({"guess", "rs485-1", "11", "4", "--reads", "999.9"});
  EXPECT_EQ(ran.code, 1);
  expect_one_line(ran);
  for (const char* reads : {"0", "0.0", "warm"}) {
    EXPECT_EQ(run({"guess", "rs485-1", "11", "4", "--reads", reads}).code, 2) << reads;
  }
  EXPECT_EQ(run({"guess", "rs485-1", "11", "4", "--reads", "1", "--table", "coil"}).code, 2);
}

TEST_F(Hazctl, WritesAndSaysWhatWasReadBack) {
  desk.on(
      "write",
      answering({item(R"({"point":"relay-1.siren","value":false,"attempts":1,"took_ms":12.4})")}));
  const Ran ran = run({"write", "relay-1.siren", "off"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, "relay-1.siren = off, read back  (1x, 12 ms)\n");
  EXPECT_EQ(last_args(), (Item{{"point", "relay-1.siren"}, {"value", "off"}}));
}

TEST_F(Hazctl, FollowsEventsUntilInterrupted) {
  desk.on("events", [this](const Request&, std::shared_ptr<Answer> answer) {
    answer->item(
        item(R"({"kind":"alarm","seq":1,"t":0,"id":"a.b.HH","from":"normal","to":"active"})"));
    kept = std::move(answer);
  });
  start();
  RunningProgram program({"--socket", core->path(), "events", "--follow", "--since", "1h"}, {},
                         false);
  ASSERT_TRUE(program.wait_for("a.b.HH  normal → active\n")) << program.seen();
  core->on_core([&] {
    kept->item(
        item(R"({"kind":"alarm","seq":2,"t":0,"id":"c.d.HH","from":"active","to":"acked"})"));
  });
  ASSERT_TRUE(program.wait_for("c.d.HH  active → acked\n")) << program.seen();
  program.signal(SIGINT);
  EXPECT_EQ(program.end(), 0);
  EXPECT_TRUE(last_args().at("since").is_int64());
  EXPECT_EQ(last_args().at("follow"), true);
  core->on_core([&] { kept.reset(); });
}

TEST_F(Hazctl, WatchPrintsChangesIntoAPipe) {
  desk.on("watch", [this](const Request&, std::shared_ptr<Answer> answer) {
    for (const Item& point : sample_points()) answer->item(point);
    kept = std::move(answer);
  });
  start();
  RunningProgram program({"--socket", core->path(), "watch"}, {}, false);
  ASSERT_TRUE(program.wait_for("gd-101.gas  52.3 %LEL\n")) << program.seen();
  ASSERT_TRUE(program.wait_for("fp-1.zone-1  fire\n")) << program.seen();
  core->on_core([] {});  // what it has seen is written: nothing stands before the farewell
  core->stop();
  EXPECT_EQ(program.end(), 3);
  EXPECT_THAT(program.seen(), HasSubstr("stopping"));
}

TEST_F(Hazctl, WatchOnATerminalIsAScreen) {
  start();
  RunningProgram program({"--socket", core->path(), "watch"}, {{"LANG", "C.UTF-8"}}, true);
  ASSERT_TRUE(program.wait_for("\x1b[?1049h")) << program.seen();
  ASSERT_TRUE(program.wait_for("Acme Chemicals, tank farm")) << program.seen();
  ASSERT_TRUE(program.wait_for("Leave across the wind")) << program.seen();
  ASSERT_TRUE(program.wait_for("q quits")) << program.seen();
  ASSERT_TRUE(program.wait_for("q quits")) << "it is drawn again";
  program.type("q");
  EXPECT_EQ(program.end(), 0);
  EXPECT_THAT(program.seen(), testing::EndsWith("\x1b[?25h\x1b[?1049l"));
}

TEST_F(Hazctl, TheScreenOutlivesTheDaemonAndLeavesOnCtrlC) {
  start();
  RunningProgram program({"--socket", core->path(), "watch"}, {{"NO_COLOR", "1"}}, true);
  ASSERT_TRUE(program.wait_for("q quits")) << program.seen();
  core->stop();
  ASSERT_TRUE(program.wait_for("NO ANSWER")) << program.seen();
  program.type("\x03");
  EXPECT_EQ(program.end(), 0);
  EXPECT_THAT(program.seen(), testing::EndsWith("\x1b[?25h\x1b[?1049l"));
  EXPECT_THAT(program.seen(), Not(HasSubstr("\x1b[1;38")));
}

TEST_F(Hazctl, ColoursOnATerminalOnly) {
  start();
  RunningProgram coloured({"--socket", core->path(), "alarms"}, {}, true);
  EXPECT_TRUE(coloured.wait_for("\x1b[1;38;5;196mcritical")) << coloured.seen();
  coloured.end();
  RunningProgram plain({"--socket", core->path(), "alarms"}, {{"NO_COLOR", "1"}}, true);
  EXPECT_EQ(plain.end(), 0);
  EXPECT_THAT(plain.seen(), Not(HasSubstr("\x1b")));
  EXPECT_THAT(plain.seen(), HasSubstr("critical  gd-101.gas.HH"));
}

TEST_F(Hazctl, AFullDiskBehindStandardOutputIsAFailure) {
  start();
  const Ran ran = run({"points", "--json"});
  ASSERT_EQ(ran.code, 0);
  const std::string command =
      std::string(HAZCTL) + " points --socket " + core->path() + " >/dev/full 2>/dev/null";
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1);  // NOLINT
}

}  // namespace
}  // namespace hazgate::cli
