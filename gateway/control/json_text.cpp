#include "gateway/control/json_text.hpp"

#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>

namespace hazgate::control {
namespace {

namespace json = boost::json;

void write(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  out.append(text.data(), end);
}

void write(std::string& out, const json::value& value);

void write(std::string& out, const json::object& object) {
  char separator = '{';
  for (const auto& [key, value] : object) {
    out += separator;
    out += json::serialize(json::string(key));
    out += ':';
    write(out, value);
    separator = ',';
  }
  out += object.empty() ? "{}" : "}";
}

void write(std::string& out, const json::array& array) {
  char separator = '[';
  for (const json::value& value : array) {
    out += separator;
    write(out, value);
    separator = ',';
  }
  out += array.empty() ? "[]" : "]";
}

void write(std::string& out, const json::value& value) {
  if (value.is_object()) {
    write(out, value.get_object());
  } else if (value.is_array()) {
    write(out, value.get_array());
  } else if (value.is_double()) {
    write(out, value.get_double());
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string json_text(const json::value& value) {
  std::string out;
  write(out, value);
  return out;
}

}  // namespace hazgate::control
