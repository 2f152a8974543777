#pragma once

#include "tests/unit/gateway/cli/sample_items.hpp"

/// A plan with everything that a plan can have, and an incident in the middle of it, as the daemon tells them.
namespace hazgate::cli {

inline constexpr std::int64_t kLeakOpened = 1'769'868'259'000;  // 2026-01-31 22:04:19 in Shanghai

inline Item full_plan() {
  return item(R"({"id":"leak","name":"罐区泄漏 / tank farm leak","level":"II",
      "trigger":["vote.a"],"per":"area","report":true,"source":"farm",
      "rises":[{"to":"I","need":2,"alarms":["vote.a","vote.b"]}],
      "steps":[
        {"id":"siren","after_s":0,"do":"write","target":"relay-1.siren = true","on_close":false,
         "drill":true},
        {"id":"close","after_s":10,"do":"write","target":"relay-1.valve = true","confirm_s":60,
         "feedback":"relay-1.valve-closed","feedback_s":15},
        {"id":"operator","after_s":0,"do":"notify","target":"duty-operator","follows":"close",
         "follows_step":2,"ack_s":60,"at_once":1,"repeat_s":300},
        {"id":"around","after_s":0,"do":"neighbours","target":"","from":"I","radius":3000},
        {"id":"director","after_s":180,"do":"notify","target":"safety-director by sms",
         "unless":"acknowledged","ack_s":0,"at_once":3,"repeat_s":300}],
      "incident":"leak-3"})");
}

/// Two minutes after the leak: nobody has answered, the valve asks, a report is due.
inline Items full_incident() {
  Item head = item(R"({"id":"leak-3","plan":"leak","name":"罐区泄漏 / tank farm leak","level":"II",
      "opened":1769868259000,"acknowledged":null,"acknowledged_by":"","ended":null,"ended_by":"",
      "closed":null,"closed_by":"","note":"","triggers":["vote.a"],"started_by":"","area":"north",
      "head_count":null,"silenced":false,"drill":false,"now":1769868379000,
      "names":{"wang":"王值班","school":"School No. 3"},
      "clocks":[
        {"clock":"1h","duty":"county","due":1769871859000,"open":true,"overdue":false,"late":false,
         "binds":true},
        {"clock":"2h","duty":"level-up","due":1769875459000,"open":true,"overdue":false,
         "late":false,"binds":false,"reported":1769868370000,"by":"赵总监",
         "to":"县应急管理局 / county emergency bureau","note":"by phone"},
        {"clock":"24h","duty":"local","due":1769868300000,"open":true,"overdue":true,"late":true,
         "binds":false},
        {"clock":"3d","duty":"form","due":1770127459000,"open":false,"overdue":false,"late":false,
         "binds":false}],
      "casualties":{"serious":10,"light":2},"accident":"considerable",
      "wind":{"state":"known","speed":3.2,"direction":10,"keep_distance":false,
        "crosswind":[100,280],"upwind":10,"routes":["Gate 1 along the canal","East road"]},
      "wind_now":{"state":"unknown","doubt":"too-few","since":1769868300000,"now":1769868379000},
      "neighbours":[
        {"neighbour":"school","downwind":true,"told":1769868262000,"acknowledged":null,"by":"",
         "all_clear":null},
        {"neighbour":"east-works","downwind":false,"told":1769868263000,
         "acknowledged":1769868300000,"by":"their duty room","all_clear":null}],
      "told":[
        {"contact":"wang","step":2,"round":1,"turn":1769868260000,"gave_up":false,"ways":[
          {"via":"sms","progress":"failed","attempts":4,"at":1769868263000}]},
        {"contact":"wang","step":2,"round":2,"turn":1769868320000,"gave_up":false,"ways":[
          {"via":"sms","progress":"delivered","attempts":1,"at":1769868325000},
          {"via":"email","progress":"untried","attempts":0,"at":1769868325000}]},
        {"contact":"li","step":2,"round":1,"turn":1769868321000,"gave_up":true,"ways":[
          {"via":"sms","progress":"refused","attempts":1,"at":1769868322000}]}]})");
  head["steps"] = full_plan().at("steps");
  const char* progress[] = {"failed", "asked", "started", "waiting", "waiting"};
  boost::json::array& steps = head["steps"].as_array();
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i].as_object()["progress"] = progress[i];
  steps[1].as_object()["due"] = 1769868409000;
  steps[4].as_object()["due"] = 1769868439000;
  Items items{std::move(head)};
  items.push_back(item(R"({"t":1769868259000,"entry":"opened","alarm":"vote.a"})"));
  items.push_back(item(R"({"t":1769868259001,"entry":"notify","role":"duty-operator","via":["sms"],
          "contacts":["wang","li"],"text":"罐区泄漏, 人员横风向撤离 / people leave across the wind"})"));
  return items;
}

}  // namespace hazgate::cli
