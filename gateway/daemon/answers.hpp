#pragma once

#include <string>
#include <tl/expected.hpp>

#include "gateway/daemon/core.hpp"

namespace hazgate::daemon {

/// Acknowledgements that come from people by the ways on which they were told.
/// Thread  core
class Answers {
 public:
  explicit Answers(Core& core) : core_(core) {}

  /// A message from a telephone: the code of an incident from the number of a contact who was told of it
  /// acknowledges it; from a neighbour, that the neighbour knows, and nothing else. All else is in the audit and
  /// does nothing.
  void by_sms(const std::string& from, const std::string& text);
  /// The link in a letter. Errors: a text for the person.
  tl::expected<void, std::string> by_link(const std::string& incident, const std::string& contact,
                                          const std::string& from);

 private:
  tl::expected<void, std::string> acknowledge(const std::string& incident,
                                              const site::ContactSpec& contact,
                                              const std::string& from);
  tl::expected<void, std::string> answer_of_neighbour(const std::string& incident,
                                                      const std::string& neighbour,
                                                      const std::string& by,
                                                      const std::string& from);

  Core& core_;
};

/// Two ways of writing one telephone number: only the digits count, and a leading 00 is a +.
bool is_same_number(const std::string& one, const std::string& other);

}  // namespace hazgate::daemon
