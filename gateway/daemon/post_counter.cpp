#include "gateway/daemon/post_counter.hpp"

#include <boost/asio/post.hpp>
#include <cstdint>
#include <set>
#include <thread>
#include <utility>
#include <vector>

namespace hazgate::daemon {

namespace asio = boost::asio;
using notify::Letter;
using notify::Receipt;

/// Posted work holds it weakly: what comes after the end finds nobody.
struct PostCounter::Inside : std::enable_shared_from_this<Inside> {
  Inside(asio::io_context& its_core, std::string its_section, Channel::OnReceipt receipt,
         Channel::OnIncoming incoming)
      : core(its_core),
        section(std::move(its_section)),
        on_receipt(std::move(receipt)),
        on_incoming(std::move(incoming)) {}

  void open();
  void end();
  void ended();
  void give(Letter letter);
  void answer(Receipt receipt);
  void answer_later(std::uint64_t ticket, Receipt::Kind kind, std::string error);
  /// Runs it on the core, while this is there.
  template <class Work>
  void post(Work work) {
    asio::post(core, [weak = weak_from_this(), work = std::move(work)]() mutable {
      if (const auto self = weak.lock()) work(*self);
    });
  }

  asio::io_context& core;
  const std::string section;
  const Channel::OnReceipt on_receipt;
  const Channel::OnIncoming on_incoming;

  Make make;
  std::unique_ptr<Channel> channel;
  std::thread ending;  ///< joinable: an old channel ends
  std::vector<Letter> waiting;
  std::set<std::uint64_t> unanswered;  ///< tickets; the channels bound how many
  std::uint64_t receipts = 0;
  bool over = false;  ///< its owner is gone; only what runs still holds it
};

void PostCounter::Inside::open() {
  if (make) {
    std::weak_ptr<Inside> weak = weak_from_this();
    // On the channel's thread: `core` outlives every channel, `this` is only touched on the core.
    channel = make(
        [weak, &io = core](Receipt receipt) {
          asio::post(io, [weak, receipt = std::move(receipt)]() mutable {
            if (const auto self = weak.lock()) self->answer(std::move(receipt));
          });
        },
        [weak, &io = core](notify::Incoming incoming) {
          asio::post(io, [weak, incoming = std::move(incoming)]() mutable {
            if (const auto self = weak.lock()) self->on_incoming(std::move(incoming));
          });
        });
  }
  for (Letter& letter : std::exchange(waiting, {})) give(std::move(letter));
}

void PostCounter::Inside::end() {
  if (channel == nullptr) return;
  ending = std::thread([old = std::move(channel), weak = weak_from_this(), &io = core]() mutable {
    old.reset();
    asio::post(io, [weak] {
      if (const auto self = weak.lock()) self->ended();
    });
  });
}

/// Behind every receipt that the old channel has posted.
void PostCounter::Inside::ended() {
  ending.join();
  const auto left = std::exchange(unanswered, {});
  open();
  for (const std::uint64_t ticket : left) {
    if (over) return;  // by the receipt before
    on_receipt({.ticket = ticket,
                .kind = Receipt::Kind::Failed,
                .error = section + " of the site file was changed before it was known to be sent"});
  }
}

void PostCounter::Inside::give(Letter letter) {
  if (channel == nullptr) {
    answer_later(letter.ticket, Receipt::Kind::Refused, "no " + section + " in the site file");
    return;
  }
  unanswered.insert(letter.ticket);
  channel->send(std::move(letter));
}

void PostCounter::Inside::answer(Receipt receipt) {
  unanswered.erase(receipt.ticket);
  ++receipts;
  on_receipt(std::move(receipt));
}

void PostCounter::Inside::answer_later(std::uint64_t ticket, Receipt::Kind kind,
                                       std::string error) {
  post([receipt = Receipt{ticket, kind, std::move(error)}](Inside& self) mutable {
    self.answer(std::move(receipt));
  });
}

PostCounter::PostCounter(asio::io_context& core, std::string section, Channel::OnReceipt on_receipt,
                         Channel::OnIncoming on_incoming)
    : inside_(std::make_shared<Inside>(core, std::move(section), std::move(on_receipt),
                                       std::move(on_incoming))) {}

PostCounter::~PostCounter() {
  close();
  if (inside_->ending.joinable()) inside_->ending.join();
}

void PostCounter::close() {
  inside_->over = true;
  inside_->end();
}

void PostCounter::change(Make make) {
  inside_->make = std::move(make);
  if (inside_->ending.joinable()) return;  // the new one is made when that is over
  if (inside_->channel == nullptr) {
    inside_->open();
  } else {
    inside_->end();
  }
}

std::optional<PostCounter::Traffic> PostCounter::traffic() const {
  if (inside_->channel == nullptr) return std::nullopt;
  return Traffic{inside_->unanswered.size(), inside_->receipts};
}

void PostCounter::send(Letter letter) {
  if (inside_->ending.joinable()) {
    inside_->waiting.push_back(std::move(letter));
  } else {
    inside_->give(std::move(letter));
  }
}

}  // namespace hazgate::daemon
