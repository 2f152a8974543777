#include "gateway/notify/gammu_modem.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <fmt/core.h>
#include <gammu.h>
#include <optional>
#include <utility>

#include "gateway/notify/modem_port.hpp"
#include "gateway/notify/sms_cause.hpp"
#include "gateway/notify/sms_text.hpp"

namespace hazgate::notify {
namespace {

using std::chrono::milliseconds;
using Next = ModemTrouble::Next;

constexpr milliseconds kAnswer{5000};    ///< to one command
constexpr milliseconds kLongest{60000};  ///< a call is some twenty commands
constexpr int kMostStored = 256, kMostErrorsInARow = 5;
constexpr char16_t kWideTilde = 0xFF5E;

struct FreeMachine {
  void operator()(GSM_StateMachine* machine) const {
    GSM_TerminateConnection(machine);
    GSM_FreeStateMachine(machine);
  }
};
using Machine = std::unique_ptr<GSM_StateMachine, FreeMachine>;

Machine new_machine(const SmsSettings& settings) {
  Machine machine(GSM_AllocStateMachine());
  GSM_Config* config = GSM_GetConfig(machine.get(), 0);
  config->Device = ::strdup(settings.device.c_str());
  config->Connection = ::strdup(settings.connection.c_str());
  std::strcpy(config->Model, "at");            // otherwise it asks for the model and begins again
  std::strcpy(config->DebugLevel, "textall");  // each line is a sign of life, and goes nowhere else
  config->LockDevice = FALSE;  // /var/lock is root's; it locks the port itself as well
  config->UseGlobalDebugFile = FALSE;
  std::fill(std::begin(config->CNMIParams), std::end(config->CNMIParams), -1);
  config->CNMIParams[3] = 1;  // reports come at once, not into a memory, where the modem can do so
  GSM_SetConfigNum(machine.get(), 1);
  return machine;
}

/// A number into one of Gammu's fields, which all are longer than any number.
void write_number(unsigned char* field, std::string_view number) {
  const auto text = to_big_endian(to_units(number.substr(0, GSM_MAX_NUMBER_LENGTH)));
  std::copy(text.begin(), text.end(), field);
}

bool is_number(std::string_view number) {
  if (number.starts_with('+')) number.remove_prefix(1);
  return number.size() >= 3 && number.size() <= 20 &&
         number.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Gammu gives a tilde in UCS-2 twice: once alone it means a special character of old telephones.
std::u16string text_of(const GSM_SMSMessage& message) {
  auto text = from_big_endian(message.Text);
  if (message.Coding != SMS_Coding_Unicode_No_Compression) return text;
  for (auto at = text.find(u"~~"); at != std::u16string::npos; at = text.find(u"~~", at + 1)) {
    text.erase(at, 1);
  }
  return text;
}

std::optional<StoredMessage::Piece> piece_of(const GSM_UDHHeader& header) {
  const int reference = header.ID16bit >= 0 ? header.ID16bit : header.ID8bit;
  if (header.AllParts < 2 || header.PartNumber < 1 || reference < 0) return std::nullopt;
  return StoredMessage::Piece{static_cast<unsigned>(reference),
                              static_cast<unsigned>(header.AllParts),
                              static_cast<unsigned>(header.PartNumber)};
}

DeliveryReport report_of(const GSM_SMSMessage& message) {
  return {from_units(from_big_endian(message.Number)), message.MessageReference,
          message.DeliveryStatus};
}

bool is_registered(const GSM_NetworkInfo& network) {
  const auto off = [](GSM_NetworkInfo_State state) {
    return state == GSM_NoNetwork || state == GSM_RequestingNetwork ||
           state == GSM_RegistrationDenied;
  };
  return !off(network.State) || !off(network.PacketState);
}

}  // namespace

struct GammuModem::Inside {
  Inside(SmsSettings given, Watchdog& watchdog, std::unique_ptr<ModemPort> own_port)
      : settings(std::move(given)),
        dog(watchdog),
        port(std::move(own_port)),
        machine(new_machine(settings)) {}

