#include "gateway/config/receipt_text.hpp"

#include <string>

#include "drivers/model/reader.hpp"

namespace hazgate::config {
namespace {

using model::TableReader;

constexpr Duration kShortest = std::chrono::seconds{1};
constexpr Duration kLongest = std::chrono::hours{24};

void read_within(TableReader& reader, receipt::Terms& terms) {
  for (std::size_t i = 0; i < kPriorityTexts.size(); ++i) {
    const auto within = reader.duration(kPriorityTexts[i]);
    if (!within) continue;
    terms.within[i] = *within;
    if (*within >= kShortest && *within <= kLongest) continue;
    reader.mistake(kPriorityTexts[i], "is not between 1s and 24h",
                   "write for example \"60s\", or leave it out: then nobody waits for it");
  }
}

}  // namespace

void read_receipt(TableReader& reader, UplinkSettings& uplink) {
  if (const toml::table* table = reader.table("confirm_within")) {
    TableReader inside = reader.inside("confirm_within", *table);
    read_within(inside, uplink.confirm_within);
    inside.finish();
  }
  if (const auto age = reader.duration("command_age")) {
    uplink.command_age = *age;
    if (*age < kShortest || *age > kLongest) {
      reader.mistake("command_age", "is not between 1s and 24h", "write for example \"60s\"");
    }
  }
}

}  // namespace hazgate::config
