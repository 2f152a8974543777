#include "gateway/notify/smtp_delivery.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "gateway/notify/curl_library.hpp"
#include "gateway/notify/utf8_text.hpp"

namespace hazgate::notify {
namespace {

using Security = MailSettings::Security;
using Clock = std::chrono::steady_clock;

/// How long a server that has taken the letter may think about our good-bye.
constexpr std::chrono::seconds kGoodByePatience{1};
constexpr std::size_t kMostReplyBytes = 300;

/// One conversation with the server, as libcurl's callbacks see it.
struct Talk {
  std::string_view rest;  ///< of the message
  const std::atomic<bool>& stop;
  std::string refusal{};  ///< the last 4xx or 5xx, its lines joined
  bool greeted = false;   ///< it has agreed to something
  bool all_read = false;
  bool letter = true;         ///< false: nothing is to be handed over
  Clock::time_point taken{};  ///< when it answered to the whole message with 250
};

std::size_t read_message(char* out, std::size_t size, std::size_t count, void* user) {
  Talk& talk = *static_cast<Talk*>(user);
  const std::size_t bytes = std::min(size * count, talk.rest.size());
  std::memcpy(out, talk.rest.data(), bytes);
  talk.rest.remove_prefix(bytes);
  talk.all_read = talk.rest.empty();
  return bytes;
}

/// After a refusal libcurl still says good-bye, and that is answered too: the refusal is kept.
void hear_line(Talk& talk, std::string_view line) {
  const bool positive = line.substr(0, 3) == "250";
  talk.greeted = talk.greeted || positive;
  if (talk.all_read && positive) talk.taken = Clock::now();
  if (line.empty() || (line[0] != '4' && line[0] != '5')) return;
  const std::string_view last = talk.refusal;
  const bool goes_on = last.size() > 3 && last[3] == '-' && last.substr(0, 3) == line.substr(0, 3);
  if (!goes_on) {
    talk.refusal = line;
  } else if (line.size() > 4) {
    talk.refusal += ' ';
    talk.refusal += line.substr(4);
    talk.refusal[3] = line[3];
  }
}

std::size_t hear_reply(char* text, std::size_t size, std::size_t count, void* user) {
  Talk& talk = *static_cast<Talk*>(user);
  std::string_view line(text, size * count);
  line = line.substr(0, line.find_last_not_of("\r\n") + 1);
  if (talk.taken == Clock::time_point{}) hear_line(talk, line);  // else: to our good-bye
  return size * count;
}

int watch(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const Talk& talk = *static_cast<const Talk*>(user);
  if (talk.taken != Clock::time_point{}) return Clock::now() - talk.taken > kGoodByePatience;
  return talk.stop.load() ? 1 : 0;
}

std::string server_of(const MailSettings& settings) {
  const bool is_v6 = settings.host.find(':') != std::string::npos;
  return (is_v6 ? "[" + settings.host + "]" : settings.host) + ":" + std::to_string(settings.port);
}

void set_server(CURL* easy, const MailSettings& settings) {
  const bool tls = settings.security == Security::Tls;
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(easy, CURLOPT_URL,
                   ((tls ? "smtps://" : "smtp://") + server_of(settings)).c_str());
  curl_easy_setopt(
      easy, CURLOPT_USE_SSL,
      static_cast<long>(settings.security == Security::None ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!settings.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, settings.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  }
  if (!settings.username.empty()) {
    curl_easy_setopt(easy, CURLOPT_USERNAME, settings.username.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, settings.password.c_str());
  }
  const auto limit = static_cast<long>(settings.limit.count());
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, limit);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, limit);
}

void set_talk(CURL* easy, Talk& talk) {
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_message);
  curl_easy_setopt(easy, CURLOPT_READDATA, &talk);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(talk.rest.size()));
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, hear_reply);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &talk);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, watch);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &talk);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
}

/// The letter was not taken and the server said why.
Receipt refused(const MailSettings& settings, CURLcode code, const Talk& talk) {
  const std::string said =
      ": \"" + shortened(one_line(valid_utf8(talk.refusal)), kMostReplyBytes) + "\"";
  const std::string server = "the mail server " + server_of(settings);
  // What it says before it has agreed to anything may be about the moment.
  const bool for_good = talk.refusal[0] == '5' && talk.greeted;
  const bool of_channel = !talk.letter || !talk.greeted || code == CURLE_LOGIN_DENIED;
  if (!for_good) {
    const char* const what = talk.letter ? " does not take the letter now" : " takes no letter now";
    return {0, Receipt::Kind::Failed, server + what + said, of_channel};
  }
  if (code == CURLE_LOGIN_DENIED) {
    return {0, Receipt::Kind::Refused,
            server +
                " refuses the login; check username and password (many providers want a "
                "separate password for programs)" +
                said,
            true};
  }
  if (!talk.letter) return {0, Receipt::Kind::Failed, server + " takes no letter" + said, true};
  return {0, Receipt::Kind::Refused, server + " refuses the letter" + said};
}

