#include "readings.hpp"

#include <bit>
#include <cmath>
#include <limits>

namespace hazgate::journal {
namespace {

double random_double(Random& random) {
  switch (random() % 8) {
    case 0:
      return std::bit_cast<double>(random());  // whatever that is: NaN payloads too
    case 1:
      return -0.0;
    case 2:
      return std::bit_cast<double>(0x7ff8'0000'0000'0000U | (random() % 1000));
    case 3:
      return std::numeric_limits<double>::infinity();
    case 4:
      return static_cast<double>(static_cast<float>(random() % 100'000) / 7.0F);
    case 5:
      return static_cast<double>(static_cast<std::int64_t>(random() % 20'000) - 10'000) * 0.01;
    case 6:
      return static_cast<double>(static_cast<std::int64_t>(random() % 20'000) - 10'000) / 10.0;
    default:
      return static_cast<double>(random());
  }
}

std::int64_t random_integer(Random& random) {
  const auto bits = static_cast<unsigned>(random() % 64);
  return static_cast<std::int64_t>(random()) >> bits;
}

}  // namespace

Value random_value(Random& random) {
  switch (random() % 6) {
    case 0:
      return {};
    case 1:
      return random() % 2 == 0;
    case 2:
      return random_integer(random);
    case 3:
      return random() >> (random() % 64);
    case 4:
      return random_double(random);
    default:
      return std::string(random() % 4 == 0 ? random() % 300 : random() % 5,
                         static_cast<char>(random()));
  }
}

Reading random_reading(Random& random) {
  return {random_value(random), static_cast<Quality>(random() % kQualityTexts.size())};
}

void go_on(Reading& reading, Random& random) {
  const auto fate = random() % 100;
  if (fate == 0) reading.value = random_value(random);
  if (fate == 1) reading.quality = static_cast<Quality>(random() % kQualityTexts.size());
  if (fate < 90) return;
  const std::uint64_t step = random() % 5 - 2;
  if (auto* whole = std::get_if<std::int64_t>(&reading.value)) {
    *whole = static_cast<std::int64_t>(static_cast<std::uint64_t>(*whole) + step);
  }
  if (auto* whole = std::get_if<std::uint64_t>(&reading.value)) *whole += step;
  if (auto* number = std::get_if<double>(&reading.value)) {
    *number = std::round(*number * 10 + static_cast<double>(random() % 3)) / 10;
  }
}

std::string random_frame(std::vector<Reading>& readings, Random& random) {
  for (Reading& reading : readings) go_on(reading, random);
  if (random() % 50 == 0) return std::string(random() % 40, static_cast<char>(random()));
  if (random() % 50 == 0) return pack({random_reading(random), random_reading(random)});
  return pack(readings);
}

}  // namespace hazgate::journal
