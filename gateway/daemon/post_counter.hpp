#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/notify/channel.hpp"

namespace hazgate::daemon {

/// One way to people over changes of the configuration: the channel as it is configured now.
///
///   closed --change--> open --change--> closing --the old channel has ended--> open, or closed
///
/// A channel may take two seconds to end, and a modem serves one channel at a time: so the old one ends on a
/// thread of its own, letters wait meanwhile, and the new one is made when it is gone. Whatever the old one
/// still says counts; what it has not answered by then is Failed. A letter for a closed counter is Refused.
/// Thread  core
class PostCounter {
 public:
  using Channel = notify::Channel;
  using Make = std::function<std::unique_ptr<Channel>(Channel::OnReceipt, Channel::OnIncoming)>;

  /// `section`: what makes it in the site file, for people. The two callbacks come on the core, never inside
  /// of a call to this, never after the destructor.
  PostCounter(boost::asio::io_context& core, std::string section, Channel::OnReceipt on_receipt,
              Channel::OnIncoming on_incoming);
  /// Within two seconds; letters on their way get no receipt any more.
  ~PostCounter();
  PostCounter(const PostCounter&) = delete;
  PostCounter& operator=(const PostCounter&) = delete;

  /// Empty: there is no such way from now on.
  void change(Make make);
  void send(notify::Letter letter);
  /// What goes through; a counter that is closed has no traffic.
  struct Traffic {
    std::size_t waiting = 0;  ///< letters that the channel has and has said nothing of
    std::uint64_t receipts = 0;
  };
  std::optional<Traffic> traffic() const;
  /// Begins to end, and waits for nothing: for who has several to end.
  void close();

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};

}  // namespace hazgate::daemon
