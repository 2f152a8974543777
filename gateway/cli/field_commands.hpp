#pragma once

#include <functional>
#include <tl/expected.hpp>

#include "gateway/cli/arguments.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/control/client.hpp"

/// The commands of an engineer who commissions a bus while the daemon goes on polling it.
/// Thread  one; blocks
namespace hazgate::cli {

/// Asks the daemon; see control::Client::call.
using Call = std::function<tl::expected<void, control::CallError>(
    const char* op, const Item& args, const control::Client::OnItem& on_item,
    control::Client::Patience patience)>;

/// `scan BUS`: each unit when it is found, a bar with the time left on a terminal, what it cost the
/// polls at the end.
tl::expected<int, control::CallError> scan(const Arguments& arguments, const Surroundings& at,
                                           const Call& call);

/// `trace BUS`: a line for each frame, or a file for Wireshark.
tl::expected<int, control::CallError> trace(const Arguments& arguments, const Surroundings& at,
                                            const Call& call);

/// `guess BUS UNIT ADDRESS --reads V`: what the registers there may be.
tl::expected<int, control::CallError> guess(const Arguments& arguments, const Surroundings& at,
                                            const Call& call);

}  // namespace hazgate::cli
