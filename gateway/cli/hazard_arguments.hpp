#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hazgate::cli {

enum class HazardVerb : std::uint8_t {
  List,
  Show,
  Open,
  Fix,
  Notice,
  Start,
  Done,
  Recheck,
  Extend,
  Refer,
  Note,
  Sign,
  Mark,
  Kpi,
  Export,
};

/// What `hazctl hazard …` takes; what a verb does not take is empty.
struct HazardArguments {
  HazardVerb verb = HazardVerb::List;
  bool open = false, overdue = false, all = false;  ///< which items
  bool csv = false, html = false;
  bool fixed = false;
  bool pass = false, fail = false;
  bool stop_work = false, allow_work = false;
  std::string id, text, grade, owner, deadline, source, area;
  std::string measure, funds, plan, notice_no, by;
  std::string to, approved_by, addressee, listed, since;
  std::vector<std::string> alarms;
};

}  // namespace hazgate::cli
