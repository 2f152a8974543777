#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// Every label and message of hazctl, in every language it speaks. What the daemon and the
/// configuration say comes through as it is.
/// Thread  any (pure)
namespace hazgate::cli {

enum class Language : std::uint8_t { English, Chinese };
inline constexpr std::size_t kLanguages = 2;

/// From the values of LC_ALL, LC_MESSAGES and LANG: the first that is set decides, zh* is Chinese.
Language language_of(std::string_view lc_all, std::string_view lc_messages, std::string_view lang);

enum class Text : std::uint8_t {
  // Column titles
  Point,
  Value,
  Quality,
  Time,
  Name,
  Alarm,
  Priority,
  State,
  Since,
  Limit,
  Message,
  Plan,
  Level,
  Trigger,
  Incident,
  Opened,
  Acknowledged,
  Closed,
  After,
  Does,
  Target,
  Progress,
  Address,
  Device,
  Bus,
  Answers,
  Polls,
  Timeouts,
  BadFrames,
  InUse,
  Exceptions,
  Response,
  LastError,
  Reconnects,
  // Sections and states of the pages
  Alarms,
  Points,
  Devices,
  Uplink,
  Store,
  Steps,
  Timeline,
  Up,
  Yes,
  No,
  Open,
  Down,
  Connected,
  Disconnected,
  NotConfigured,
  ClockNotTrusted,
  // Messages; {} stands for what the program knows
  NoPoints,
  NoAlarms,
  NoEvents,
  NoPlans,
  NoIncidents,
  NothingToAcknowledge,
  NothingToSilence,
  Silenced,
  Healthy,
  NotHealthy,
  Waiting,
  EventsStored,
  Unacknowledged,
  NotAcknowledged,
  AcknowledgedBy,
  AllNormal,
  NoAnswer,
  More,
  DueIn,
  Quit,
  Drill,
  Written,
  Unit,
  Fits,
  Meaning,
  Configured,
  TimeLeft,
  ScanFound,
  ScanMissing,
  ScanLeftOut,
  ScanHeld,
  FramesDropped,
  TraceEnd,
  ForTheModel,
  // Major hazard sources (GB 18218-2018)
  Substance,
  Tonnes,
  CriticalTonnes,
  CriticalFrom,
  Ratio,
  Beta,
  BetaFrom,
  Product,
  Row,
  HazardClass,
  Class,
  Chinese,
  English,
  TableRow,
  TableEntry,
  ProductionUnit,
  StorageUnit,
  MajorHazard,
  NoMajorHazard,
  Alpha,
  Grade,
  FirstLevel,
  SecondLevel,
  ThirdLevel,
  FourthLevel,
  LevelBounds,
  MainPerson,
  TechnicalPerson,
  OperationalPerson,
  NobodyNamed,
  HazardRules,
  BetaByClass,
  NoSubstances,
  // What a bus costs
  UnitId,
  Poll,
  PollFast,
  Requests,
  Bytes,
  PollTime,
  Share,
  Danger,
  InTime,
  AllFast,
  OneDying,
  OneLost,
  AssumedLatency,
  AssumedNoLatency,
  NoWireTime,
  LineInUse,
  AllNearALimit,
  LongestRequest,
  Unanswered,
  InTimeMeans,
  Count,  ///< not a text
};
inline constexpr std::size_t kTexts = static_cast<std::size_t>(Text::Count);

std::string_view say(Text text, Language language);
/// The text with its {} filled in order.
std::string say(Text text, Language language, const std::string& a, const std::string& b = {});

/// A word of the contract (a state, quality, priority, cause ...) for people; an unknown word is
/// itself.
std::string_view word(std::string_view contract, Language language);

}  // namespace hazgate::cli
