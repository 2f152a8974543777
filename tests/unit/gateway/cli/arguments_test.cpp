#include "gateway/cli/arguments.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Words = std::vector<std::string>;

Arguments taken(const Words& words) {
  const auto arguments = arguments_from(words, "1.2.3");
  EXPECT_TRUE(arguments) << arguments.error().error;
  return arguments.value_or(Arguments{});
}

std::string refused(const Words& words) {
  const auto arguments = arguments_from(words, "1.2.3");
  EXPECT_FALSE(arguments) << testing::PrintToString(words);
  if (arguments) return {};
  EXPECT_EQ(arguments.error().code, 2);
  EXPECT_EQ(arguments.error().out, "");
  const std::string error = arguments.error().error;
  EXPECT_EQ(std::count(error.begin(), error.end(), '\n'), 1) << error;
  EXPECT_EQ(error.find("hazctl: "), 0u) << error;
  return error;
}

TEST(CliArguments, KnowsEveryCommand) {
  EXPECT_EQ(taken({"status"}).verb, Verb::Status);
  EXPECT_EQ(taken({"points"}).verb, Verb::Points);
  EXPECT_EQ(taken({"points", "gd-*"}).pattern, "gd-*");
  EXPECT_EQ(taken({"watch", "*.gas"}).verb, Verb::Watch);
  EXPECT_TRUE(taken({"alarms", "--all"}).all);
  EXPECT_EQ(taken({"alarms"}).verb, Verb::Alarms);
  EXPECT_EQ(taken({"alarms", "kpi"}).verb, Verb::AlarmKpi);
  const Arguments kpi = taken({"alarms", "kpi", "--per", "shift", "--since", "7d", "--json"});
  EXPECT_EQ(kpi.verb, Verb::AlarmKpi);
  EXPECT_EQ(kpi.per + kpi.since, "shift7d");
  EXPECT_TRUE(kpi.json);
  EXPECT_TRUE(taken({"alarms", "--json", "kpi"}).json);
  EXPECT_THAT(refused({"alarms", "kpi", "--all"}), HasSubstr("--all lists alarms"));
  EXPECT_THAT(refused({"alarms", "kpi", "--per", "week"}), HasSubstr("hazctl alarms kpi --help"));
  EXPECT_THAT(refused({"alarms", "gd-101"}), HasSubstr("gd-101"));
  EXPECT_EQ(taken({"silence"}).verb, Verb::Silence);
  const Arguments scan = taken({"scan", "rs485-1", "--units", "1-32", "--bauds", "9600,19200",
                                "--parities", "none", "--timeout", "50ms", "--no-identify"});
  EXPECT_EQ(scan.verb, Verb::Scan);
  EXPECT_EQ(scan.bus + scan.units + scan.bauds + scan.parities + scan.timeout,
            "rs485-11-329600,19200none50ms");
  EXPECT_TRUE(scan.no_identify);
  const Arguments trace = taken({"trace", "plc", "--pcap", "-", "--for", "10s"});
  EXPECT_EQ(trace.verb, Verb::Trace);
  EXPECT_EQ(trace.bus + trace.pcap + trace.span, "plc-10s");
  const Arguments guess = taken({"guess", "plc", "11", "0x10", "--reads", "-23.4"});
  EXPECT_EQ(guess.verb, Verb::Guess);
  EXPECT_EQ(guess.unit + " " + guess.address + " " + guess.reads, "11 0x10 -23.4");
  EXPECT_EQ(taken({"plan", "list"}).verb, Verb::PlanList);
  EXPECT_EQ(taken({"incident", "list", "--all"}).verb, Verb::IncidentList);
  EXPECT_EQ(taken({"incident", "show", "a-1"}).verb, Verb::IncidentShow);
  EXPECT_THAT(taken({"reset", "a.b.HH"}).ids, ElementsAre("a.b.HH"));
  EXPECT_EQ(taken({"config", "check", "site.toml"}).file, "site.toml");
  const Arguments budget =
      taken({"budget", "rs485-1", "--config", "site.toml", "--latency", "20.5"});
  EXPECT_EQ(budget.verb, Verb::Budget);
  EXPECT_EQ(budget.bus + " " + budget.config, "rs485-1 site.toml");
  EXPECT_EQ(budget.latency_ms, 20.5);
  EXPECT_EQ(taken({"budget", "--config", "site.toml"}).latency_ms, 0.0);
  const Arguments assess = taken({"assess", "--config", "site.toml", "--json"});
  EXPECT_EQ(assess.verb, Verb::Assess);
  EXPECT_EQ(assess.config, "site.toml");
  EXPECT_FALSE(assess.list);
  const Arguments listed = taken({"assess", "--list", "nitr*"});
  EXPECT_TRUE(listed.list);
  EXPECT_EQ(listed.pattern, "nitr*");
  EXPECT_EQ(taken({"assess", "--list"}).pattern, "");
  const Arguments replay = taken({"replay", "--config", "new.toml", "--since", "7d", "--until",
                                  "1d", "--journal", "copy.db", "--all"});
  EXPECT_EQ(replay.verb, Verb::Replay);
  EXPECT_EQ(replay.config + " " + replay.since + " " + replay.until + " " + replay.journal,
            "new.toml 7d 1d copy.db");
  EXPECT_TRUE(replay.all);
  EXPECT_THAT(refused({"replay", "--config", "new.toml"}), HasSubstr("replay needs --since T"));
  EXPECT_THAT(refused({"replay", "--since", "7d"}), HasSubstr("replay needs --config FILE"));
  const Arguments events = taken({"events", "--since", "30m", "--follow", "--json"});
  EXPECT_EQ(events.verb, Verb::Events);
  EXPECT_EQ(events.since, "30m");
  EXPECT_TRUE(events.follow);
  EXPECT_TRUE(events.json);
}

