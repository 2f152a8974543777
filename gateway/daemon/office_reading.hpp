#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/kpi/report.hpp"
#include "gateway/core/kpi/transition.hpp"
#include "gateway/core/office/availability.hpp"
#include "gateway/journal/journal.hpp"

namespace hazgate::daemon {

/// What the record is asked for one report.
struct OfficeQuestion {
  kpi::Period period;     ///< until now at the most
  WallTime in_service{};  ///< before, nobody can have been missed
  WallTime now{};
  unsigned operators = 1;
  /// How every alarm stands now, and since when its occurrence is there.
  std::vector<std::pair<kpi::Standing, WallTime>> today;
  std::vector<std::string> watched;  ///< alarms that say that something does not answer
  std::vector<std::pair<WallTime, WallTime>> away;  ///< when the gateway was not there
};

struct OfficeAnswer {
  kpi::Report alarms;  ///< `top` has every alarm of the period
  office::Availability availability;
  std::string error;  ///< the record cannot be read: why; empty: it was
};

/// Reads the record of one period, a page at a time, twice: how the alarms stood when it began, then what
/// happened. What it parses is parsed on the journal's reader thread; between two pages it comes back to
/// the core, so that whatever ends the journal ends this too.
/// Thread  core
class OfficeReading : public std::enable_shared_from_this<OfficeReading> {
 public:
  struct Surroundings {
    std::function<journal::Journal*()> journal;
    std::function<void(std::function<void()>)> post;
  };
  using Done = std::function<void(OfficeAnswer&&)>;

  /// `done` is called on the core; never when the journal ends before.
  static void begin(Surroundings surroundings, OfficeQuestion question, Done done);

 private:
  OfficeReading(Surroundings surroundings, OfficeQuestion question, Done done);

  using Page = std::vector<std::pair<kpi::Transition, std::uint64_t>>;
  /// What the reader thread makes of a page.
  struct Parsed {
    Page transitions;
    std::uint64_t last = 0;  ///< seq of the last record
    bool whole = false;      ///< there is no more
  };
  void find_first(std::size_t most);
  void read_page();
  void take(const Parsed& page);
  void next_round();
  void end();

  Surroundings around_;
  OfficeQuestion question_;
  Done done_;
  OfficeAnswer answer_;
  WallTime begin_{};          ///< of what is read
  std::uint64_t before_ = 0;  ///< number after which is read
  std::uint64_t last_ = 0;    ///< the last one that is read
  std::uint64_t at_ = 0;
  bool begun_ = false, second_ = false;
  struct Counting;
  std::shared_ptr<Counting> counting_;
};

}  // namespace hazgate::daemon
