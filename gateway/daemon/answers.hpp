#pragma once

#include <functional>
#include <map>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "gateway/daemon/core.hpp"

namespace hazgate::daemon {

/// Lets a number be answered once in kEvery: two machines could talk for ever.
/// Thread  any, one at a time (pure)
class AnswerPause {
 public:
  /// True: it may, and counts as answered now.
  bool begin(const std::string& number, Tick now);

  static constexpr Duration kEvery = std::chrono::hours{1};

 private:
  std::map<std::string, Tick> answered_;  ///< by the digits of the number
};

/// Acknowledgements that come from people by the ways on which they were told.
/// Thread  core
class Answers {
 public:
  /// Sends a person a word about what he has written.
  using Reply = std::function<void(const site::ContactSpec&, std::string text)>;

  explicit Answers(Core& core, Reply reply = nullptr) : core_(core), reply_(std::move(reply)) {}

  /// A message from a telephone: the code of an incident from the number of a contact who was told of it
  /// acknowledges it; from a neighbour, that the neighbour knows, and nothing else. All else is in the audit and
  /// does nothing, but that a contact is told once an hour what an answer looks like. Strangers hear
  /// nothing.
  void by_sms(const std::string& from, const std::string& text);
  /// The link in a letter. Errors: a text for the person.
  tl::expected<void, std::string> by_link(const std::string& incident, const std::string& contact,
                                          const std::string& from);

 private:
  std::string by_contact(const site::ContactSpec& contact, const std::string& from,
                         const std::string& text, std::string& target);
  std::string explain(const site::ContactSpec& contact, const std::string& from);
  tl::expected<void, std::string> acknowledge(const std::string& incident,
                                              const site::ContactSpec& contact,
                                              const std::string& from);
  tl::expected<void, std::string> answer_of_neighbour(const std::string& incident,
                                                      const std::string& neighbour,
                                                      const std::string& by,
                                                      const std::string& from);

  Core& core_;
  Reply reply_;
  AnswerPause pause_;
};

/// Two ways of writing one telephone number: only the digits count, and a leading 00 is a +.
bool is_same_number(const std::string& one, const std::string& other);

}  // namespace hazgate::daemon
