#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace hazgate::site {

/// Short lists, one for each row of a table, in one piece: most rows of a large site have an empty one,
/// which costs four bytes.
/// Thread  any, one at a time (pure)
template <class Value>
class Lists {
 public:
  using Entry = std::pair<std::size_t, Value>;  ///< row, value

  /// Shape   every row < rows; the values of a row stay in the order of the entries
  Lists(std::size_t rows, std::vector<Entry> entries) : ends_(rows) {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.first < b.first; });
    values_.reserve(entries.size());
    for (const auto& [row, value] : entries) {
      values_.push_back(value);
      ++ends_[row];
    }
    std::uint32_t end = 0;
    for (std::uint32_t& row : ends_) row = end += row;
  }

  std::span<const Value> of(std::size_t row) const {
    const std::size_t begin = row == 0 ? 0 : ends_[row - 1];
    return {values_.data() + begin, ends_[row] - begin};
  }

 private:
  std::vector<std::uint32_t> ends_;  ///< of each row in values_
  std::vector<Value> values_;
};

}  // namespace hazgate::site
