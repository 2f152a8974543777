#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "drivers/commission/identification.hpp"
#include "drivers/modbus/fault.hpp"
#include "drivers/modbus/line.hpp"
#include "gateway/core/alarm/time.hpp"

/// Which units answer on a bus: a machine that says what to ask next and is told what came of it.
namespace hazgate::commission {

/// How a serial line may be set.
struct Setting {
  int baud = 9600;
  modbus::Parity parity = modbus::Parity::Even;
  int stop_bits = 1;

  friend bool operator==(const Setting&, const Setting&) = default;
};

struct ScanSpec {
  std::vector<std::uint8_t> units;
  std::vector<Setting> others;  ///< settings beyond the bus's own; none on TCP
  Duration timeout{};           ///< of one question
  bool identify = true;         ///< ask each unit that answers what it is
};

inline constexpr std::uint8_t kFirstUnit = 1;
inline constexpr std::uint8_t kLastUnit = 247;
inline constexpr std::size_t kMostSettings = 32;

/// "1-32,51"; empty: all, 1 to 247. In order, each once.
/// Errors  a text: what is wrong and what to write
tl::expected<std::vector<std::uint8_t>, std::string> units_from(std::string_view text);

/// What is asked next: one holding register at 0, or (`object` set) the identification from there.
struct Question {
  std::uint8_t unit = 1;
  std::size_t setting = 0;  ///< 0: the bus's own; n: ScanSpec::others[n - 1]
  std::optional<std::uint8_t> object;
};

/// A unit that answered.
struct FoundUnit {
  std::uint8_t unit = 0;
  std::size_t setting = 0;
  std::optional<std::uint16_t> value;  ///< of holding register 0
  std::uint8_t exception = 0;          ///< instead of a value
  bool garbled = false;  ///< something answers, twice, and never readably: two units with one id?
  Identity identity;
};

/// "register 0 = 123", "exception 02 (illegal data address)", "garbled …"
std::string answer_text(const FoundUnit& found);

struct ScanProgress {
  std::size_t done = 0;  ///< of the units times settings
  std::size_t total = 0;
  std::uint8_t unit = 0;  ///< asked next; at the end the last
  Duration left{};
};

///   question          what came of it                        next
///   probe             a reply or an exception                identification of that unit
///   probe             gateway exceptions 0A, 0B, or silence  the next unit, then the next setting
///   probe             garbled (CRC, length …)                once again; garbled again: found, garbled
///   identification    more to come                           the rest of it
///   identification    anything else                          found; the next unit
/// The bus's own settings come first. A unit that was found is not asked with other settings.
/// Thread  any (pure; one owner)
class Scan {
 public:
  explicit Scan(ScanSpec spec);

  /// Nothing when all is asked.
  std::optional<Question> next() const;

  /// What came of next() when it was a probe: the register, or the fault.
  std::optional<FoundUnit> take_probe(const tl::expected<std::uint16_t, modbus::Fault>& reply);
  /// And when it was an identification: the reply's PDU.
  std::optional<FoundUnit> take_identification(
      const tl::expected<std::span<const std::uint8_t>, modbus::Fault>& pdu);

  /// Units  elapsed: since the start; what is left goes on as fast
  ScanProgress progress(Duration elapsed) const;
  std::size_t questions() const { return questions_; }
  std::size_t found() const { return found_; }
  const ScanSpec& spec() const { return spec_; }

 private:
  std::optional<FoundUnit> conclude();
  void go_on();

  ScanSpec spec_;
  std::size_t place_ = 0;  ///< of units × settings
  std::vector<bool> known_;
  std::optional<FoundUnit> asking_;  ///< its identification
  std::uint8_t object_ = 0;
  bool again_ = false;
  std::size_t questions_ = 0;
  std::size_t found_ = 0;
};

}  // namespace hazgate::commission
