#include "gateway/uplink/paho_session.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <mqtt/async_client.h>
#include <utility>

#include "gateway/uplink/no_delay.hpp"
#include "gateway/uplink/turns.hpp"

#ifdef __SANITIZE_ADDRESS__
/// Paho C 1.3.12 forgets a message that was half written when its connection broke.
extern "C" const char* __lsan_default_suppressions() {  // NOLINT
  return "leak:libpaho-mqtt3as";
}
#endif

namespace hazgate::uplink {
namespace {

constexpr std::chrono::seconds kKeepAlive{10};
/// Above our own window: at its limit Paho sends about one limit's worth per second.
constexpr int kMostInFlight = 64;
/// Commands are small; a park that sends more by mistake must not fill our memory (MQTT 5).
constexpr std::uint32_t kMostInbound = 256 * 1024;
/// TLS 1.2 at least: Paho's own setting for it would allow no 1.3. OpenSSL's level 2 has neither
/// TLS 1.1 nor short keys.
constexpr const char* kCiphers = "DEFAULT@SECLEVEL=2";

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

/// MQTT 5's reason where there is one, otherwise Paho's return code.
int code_of(const mqtt::token& token) {
  const int reason = token.get_reason_code();
  return reason >= 0x80 && reason < mqtt::ReasonCode::MQTTPP_V3_CODE ? reason
                                                                     : token.get_return_code();
}

void limits(const mqtt::token& token, Note& note) {
  const mqtt::connect_response response = token.get_connect_response();
  const mqtt::properties& properties = response.get_properties();
  if (properties.contains(mqtt::property::RECEIVE_MAXIMUM)) {
    note.receive_maximum = mqtt::get<std::uint16_t>(properties, mqtt::property::RECEIVE_MAXIMUM);
  }
  if (properties.contains(mqtt::property::MAXIMUM_PACKET_SIZE)) {
    note.packet_maximum = mqtt::get<std::uint32_t>(properties, mqtt::property::MAXIMUM_PACKET_SIZE);
  }
}

Inbound inbound(const mqtt::message& message) {
  Inbound inbound{message.get_topic(), message.get_payload_str(), message.is_retained(), {}};
  const mqtt::properties& properties = message.get_properties();
  if (properties.contains(mqtt::property::RESPONSE_TOPIC)) {
    inbound.reply_to.topic = mqtt::get<std::string>(properties, mqtt::property::RESPONSE_TOPIC);
  }
  if (properties.contains(mqtt::property::CORRELATION_DATA)) {
    inbound.reply_to.correlation =
        mqtt::get<std::string>(properties, mqtt::property::CORRELATION_DATA);
  }
  return inbound;
}

int paho_version(MqttVersion version) {
  return version == MqttVersion::V5 ? MQTTVERSION_5 : MQTTVERSION_3_1_1;
}

/// Turns the end of one kind of action into a note.
class Ending : public mqtt::iaction_listener {
 public:
  Ending(Inbox& inbox, Note::Kind success, Note::Kind failure, std::uint16_t port = 0)
      : inbox_(inbox), success_(success), failure_(failure), port_(port) {}

  void on_success(const mqtt::token& token) override {
    // A token that was cut off by a reconnect is "complete" too: its code tells.
    const int code = code_of(token);
    const bool ended_well =
        success_ == Note::Kind::Subscribed ? code < 0x80 && code >= 0 : code == 0;  // granted QoS
    Note note{ended_well ? success_ : failure_, number_of(token), code, {}};
    if (note.kind == Note::Kind::Connected) {
      send_without_delay(port_);
      limits(token, note);
    }
    inbox_.leave(std::move(note));
  }
  void on_failure(const mqtt::token& token) override {
    inbox_.leave({failure_, number_of(token), code_of(token), {}});
  }

 private:
  Inbox& inbox_;
  Note::Kind success_, failure_;
  std::uint16_t port_;  ///< of the broker
};

/// Of a message in turn: the next goes.
class TurnEnding : public mqtt::iaction_listener {
 public:
  TurnEnding(Inbox& inbox, Turns& turns, std::function<void(Turns::Waiting&&)> send)
      : inbox_(inbox), turns_(turns), send_(std::move(send)) {}

  void on_success(const mqtt::token& token) override { ended(token, code_of(token)); }
  void on_failure(const mqtt::token& token) override {
    const int code = code_of(token);
    ended(token, code == 0 ? kCutOff : code);
  }

 private:
  static constexpr int kCutOff = -1;

  /// Below 0x80 it is Paho's own code: the connection is broken, and nothing more goes.
  void ended(const mqtt::token& token, int code) {
    if (code == 0 || code >= 0x80) {
      if (auto next = turns_.next()) send_(std::move(*next));
    }
    const auto kind = code == 0 ? Note::Kind::Acknowledged : Note::Kind::PublishFailed;
    inbox_.leave({kind, number_of(token), code, {}}, code == 0 && !turns_.needs_more());
  }

