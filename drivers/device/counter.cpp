#include "drivers/device/counter.hpp"

namespace hazgate::device {

void Counter::take(std::uint64_t raw, std::uint64_t modulus, std::uint64_t max_step) {
  if (!known_) {
    known_ = true;
    last_ = total_ = raw;
    return;
  }
  const std::uint64_t step = raw >= last_ ? raw - last_ : raw - last_ + modulus;
  last_ = raw;
  doubt_ = step > max_step;
  if (!doubt_) total_ += step;
}

std::uint64_t modulus_of(codec::RawType type) {
  switch (type) {
    case codec::RawType::Uint16:
      return 1ULL << 16;
    case codec::RawType::Uint32:
      return 1ULL << 32;
    case codec::RawType::Bcd16:
      return 10'000;
    case codec::RawType::Bcd32:
      return 100'000'000;
    default:
      return 0;
  }
}

}  // namespace hazgate::device
