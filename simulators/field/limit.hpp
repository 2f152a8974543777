#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/codec/codec.hpp"
#include "drivers/model/device_model.hpp"

namespace hazgate::sim {

/// An alarm limit of a model, watched so that the log says when a simulated value crossed it. It
/// crosses again only after the value was back by the alarm's deadband.
/// Thread  one owner
class Limit {
 public:
  /// Nothing for an alarm that a value does not cross: rate, deviation, stuck, bad-quality.
  static std::optional<Limit> of(const model::AlarmText& alarm);

  const std::string& name() const { return name_; }
  /// True when the value, as a master decodes it, has just gone beyond.
  bool is_crossed_by(const codec::Decoded& shown);

 private:
  enum class Kind : std::uint8_t { High, Low, State };

  bool is_beyond(const codec::Decoded& shown) const;

  std::string name_;
  Kind kind_ = Kind::High;
  double limit_ = 0.0;
  double deadband_ = 0.0;
  std::vector<Value> states_;
  bool beyond_ = false;
};

}  // namespace hazgate::sim
