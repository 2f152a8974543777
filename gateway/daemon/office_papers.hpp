#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/core/office/deadlines.hpp"
#include "gateway/core/office/returns.hpp"
#include "gateway/core/office/service.hpp"
#include "gateway/core/site/document.hpp"

/// What the office keeps, as documents of the journal:
///
///  kind      | id                     | body
///  ----------+------------------------+---------------------------------------------
///  equipment | gd-101/calibration     | {"on","by","certificate","until"}
///  drill     | the plan               | {"last","known_since"}
///  due       | Deadline::key          | {"due","stage","day"}
///  report    | daily                  | {"since"}: owed from then on
///  report    | daily/2026-05-31       | {"made","late","seq","sent"}
///  service   | gateway                | {"since","confirmed"}: it is in service since then
///  away      | when it began          | {"from","to"}: the gateway was not there
///
/// Thread  any (pure)
namespace hazgate::daemon {

struct Away {
  WallTime from{}, to{};
};

/// All of it.
struct OfficeMemory {
  office::Deadlines deadlines;
  office::Returns returns;
  office::Service service;
  std::map<std::string, Away> away;  ///< by the document's id
};

/// Documents of other kinds are left alone.
/// Result  false: it is one of these and cannot be read; then nothing was taken of it
bool take_paper(const site::Document& paper, OfficeMemory& memory);

/// What stands in the memory under this id now; an empty body, which forgets it, when nothing does.
site::Document paper_of(const OfficeMemory& memory, const std::string& kind, const std::string& id);

}  // namespace hazgate::daemon