TEST(CliArguments, WhatStandsBehindAnIncidentIsAWordOfItsOwn) {
  const Arguments grade = taken({"plan", "grade", "leak-3", "II", "--reason", "one tank"});
  EXPECT_EQ(grade.verb, Verb::PlanGrade);
  EXPECT_EQ(grade.ids, std::vector<std::string>{"leak-3"});
  EXPECT_EQ(grade.grade, "II");
  EXPECT_EQ(taken({"plan", "go", "leak-3", "4"}).step, 4U);
  EXPECT_EQ(taken({"plan", "veto", "leak-3", "4", "--reason", "empty"}).step, 4U);
  const Arguments reported = taken({"incident", "reported", "leak-3", "1h", "--to", "county"});
  EXPECT_EQ(reported.clock, "1h");
  EXPECT_EQ(reported.to, "county");
  EXPECT_EQ(taken({"incident", "neighbour", "leak-3", "east-works"}).neighbour, "east-works");
}

TEST(CliArguments, TakesWhatACommandNeeds) {
  const Arguments ack = taken({"ack", "a.HH", "b.HH", "--note", "on my way"});
  EXPECT_EQ(ack.verb, Verb::Ack);
  EXPECT_THAT(ack.ids, ElementsAre("a.HH", "b.HH"));
  EXPECT_EQ(ack.note, "on my way");
  EXPECT_FALSE(ack.all);
  EXPECT_TRUE(taken({"ack", "--all"}).all);
  EXPECT_EQ(taken({"ack", "a.HH", "--occurrence", "7"}).occurrence, 7u);
  const Arguments close = taken({"incident", "close", "leak-3", "--note", "tight"});
  EXPECT_EQ(close.verb, Verb::IncidentClose);
  EXPECT_THAT(close.ids, ElementsAre("leak-3"));
  EXPECT_EQ(close.note, "tight");
  EXPECT_EQ(taken({"incident", "ack", "leak-3"}).verb, Verb::IncidentAck);
  const Arguments read = taken(
      {"read", "rs485-1", "11", "input", "0x10", "2", "--type", "float32", "--order", "CDAB"});
  EXPECT_EQ(read.verb, Verb::Read);
  EXPECT_EQ(read.address, "0x10");
  EXPECT_EQ(read.count, "2");
  EXPECT_EQ(read.type, "float32");
  EXPECT_EQ(read.order, "CDAB");
  const Arguments write = taken({"write", "pv-1.setpoint", "-5.25"});
  EXPECT_EQ(write.verb, Verb::Write);
  EXPECT_EQ(write.value, "-5.25");
}

