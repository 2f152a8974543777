#include "gateway/daemon/command_form.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <span>
#include <string_view>
#include <vector>

#include "gateway/daemon/arguments.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestWord = 128;   ///< id, op, by
constexpr std::size_t kLongestText = 4096;  ///< of an argument
constexpr std::size_t kMostUnknown = 5;     ///< named

enum class Form : std::uint8_t { Text, Number, Flag };

struct Argument {
  std::string_view key;
  Form form = Form::Text;
  bool required = false;
  std::string_view example;
};

constexpr Argument kNote{"note", Form::Text, false, "\"on my way\""};
constexpr std::array kAck = {
    Argument{"alarm", Form::Text, true, "\"gd-101.gas.HH\""},
    Argument{"occurrence", Form::Number, true, "7, the occurrence that was seen"}, kNote};
constexpr std::array kAckIncident = {Argument{"incident", Form::Text, true, "\"tank-farm-leak-3\""},
                                     kNote};
constexpr std::array kConfirm = {
    Argument{"lane", Form::Text, true, "\"event\""},
    Argument{"seq", Form::Number, true, "118, the seq of the message"},
    Argument{"upto", Form::Flag, false, "true: all messages up to that one"}};
constexpr std::array kDrill = {Argument{"plan", Form::Text, true, "\"tank-farm-leak\""}};

std::span<const Argument> arguments_of(const std::string& op, const json::object& args) {
  if (op == "ack" && args.contains("incident")) return kAckIncident;
  if (op == "ack") return kAck;
  if (op == "confirm") return kConfirm;
  if (op == "drill") return kDrill;
  return {};
}

bool has_form(const json::value& value, Form form) {
  switch (form) {
    case Form::Text:
      return value.is_string() && value.get_string().size() <= kLongestText;
    case Form::Number:
      return value.is_uint64() || (value.is_int64() && value.get_int64() >= 0);
    case Form::Flag:
      return value.is_bool();
  }
  return false;
}

const char* words_of(Form form) {
  switch (form) {
    case Form::Text:
      return "a text of at most 4096 bytes";
    case Form::Number:
      return "a whole number";
    case Form::Flag:
      break;
  }
  return "true or false";
}

void say(std::string& wrong, const std::string& what) {
  wrong += (wrong.empty() ? "" : "; ") + what;
}

/// A member that must be a word; empty when it is not.
std::string word(const json::object& object, std::string_view key, bool required,
                 const char* example, std::string& wrong) {
  const json::value* value = object.if_contains(key);
  const std::string name = "\"" + std::string(key) + "\"";
  if (value == nullptr) {
    if (required) say(wrong, name + " is missing; write " + example);
    return {};
  }
  const bool fits = value->is_string() && value->get_string().size() <= kLongestWord &&
                    (!required || !value->get_string().empty());
  if (fits) return std::string(value->get_string());
  say(wrong,
      name + " is not a text of " + (required ? "1" : "0") + " to 128 bytes; write " + example);
  return {};
}

}  // namespace

bool is_harmless(const std::string& op) {
  return op == "confirm" || op == "describe";
}

ParkCommand park_command(const std::string& text) {
  ParkCommand command;
  boost::system::error_code failed;
  const json::value message = json::parse(text, failed);
  if (failed || !message.is_object()) {
    command.op = "?";
    command.wrong = "the command is not a JSON object";
    return command;
  }
  const json::object& object = message.get_object();
  if (const json::value* id = object.if_contains("id"); id != nullptr && id->is_int64()) {
    command.id = std::to_string(id->get_int64());
    command.given_id = *id;
  } else {
    command.id = word(object, "id", true, "an id of its own for each command", command.wrong);
    if (!command.id.empty()) command.given_id = command.id;
  }
  command.op = word(object, "op", true, "the operation", command.wrong);
  command.by = word(object, "by", false, "who gives the command", command.wrong);
  if (const json::value* args = object.if_contains("args"); args != nullptr) {
    if (args->is_object()) command.args = args->get_object();
    if (!args->is_object()) say(command.wrong, "\"args\" is not an object; write {}");
  }
  if (const json::value* t = object.if_contains("t"); t != nullptr) {
    if (t->is_int64()) command.t = t->get_int64();
    if (!t->is_int64()) {
      say(command.wrong, "\"t\" is not a time; write milliseconds since 1970, or leave it out");
    }
  }
  return command;
}

std::string wrong_arguments(const std::string& op, const json::object& args) {
  std::string wrong;
  const auto known = arguments_of(op, args);
  for (const Argument& argument : known) {
    const std::string key(argument.key);
    const json::value* value = args.if_contains(key);
    if (value == nullptr && argument.required) {
      say(wrong, fmt::format("{} needs \"{}\"; write {}", op, key, argument.example));
    } else if (value != nullptr && !has_form(*value, argument.form)) {
      say(wrong, "\"" + key + "\" is not " + words_of(argument.form) + "; write " +
                     std::string(argument.example));
    }
  }
  std::size_t unknown = 0;
  for (const auto& [key, value] : args) {
    const bool is_known = std::any_of(known.begin(), known.end(),
                                      [&, name = std::string_view(key)](const Argument& argument) {
                                        return argument.key == name;
                                      });
    if (is_known) continue;
    if (++unknown > kMostUnknown) continue;
    const std::string name(key.size() <= kLongestWord ? std::string_view(key) : "(a long one)");
    say(wrong, fmt::format("{} has no argument \"{}\"; {}", op, name,
                           known.empty() ? "it has none" : "leave it out"));
  }
  return wrong;
}

}  // namespace hazgate::daemon
