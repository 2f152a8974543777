#pragma once

#include "tests/unit/gateway/cli/sample_items.hpp"

/// The file of an incident as the daemon tells it: a leak, lost readings, an entry of a kind that this
/// hazctl does not know, a late report.
namespace hazgate::cli {

inline constexpr std::int64_t kOpened = 1'769'868'259'000;  // 2026-01-31 22:04:19 in Shanghai

/// `incident` takes the place of fields of the incident.
inline Items incident_items(const std::string& incident = "{}") {
  Items items{item(R"({"site":{"park":"north-park","enterprise":"acme","gateway":"gw-01",
      "name":"<Tank> & farm","timezone":"Asia/Shanghai","language":"zh-CN"},
      "incident":{"id":"leak-3","plan":"leak","name":"Leak response","level":"II",
        "opened":1769868259000,"acknowledged":1769868319000,"acknowledged_by":"wang",
        "closed":1769869459000,"closed_by":"li","note":"=done","triggers":["vote.leak"],
        "drill":false},
      "steps":[],"sources":[{"id":"farm","name":"罐区","area":"tank-farm","level":3,"main":"赵",
        "technical":"李","operational":"王"}],
      "contacts":[{"id":"wang","name":"王值班"}],
      "alarms":[{"id":"vote.leak","name":"","kind":"vote","priority":"critical","need":1,
          "message":"Leak","trigger":true,"member":true},
        {"id":"gd-1.gas.HH","name":"HH","kind":"high","priority":"critical","message":"Gas",
          "limit":60,"point":"gd-1.gas","unit":"%LEL","trigger":false,"member":true},
        {"id":"gd-1.comm","kind":"comm","priority":"medium","message":"No answer","trigger":false,
          "member":false}],
      "points":[{"id":"gd-1.gas","name":"gas","unit":"%LEL","device":"gd-1",
        "device_name":"<b>dike</b>","area":"tank-farm","limits":[{"alarm":"gd-1.gas.HH",
          "name":"HH","value":60,"low":false,"priority":"critical"}]}],
      "points_left_out":0,"from":1769866459000,"to":1769869459000,"readings_to":1769869459000,
      "epoch":"e1"})"),
              item(R"({"of":"gd-1.gas","readings":[
      {"t":1769866459000,"value":2,"quality":"good"},
      {"t":1769868259000,"value":64,"quality":"good"}]})"),
              item(R"({"of":"gd-1.gas","whole":true,"readings":[
      {"t":1769868260000,"value":null,"quality":"comm"},
      {"t":1769869459000,"value":3,"quality":"good"}]})")};
  // As they come: by time, the audit among them; the clock was set back before the closing.
  for (const char* event : {
           R"({"kind":"incident","seq":20,"t":1769865859000,"entry":"closed","by":"li"})",
           R"({"kind":"alarm","seq":10,"t":1769868259000,"id":"gd-1.gas.HH","from":"normal",
             "to":"active","flags":[],"cause":"condition","value":64,"limit":50,
             "quality":"good","by":"","note":""})",
           R"({"kind":"alarm","seq":11,"t":1769868259000,"id":"vote.leak","from":"normal",
             "to":"active","flags":[],"cause":"condition","value":1,"limit":1,"quality":"good"})",
           R"({"kind":"incident","seq":12,"t":1769868259000,"entry":"opened",
             "alarm":"vote.leak","incident":"leak-3","plan":"leak","drill":false})",
           R"({"kind":"incident","seq":13,"t":1769868259001,"entry":"write","step":0,
             "point":"relay.siren","value":true})",
           R"({"kind":"incident","seq":14,"t":1769868259100,"entry":"write-failed","step":0,
             "point":"relay.siren","text":"no answer"})",
           R"({"kind":"incident","seq":15,"t":1769868264100,"entry":"write-done","step":0,
             "point":"relay.siren","value":true})",
           R"({"kind":"incident","seq":16,"t":1769868265000,"entry":"notify","role":"duty",
             "via":["sms"],"contacts":["wang"],"text":"come"})",
           R"({"kind":"incident","seq":17,"t":1769868266000,"entry":"sealed",
             "valve":"V-7","turns":3,"by":"zhao"})",
           R"({"kind":"audit","seq":4,"t":1769868319000,"by":"wang","from":"control",
             "op":"ack","target":"{\"alarms\":[\"vote.leak\"],\"note\":\"x\"}","ok":true})",
           R"({"kind":"audit","seq":5,"t":1769868320000,"by":"eve","from":"control",
             "op":"incident-close","target":"leak-3","ok":false,"error":"not yet"})",
           R"({"kind":"incident","seq":18,"t":1769868319000,"entry":"acknowledged",
             "by":"wang","note":"+8613800000001, \"on my way\""})",
           R"({"kind":"alarm","seq":19,"t":1769869400000,"id":"vote.leak","from":"latched-acked",
             "to":"normal","flags":[],"cause":"reset","by":"li"})",
       }) {
    Item body = item(event);
    body["epoch"] = "e1";
    items.push_back(Item{{"event", std::move(body)}});
  }
  const Item changes = item(incident);
  for (const auto& [key, value] : changes) items[0]["incident"].as_object()[key] = value;
  return items;
}

}  // namespace hazgate::cli
