#pragma once

#include <optional>
#include <string>
#include <vector>

#include "drivers/model/mistakes.hpp"
#include "gateway/core/roster/duty.hpp"

namespace hazgate::model {
class TableReader;
}

namespace hazgate::config {

/// A word that refers to something else, and where it stands.
struct MarkedWord {
  std::string word;  ///< empty: missing, or wrong and reported
  model::Mark mark;
};

/// [[duty]] as it is written.
struct DutyText {
  model::Mark mark;  ///< of the table
  MarkedWord role, shift;
  std::vector<MarkedWord> contacts;
  roster::Duty duty;  ///< without role and contacts, and without hours when it names a shift
};

/// Reads one [[duty]]; what is wrong becomes a mistake.
DutyText read_duty(model::TableReader& reader);

/// Reads one [[holiday]]; one whose days are wrong is a mistake and gives nothing.
std::optional<roster::Holiday> read_holiday(model::TableReader& reader);

}  // namespace hazgate::config
