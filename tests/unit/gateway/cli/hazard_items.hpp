#pragma once

#include <boost/json.hpp>
#include <string>

#include "gateway/cli/fields.hpp"

/// Items as the daemon sends them.
namespace hazgate::cli {

inline Item hazard_item(const std::string& id, const std::string& more = "{}") {
  Item item = boost::json::parse(R"({
    "id":"","origin":"person","state":"in-work","source":"V-7","area":"north",
    "found":{"t":1780000000000,"day":"2026-05-01"},"found_by":"zhao",
    "description":"relief valve leaks","grade":"general","measure":"new valve","owner":"wang",
    "owner_name":"Wang Wu","funds":"3000","deadline":"2026-05-20","plan":"","notice_no":"n-2026-0001",
    "noticed":{"t":1780000000000,"day":"2026-05-01"},"started":{"t":1780000000000,"day":"2026-05-02"},
    "done":null,"done_by":"","fixed_on_site":false,"closed":null,"stop_work":null,
    "listed_level":"none","notes":[],"extensions":[],"rechecks":[],"referrals":[],"signature":null,
    "alarms":["gd-101.gas.HH"],"incident":"","reminded":null,
    "overdue":false,"days_left":3,"missing":["plan"]})")
                  .as_object();
  item["id"] = id;
  const boost::json::value extra = boost::json::parse(more);
  for (const auto& [key, value] : extra.as_object()) item[key] = value;
  return item;
}

inline Item figures_item() {
  return boost::json::parse(R"({"since":"2026-01-01","until":"2026-06-30","found":65,
    "fixed_on_site":50,"major":0,"notices":15,"in_time":15,"late":0,"missed":0,"running":0,
    "in_time_percent":100.0,"overdue":0,"extended":0,"rechecks_passed":15,"rechecks_failed":0,
    "pass_percent":100.0,"closed":65,"open":0,"stop_work":0,
    "listed":{"county":2,"prefecture":0,"province":0},"site":"Acme <tank> farm","unreadable":0})")
      .as_object();
}

}  // namespace hazgate::cli