TEST(CliArguments, TheDaemonMayBeNamedAnywhere) {
  EXPECT_EQ(taken({"--socket", "/x", "points"}).socket, "/x");
  EXPECT_EQ(taken({"points", "--socket", "/x"}).socket, "/x");
  EXPECT_EQ(taken({"plan", "list", "--config", "site.toml"}).config, "site.toml");
}

TEST(CliArguments, SaysInOneLineWhatIsWrong) {
  EXPECT_THAT(refused({}), HasSubstr("hazctl --help"));
  refused({"nonsense"});
  refused({"points", "a", "b"});
  EXPECT_THAT(refused({"points", "--nonsense"}), HasSubstr("hazctl points --help"));
  EXPECT_THAT(refused({"plan"}), HasSubstr("hazctl plan --help"));
  const Arguments report = taken({"incident", "report", "leak-3", "--html", "a", "--pdf", "b",
                                  "--csv", "c", "--language", "en"});
  EXPECT_EQ(report.verb, Verb::IncidentReport);
  EXPECT_EQ(report.html + report.pdf + report.csv + report.language, "abcen");
  EXPECT_TRUE(taken({"incident", "report", "leak-3", "--json"}).json);
  refused({"incident", "report", "leak-3"});
  refused({"incident", "report", "--json"});
  refused({"incident", "report", "leak-3", "--json", "--language", "fr"});
  refused({"incident", "show"});
  refused({"incident", "show", "a", "b"});
  refused({"read", "bus", "1", "input"});
  refused({"write", "point"});
  refused({"status", "--socket", "/x", "--config", "y"});
  EXPECT_THAT(refused({"ack"}), HasSubstr("name the alarms, or say --all"));
  EXPECT_THAT(refused({"reset"}), HasSubstr("name the alarms"));
  EXPECT_THAT(refused({"ack", "a", "--all"}), HasSubstr("not both"));
  EXPECT_THAT(refused({"ack", "a", "b", "--occurrence", "1"}), HasSubstr("exactly one"));
  refused({"ack", "a", "--occurrence", "-1"});
  EXPECT_THAT(refused({"budget", "rs485-1"}), HasSubstr("say --config SITE.toml"));
  refused({"budget", "--config", "x", "--latency", "-1"});
  EXPECT_THAT(refused({"assess"}), HasSubstr("say --config SITE.toml, or --list"));
  EXPECT_THAT(refused({"assess", "--list", "--config", "x"}), HasSubstr("leave --config out"));
  EXPECT_THAT(refused({"assess", "methanol", "--config", "x"}), HasSubstr("belongs to --list"));
  refused({"budget", "--config", "x", "--latency", "soon"});
}

TEST(CliArguments, HelpHasAnExampleForEveryCommand) {
  const std::vector<Words> commands = {{"status"},
                                       {"points"},
                                       {"watch"},
                                       {"alarms"},
                                       {"ack"},
                                       {"reset"},
                                       {"silence"},
                                       {"events"},
                                       {"plan", "list"},
                                       {"incident", "list"},
                                       {"incident", "show"},
                                       {"incident", "ack"},
                                       {"incident", "close"},
                                       {"incident", "report"},
                                       {"read"},
                                       {"write"},
                                       {"budget"},
                                       {"assess"},
                                       {"config", "check"}};
  for (Words words : commands) {
    words.emplace_back("--help");
    const auto help = arguments_from(words, "1.2.3");
    ASSERT_FALSE(help);
    EXPECT_EQ(help.error().code, 0);
    EXPECT_EQ(help.error().error, "");
    EXPECT_THAT(help.error().out, HasSubstr("Example:\n  hazctl " + words.front()));
  }
  EXPECT_THAT(arguments_from({"--help"}, "1.2.3").error().out, HasSubstr("Exit codes"));
  EXPECT_EQ(arguments_from({"--version"}, "1.2.3").error().out, "hazctl 1.2.3\n");
}

}  // namespace
}  // namespace hazgate::cli