bool is_about_a_reply(CURLcode code) {
  return code == CURLE_LOGIN_DENIED || code == CURLE_SEND_ERROR ||
         code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_REMOTE_ACCESS_DENIED;
}

std::string no_tls_text(const MailSettings& settings) {
  return settings.security == Security::Tls
             ? "no TLS connection; if this port speaks STARTTLS (587), write "
               "security = \"starttls\""
             : "STARTTLS did not come about";
}

/// The letter was not taken and the server did not get round to saying why.
std::string trouble(const MailSettings& settings, CURLcode code, const char* details, bool letter) {
  const std::string server = "the mail server " + server_of(settings);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return server + ": this name is not known; check host and the gateway's DNS";
    case CURLE_COULDNT_CONNECT:
      return server + " cannot be reached; are host, port and firewall right, does it run?";
    case CURLE_OPERATION_TIMEDOUT:
      return server + (letter ? " has not taken the letter within " : " has not answered within ") +
             std::to_string(std::chrono::ceil<std::chrono::seconds>(settings.limit).count()) +
             " s; it hangs, a firewall swallows the packets, or the port wants another security "
             "(465: tls, 587: starttls)";
    case CURLE_PEER_FAILED_VERIFICATION:
      return server + ": its certificate is not accepted (" + details +
             "); host must be the name in the certificate, ca_file must hold who signed it";
    case CURLE_SSL_CACERT_BADFILE:
      return "ca_file " + settings.ca_file + " cannot be read; it must hold PEM certificates";
    case CURLE_SSL_CONNECT_ERROR:
      return server + ": " + no_tls_text(settings) + " (" + details + ")";
    case CURLE_USE_SSL_FAILED:
      return server +
             " does not offer STARTTLS; nothing was sent. Use another port, or security "
             "= \"tls\" if it is a TLS port (465)";
    case CURLE_LOGIN_DENIED:
      return server +
             " offers no login for username and password on this connection; use security "
             "= \"starttls\" or \"tls\", or leave username out if it needs none";
    case CURLE_ABORTED_BY_CALLBACK:
      return "given up: the gateway is stopping";
    default:
      return server + ": " + curl_easy_strerror(code);
  }
}

/// What came of it.
Receipt outcome(const MailSettings& settings, CURLcode code, const Talk& talk,
                const char* details) {
  if (code == CURLE_OK || talk.taken != Clock::time_point{}) return {0, Receipt::Kind::Sent, {}};
  if (!talk.refusal.empty() && is_about_a_reply(code)) return refused(settings, code, talk);
  // A server without a login will have none at the next attempt either.
  const auto kind = code == CURLE_LOGIN_DENIED ? Receipt::Kind::Refused : Receipt::Kind::Failed;
  return {0, kind, trouble(settings, code, details, talk.letter),
          code != CURLE_ABORTED_BY_CALLBACK};
}

}  // namespace

Receipt deliver(const MailSettings& settings, const std::string& to, const std::string& message,
                const std::atomic<bool>& stop) {
  begin_curl();
  const CurlEasy easy(curl_easy_init());
  const CurlList recipients(curl_slist_append(nullptr, ("<" + to + ">").c_str()));
  if (!easy || !recipients) return {0, Receipt::Kind::Failed, "no memory for a letter"};
  Talk talk{message, stop};
  std::array<char, CURL_ERROR_SIZE> details{};
  set_common(easy.get());
  set_server(easy.get(), settings);
  set_talk(easy.get(), talk);
  curl_easy_setopt(easy.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, details.data());
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_FROM, ("<" + settings.from.address + ">").c_str());
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, recipients.get());
  return outcome(settings, curl_easy_perform(easy.get()), talk, details.data());
}

Receipt probe(const MailSettings& settings, const std::atomic<bool>& stop) {
  begin_curl();
  const CurlEasy easy(curl_easy_init());
  if (!easy) return {0, Receipt::Kind::Failed, "no memory for a look at the mail server", true};
  Talk talk{{}, stop};
  talk.letter = false;
  std::array<char, CURL_ERROR_SIZE> details{};
  set_common(easy.get());
  set_server(easy.get(), settings);
  set_talk(easy.get(), talk);
  curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, details.data());
  curl_easy_setopt(easy.get(), CURLOPT_CUSTOMREQUEST, "NOOP");
  curl_easy_setopt(easy.get(), CURLOPT_NOBODY, 1L);
  return outcome(settings, curl_easy_perform(easy.get()), talk, details.data());
}

}  // namespace hazgate::notify