  /// A call into Gammu that ends soon after the modem has been silent for too long. After that this
  /// modem is of no more use.
  template <typename Call>
  GSM_Error call(const Call& what, milliseconds silence = kAnswer,
                 milliseconds longest = kLongest) {
    if (aborted) return ERR_ABORTED;
    const Watchdog::Watch watch(dog, silence, longest, [this] {
      aborted = true;
      GSM_AbortOperation(machine.get());
      port->flush();
    });
    return what(machine.get());
  }

  ModemTrouble trouble_of(GSM_Error error) const;
  std::optional<std::string> sim_trouble(PinMemory& pin);
  std::string enter_pin(PinMemory& pin);
  std::optional<ModemTrouble> diagnosed(ModemLook* look = nullptr);
  std::optional<std::string> begin(PinMemory& pin);
  bool encode(std::u16string units);
  std::optional<ModemTrouble> send_piece(GSM_SMSMessage& piece, const std::string& to);
  std::optional<ModemTrouble> await_operator();
  void take(GSM_Error error, const GSM_SMSMessage& message, Mail& mail);
  void read_stored_reports();

  /// Gammu logs what it sends and what it gets, nothing while it waits.
  static void on_progress(const char*, void* inside) { static_cast<Inside*>(inside)->dog.alive(); }
  static void on_sent(GSM_StateMachine*, int error, int reference, void* inside) {
    static_cast<Inside*>(inside)->sent.emplace(error, reference);
  }
  static void on_message(GSM_StateMachine*, GSM_SMSMessage* message, void* inside) {
    auto& self = *static_cast<Inside*>(inside);
    if (message->PDU != SMS_Status_Report) return;  // read() finds it
    if (message->Location == 0) {
      self.reports.push_back(report_of(*message));
    } else if (message->Memory == MEM_SR) {
      self.stored_reports.push_back(*message);
    }
  }

  SmsSettings settings;
  Watchdog& dog;
  std::unique_ptr<ModemPort> port;
  Machine machine;
  std::atomic<bool> aborted{false};
  GSM_SMSC service_centre{};
  std::unique_ptr<GSM_MultiSMSMessage> pieces = std::make_unique<GSM_MultiSMSMessage>();
  /// Of concatenated messages. Gammu takes the second of the day, so two messages of one second
  /// would be mixed up by the phone.
  int concatenation = static_cast<int>(std::chrono::system_clock::now().time_since_epoch() /
                                       std::chrono::seconds(1) % 256);

