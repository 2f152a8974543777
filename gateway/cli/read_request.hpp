#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "gateway/cli/arguments.hpp"
#include "gateway/cli/registers.hpp"

namespace hazgate::cli {

/// `read`, checked: what to ask the daemon, and how to show the answer.
struct ReadRequest {
  Item args;
  Words words;  ///< without the words
  std::optional<Typed> typed;
};

/// Errors  a text: what on the command line is wrong and what to write
/// Thread  any (pure)
tl::expected<ReadRequest, std::string> read_request_from(const Arguments& arguments);

}  // namespace hazgate::cli