  Inbox& inbox_;
  Turns& turns_;
  std::function<void(Turns::Waiting&&)> send_;
};

}  // namespace

struct PahoSession::Impl {
  Impl(const Link::Settings& its_settings, const std::string& broker, std::shared_ptr<Inbox> notes)
      : settings(its_settings),
        inbox(std::move(notes)),
        connecting(*inbox, Note::Kind::Connected, Note::Kind::ConnectFailed, port_of(broker)),
        publishing(*inbox, Note::Kind::Acknowledged, Note::Kind::PublishFailed),
        subscribing(*inbox, Note::Kind::Subscribed, Note::Kind::SubscribeFailed),
        disconnecting(*inbox, Note::Kind::Disconnected, Note::Kind::Disconnected),
        in_turn(*inbox, turns,
                [this](Turns::Waiting&& next) { publish(std::move(next), in_turn); }),
        client(broker, settings.client_id, mqtt::create_options(paho_version(settings.version))) {
    // Not set_callback(): it takes Paho's locks in the other order than its threads do.
    client.set_connection_lost_handler([this](const std::string& why) {
      inbox->leave({Note::Kind::Lost, 0, 0, why});
    });
    client.set_disconnected_handler([this](const mqtt::properties&, mqtt::ReasonCode code) {
      inbox->leave({Note::Kind::Lost, 0, static_cast<int>(code), {}});
    });
    client.set_message_callback([this](const mqtt::const_message_ptr& message) {
      inbox->leave({Note::Kind::Message, 0, 0, {}, inbound(*message)});
    });
  }

  void publish(Turns::Waiting&& message, mqtt::iaction_listener& ending) {
    Publication& publication = message.publication;
    mqtt::properties properties;
    if (settings.version == MqttVersion::V5 && !publication.correlation.empty()) {
      properties.add({mqtt::property::CORRELATION_DATA, publication.correlation});
    }
    try {
      client.publish(mqtt::message::create(publication.topic, std::move(publication.payload),
                                           publication.qos, publication.retained, properties),
                     context_of(message.number), ending);
    } catch (const std::exception& error) {
      inbox->leave({Note::Kind::PublishFailed, message.number, 0, error.what()});
    }
  }

  mqtt::ssl_options ssl() {
    mqtt::ssl_options options;
    const TlsFiles& files = settings.tls;
    // With a trust store of ours Paho C does not ask the system's; the test of it would tell.
    if (!files.ca.empty()) options.set_trust_store(files.ca);
    if (!files.cert.empty()) options.set_key_store(files.cert);
    if (!files.key.empty()) options.set_private_key(files.key);
    options.set_enabled_cipher_suites(kCiphers);
    options.set_enable_server_cert_auth(true);
    options.set_verify(true);
    // No error handler: Paho C++ 1.2 calls it through a pointer to options that are gone by then.
    return options;
  }

  const Link::Settings& settings;
  std::shared_ptr<Inbox> inbox;
  Turns turns;
  Ending connecting, publishing, subscribing, disconnecting;
  TurnEnding in_turn;
  mqtt::async_client client;  // last: gone before what its callbacks use
};

PahoSession::PahoSession(const Link::Settings& settings, const std::string& broker,
                         std::shared_ptr<Inbox> inbox)
    : impl_(std::make_unique<Impl>(settings, broker, std::move(inbox))) {}

PahoSession::~PahoSession() = default;

bool PahoSession::is_tls(const std::string& broker) {
  return broker.rfind("ssl://", 0) == 0 || broker.rfind("mqtts://", 0) == 0;
}

std::string PahoSession::connect(const std::string& broker, const Will& will) {
  const Link::Settings& settings = impl_->settings;
  mqtt::connect_options options;
  options.set_mqtt_version(paho_version(settings.version));
  options.set_servers(mqtt::string_collection::create(std::vector<std::string>{broker}));
  if (settings.version == MqttVersion::V5) {
    options.set_clean_start(true);
    options.set_properties({{mqtt::property::SESSION_EXPIRY_INTERVAL, 0},
                            {mqtt::property::MAXIMUM_PACKET_SIZE, kMostInbound}});
  } else {
    options.set_clean_session(true);
  }
  options.set_automatic_reconnect(false);
  options.set_keep_alive_interval(kKeepAlive);
  options.set_connect_timeout(kConnectTimeout);
  options.set_max_inflight(kMostInFlight);
  options.set_will_message(mqtt::make_message(will.topic, will.payload, will.qos, will.retained));
  if (!settings.username.empty()) options.set_user_name(settings.username);
  if (!settings.password.empty()) options.set_password(settings.password);
  if (is_tls(broker)) {
    for (const auto& [key, path] :
         {std::pair{"ca_file", settings.tls.ca}, std::pair{"cert_file", settings.tls.cert},
          std::pair{"key_file", settings.tls.key}}) {
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

void PahoSession::publish(Publication&& publication, std::uint32_t number, Order order) {
  Turns::Waiting message{std::move(publication), number};
  if (order == Order::Now) return impl_->publish(std::move(message), impl_->publishing);
  if (auto now = impl_->turns.begin(std::move(message))) {
    impl_->publish(std::move(*now), impl_->in_turn);
  }
}

std::vector<std::uint32_t> PahoSession::forget_waiting() {
  return impl_->turns.forget();
}

std::string PahoSession::subscribe(const std::string& topic, int qos, std::uint32_t number) {
  try {
    impl_->client.subscribe(topic, qos, context_of(number), impl_->subscribing);
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

void PahoSession::disconnect() {
  forget_waiting();
  try {
    impl_->client.disconnect(0, nullptr, impl_->disconnecting);
  } catch (const std::exception&) {
    impl_->inbox->leave({Note::Kind::Disconnected, 0, 0, {}});  // it was not connected
  }
}

}  // namespace hazgate::uplink
