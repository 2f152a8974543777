#pragma once

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <utility>

#include "gateway/core/site/site.hpp"
#include "gateway/daemon/letters.hpp"
#include "gateway/daemon/response_codec.hpp"

/// What the daemon does with a site after its start, in short: whatever it begins with, it goes on.
namespace hazgate::fuzz {

inline void insist(bool holds) {
  if (!holds) std::abort();
}

/// 2026-05-28, a Thursday.
inline constexpr WallTime kNow = from_unix_ms(1'780'000'000'000);
inline constexpr Now kStart{.tick = Tick{std::chrono::hours{1000}}, .wall = kNow};

class SiteCourse {
 public:
  explicit SiteCourse(const site::SiteSpec& spec) : site_(spec) {}

  site::Site& site() { return site_; }
  site::Effects& effects() { return effects_; }
  Now now() const { return now_; }

  /// What is written into the journal can be read at the next start.
  bool is_readable() const {
    std::size_t unreadable = 0;
    const auto documents = daemon::documents_of(site_.memory(now_).response);
    static_cast<void>(daemon::response_of(documents, unreadable));
    return unreadable == 0;
  }

  /// From one deadline to the next, at most so many. Each message is written and has a receipt.
  void run(int most) {
    for (int i = 0; i < most; ++i) {
      answer();
      site_.run(now_, effects_);
      answer();
      const auto due = site_.deadline();
      if (!due) return;
      insist(*due > now_.tick);
      const Duration passed = *due - now_.tick;
      now_.tick = *due;
      now_.wall += std::chrono::ceil<std::chrono::milliseconds>(passed);
    }
  }

 private:
  /// Messages in turn sent, delivered, failed, refused and never heard of again; writes done and not.
  void answer() {
    const auto asks = [&] { return !effects_.messages.empty() || !effects_.writes.empty(); };
    for (int round = 0; asks() && round < 100; ++round) {
      const site::Effects asked = std::exchange(effects_, {});
      for (const auto& order : asked.messages) {
        const auto letter = daemon::letter_of(site_, letters_, order, now_, site::as_utc);
        insist(!letter.text.empty());
        const auto kind = static_cast<emergency::ReceiptKind>(order.ticket % 4);
        if (order.ticket % 5 != 0) site_.receipt(order.ticket, kind, "no", now_, effects_);
      }
      for (const auto& write : asked.writes) {
        site_.written(write.ticket, write.ticket % 3 != 0, "no", now_, effects_);
      }
    }
    insist(!asks());
  }

  site::Site site_;
  site::Effects effects_;
  Now now_ = kStart;
  daemon::LetterSettings letters_{.link = [](const notify::AckClaim& claim) {
    return "http://gw/ack/" + claim.incident + "/" + claim.contact;
  }};
};

}  // namespace hazgate::fuzz
