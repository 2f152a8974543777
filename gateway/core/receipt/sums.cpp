#include "gateway/core/receipt/sums.hpp"

#include <utility>

namespace hazgate::receipt {

bool Sums::take(const std::string& by, const std::string& op, const std::string& words, Tick now) {
  if (allowance_.take(now)) return true;
  if (sums_.empty()) since_ = now;
  const std::string key = by + '\n' + op;
  const bool fits = sums_.contains(key) || sums_.size() + 1 < kMost;
  Sum& sum = sums_[fits ? key : "*"];
  if (sum.count++ == 0) {
    sum.by = fits ? by : "*";
    sum.op = fits ? op : "*";
    sum.example = words;
  }
  return false;
}

std::vector<Sum> Sums::due(Tick now, bool all) {
  if (sums_.empty() || (!all && now - since_ < kEvery)) return {};
  std::vector<Sum> list;
  for (auto& [key, sum] : std::exchange(sums_, {})) list.push_back(sum);
  return list;
}

}  // namespace hazgate::receipt
