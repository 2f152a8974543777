#include "drivers/codec/value.hpp"

#include <array>
#include <charconv>
#include <type_traits>

namespace hazgate {

std::optional<double> as_number(const Value& value) {
  return std::visit(
      [](const auto& held) -> std::optional<double> {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, bool>) return held ? 1.0 : 0.0;
        if constexpr (std::is_arithmetic_v<Held>) return static_cast<double>(held);
        return std::nullopt;
      },
      value);
}

std::string to_text(const Value& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          return "-";
        } else if constexpr (std::is_same_v<Held, bool>) {
          return held ? "true" : "false";
        } else if constexpr (std::is_same_v<Held, std::string>) {
          return held;
        } else {
          std::array<char, 32> text{};
          const auto end = std::to_chars(text.data(), text.data() + text.size(), held);
          return std::string(text.data(), end.ptr);
        }
      },
      value);
}

}  // namespace hazgate
