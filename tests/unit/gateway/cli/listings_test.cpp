#include "gateway/cli/listings.hpp"

#include <boost/json.hpp>
#include <cstdlib>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/cli/handover_page.hpp"
#include "gateway/cli/incident_page.hpp"
#include "gateway/cli/plan_page.hpp"
#include "gateway/cli/status_page.hpp"
#include "tests/unit/gateway/cli/sample_items.hpp"

namespace hazgate::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class CliListings : public testing::Test {
 protected:
  CliListings() {
    ::setenv("TZ", "CST-8", 1);
    ::tzset();
  }
  const Look plain;
  const Look chinese{.language = Language::Chinese};
};

TEST_F(CliListings, Points) {
  EXPECT_EQ(points_text(sample_points(), plain),
            "POINT              VALUE  QUALITY  TIME                 NAME\n"
            "gd-101.gas     52.3 %LEL  good     2026-01-31 22:05:01  T-101 north dike\n"
            "gd-102.gas     12.5 %LEL  good     2026-01-31 22:05:01\n"
            "gd-103.gas             -  comm     2026-01-31 22:05:00\n"
            "relay-1.siren         on  good     2026-01-31 22:05:01\n"
            "fp-1.zone-1         fire  good     -\n");
  EXPECT_EQ(points_text({}, plain), "no point fits\n");
  EXPECT_THAT(points_text(sample_points(), chinese), HasSubstr("通信中断"));
}

TEST_F(CliListings, AlarmsTheMostUrgentFirstWithWhatToDo) {
  EXPECT_EQ(alarms_text(sample_alarms(), plain),
            "PRIORITY  ALARM          STATE   VALUE  LIMIT  SINCE                MESSAGE\n"
            "critical  gd-101.gas.HH  active   52.3     50  2026-01-31 22:04:19  Gas above HH\n"
            "    → Leave across the wind\n"
            "medium    gd-103.comm    active      -      -  2026-01-31 22:04:50  No answer\n"
            "    → Check the cable\n"
            "high      gd-101.gas.H   acked    52.3     25  2026-01-31 22:03:20  Gas above H\n"
            "critical  gd-102.gas.HH  normal   12.5     50  -                    Gas above HH\n");
  EXPECT_EQ(alarms_text({}, plain), "no alarms\n");
  EXPECT_THAT(alarms_text(sample_alarms(), chinese), HasSubstr("紧急  gd-101.gas.HH  报警"));
}

TEST_F(CliListings, AFloodStandsTogetherByDeviceButWhatIsGraveStandsAlone) {
  const auto alarm = [](const char* id, const char* priority, std::int64_t since) {
    return Item{{"id", id},
                {"state", "active"},
                {"priority", priority},
                {"since", since},
                {"message", "m"}};
  };
  Items alarms = {alarm("gd-1.gas.R", "medium", 3000), alarm("gd-1.comm", "medium", 2000),
                  alarm("gd-1.gas.FAULT", "low", 1000), alarm("gd-2.comm", "medium", 1000),
                  alarm("gd-1.gas.HH", "critical", 4000)};
  alarms.back()["grave"] = true;
  EXPECT_THAT(gathered_alarms_text(alarms, plain), HasSubstr("gd-1.gas.FAULT")) << "no flood";
  alarms.push_back(alarm("gateway.flood", "medium", 5000));
  EXPECT_EQ(gathered_alarms_text(alarms, plain),
            "PRIORITY  ALARM          STATE   VALUE  LIMIT  SINCE                MESSAGE\n"
            "critical  gd-1.gas.HH    active      -      -  1970-01-01 08:00:04  m\n"
            "medium    gateway.flood  active      -      -  1970-01-01 08:00:05  m\n"
            "medium    gd-1.* (3)     active      -      -  1970-01-01 08:00:01  gas.R, comm, "
            "gas.FAULT\n"
            "medium    gd-2.comm      active      -      -  1970-01-01 08:00:01  m\n"
            "alarm flood: alarms of priority medium and low stand together by device; alarms --all "
            "shows each\n");
  alarms.back()["state"] = "cleared";
  EXPECT_THAT(gathered_alarms_text(alarms, plain), HasSubstr("gd-1.gas.FAULT")) << "it is over";
}

