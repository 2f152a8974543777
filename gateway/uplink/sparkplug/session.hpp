#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/journal/record.hpp"
#include "gateway/uplink/message.hpp"
#include "gateway/uplink/sparkplug/catalog.hpp"

namespace hazgate::uplink::sparkplug {

/// What an edge node says, and when: births before data, one seq over all, deaths, the primary host.
///
///   Away       connected, and subscribed     Waiting (with a primary host), else births: Born
///   Waiting    the host says it is there     births: Born
///   Born       a rebirth is asked for        births again, the same bdSeq
///   Born       the host says it is away      the owner sends farewell() and goes to the next broker
///   any        the connection is lost        Away
///
/// A device is born when there is something to say of it, and dies when its live frames say that it does
/// not answer; not while a back-fill goes on, which could not be sent of a dead one.
/// Source  Sparkplug 3.0.0, chapters 4 to 6
/// Thread  any, one at a time (pure)
class Session {
 public:
  struct Identity {
    std::string group;         ///< "north-park"
    std::string edge;          ///< "acme.gw-01"
    std::string version;       ///< of hazgate
    std::string primary_host;  ///< empty: none
  };
  enum class Wish : std::uint8_t { Nothing, Births, Leave };
  static constexpr std::size_t kAnySize = std::numeric_limits<std::size_t>::max();

  explicit Session(Identity identity) : identity_(std::move(identity)) {}

  /// True: it is another one, and births() are due when Born.
  bool set_catalog(Catalog catalog);
  /// Another journal numbers its layouts anew.
  void forget_layouts();
  /// The newest of a device, whether it can be sent now or not: births say it.
  void learn(const journal::SampleRecord& record, const journal::FrameLayout& layout);

  /// In this order, before anything is published.
  std::vector<std::string> subscriptions() const;
  std::string node_commands() const { return topic("NCMD"); }

  /// Of the connection that is to be made.
  Will will(std::uint8_t bd_seq);
  Publication farewell() const;  ///< before a disconnection that is meant, and the Will's text
  /// The broker has answered the subscriptions.
  /// Unit    bytes of its largest packet
  Wish subscribed(std::size_t largest = kAnySize);
  void disconnected();
  Wish heard(const Inbound& message);

  /// NBIRTH and a DBIRTH of each device that answers. Born from now on.
  std::vector<Publication> births(WallTime now);
  bool is_born() const { return phase_ == Phase::Born; }
  bool waits_for_host() const { return phase_ == Phase::Waiting; }

  /// What says this record: a birth, data or a death; two for a device that is born for its past. Nothing:
  /// the catalog does not have it, a device that does not answer still does not, or the broker does not take
  /// so large a message; the first and the last are counted.
  /// Shape   late: it is not news; back_fill: more of the past is to come
  std::vector<Publication> data(const journal::SampleRecord& record,
                                const journal::FrameLayout& layout, bool late, bool back_fill,
                                WallTime now);

  std::uint64_t left_out() const { return left_out_; }               ///< records, see data()
  const std::string& left_out_why() const { return left_out_why_; }  ///< of the newest, for people
  std::uint64_t refused_commands() const { return refused_commands_; }
  const std::string& refused_command() const {
    return refused_command_;
  }  ///< the newest, for people

 private:
  enum class Phase : std::uint8_t { Away, Waiting, Born };
  struct Last {
    journal::SampleRecord record;
    journal::FrameLayout layout;
    bool answers = false;
  };
  struct Known {
    const Device* device = nullptr;
    std::vector<const Metric*> columns;
  };

  std::string topic(const char* type) const;
  std::string topic(const char* type, const std::string& device) const;
  std::string host_topic() const { return "spBv1.0/STATE/" + identity_.primary_host; }
  Wish heard_of_host(const std::string& json);
  std::uint8_t next_seq() { return ++seq_; }
  std::uint8_t following_seq() const { return static_cast<std::uint8_t>(seq_ + 1); }
  const Known& known(const journal::FrameLayout& layout);
  std::vector<Publication> birth(const Known& known, const journal::SampleRecord* record,
                                 WallTime now);
  std::vector<Publication> say(Publication&& message);

  Identity identity_;
  Catalog catalog_;
  Phase phase_ = Phase::Away;
  bool host_online_ = false;
  std::int64_t host_timestamp_ = 0;  ///< the newest that was believed, of this connection
  std::size_t largest_ = kAnySize;   ///< packet, bytes
  std::uint8_t bd_seq_ = 0, seq_ = 0;
  std::set<std::string> born_;
  std::map<std::string, Last> last_;  ///< by device
  std::unordered_map<std::uint32_t, Known> known_;
  std::uint64_t refused_commands_ = 0;
  std::string refused_command_;
  std::uint64_t left_out_ = 0;
  std::string left_out_why_;
};

}  // namespace hazgate::uplink::sparkplug