  std::optional<std::pair<int, int>> sent;  ///< error or 0, and the reference
  std::vector<DeliveryReport> reports;
  std::vector<GSM_SMSMessage> stored_reports;  ///< only where they are
};

ModemTrouble GammuModem::Inside::trouble_of(GSM_Error error) const {
  if (port->gone()) {
    return {Next::Reopen, fmt::format("the modem at {} was unplugged", settings.device)};
  }
  const bool dead = aborted || error == ERR_TIMEOUT || error == ERR_ABORTED ||
                    (error >= ERR_DEVICEOPENERROR && error <= ERR_DEVICEPARITYERROR);
  if (dead) {
    return {Next::Reopen, fmt::format("the modem at {} does not answer; look at its power and its "
                                      "cable",
                                      settings.device)};
  }
  if (error == ERR_NOSIM) return {Next::Reopen, "the modem has no SIM; put one in"};
  return {Next::Go,
          fmt::format("the modem could not do it; Gammu says: {}", GSM_ErrorString(error))};
}

std::string GammuModem::Inside::enter_pin(PinMemory& pin) {
  if (settings.pin.empty()) return "the SIM wants its PIN; write it as pin";
  if (pin.in_vain >= kMostPinsInVain) {
    return "the SIM did not accept the PIN, and three wrong ones lock it; correct it and restart";
  }
  ++pin.in_vain;
  GSM_SecurityCode code{};
  code.Type = SEC_Pin;
  settings.pin.copy(code.Code, GSM_SECURITY_CODE_LEN);
  const auto error = call([&](auto* gammu) { return GSM_EnterSecurityCode(gammu, &code); });
  if (error == ERR_NONE) {
    pin.in_vain = 0;
    return {};
  }
  if (aborted || error == ERR_TIMEOUT) return trouble_of(error).text;
  pin.in_vain = kMostPinsInVain;
  return "the SIM did not accept the PIN, and three wrong ones lock it; correct it and restart";
}

std::optional<std::string> GammuModem::Inside::sim_trouble(PinMemory& pin) {
  auto status = SEC_None;
  const auto error = call([&](auto* gammu) { return GSM_GetSecurityStatus(gammu, &status); });
  if (error == ERR_NOTSUPPORTED) return std::nullopt;
  if (error != ERR_NONE) return trouble_of(error).text;
  std::string text;
  switch (status) {
    case SEC_Pin:
      text = enter_pin(pin);
      break;
    case SEC_Puk:
      text = "the SIM is locked; unlock it with its PUK in a telephone";
      break;
    case SEC_Phone:
      text = "the modem is locked to another SIM";
      break;
    case SEC_Network:
      text = "the modem is locked to another operator";
      break;
    case SEC_None:
    case SEC_SecurityCode:
    case SEC_Pin2:
    case SEC_Puk2:
      break;
  }
  if (text.empty()) return std::nullopt;
  return text;
}

/// After something failed: the reason that lies deeper, if there is one.
std::optional<ModemTrouble> GammuModem::Inside::diagnosed(ModemLook* look) {
  PinMemory no_more_tries{kMostPinsInVain};
  if (auto text = sim_trouble(no_more_tries)) return ModemTrouble{Next::Reopen, std::move(*text)};
  auto network = std::make_unique<GSM_NetworkInfo>();
  const auto error = call([&](auto* gammu) { return GSM_GetNetworkInfo(gammu, network.get()); });
  if (aborted) return trouble_of(error);
  if (look != nullptr) look->registered = error == ERR_NONE;
  if (error != ERR_NONE || is_registered(*network)) return std::nullopt;
  const bool denied = network->State == GSM_RegistrationDenied;
  return ModemTrouble{Next::Go,
                      denied ? "the operator does not let this SIM into its network"
                             : "the modem is not registered with an operator; look at antenna and "
                               "coverage"};
}

std::optional<std::string> GammuModem::Inside::begin(PinMemory& pin) {
  auto error = call(
      [this](auto* gammu) { return GSM_InitConnection_Log(gammu, 1, &Inside::on_progress, this); });
  if (error != ERR_NONE) return trouble_of(error).text;
  if (auto text = sim_trouble(pin)) return text;
  GSM_SetSendSMSStatusCallback(machine.get(), &Inside::on_sent, this);
  GSM_SetIncomingSMSCallback(machine.get(), &Inside::on_message, this);
  error = call([](auto* gammu) { return GSM_SetIncomingSMS(gammu, TRUE); });
  if (error != ERR_NONE && error != ERR_NOTSUPPORTED) return trouble_of(error).text;
  service_centre.Location = 1;
  error = call([&](auto* gammu) { return GSM_GetSMSC(gammu, &service_centre); });
  if (aborted) return trouble_of(error).text;
  if (!settings.smsc.empty()) {
    write_number(service_centre.Number, settings.smsc);
  } else if (error != ERR_NONE) {
    return "the SIM does not know its operator's service centre; write its number as smsc";
  }
  service_centre.Location = 0;  // as it stands here, not as the SIM has it
  service_centre.Validity = {SMS_Validity_RelativeFormat, SMS_VALID_1_Day};
  return std::nullopt;
}

/// Into `pieces`.
bool GammuModem::Inside::encode(std::u16string units) {
  auto info = std::make_unique<GSM_MultiPartSMSInfo>();
  const auto encoded = [&] {
    auto text = to_big_endian(units);
    GSM_ClearMultiPartSMSInfo(info.get());
    info->EntriesNum = 1;
    info->Class = -1;
    info->Entries[0].ID = SMS_ConcatenatedAutoTextLong;
    info->Entries[0].Buffer = text.data();
    pieces->Number = 0;
    const auto error =
        GSM_EncodeMultiPartSMS(GSM_GetDebug(machine.get()), info.get(), pieces.get());
    info->Entries[0].Buffer = nullptr;
    return error == ERR_NONE;
  };
  if (!encoded()) return false;
  if (info->UnicodeCoding && units.find(u'~') != std::u16string::npos) {
    std::replace(units.begin(), units.end(), u'~', kWideTilde);
    if (!encoded()) return false;
  }
  if (pieces->Number < 2) return pieces->Number == 1;
  concatenation = (concatenation + 1) % 256;
  for (int i = 0; i < pieces->Number; ++i) {
    pieces->SMS[i].UDH.ID8bit = concatenation;
    GSM_EncodeUDHHeader(GSM_GetDebug(machine.get()), &pieces->SMS[i].UDH);
  }
  return true;
}

std::optional<ModemTrouble> GammuModem::Inside::await_operator() {
  const auto error = call(
      [this](auto* gammu) {
        while (!sent && !aborted && !port->gone()) GSM_ReadDevice(gammu, TRUE);
        return ERR_NONE;
      },
      settings.operator_patience, settings.operator_patience);
  if (sent) return std::nullopt;
  if (port->gone()) return trouble_of(error);
  return ModemTrouble{Next::Reopen,
                      fmt::format("the operator has not confirmed the message within {} s; it may "
                                  "arrive all the same",
                                  settings.operator_patience.count() / 1000)};
}

std::optional<ModemTrouble> GammuModem::Inside::send_piece(GSM_SMSMessage& piece,
                                                           const std::string& to) {
  piece.SMSC = service_centre;
  piece.PDU =
      settings.delivery_reports ? SMS_Status_Report : SMS_Submit;  // that is how it is asked
  write_number(piece.Number, to);
  sent.reset();
  const auto error = call([&](auto* gammu) { return GSM_SendSMS(gammu, &piece); });
  if (error != ERR_NONE) {
    if (auto deeper = diagnosed()) return deeper;
    return trouble_of(error);
  }
  if (auto trouble = await_operator()) return trouble;
  if (sent->first == 0) return std::nullopt;
  const auto cause = cause_of_error(sent->first);
  if (auto deeper = diagnosed()) return deeper;
  return ModemTrouble{cause.kind == Receipt::Kind::Refused ? Next::Refuse : Next::Go, cause.text,
                      cause.of_channel};
}

void GammuModem::Inside::take(GSM_Error error, const GSM_SMSMessage& message, Mail& mail) {
  if (error == ERR_CORRUPTED) {
    mail.spent.push_back(message.Location);
    return;
  }
  if (error != ERR_NONE) return;
  switch (message.PDU) {
    case SMS_Status_Report:
      mail.reports.push_back(report_of(message));
      mail.spent.push_back(message.Location);
      break;
    case SMS_Deliver:
      if (message.Coding == SMS_Coding_8bit) {  // settings of an operator, pictures
        mail.spent.push_back(message.Location);
      } else {
        mail.messages.push_back({message.Location, from_units(from_big_endian(message.Number)),
                                 text_of(message), piece_of(message.UDH)});
      }
      break;
    case SMS_Submit:
      break;  // somebody's draft
  }
}

/// Reports that lie in a memory of their own, which Gammu does not list.
void GammuModem::Inside::read_stored_reports() {
  for (auto& place : std::exchange(stored_reports, {})) {
    auto message = std::make_unique<GSM_MultiSMSMessage>();
    message->Number = 1;
    message->SMS[0] = place;
    const auto error = call([&](auto* gammu) { return GSM_GetSMS(gammu, message.get()); });
    if (error == ERR_NONE && message->SMS[0].PDU == SMS_Status_Report) {
      reports.push_back(report_of(message->SMS[0]));
    }
    call([&](auto* gammu) { return GSM_DeleteSMS(gammu, &place); });
  }
}

GammuModem::GammuModem(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
GammuModem::~GammuModem() {
  const Watchdog::Watch watch(inside_->dog, kAnswer, kAnswer, [this] { inside_->port->flush(); });
  inside_->machine.reset();
}

tl::expected<std::unique_ptr<GammuModem>, std::string> GammuModem::open(
    const SmsSettings& settings, PinMemory& pin, Watchdog& dog,
    const std::function<bool()>& go_on) {
  const unsigned baud = baud_of(settings.connection);
  if (baud == 0) {
    return tl::unexpected(fmt::format("connection \"{}\": write at and the baud, as in at115200",
                                      settings.connection));
  }
  auto port = ModemPort::open(settings.device, baud, go_on);
  if (!port) return tl::unexpected(port.error());
  auto inside = std::make_unique<Inside>(settings, dog, std::move(*port));
  auto modem = std::unique_ptr<GammuModem>(new GammuModem(std::move(inside)));
  if (auto trouble = modem->inside_->begin(pin)) return tl::unexpected(std::move(*trouble));
  return modem;
}

tl::expected<std::vector<std::uint8_t>, ModemTrouble> GammuModem::send(const std::string& to,
                                                                       const std::string& text) {
  if (!is_number(to)) {
    return tl::unexpected(ModemTrouble{
        Next::Refuse, fmt::format("\"{}\" is no telephone number; write + and digits", to)});
  }
  auto& self = *inside_;
  if (!self.encode(shortened_for_sms(to_units(text)))) {
    return tl::unexpected(ModemTrouble{Next::Refuse, "the text cannot be written as an SMS"});
  }
  std::vector<std::uint8_t> references;
  for (int i = 0; i < self.pieces->Number; ++i) {
    if (auto trouble = self.send_piece(self.pieces->SMS[i], to)) {
      return tl::unexpected(std::move(*trouble));
    }
    if (self.sent->second >= 0) references.push_back(static_cast<std::uint8_t>(self.sent->second));
  }
  return references;
}

tl::expected<GammuModem::Mail, ModemTrouble> GammuModem::read() {
  auto& self = *inside_;
  Mail mail;
  auto found = std::make_unique<GSM_MultiSMSMessage>();
  self.call([](auto* gammu) {
    while (GSM_ReadDevice(gammu, FALSE) > 0) {
    }
    return ERR_NONE;
  });
  GSM_Error error = ERR_NONE;
  int errors = 0;
  for (int i = 0; i < kMostStored && errors < kMostErrorsInARow; ++i) {
    error = self.call(
        [&](auto* gammu) { return GSM_GetNextSMS(gammu, found.get(), i == 0 ? TRUE : FALSE); });
    if (error == ERR_EMPTY || error == ERR_NOTSUPPORTED || self.aborted) break;
    self.take(error, found->SMS[0], mail);
    errors = error == ERR_NONE ? 0 : errors + 1;
  }
  self.read_stored_reports();
  const auto reports = std::exchange(self.reports, {});
  mail.reports.insert(mail.reports.end(), reports.begin(), reports.end());
  if (self.aborted || errors > 0) {
    const auto deeper = self.diagnosed();
    if (deeper && deeper->next == Next::Reopen) return tl::unexpected(*deeper);
  }
  return mail;
}

tl::expected<ModemLook, ModemTrouble> GammuModem::look() {
  auto& self = *inside_;
  ModemLook look;
  if (auto trouble = self.diagnosed(&look)) return tl::unexpected(std::move(*trouble));
  GSM_SignalQuality quality{};
  const auto error = self.call([&](auto* gammu) { return GSM_GetSignalQuality(gammu, &quality); });
  if (self.aborted) return tl::unexpected(self.trouble_of(error));
  if (error == ERR_NONE && quality.SignalPercent >= 0) look.signal = quality.SignalPercent;
  return look;
}

tl::expected<void, ModemTrouble> GammuModem::remove(int place) {
  GSM_SMSMessage message{};
  message.Location = place;  // folder 0: over all memories
  const auto error = inside_->call([&](auto* gammu) { return GSM_DeleteSMS(gammu, &message); });
  if (error == ERR_NONE || error == ERR_EMPTY || error == ERR_INVALIDLOCATION) return {};
  return tl::unexpected(inside_->trouble_of(error));
}

}  // namespace hazgate::notify
