#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/config/settings.hpp"
#include "gateway/daemon/answers.hpp"
#include "gateway/daemon/core.hpp"
#include "gateway/daemon/post.hpp"

namespace hazgate::daemon {

/// The site's messages become letters and go to the post; what becomes of them, and what people answer, comes
/// back to the site.
///
///   Core ─message─► compose ─text─► Core ─on record─► send ─► Post ─► receipts ─► Core
///                                                               └─► answers ─► acknowledgements
/// Thread  core
class People {
 public:
  People(boost::asio::io_context& io, Core& core, site::LocalTime local);

  /// The ways to people as they are written in the site file now.
  void configure(const config::Settings& settings);
  /// Writes the letter that send() will post, whatever happens meanwhile, and returns its text; none of the siren.
  std::string compose(const emergency::MessageOrder& message);
  void send(const std::vector<emergency::MessageOrder>& messages);
  /// A letter of the office, to each of these by the way that he prefers. Nobody waits for its receipt.
  /// Shape   contacts: ids
  void send(const std::vector<std::string>& contacts, const notify::Letter& letter);

  const std::string& problem() const { return post_.problem(); }

  /// Tickets of the office; the site's are lower.
  static constexpr std::uint64_t kFirstMailing = 1ULL << 62;

 private:
  /// A letter of the office on its way to one person.
  struct Mailing {
    std::string contact;  ///< the id
    std::size_t way = 0;  ///< place in ContactSpec::via
    notify::Letter letter;
  };

  Outlet outlet();
  /// Null: the site file has no such person (any more).
  const site::ContactSpec* contact(const std::string& id) const;
  notify::Letter letter_for(const emergency::MessageOrder& order);
  void answer(const site::ContactSpec& contact, std::string text);
  void post(Mailing mailing);
  void take(std::uint64_t ticket, emergency::ReceiptKind kind, const std::string& error);
  void publish(const notify::Letter& letter);
  void sound(const notify::Letter& letter);
  std::optional<notify::AckSubject> describe(const notify::AckClaim& claim) const;

  Core& core_;
  site::LocalTime local_;
  Answers answers_;
  std::map<std::uint64_t, emergency::MessageOrder>
      local_ones_;                                    ///< by Mqtt and Siren, on their way
  std::map<std::uint64_t, notify::Letter> composed_;  ///< by ticket, until they are sent
  std::map<std::uint64_t, Mailing> mailings_;
  std::uint64_t next_mailing_ = kFirstMailing;
  Post post_;
};

/// The settings of the channels.
PostSettings post_settings(const config::Settings& settings);

}  // namespace hazgate::daemon
