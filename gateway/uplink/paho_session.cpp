#include "gateway/uplink/paho_session.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <mqtt/async_client.h>
#include <utility>

#ifdef __SANITIZE_ADDRESS__
/// Paho C 1.3.12 forgets a message that was half written when its connection broke.
extern "C" const char* __lsan_default_suppressions() {  // NOLINT
  return "leak:libpaho-mqtt3as";
}
#endif

namespace hazgate::uplink {
namespace {

constexpr int kQos = 1;
constexpr std::chrono::seconds kKeepAlive{10};
/// Above our own window: at its limit Paho sends about one limit's worth per second.
constexpr int kMostInFlight = 64;

std::string unreadable(const char* key, const std::string& path) {
  if (path.empty() || std::ifstream(path)) return {};
  return std::string(key) + " " + path + ": " + std::strerror(errno);
}

void* context_of(std::uint32_t number) {
  return reinterpret_cast<void*>(static_cast<std::uintptr_t>(number));  // NOLINT
}

std::uint32_t number_of(const mqtt::token& token) {
  return static_cast<std::uint32_t>(
      reinterpret_cast<std::uintptr_t>(token.get_user_context()));  // NOLINT
}

/// Turns the end of one kind of action into a note.
class Ending : public mqtt::iaction_listener {
 public:
  Ending(Inbox& inbox, Note::Kind success, Note::Kind failure)
      : inbox_(inbox), success_(success), failure_(failure) {}

  void on_success(const mqtt::token& token) override {
    // A token that was cut off by a reconnect is "complete" too: its code tells.
    const int code = token.get_return_code();
    const bool ended_well = code == 0 || success_ == Note::Kind::Subscribed;  // there: granted QoS
    inbox_.leave({ended_well ? success_ : failure_, number_of(token), code, {}});
  }
  void on_failure(const mqtt::token& token) override {
    inbox_.leave({failure_, number_of(token), token.get_return_code(), {}});
  }

 private:
  Inbox& inbox_;
  Note::Kind success_, failure_;
};

}  // namespace

std::string connect_error(int code, std::chrono::steady_clock::duration taken, bool tls) {
  switch (code) {  // MQTT 3.1.1, 3.2.2.3
    case 1:
      return "the broker refuses MQTT 3.1.1";
    case 2:
      return "the broker refuses the client id; see [site] and the broker's log";
    case 3:
      return "the broker says that it is not available";
    case 4:
      return "the broker refuses the user name or password; check [uplink]";
    case 5:
      return "the broker refuses: not authorised; check the user name, the password file and the "
             "broker's access list";
    default:
      break;
  }
  if (taken >= PahoSession::kConnectTimeout - std::chrono::seconds(1)) {
    return "no answer within " + std::to_string(PahoSession::kConnectTimeout.count()) +
           " s; the address may be wrong, or the broker hangs";
  }
  if (tls) {
    return "cannot be reached over TLS; is the broker running, are address, port and firewall "
           "right, does its certificate match ca_file and the address?";
  }
  return "cannot be reached; is the broker running, are address, port and firewall right?";
}

struct PahoSession::Impl {
  Impl(const Link::Settings& its_settings, const std::string& broker, std::shared_ptr<Inbox> notes)
      : settings(its_settings),
        inbox(std::move(notes)),
        connecting(*inbox, Note::Kind::Connected, Note::Kind::ConnectFailed),
        publishing(*inbox, Note::Kind::Acknowledged, Note::Kind::PublishFailed),
        subscribing(*inbox, Note::Kind::Subscribed, Note::Kind::SubscribeFailed),
        disconnecting(*inbox, Note::Kind::Disconnected, Note::Kind::Disconnected),
        client(broker, settings.client_id) {
    // Not set_callback(): it takes Paho's locks in the other order than its threads do.
    client.set_connection_lost_handler([this](const std::string& why) {
      inbox->leave({Note::Kind::Lost, 0, 0, why});
    });
    client.set_message_callback([this](const mqtt::const_message_ptr& message) {
      // A retained command would be carried out at every reconnect.
      if (message->is_retained()) return;
      inbox->leave({Note::Kind::Message, 0, 0, message->get_payload_str()});
    });
  }

  mqtt::ssl_options ssl() {
    mqtt::ssl_options options;
    if (!settings.ca_file.empty()) options.set_trust_store(settings.ca_file);
    if (!settings.cert_file.empty()) options.set_key_store(settings.cert_file);
    if (!settings.key_file.empty()) options.set_private_key(settings.key_file);
    options.set_enable_server_cert_auth(true);
    options.set_verify(true);
    // No error handler: Paho C++ 1.2 calls it through a pointer to options that are gone by then.
    return options;
  }

  const Link::Settings& settings;
  std::shared_ptr<Inbox> inbox;
  Ending connecting, publishing, subscribing, disconnecting;
  mqtt::async_client client;  // last: gone before what its callbacks use
};

PahoSession::PahoSession(const Link::Settings& settings, const std::string& broker,
                         std::shared_ptr<Inbox> inbox)
    : impl_(std::make_unique<Impl>(settings, broker, std::move(inbox))) {}

PahoSession::~PahoSession() = default;

bool PahoSession::is_tls(const std::string& broker) {
  return broker.rfind("ssl://", 0) == 0 || broker.rfind("mqtts://", 0) == 0;
}

std::string PahoSession::connect(const std::string& broker) {
  const Link::Settings& settings = impl_->settings;
  mqtt::connect_options options;
  options.set_mqtt_version(MQTTVERSION_3_1_1);
  options.set_servers(mqtt::string_collection::create(std::vector<std::string>{broker}));
  options.set_clean_session(true);
  options.set_automatic_reconnect(false);
  options.set_keep_alive_interval(kKeepAlive);
  options.set_connect_timeout(kConnectTimeout);
  options.set_max_inflight(kMostInFlight);
  options.set_will_message(
      mqtt::make_message(settings.will_topic, settings.will_payload, kQos, true));
  if (!settings.username.empty()) options.set_user_name(settings.username);
  if (!settings.password.empty()) options.set_password(settings.password);
  if (is_tls(broker)) {
    for (const auto& [key, path] :
         {std::pair{"ca_file", settings.ca_file}, std::pair{"cert_file", settings.cert_file},
          std::pair{"key_file", settings.key_file}}) {
      if (std::string text = unreadable(key, path); !text.empty()) return text;
    }
    options.set_ssl(impl_->ssl());
  }
  try {
    impl_->client.connect(std::move(options), nullptr, impl_->connecting);
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

std::string PahoSession::publish(const std::string& topic, std::string payload, bool retained,
                                 std::uint32_t number) {
  try {
    impl_->client.publish(mqtt::message::create(topic, std::move(payload), kQos, retained),
                          context_of(number), impl_->publishing);
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

std::string PahoSession::subscribe(const std::string& topic) {
  try {
    impl_->client.subscribe(topic, kQos, nullptr, impl_->subscribing);
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

void PahoSession::disconnect() {
  try {
    impl_->client.disconnect(0, nullptr, impl_->disconnecting);
  } catch (const std::exception&) {
    impl_->inbox->leave({Note::Kind::Disconnected, 0, 0, {}});  // it was not connected
  }
}

}  // namespace hazgate::uplink
