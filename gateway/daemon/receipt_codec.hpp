#pragma once

#include <optional>
#include <string>

#include "gateway/core/receipt/command_log.hpp"
#include "gateway/core/receipt/receipts.hpp"
#include "gateway/core/site/document.hpp"

/// What waits for the duty room, and which commands were answered, in JSON.
/// Thread  any (pure)
namespace hazgate::daemon {

inline constexpr char kReceipt[] = "receipt";  ///< kind of the document; its id is the alarm's
inline constexpr char kCommand[] = "command";  ///< its id is the command's

site::Document document_of(const receipt::Waiting& waiting);
site::Document document_of(const receipt::Answered& answered);

/// None: the document is broken, or of another hazgate.
std::optional<receipt::Waiting> waiting_from(const site::Document& document);
std::optional<receipt::Answered> answered_from(const site::Document& document);

/// One message that announces an alarm: its place in what waits.
struct Announced {
  std::string alarm;
  std::uint64_t occurrence = 0;
  unsigned times = 1;
};

/// Of the body of an `alarm` message. None: it is none that sounds.
std::optional<Announced> announced_from(const std::string& body);

}  // namespace hazgate::daemon