TEST_F(CliListings, AHandover) {
  const Items items = {
      {{"begin", 0},
       {"end", 43'200'000},
       {"season", "hot-months"},
       {"counts", Item{{"out_of_service", 1},
                       {"shelved", 0},
                       {"suppressed", 1},
                       {"standing", 0},
                       {"unacknowledged", 0}}},
       {"out_of_service", boost::json::array{Item{{"id", "gd-1.gas.HH"},
                                                  {"priority", "critical"},
                                                  {"since", 1000},
                                                  {"until", nullptr},
                                                  {"by", "wu"},
                                                  {"reason", "permit 118"}}}},
       {"suppressed", boost::json::array{Item{{"id", "p-1.flow.L"}, {"rule", "pump-off"}}}}}};
  EXPECT_EQ(handover_text(items, plain),
            "Shift 1970-01-01 08:00:00 – 1970-01-01 20:00:00  season hot-months\n"
            "out-of-service 1, shelved 0, suppressed 1, standing 0, unacknowledged 0\n"
            "\nout-of-service\n"
            "PRIORITY  ALARM        SINCE                UNTIL  BY  REASON\n"
            "critical  gd-1.gas.HH  1970-01-01 08:00:01  -      wu  permit 118\n"
            "\nsuppressed\n"
            "ALARM       RULE\n"
            "p-1.flow.L  pump-off\n");
  EXPECT_THAT(handover_text(items, chinese), HasSubstr("停用 1"));
  Item event = items.front();
  event["kind"] = "shift";
  event["t"] = 43'200'000;
  EXPECT_EQ(event_line(event, plain),
            "1970-01-01 20:00:00.000  shift     out-of-service 1, shelved 0, suppressed 1, "
            "standing 0, unacknowledged 0\n");
}

TEST_F(CliListings, AlarmsInTheColoursOfTheirPriority) {
  const Look coloured{.paint = Paint(true)};
  const std::string text = alarms_text(sample_alarms(), coloured);
  EXPECT_THAT(text, HasSubstr("\x1b[1;38;5;196mcritical"));
  EXPECT_THAT(text, HasSubstr("\x1b[1;38;5;220mmedium"));
  EXPECT_THAT(alarms_text(sample_alarms(), plain), Not(HasSubstr("\x1b")));
}

TEST_F(CliListings, EventsAreLines) {
  EXPECT_EQ(event_line(item(R"({"kind":"alarm","epoch":"e","seq":7,"t":1769868301123,
                "id":"gd-101.gas.HH","occurrence":5,"from":"active","to":"acked","flags":[],
                "cause":"ack","priority":"critical","value":52.3,"limit":50,"quality":"good",
                "by":"wang","note":"going there","drill":true})"),
                       plain),
            "2026-01-31 22:05:01.123  alarm     gd-101.gas.HH  active → acked  ack  52.3  wang  "
            "\"going there\" [DRILL]\n");
  EXPECT_EQ(event_line(item(R"({"kind":"incident","t":1769868301123,"incident":"leak-3",
                "plan":"leak","entry":"write","point":"relay-1.siren","value":true})"),
                       plain),
            "2026-01-31 22:05:01.123  incident  leak-3  write  relay-1.siren = on\n");
  EXPECT_EQ(event_line(item(R"({"kind":"audit","t":1769868301123,"by":"wang","from":"control",
                "op":"write","target":"gd-101.gas","ok":false,"error":"not writable"})"),
                       plain),
            "2026-01-31 22:05:01.123  audit     wang  write  refused  gd-101.gas: not writable\n");
  EXPECT_EQ(event_line(item(R"({"kind":"note","t":1769868301123,"point":"lp-1.strikes",
                "text":"the counter was reset or jumped; nothing was counted","value":146})"),
                       chinese),
            "2026-01-31 22:05:01.123  提示      lp-1.strikes  计数器被复位或跳变，未计数  146\n");
  const Item fire =
      item(R"({"kind":"panel","t":1769868301123,"device":"fp-1","event":"fire","code":1,
                "part":"0020100100","point":"fp-1.hall","raw":"0101030020100100"})");
  EXPECT_EQ(event_line(fire, plain),
            "2026-01-31 22:05:01.123  panel     fp-1.hall  fire  0020100100\n");
  EXPECT_EQ(event_line(fire, chinese),
            "2026-01-31 22:05:01.123  控制器    fp-1.hall  火警  0020100100\n");
}

