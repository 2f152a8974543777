#include "gateway/notify/webhook_channel.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <list>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/notify/curl_library.hpp"
#include "gateway/notify/webhook_answer.hpp"

namespace hazgate::notify {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = Receipt::Kind;

constexpr std::size_t kMostAnswerBytes = std::size_t{64} * 1024;

struct Waiting {
  Letter letter;
  Clock::time_point until;
};

/// One POST under way. Stays where it is: libcurl points into it.
struct Exchange {
  std::uint64_t ticket = 0;
  std::string url;  ///< the letter's
  std::string server;
  WebhookTarget target;
  WebhookRequest request;
  std::string answer;
  std::array<char, CURL_ERROR_SIZE> details{};
  CurlList headers;
  CurlEasy easy;
};

std::size_t hear(char* bytes, std::size_t size, std::size_t count, void* user) {
  std::string& answer = *static_cast<std::string*>(user);
  if (answer.size() + size * count > kMostAnswerBytes) return 0;
  answer.append(bytes, size * count);
  return size * count;
}

WallTime wall_now() {
  return WallTime{std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch())};
}

bool prepare(Exchange& exchange, const WebhookSettings& settings) {
  CURL* const easy = exchange.easy.get();
  if (!easy) return false;
  const WebhookRequest& request = exchange.request;
  curl_slist* headers = curl_slist_append(nullptr, "Expect:");
  for (const std::string& header : request.headers) {
    curl_slist* const longer = curl_slist_append(headers, header.c_str());
    if (longer) headers = longer;
  }
  exchange.headers.reset(headers);
  set_common(easy);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange.headers.get());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
  curl_easy_setopt(easy, CURLOPT_PROXY, settings.proxy.c_str());
  if (!settings.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, settings.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  }
  const auto limit = static_cast<long>(settings.limit.count());
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, limit);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, limit);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, hear);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange.answer);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange.details.data());
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &exchange);
  return true;
}

/// No answer came. libcurl's own words may hold the URL: they are used for certificates alone.
Receipt trouble(const Exchange& exchange, const WebhookSettings& settings, CURLcode code) {
  const std::string& server = exchange.server;
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {0, Kind::Refused, server + ": the webhook's address is not a URL; copy it again"};
    case CURLE_COULDNT_RESOLVE_HOST:
      return {0, Kind::Failed, server + ": this name is not known; check the gateway's DNS"};
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {0, Kind::Failed, "the proxy's name is not known; check proxy and DNS"};
    case CURLE_COULDNT_CONNECT:
      return {0, Kind::Failed,
              server + " cannot be reached; are address, port, firewall and proxy right?"};
    case CURLE_OPERATION_TIMEDOUT:
      return {0, Kind::Failed,
              server + " has not answered within " +
                  std::to_string(std::chrono::ceil<std::chrono::seconds>(settings.limit).count()) +
                  " s; it hangs, or a firewall swallows the packets"};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {0, Kind::Failed,
              server + ": its certificate is not accepted (" + exchange.details.data() +
                  "); ca_file must hold who signed it"};
    case CURLE_SSL_CACERT_BADFILE:
      return {0, Kind::Failed,
              "ca_file " + settings.ca_file + " cannot be read; it must hold PEM certificates"};
    case CURLE_WRITE_ERROR:
      return {0, Kind::Failed, server + " answers endlessly; is this a webhook's address?"};
    default:
      return {0, Kind::Failed, server + ": " + curl_easy_strerror(code)};
  }
}

}  // namespace

