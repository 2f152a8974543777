#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

namespace hazgate::sim {

/// The memories of a modem: SM (the SIM), ME (its own), SR (status reports). Each has numbered
/// places from 1.
class Mailbox {
 public:
  struct Item {
    bool read = false;
    std::string pdu;  ///< hexadecimal digits
  };
  using Memory = std::map<int, Item>;

  static constexpr int kPlaces = 20;
  static constexpr std::array<std::string_view, 3> kNames{"SM", "ME", "SR"};

  /// Errors  null: no memory of this name
  Memory* memory(std::string_view name) {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      if (kNames[i] == name) return &memories_[i];
    }
    return nullptr;
  }
  /// Errors  0: no place left
  static int store(Memory& memory, const std::string& pdu) {
    for (int place = 1; place <= kPlaces; ++place) {
      if (memory.try_emplace(place, Item{false, pdu}).second) return place;
    }
    return 0;
  }

 private:
  std::array<Memory, kNames.size()> memories_;
};

}  // namespace hazgate::sim
