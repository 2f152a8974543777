#include "gateway/uplink/certificates.hpp"

#include <fmt/format.h>
#include <utility>

namespace hazgate::uplink {
namespace {

std::string ending(const std::string& whose, std::optional<WallTime> ends, WallTime now) {
  if (!ends || *ends - now >= Certificates::kWarnBefore) return {};
  if (*ends <= now) return fmt::format("{} has ended on {}", whose, utc_text(*ends));
  return fmt::format("{} ends on {}, in {} days", whose, utc_text(*ends),
                     std::chrono::floor<std::chrono::days>(*ends - now).count());
}

void join(std::string& text, const std::string& more) {
  if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
}

}  // namespace

Certificates::Certificates(boost::asio::io_context& io, Scout& scout, Settings settings,
                           Handlers handlers)
    : scout_(scout), settings_(std::move(settings)), handlers_(std::move(handlers)), timer_(io) {}

void Certificates::connecting() {
  renewal_.connecting();
  look();
}

void Certificates::connected(const std::string& broker) {
  broker_ = last_broker_ = broker;
  visit_broker();
}

std::optional<WallTime> Certificates::broker_ends() const {
  const auto found = seen_.find(last_broker_);
  return found == seen_.end() ? std::nullopt : found->second.ends;
}

void Certificates::look() {
  if (std::exchange(looking_, true)) return;
  timer_.cancel();
  // The scout is the owner's too and ends before this: no answer comes too late.
  scout_.look([this](const CredentialLook& look) { looked(look); });
}

void Certificates::looked(const CredentialLook& look) {
  looking_ = false;
  if (look.credentials) own_ends_ = look.credentials->own_ends;
  const Renewal::Step step = renewal_.looked(look);
  look_after(step == Renewal::Step::LookSoon ? settings_.look_again : settings_.look_every);
  visit_broker();
  tell();
  if (step == Renewal::Step::Renew && handlers_.renewed) handlers_.renewed();
}

void Certificates::look_after(std::chrono::milliseconds pause) {
  timer_.expires_after(pause);
  timer_.async_wait(
      [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& cancelled) {
        if (!cancelled && !alive.expired()) look();
      });
}

/// The broker renews its certificate without telling: it is looked at again from time to time.
void Certificates::visit_broker() {
  if (broker_.rfind("ssl://", 0) != 0) return;
  const auto now = std::chrono::steady_clock::now();
  const auto seen = seen_.find(broker_);
  if (seen != seen_.end() && now - seen->second.at < kBrokerEvery) return;
  seen_[broker_].at = now;
  scout_.probe(broker_, [this, broker = broker_](const tl::expected<Reached, std::string>& found) {
    if (!found) return;
    seen_[broker].ends = found->certificate_ends;
    tell();
  });
}

void Certificates::tell() {
  const WallTime now{std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch())};
  std::string problem = renewal_.problem();
  if (problem.empty())
    join(problem, ending("our certificate " + settings_.files.cert, own_ends_, now));
  join(problem, ending("the certificate of " + last_broker_, broker_ends(), now));
  if (problem == told_) return;
  told_ = problem;
  if (handlers_.problem) handlers_.problem(told_);
}

}  // namespace hazgate::uplink
