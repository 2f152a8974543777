#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

/// Every word of an incident's report in the three languages of sites.
/// Thread  any (pure)
namespace hazgate::cli {

enum class ReportLanguage : std::uint8_t { Simplified, Traditional, English };
inline constexpr std::size_t kReportLanguages = 3;
inline constexpr std::array<std::string_view, kReportLanguages> kReportLanguageTags = {
    "zh-CN", "zh-TW", "en"};

constexpr std::string_view to_text(ReportLanguage language) {
  return kReportLanguageTags[static_cast<std::size_t>(language)];
}
std::optional<ReportLanguage> report_language(std::string_view tag);

enum class ReportText : std::uint8_t {
  Title,
  DrillTitle,
  Drill,
  DrillNotice,
  Incident,
  Plan,
  Level,
  Grade,
  NotGraded,
  NoAccident,
  Status,
  IsOpen,
  IsClosed,
  Basis,
  UnitTitle,
  Enterprise,
  Site,
  Park,
  Gateway,
  Source,
  SourceLevel,
  NotMajor,
  Responsible,
  MainPerson,
  TechnicalPerson,
  OperationalPerson,
  PlaceTitle,
  Time,
  Ended,
  Duration,
  Place,
  FirstAlarm,
  Scene,
  ZoneOfTimes,
  CourseTitle,
  CourseRaised,
  CourseValue,
  CourseOpened,
  CourseOutputs,
  CourseTold,
  CourseAcknowledged,
  CourseNotAcknowledged,
  CourseNormal,
  CourseClosed,
  CourseOpen,
  Supplement,
  LossTitle,
  Deaths,
  Injured,
  Light,
  Poisoned,
  Missing,
  Loss,
  LossOther,
  MeasuresTitle,
  OutputsTitle,
  Output,
  Ordered,
  Confirmed,
  Failures,
  NotConfirmed,
  NoOutputs,
  PeopleTitle,
  What,
  Whom,
  Who,
  How,
  Note,
  NobodyTold,
  OtherMeasures,
  ReadingsTitle,
  ChartOf,
  NoValid,
  NoReadings,
  MarkOpened,
  MarkAcknowledged,
  MarkClosed,
  RecordBegins,
  ChartEnds,
  NotWhole,
  LeftOut,
  CalibrationOverdue,  ///< {}: point, date
  InspectionOverdue,   ///< the same; of a certificate too
  Point,
  AtOpening,
  Lowest,
  Highest,
  Last,
  TimelineTitle,
  Seq,
  Cause,
  Result,
  Step,
  Audit,
  NoBeginning,
  AlarmsTitle,
  Alarm,
  Priority,
  Limit,
  Raised,
  Times,
  AcknowledgedBy,
  Normal,
  NotNormal,
  IsTrigger,
  IsMember,
  ClocksTitle,
  Clock,
  Due,
  Reported,
  ReportedBy,
  ReportedTo,
  Late,
  Clock1h,
  Clock2h,
  Clock24h,
  Clock3d,
  Clock30d,
  DrillClocks,
  FourTitle,
  FourCause,
  FourPeople,
  FourMeasures,
  FourEducation,
  OtherTitle,
  SignTitle,
  SignReporter,
  SignSafety,
  SignHead,
  SignSeal,
  SignDate,
  Proof,
  Verify,
  Made,
  UtcTime,
  Kind,
  GatewayItself,
  Count,  ///< not a text
};
inline constexpr std::size_t kReportTexts = static_cast<std::size_t>(ReportText::Count);

/// The text with its {} filled in order.
std::string say(ReportText text, ReportLanguage language,
                std::initializer_list<std::string_view> parts = {});

/// A word of the contract ("write-done", "critical", "sms"); one that is not known stays as it is.
std::string_view report_word(std::string_view word, ReportLanguage language);

}  // namespace hazgate::cli