struct WebhookChannel::State {
  State(WebhookSettings its_settings, OnReceipt receipt, OnHealth health)
      : settings(std::move(its_settings)),
        on_receipt(std::move(receipt)),
        on_health(std::move(health)) {
    begin_curl();
    multi = curl_multi_init();
  }
  ~State() { curl_multi_cleanup(multi); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void run();
  void take_new();
  void give_up_old();
  void begin_waiting();
  void begin(const Letter& letter, const std::string& server);
  bool end_finished();  ///< true: something had ended
  void report(std::uint64_t ticket, Receipt receipt) const;
  void note(const Exchange& ended, const Receipt& receipt);
  std::size_t under_way_to(const std::string& server) const;
  int patience_ms() const;

  const WebhookSettings settings;
  const OnReceipt on_receipt;
  const OnHealth on_health;
  CURLM* multi = nullptr;
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::vector<Letter> posted;       ///< with the mutex
  std::vector<Letter> turned_away;  ///< with the mutex: too many waited
  std::size_t taken = 0;            ///< with the mutex: how many wait in `waiting`
  std::list<Waiting> waiting;       // from here on: the thread's own
  std::list<Exchange> under_way;
  std::map<std::string, std::string> unable;  ///< by URL: why the last letter did not go out
  std::thread thread;
};

void WebhookChannel::State::report(std::uint64_t ticket, Receipt receipt) const {
  receipt.ticket = ticket;
  on_receipt(std::move(receipt));
}

void WebhookChannel::State::take_new() {
  std::vector<Letter> letters, refused;
  {
    const std::lock_guard lock(mutex);
    letters.swap(posted);
    refused.swap(turned_away);
    taken = waiting.size() + letters.size();
  }
  for (Letter& letter : letters) {
    waiting.push_back({std::move(letter), Clock::now() + kWaitingLimit});
  }
  for (const Letter& letter : refused) {
    report(letter.ticket,
           {0, Kind::Failed, std::to_string(kMostWaiting) + " letters are waiting already"});
  }
}

void WebhookChannel::State::give_up_old() {
  while (!waiting.empty() && waiting.front().until <= Clock::now()) {
    const Letter& letter = waiting.front().letter;
    report(letter.ticket, {0, Kind::Failed,
                           "not begun within " + std::to_string(kWaitingLimit.count()) +
                               " s: the letters before it hang at " + webhook_server(letter.to)});
    waiting.pop_front();
  }
}

std::size_t WebhookChannel::State::under_way_to(const std::string& server) const {
  return static_cast<std::size_t>(
      std::count_if(under_way.begin(), under_way.end(),
                    [&](const Exchange& exchange) { return exchange.server == server; }));
}

void WebhookChannel::State::begin_waiting() {
  for (auto next = waiting.begin(); next != waiting.end() && under_way.size() < kAtOnce;) {
    const std::string server = webhook_server(next->letter.to);
    if (under_way_to(server) >= kAtOnceToOneServer) {
      ++next;
      continue;
    }
    begin(next->letter, server);
    next = waiting.erase(next);
  }
  const std::lock_guard lock(mutex);
  taken = waiting.size();
}

void WebhookChannel::State::begin(const Letter& letter, const std::string& server) {
  const auto target = settings.targets.find(letter.to);
  if (server.empty()) {
    return report(letter.ticket,
                  {0, Kind::Refused, "the webhook's address must begin with https:// or http://"});
  }
  if (target == settings.targets.end()) {
    return report(letter.ticket,
                  {0, Kind::Refused, server + ": this webhook is not in the configuration"});
  }
  Exchange& exchange = under_way.emplace_back();
  exchange.ticket = letter.ticket;
  exchange.url = letter.to;
  exchange.server = server;
  exchange.target = target->second;
  exchange.request = webhook_request(letter, target->second, wall_now());
  exchange.easy.reset(curl_easy_init());
  if (!prepare(exchange, settings) ||
      curl_multi_add_handle(multi, exchange.easy.get()) != CURLM_OK) {
    under_way.pop_back();
    report(letter.ticket, {0, Kind::Failed, "no memory for a letter"});
  }
}

bool WebhookChannel::State::end_finished() {
  bool any = false;
  int left = 0;
  while (const CURLMsg* const message = curl_multi_info_read(multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* const easy = message->easy_handle;
    const CURLcode code = message->data.result;  // the message is gone with the handle
    const auto ended =
        std::find_if(under_way.begin(), under_way.end(),
                     [&](const Exchange& exchange) { return exchange.easy.get() == easy; });
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(multi, easy);
    Receipt receipt = code == CURLE_OK ? webhook_receipt(ended->url, ended->target,
                                                         static_cast<int>(status), ended->answer)
                                       : trouble(*ended, settings, code);
    if (code != CURLE_OK) receipt.of_channel = true;
    note(*ended, receipt);
    const std::uint64_t ticket = ended->ticket;
    under_way.erase(ended);
    report(ticket, std::move(receipt));
    any = true;
  }
  return any;
}

void WebhookChannel::State::note(const Exchange& ended, const Receipt& receipt) {
  const bool sent = receipt.kind == Kind::Sent;
  if (!on_health || (!sent && !receipt.of_channel)) return;
  if (sent) {
    unable.erase(ended.url);
  } else {
    unable[ended.url] = receipt.error;
  }
  const auto other = std::find_if(unable.begin(), unable.end(), [&](const auto& address) {
    return webhook_server(address.first) == ended.server;
  });
  if (other != unable.end() && sent) {
    on_health({false, Health::Proof::Look, ended.server, other->second});
    return;
  }
  const bool for_good = receipt.kind == Kind::Refused;
  on_health({sent, for_good ? Health::Proof::ForGood : Health::Proof::Letter, ended.server,
             receipt.error});
}

int WebhookChannel::State::patience_ms() const {
  if (waiting.empty()) return 60'000;  // until curl_multi_wakeup; libcurl shortens it for its own
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(waiting.front().until - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

void WebhookChannel::State::run() {
  sigset_t all;  // OpenSSL may raise SIGPIPE; the others are the daemon's matter
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  while (!stop) {
    take_new();
    give_up_old();
    begin_waiting();
    int running = 0;
    curl_multi_perform(multi, &running);
    const bool place_is_free = end_finished();
    if (!place_is_free) curl_multi_poll(multi, nullptr, 0, patience_ms(), nullptr);
  }
  for (const Exchange& exchange : under_way) curl_multi_remove_handle(multi, exchange.easy.get());
  under_way.clear();
}

WebhookChannel::WebhookChannel(WebhookSettings settings, OnReceipt on_receipt, OnHealth on_health)
    : state_(std::make_unique<State>(std::move(settings), std::move(on_receipt),
                                     std::move(on_health))) {
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

WebhookChannel::~WebhookChannel() {
  state_->stop = true;
  curl_multi_wakeup(state_->multi);
  state_->thread.join();
}

void WebhookChannel::send(Letter letter) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->taken + state_->posted.size() >= kMostWaiting) {
      state_->turned_away.push_back(std::move(letter));
    } else {
      state_->posted.push_back(std::move(letter));
    }
  }
  curl_multi_wakeup(state_->multi);
}

}  // namespace hazgate::notify
