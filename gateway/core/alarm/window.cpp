#include "gateway/core/alarm/window.hpp"

#include <algorithm>

namespace hazgate::alarm {

void Window::add(Tick at, double value, Duration window) {
  if (!empty()) at = std::max(at, last());
  while (!empty() && slots_[0].first < at - window) drop_oldest();
  const Duration part = window / static_cast<Duration::rep>(kSlots);
  if (empty() || at - slots_[count_ - 1].first >= part) {
    if (count_ == kSlots) drop_oldest();
    slots_[count_] = {.first = at, .last = at, .first_value = value, .sum = value, .samples = 1};
    ++count_;
    return;
  }
  Slot& slot = slots_[count_ - 1];
  slot.last = at;
  slot.sum += value;
  ++slot.samples;
}

void Window::drop_oldest() {
  std::copy(slots_.begin() + 1, slots_.begin() + static_cast<std::ptrdiff_t>(count_),
            slots_.begin());
  --count_;
}

std::size_t Window::samples() const {
  std::size_t samples = 0;
  for (std::size_t i = 0; i < count_; ++i) samples += slots_[i].samples;
  return samples;
}

Duration Window::span() const {
  return empty() ? Duration{} : last() - slots_[0].first;
}

/// The middle of a part: its readings come evenly.
double Window::seconds_before_last(const Slot& slot) const {
  const Duration first = slot.first - last();
  const Duration end = slot.last - last();
  return static_cast<double>((first + end).count()) / 2e6;
}

std::optional<double> Window::slope() const {
  double weight = 0.0, time_sum = 0.0, value_sum = 0.0;
  for (std::size_t i = 0; i < count_; ++i) {
    const auto samples = static_cast<double>(slots_[i].samples);
    weight += samples;
    time_sum += samples * seconds_before_last(slots_[i]);
    value_sum += slots_[i].sum;
  }
  double squares = 0.0, products = 0.0;
  for (std::size_t i = 0; i < count_; ++i) {
    const auto samples = static_cast<double>(slots_[i].samples);
    const double time = seconds_before_last(slots_[i]) - time_sum / weight;
    squares += samples * time * time;
    products += samples * time * (slots_[i].mean() - value_sum / weight);
  }
  if (!(squares > 0.0)) return std::nullopt;
  return products / squares;
}

double Window::mean() const {
  double sum = 0.0;
  for (std::size_t i = 0; i < count_; ++i) sum += slots_[i].mean();
  return sum / static_cast<double>(count_);
}

}  // namespace hazgate::alarm
