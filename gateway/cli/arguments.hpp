#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/cli/hazard_arguments.hpp"

namespace hazgate::cli {

enum class Verb : std::uint8_t {
  Status,
  Metrics,
  Points,
  Watch,
  Alarms,
  AlarmKpi,
  Handover,
  Ack,
  Reset,
  Shelve,
  Unshelve,
  OutOfService,
  Return,
  Explain,
  History,
  Silence,
  Events,
  PlanList,
  PlanShow,
  IncidentList,
  IncidentShow,
  IncidentAck,
  IncidentClose,
  IncidentReview,
  IncidentReported,
  IncidentCasualties,
  IncidentNeighbour,
  PlanStart,
  PlanStop,
  PlanGo,
  PlanVeto,
  PlanGrade,
  IncidentReport,
  Read,
  Write,
  Scan,
  Trace,
  Guess,
  ConfigCheck,
  Assess,
  Budget,
  Replay,
  Backup,
  Hazard,
  ReportList,
  ReportShow,
  ReportMake,
  EquipmentList,
  EquipmentShow,
  EquipmentDone,
  DrillList,
  ContactList,
  ContactTest,
};

/// The command line of hazctl; what a verb does not take is empty.
struct Arguments {
  Verb verb = Verb::Status;
  std::string socket;
  std::string config;
  bool json = false;
  bool all = false;
  bool follow = false;
  bool no_identify = false;
  bool list = false;
  bool force = false;
  std::string pattern;
  std::vector<std::string> ids;
  std::optional<std::uint64_t> occurrence;
  std::string note;
  std::string time;  ///< --for
  std::string reason;
  bool once = false;
  std::string since;
  std::string until;
  std::string journal;
  bool as_csv = false;  ///< history
  std::string every;    ///< history
  std::string per;      ///< shift, day (also when empty) or month
  std::string bus, unit, table, address, count, type, order;
  std::string point, value;
  std::string units, bauds, parities, timeout;
  std::string pcap, span;
  std::string reads;
  std::string html, pdf, csv, language;  ///< incident report
  std::string file;
  double latency_ms = 0.0;
  bool drill = false;
  std::optional<std::uint64_t> step, head_count;
  std::string grade;
  std::string cause, people, measures, education;  ///< of a review
  std::string clock, to, neighbour;                ///< of a report to the authorities; who answered
  std::optional<std::uint64_t> deaths, serious, light, loss;
  HazardArguments hazard;
  std::string kind, period;                           ///< of a report
  std::string via;                                    ///< of a test message
  std::string on, by, certificate, duty, good_until;  ///< of what was done to equipment
};

/// The program is to end at once: help was asked for, or the command line is wrong.
struct EndNow {
  int code = 0;
  std::string out;
  std::string error;
};

/// Thread  any (pure)
tl::expected<Arguments, EndNow> arguments_from(const std::vector<std::string>& words,
                                               const std::string& version);

}  // namespace hazgate::cli
