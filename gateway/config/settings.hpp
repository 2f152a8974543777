#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "drivers/model/mistakes.hpp"
#include "drivers/poll/bus_plan.hpp"
#include "gateway/config/alarm_system.hpp"
#include "gateway/config/notify_settings.hpp"
#include "gateway/config/season.hpp"
#include "gateway/core/hazard/assessment.hpp"
#include "gateway/core/ledger/terms.hpp"
#include "gateway/core/office/equipment.hpp"
#include "gateway/core/office/round.hpp"
#include "gateway/core/receipt/receipts.hpp"
#include "gateway/core/site/spec.hpp"

/// The whole configuration, checked: nothing further in sees TOML.
namespace hazgate::config {

struct StoreSettings {
  std::string path;  ///< absolute
  std::chrono::seconds keep_samples = std::chrono::days{30};
  std::chrono::seconds keep_minutes = std::chrono::days{365};
  std::chrono::seconds keep_events = std::chrono::days{1095};
  std::uint64_t max_size_bytes = 2ULL << 30;
  std::uint64_t reserve_bytes = 0;  ///< to stay free on its disk; 0: as journal::usual_reserve()

  friend bool operator==(const StoreSettings&, const StoreSettings&) = default;
};

struct UplinkSettings {
  std::vector<std::string> brokers;  ///< empty: no uplink
  std::string username;
  std::string password;  ///< read from password_file
  std::string ca_file, cert_file, key_file;
  std::vector<std::string> commands;  ///< operations the park may call; default ack, describe
  receipt::Terms confirm_within;      ///< of the duty room
  Duration command_age = std::chrono::seconds{60};                ///< an older command is refused
  bool mqtt_5 = false;                                            ///< otherwise 3.1.1
  std::chrono::milliseconds fail_back = std::chrono::minutes{5};  ///< to a better broker; 0: never
  bool sparkplug = false;      ///< telemetry as Sparkplug B; otherwise JSON
  std::string primary_host;    ///< of Sparkplug; empty: none is waited for
  std::uint32_t backfill = 0;  ///< telemetry messages of an outage a second at most; 0: any

  friend bool operator==(const UplinkSettings&, const UplinkSettings&) = default;
};

struct ControlSettings {
  std::string socket;  ///< absolute

  friend bool operator==(const ControlSettings&, const ControlSettings&) = default;
};

struct MetricsSettings {
  std::string listen;  ///< "127.0.0.1:9464"; empty: nowhere

  friend bool operator==(const MetricsSettings&, const MetricsSettings&) = default;
};

/// The persons who answer for a major hazard source; each may be left out.
/// Source  domain.md 2.1 (应急厅〔2021〕12号)
struct Responsible {
  std::string main, technical, operational;
};

/// A unit that is assessed by GB 18218-2018, with the result.
struct SourceSettings {
  std::string id, name, area;
  Responsible responsible;
  hazard::Unit unit;
  hazard::Assessment assessment;
};

struct Settings {
  std::string file;  ///< absolute path of the site file
  site::SiteSpec site;
  std::vector<poll::BusPlan> buses;  ///< by BusIndex
  StoreSettings store;
  UplinkSettings uplink;
  ControlSettings control;
  MetricsSettings metrics;
  AlarmSystem alarm_system;
  ledger::Terms ledger;
  NotifySettings notify;
  std::vector<SourceSettings> sources;  ///< in the order of the file
  std::vector<office::EquipmentSpec> equipment;
  std::vector<office::DrillSpec> drills;  ///< one for each plan
  office::ReportRules report;
  std::vector<Season> seasons;  ///< all of the file, in its order
  std::vector<std::size_t>
      season;  ///< whose limits these are, places in `seasons`; empty: the usual
  /// The whole again with the limits of each set of seasons that meet; only in what load() gives, with
  /// the usual ones: see in_force().
  std::vector<std::shared_ptr<const Settings>> in_seasons;
  /// What is allowed and yet worth a look, such as a gas detector that does not say its gas.
  std::vector<model::Mistake> remarks;
};

}  // namespace hazgate::config
