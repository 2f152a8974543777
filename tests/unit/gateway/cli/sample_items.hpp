#pragma once

#include <boost/json.hpp>
#include <string>

#include "gateway/cli/fields.hpp"

/// A leak at T-101 as the daemon tells it.
namespace hazgate::cli {

inline constexpr std::int64_t kSampleNow = 1'769'868'301'123;  // 2026-01-31 14:05:01.123 UTC

inline Item item(const std::string& json) {
  return boost::json::parse(json).as_object();
}

inline Items sample_points() {
  return {item(R"({"id":"gd-101.gas","value":52.3,"quality":"good","unit":"%LEL","t":1769868301000,
               "name":"T-101 north dike","device":"gd-101","low":0,"high":100})"),
          item(R"({"id":"gd-102.gas","value":12.5,"quality":"good","unit":"%LEL","t":1769868301000,
               "name":"","device":"gd-102","low":0,"high":100})"),
          item(R"({"id":"gd-103.gas","value":null,"quality":"comm","unit":"%LEL","t":1769868300000,
               "name":"","device":"gd-103","low":0,"high":100})"),
          item(R"({"id":"relay-1.siren","value":true,"quality":"good","unit":"","t":1769868301000,
               "name":"","device":"relay-1"})"),
          item(R"({"id":"fp-1.zone-1","value":"fire","quality":"good","unit":"","t":null,
               "name":"","device":"fp-1"})")};
}

inline Items sample_alarms() {
  return {item(R"({"id":"gd-101.gas.H","name":"","state":"acked","flags":[],"occurrence":4,
               "priority":"high","value":52.3,"limit":25,"quality":"good","since":1769868200000,
               "message":"Gas above H","action":"","by":"wang","note":""})"),
          item(R"({"id":"gd-101.gas.HH","name":"","state":"active","flags":[],"occurrence":5,
               "priority":"critical","value":52.3,"limit":50,"quality":"good",
               "since":1769868259000,"message":"Gas above HH",
               "action":"Leave across the wind","by":"","note":""})"),
          item(R"({"id":"gd-102.gas.HH","name":"","state":"normal","flags":[],"occurrence":0,
               "priority":"critical","value":12.5,"limit":50,"quality":"good","since":null,
               "message":"Gas above HH","action":"","by":"","note":""})"),
          item(R"({"id":"gd-103.comm","name":"","state":"active","flags":[],"occurrence":6,
               "priority":"medium","value":null,"limit":null,"quality":"comm",
               "since":1769868290000,"message":"No answer","action":"Check the cable","by":"",
               "note":""})")};
}

inline Items sample_incident() {
  return {
      item(R"({"id":"leak-3","plan":"leak","name":"Tank farm leak response","level":"II",
               "opened":1769868259000,"acknowledged":null,"acknowledged_by":"","closed":null,
               "closed_by":"","triggers":["vote.t101-leak"],"drill":false,"steps":[
               {"after_s":0,"do":"write","target":"relay-1.siren = true","progress":"done"},
               {"after_s":0,"do":"notify","target":"duty-operator by sms","progress":"started"},
               {"after_s":60,"do":"write","target":"relay-1.fan = true","progress":"failed"},
               {"after_s":180,"do":"notify","target":"safety-director by sms","progress":"waiting"}
               ]})"),
      item(R"({"t":1769868259000,"entry":"opened","alarm":"vote.t101-leak"})"),
      item(R"({"t":1769868259000,"entry":"write","step":0,"point":"relay-1.siren","value":true})"),
      item(R"({"t":1769868259001,"entry":"notify","role":"duty-operator","via":["sms"],
               "contacts":["wang","li"],"text":"Leak at T-101"})"),
      item(R"({"t":1769868260000,"entry":"acknowledged","by":"wang","note":"on my way"})")};
}

inline Item sample_status() {
  return item(R"({"daemon":{"version":"0.1.0","pid":4711,"uptime_s":3725.5,
      "site":"Acme Chemicals, tank farm","gateway":"north-park/acme/gw-01","epoch":"e1",
      "clock_trusted":true},
    "buses":[{"id":"field","open":true,"error":"","reconnects":0},
             {"id":"plc","open":false,"error":"connection refused","reconnects":3,"utilisation":0.418}],
    "devices":[{"id":"gd-101","name":"","bus":"field","answering":true,"last_error":"",
                "polls_due":100,"polls_done":100,"timeouts":0,"bad_frames":0,"exceptions":0,
                "response_p50_ms":1.25,"response_max_ms":9.5},
               {"id":"gd-103","name":"","bus":"field","answering":false,
                "last_error":"no answer within 300 ms","polls_due":100,"polls_done":60,
                "timeouts":40,"bad_frames":1,"exceptions":2,"response_p50_ms":1,
                "response_max_ms":2}],
    "uplink":{"configured":true,"connected":true,"broker":"tcp://127.0.0.1:1883","error":"",
              "published":1234,"reconnects":0,"lag_event":2,"lag_sample":10,
              "lag_event_s":0.2,"lag_sample_s":75.5,"publish_p50_ms":2.13,"publish_p99_ms":8},
    "journal":{"healthy":true,"error":"","path":"/var/lib/hazgate/hazgate.db","events":345,
               "samples":99999,"waiting":0,"dropped_samples":0,"size_bytes":2100000,
               "event_commit_p50_ms":1.25,"event_commit_p99_ms":3.5},
    "machine":{"memory_bytes":21000000,"open_files":37,"clock_synchronised":true,
               "clock_error_ms":3.21,"clock_steps":2,"clock_last_step_ms":-1500},
    "healthy":false,"problems":["bus plc: connection refused","device gd-103: no answer"]})");
}

}  // namespace hazgate::cli