TEST_F(CliListings, WhatOthersWroteCannotHarmTheTerminal) {
  const std::string text = event_line(
      item(R"({"kind":"audit","t":0,"by":"x","op":"ack","note":"\u001b[2J\nfake line"})"), plain);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
}

TEST_F(CliListings, MissingFieldsShowLessNotNothing) {
  EXPECT_THAT(points_text({item(R"({"id":"a"})")}, plain), HasSubstr("a"));
  EXPECT_THAT(alarms_text({item(R"({"id":"a"})")}, plain), HasSubstr("a"));
  EXPECT_NE(incident_text({item(R"({"id":"a"})")}, plain), "");
  EXPECT_NE(plan_text({item(R"({"id":"a"})")}, plain), "");
  EXPECT_NE(event_line(item("{}"), plain), "");
  EXPECT_NE(status_text(item("{}"), plain), "");
}

TEST_F(CliListings, StatusSaysFirstWhatIsWrong) {
  const std::string text = status_text(sample_status(), plain);
  EXPECT_THAT(text,
              HasSubstr("hazgated 0.1.0  pid 4711  up 1:02:05\nAcme Chemicals, tank farm  "
                        "north-park/acme/gw-01\nproblems: 2\n  bus plc: connection refused\n"));
  EXPECT_THAT(text,
              HasSubstr("uplink  connected  tcp://127.0.0.1:1883  12 waiting, the oldest for 01:15"
                        "  the broker takes 2.1 / 8.0 ms\n"));
  EXPECT_THAT(text, HasSubstr("345 events, 2.1 MB  commits take 1.2 / 3.5 ms\n"));
  EXPECT_THAT(text, HasSubstr("hazgated  memory 21.0 MB, 37 files open  clock within 3.2 ms"
                              "  the clock was set 2 times, last by -1.5 s\n"));
  EXPECT_THAT(text, HasSubstr("\nplc    down     42 %           3  connection refused\n"));
  EXPECT_THAT(text, HasSubstr("gd-103  field  no        60/100        40           1           2"));
  EXPECT_EQ(problems_text(sample_status()),
            "bus plc: connection refused; device gd-103: no answer");
  Item healthy = sample_status();
  healthy["healthy"] = true;
  EXPECT_EQ(problems_text(healthy), "");
  EXPECT_THAT(status_text(healthy, plain), HasSubstr("\nthe gateway works as it should\n"));
}

TEST_F(CliListings, NumbersArePlain) {
  EXPECT_EQ(shown(0.1 + 0.2), "0.3");
  EXPECT_EQ(shown(1234567.0), "1234567");
  EXPECT_EQ(shown(-0.00125), "-0.00125");
  EXPECT_EQ(shown(boost::json::value(18446744073709551615ULL)), "18446744073709551615");
  EXPECT_EQ(shown(boost::json::value(nullptr)), "-");
  EXPECT_EQ(shown_bytes(512), "512 B");
  EXPECT_EQ(shown_bytes(2'100'000), "2.1 MB");
}

}  // namespace
}  // namespace hazgate::cli
