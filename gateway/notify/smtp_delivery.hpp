#pragma once

#include <atomic>
#include <string>

#include "gateway/notify/channel.hpp"
#include "gateway/notify/mail_settings.hpp"

namespace hazgate::notify {

/// Hands one message to the mail server and waits until it has taken or refused it, or the limit has
/// passed. Blocks; `stop` ends it within about a second.
/// Shape   `to` has no mistake, `message` is what mail_message() made
/// Errors  as the Receipt's error; it never holds the password
/// Thread  any, several at once
Receipt deliver(const MailSettings& settings, const std::string& to, const std::string& message,
                const std::atomic<bool>& stop);

/// Connects, secures the connection, logs in and says NOOP: all that a letter needs but the letter.
/// Errors, blocking, thread: as deliver(). Sent: the server would hear a letter; of_channel otherwise
Receipt probe(const MailSettings& settings, const std::atomic<bool>& stop);

}  // namespace hazgate::notify
