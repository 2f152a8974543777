#include "gateway/core/office/remarks.hpp"

#include <algorithm>

#include "gateway/core/office/wording.hpp"

namespace hazgate::office {
namespace {

constexpr std::size_t kNamed = 10;
constexpr double kShortest = 1.0;  // seconds

/// "2026-05-31 07:00"
std::string minute_text(std::chrono::sys_seconds local) {
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss time(local - day);
  return fmt::format("{} {:02}:{:02}", to_text(Date{day}), time.hours().count(),
                     time.minutes().count());
}

std::string long_text(std::chrono::seconds length, LetterLanguage language) {
  if (length < std::chrono::minutes{1}) {
    return say(language, {"{} s", "{}秒"}, length.count());
  }
  const auto minutes = std::chrono::floor<std::chrono::minutes>(length).count();
  if (minutes < 60) return say(language, {"{} min", "{}分钟"}, minutes);
  return say(language, {"{} h {} min", "{}小时{}分钟"}, minutes / 60, minutes % 60);
}

/// The first ones, and that there are more.
template <class List, class Name>
std::string names_of(const List& list, const Name& name) {
  std::string text;
  std::size_t named = 0;
  for (const auto& each : list) {
    if (++named > kNamed) return text + ", …";
    text += (text.empty() ? "" : ", ") + name(each);
  }
  return text;
}

/// Collects them in both halves of the sentence.
class Notes {
 public:
  Notes(const Contents& contents, LetterLanguage language)
      : contents_(contents), language_(language) {}

  std::vector<Remark> all() {
    service();
    gaps();
    standing();
    drills();
    overdue();
    hidden_dangers();
    quiet();
    silent();
    return std::move(list_);
  }

 private:
  void add(RemarkKind kind, std::string text) { list_.push_back({kind, std::move(text)}); }

  void service() {
    if (!contents_.in_service) return;
    const std::string since = minute_text(contents_.in_service->local);
    if (contents_.watched() == std::chrono::milliseconds::zero()) {
      add(RemarkKind::Service,
          say(language_,
              {"hazgate was put into service only on {}; nobody watched before",
               "hazgate于{}才投入运行，此前无监测"},
              since));
      return;
    }
    add(RemarkKind::Service,
        say(language_,
            {"since {}, when hazgate was put into service", "自hazgate投入运行（{}）起统计"},
            since));
  }

  void gaps() {
    for (std::size_t i = 0; i < std::min(contents_.gaps.size(), kNamed); ++i) {
      const Gap& gap = contents_.gaps[i];
      const auto length = std::chrono::floor<std::chrono::seconds>(gap.end - gap.begin);
      add(RemarkKind::Gap, say(language_, {"not watched from {} to {} ({})", "{}至{}无监测（{}）"},
                               minute_text(gap.local_begin), minute_text(gap.local_end),
                               long_text(length, language_)));
    }
    if (contents_.gaps.size() > kNamed) {
      add(RemarkKind::Gap,
          say(language_, {"and {} gaps more", "另有{}段无监测"}, contents_.gaps.size() - kNamed));
    }
  }

  void standing() {
    if (contents_.alarms.active_at_end == 0) return;
    add(RemarkKind::Standing,
        say(language_, {"alarms that have not ended: {}", "未恢复的报警：{}个"},
            contents_.alarms.active_at_end));
  }

  void drills() {
    if (contents_.incidents.drills == 0) return;
    add(RemarkKind::Drill,
        say(language_, {"drills: {}", "演练：{}次"}, contents_.incidents.drills));
  }

  void overdue() {
    if (contents_.overdue.empty()) return;
    const std::string names = names_of(contents_.overdue, [&](const Deadline& deadline) {
      return deadline.id + ' ' + duty_name(deadline.duty, language_);
    });
    add(RemarkKind::Overdue,
        say(language_, {"overdue: {} ({})", "逾期：{}项（{}）"}, contents_.overdue.size(), names));
  }

  void hidden_dangers() {
    const LedgerCounts& ledger = contents_.ledger;
    if (ledger.found == 0 && ledger.overdue == 0 && ledger.stop_work == 0) return;
    add(RemarkKind::HiddenDanger,
        say(language_,
            {"hidden dangers: found {}, beyond their deadline {}, work stopped {}",
             "隐患：新查出{}条，逾期未整改{}条，停工{}条"},
            ledger.found, ledger.overdue, ledger.stop_work));
  }

  void quiet() {
    const auto name = [](const QuietAlarm& alarm) { return alarm.id; };
    const auto part = [&](const std::vector<QuietAlarm>& list, const Both& title) {
      if (list.empty()) return;
      add(RemarkKind::Quiet, say(language_, title, list.size(), names_of(list, name)));
    };
    part(contents_.shelved, {"shelved: {} ({})", "搁置的报警：{}个（{}）"});
    part(contents_.out_of_service,
         {"out of service, bypassed: {} ({})", "停用（旁路）的报警：{}个（{}）"});
    part(contents_.suppressed, {"suppressed: {} ({})", "抑制的报警：{}个（{}）"});
  }

  void silent() {
    std::vector<std::string> names;
    const double length = std::chrono::duration<double>(contents_.counted()).count();
    for (const auto* list : {&contents_.devices, &contents_.links}) {
      for (const Share& share : *list) {
        if (!share.answering || !contents_.gateway_running) continue;
        const double seconds = (*contents_.gateway_running - *share.answering) * length;
        if (seconds < kShortest) continue;
        const std::chrono::seconds whole{static_cast<std::int64_t>(seconds)};
        names.push_back(share.id + ' ' + long_text(whole, language_));
      }
    }
    if (names.empty()) return;
    add(RemarkKind::Silent, say(language_, {"did not answer: {}", "无应答：{}"},
                                names_of(names, [](const std::string& name) { return name; })));
  }

  const Contents& contents_;
  const LetterLanguage language_;
  std::vector<Remark> list_;
};

}  // namespace

std::vector<Remark> remarks_of(const Contents& contents, LetterLanguage language) {
  return Notes(contents, language).all();
}

}  // namespace hazgate::office
