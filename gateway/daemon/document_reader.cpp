#include "gateway/daemon/document_reader.hpp"

#include <boost/crc.hpp>
#include <boost/json.hpp>
#include <charconv>

#include "gateway/control/json_text.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

constexpr std::int64_t kVersion = 1;

std::int64_t checksum(const json::object& object) {
  const std::string text = control::json_text(object);
  boost::crc_32_type crc;
  crc.process_bytes(text.data(), text.size());
  return crc.checksum();
}

bool is_number(const json::value* value, std::int64_t number) {
  return value != nullptr && value->is_int64() && value->get_int64() == number;
}

}  // namespace

void DocumentReader::wrong(const char* key) {
  if (good_ != nullptr) *good_ = false;
  if (error_ == nullptr || !error_->empty()) return;
  *error_ = std::string("\"") + key + "\" is missing or not as it should be";
}

std::string DocumentReader::text_of(const char* key, const json::value* value) {
  if (value != nullptr && value->is_string()) return std::string(value->get_string());
  return wrong(key), std::string();
}

std::string DocumentReader::text(const char* key) {
  return text_of(key, find(key));
}

bool DocumentReader::flag(const char* key) {
  const json::value* value = find(key);
  if (value != nullptr && value->is_bool()) return value->get_bool();
  return wrong(key), false;
}

std::int64_t DocumentReader::number(const char* key) {
  const json::value* value = find(key);
  if (value != nullptr && value->is_int64()) return value->get_int64();
  return wrong(key), 0;
}

/// Beyond the greatest of int64 a number is another kind of value.
std::uint64_t DocumentReader::whole(const char* key) {
  const json::value* value = find(key);
  if (value != nullptr && value->is_uint64()) return value->get_uint64();
  if (value != nullptr && value->is_int64() && value->get_int64() >= 0) {
    return static_cast<std::uint64_t>(value->get_int64());
  }
  return wrong(key), 0;
}

WallTime DocumentReader::stamp(const char* key) {
  constexpr std::int64_t kMost = std::chrono::milliseconds{kFarthest}.count();
  const std::int64_t ms = number(key);
  if (ms < -kMost || ms > kMost) return wrong(key), WallTime{};
  return from_unix_ms(ms);
}

std::optional<WallTime> DocumentReader::stamp_or_null(const char* key) {
  const json::value* value = find(key);
  if (value != nullptr && value->is_null()) return std::nullopt;
  return stamp(key);
}

Duration DocumentReader::duration(const char* key) {
  const Duration duration{number(key)};
  if (duration < Duration::zero() || duration > kFarthest) return wrong(key), Duration{};
  return duration;
}

double DocumentReader::measure(const char* key, double most) {
  const std::string given = text(key);
  double number = 0.0;
  const char* const end = given.data() + given.size();
  const auto [stopped, error] = std::from_chars(given.data(), end, number);
  const bool is_whole = error == std::errc{} && stopped == end;
  const bool is_within = number >= 0.0 && number <= most;  // also no NaN
  if (!is_whole || !is_within) return wrong(key), 0.0;
  return number;
}

std::vector<std::string> DocumentReader::texts(const char* key) {
  std::vector<std::string> texts;
  for (const json::value& each : array(key)) texts.push_back(text_of(key, &each));
  return texts;
}

const json::array& DocumentReader::array(const char* key) {
  static const json::array kNothing;
  const json::value* value = find(key);
  if (value != nullptr && value->is_array()) return value->get_array();
  return wrong(key), kNothing;
}

std::string measure_text(double number) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

std::string sealed(json::object object) {
  object["v"] = kVersion;
  object["crc"] = checksum(object);
  return control::json_text(object);
}

std::optional<json::object> unsealed(const std::string& body) {
  boost::system::error_code error;
  json::value value = json::parse(body, error);
  if (error || !value.is_object()) return std::nullopt;
  json::object& object = value.get_object();
  if (object.empty() || (object.end() - 1)->key() != "crc") return std::nullopt;
  const json::value crc = (object.end() - 1)->value();
  object.erase("crc");
  if (!is_number(&crc, checksum(object)) || !is_number(object.if_contains("v"), kVersion)) {
    return std::nullopt;
  }
  return std::move(object);
}

}  // namespace hazgate::daemon
