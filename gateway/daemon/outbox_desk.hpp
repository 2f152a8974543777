#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/core/emergency/errand.hpp"
#include "gateway/core/emergency/via.hpp"
#include "gateway/core/office/outbox.hpp"
#include "gateway/daemon/core.hpp"
#include "gateway/notify/channel.hpp"

namespace hazgate::daemon {

/// Letters that were written: to be committed together with the news that they are about.
struct Written {
  std::vector<site::Document> documents;
  std::function<void()> on_record;  ///< to be called, on the core, when they are
};

/// Sends the letters of the office: reports, announcements, reminders. Each is a document of kind "letter" in
/// the journal from the batch of its news on until its receipt is on record, so that a kill at any moment
/// loses none; what was on its way then is sent again with the same key.
///
///   write ─► (one batch: news, letter) ─► due ─► each way of the person ─► a receipt ─► (letter forgotten)
///                                          ▲                          └► none is left
///                                          └───────── back-off ───────────┘     └► a day: event `letter`
///
/// A person who has no other way than MQTT gets a `message` in the lane of events.
/// Thread  core
class OutboxDesk {
 public:
  /// Hands a letter to a way: Sms, Email or Webhook.
  using Hand = std::function<void(emergency::Via, notify::Letter)>;
  OutboxDesk(Core& core, Hand hand);

  void restore(const std::vector<site::Document>& documents);
  /// `to` and `ticket` are not filled in; the key of each is that of the letter and the contact.
  /// Shape   contacts: ids
  Written write(const std::vector<std::string>& contacts, const notify::Letter& letter);
  /// Often, and after every release: what is due now leaves.
  void look();
  /// What has become of a letter; tickets are kFirstTicket and above.
  void receipt(std::uint64_t ticket, emergency::ReceiptKind kind, const std::string& error);

  /// For `hazctl report list`: those that have not arrived, the oldest first.
  std::vector<boost::json::object> list() const;
  /// In words, for `hazctl status`; empty: none is lost.
  std::string problem() const;
  std::size_t unreadable() const { return unreadable_; }

  static constexpr std::uint64_t kFirstTicket = 1ULL << 62;

 private:
  struct OnItsWay {
    std::string key;
    std::size_t way = 0;  ///< place in ContactSpec::via
    std::string errors;   ///< of the ways before
  };
  void send(OnItsWay one);
  void publish(const office::Outgoing& letter);
  void arrived(const std::string& key);
  void failed(const std::string& key, const std::string& error);
  void lost(const office::Outgoing& letter);
  site::Document paper(const std::string& key) const;

  Core& core_;
  Hand hand_;
  office::Outbox outbox_;
  std::map<std::uint64_t, OnItsWay> under_way_;  ///< by ticket
  std::uint64_t next_ticket_ = kFirstTicket;
  std::size_t unreadable_ = 0;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< posted work holds it weakly
};

}  // namespace hazgate::daemon
