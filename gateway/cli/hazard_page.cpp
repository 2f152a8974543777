#include "gateway/cli/hazard_page.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "gateway/cli/hazard_texts.hpp"
#include "gateway/cli/width.hpp"

namespace hazgate::cli {
namespace {

using Field = std::pair<HazardText, std::string>;

Column column(HazardText title, const Look& look, bool gives_way = false) {
  return {std::string(say(title, look.language)), Align::Left, gives_way};
}

std::string said(const Item& item, const char* key, Language language) {
  return std::string(hazard_word(text_of(item, key), language));
}

Colour colour_of(const Item& item) {
  if (flag_of(item, "overdue")) return Colour::Red;
  const std::string state = text_of(item, "state");
  if (state == "open") return Colour::Orange;
  if (state == "closed") return Colour::Dim;
  return state == "done-wait-recheck" || state == "fixed-on-site" ? Colour::Yellow : Colour::None;
}

/// Overdue, then without a deadline (nobody owns it), then by deadline; the closed ones last.
std::tuple<int, std::string, std::string> urgency(const Item& item) {
  const std::string deadline = text_of(item, "deadline");
  int rank = deadline.empty() ? 1 : 2;
  if (flag_of(item, "overdue")) rank = 0;
  if (text_of(item, "state") == "closed") rank = 3;
  return {rank, deadline, text_of(item, "id")};
}

std::string deadline_text(const Item& item, Language in) {
  const std::string deadline = text_of(item, "deadline");
  const auto left = integer_of(item, "days_left");
  if (!left) return deadline;
  const std::string days = std::to_string(*left < 0 ? -*left : *left);
  return deadline + " (" + say(*left < 0 ? HazardText::DaysOver : HazardText::DaysLeft, in, days) +
         ')';
}

/// "2026-05-20 li: text"
std::string remark_text(const Item& remark, const char* text_key = "text") {
  std::string text = text_of(remark, "day") + ' ' + text_of(remark, "by");
  const std::string what = text_of(remark, text_key);
  return what.empty() ? text : text + ": " + what;
}

std::string remark_under(const Item& item, const char* key) {
  const Item remark = part_of(item, key);
  return remark.empty() ? "" : remark_text(remark);
}

std::string extension_text(const Item& extension, Language in) {
  return text_of(extension, "from") + " → " + text_of(extension, "to") + ", " +
         say(HazardText::ApprovedBy, in, text_of(extension, "approved_by")) + "  " +
         remark_text(extension, "reason");
}

std::string recheck_text(const Item& recheck, Language in) {
  return said(recheck, "result", in) + "  " + remark_text(recheck);
}

std::string referral_text(const Item& referral) {
  return text_of(referral, "addressee") + ' ' + text_of(referral, "notice_no") + "  " +
         remark_text(referral);
}

std::string fields_text(const std::vector<Field>& fields, const Look& look) {
  std::size_t widest = 0;
  for (const auto& [title, value] : fields) {
    if (!value.empty()) widest = std::max(widest, display_width(say(title, look.language)));
  }
  std::string text;
  for (const auto& [title, value] : fields) {
    if (value.empty()) continue;
    text += fitted(say(title, look.language), widest) + "  " + printable(value) + '\n';
  }
  return text;
}

std::vector<Field> fields_of(const Item& item, Language in) {
  const std::string listed = text_of(item, "listed_level");
  return {{HazardText::Source, text_of(item, "source")},
          {HazardText::Area, text_of(item, "area")},
          {HazardText::Found, hazard_moment(item, "found", text_of(item, "found_by"))},
          {HazardText::Measure, text_of(item, "measure")},
          {HazardText::Owner, hazard_owner(item)},
          {HazardText::Funds, text_of(item, "funds")},
          {HazardText::Deadline, deadline_text(item, in)},
          {HazardText::Plan, text_of(item, "plan")},
          {HazardText::Missing, hazard_missing(item, in)},
          {HazardText::NoticeNo, text_of(item, "notice_no")},
          {HazardText::Started, hazard_moment(item, "started")},
          {HazardText::Done, hazard_moment(item, "done", text_of(item, "done_by"))},
          {HazardText::ClosedOn, hazard_moment(item, "closed")},
          {HazardText::StopWork, remark_under(item, "stop_work")},
          {HazardText::ListedAs, listed == "none" ? "" : std::string(hazard_word(listed, in))},
          {HazardText::Alarms, joined(item, "alarms")},
          {HazardText::Incident, text_of(item, "incident")},
          {HazardText::Signature, remark_under(item, "signature")}};
}

template <class AsText>
std::string section(const Item& item, const char* key, HazardText title, const Look& look,
                    const AsText& as_text) {
  const Items entries = list_of(item, key);
  if (entries.empty()) return {};
  std::string text = '\n' + look.paint(Colour::Bold, say(title, look.language)) + '\n';
  for (const Item& entry : entries) text += "  " + printable(as_text(entry)) + '\n';
  return text;
}

std::string percent_text(const Item& figures, const char* key) {
  const std::string percent = shown(figures, key);
  return percent == "-" ? percent : percent + " %";
}

}  // namespace

std::string hazard_moment(const Item& item, const char* key, const std::string& by) {
  const std::string day = text_of(part_of(item, key), "day");
  return day.empty() || by.empty() ? day : day + ' ' + by;
}

std::string hazard_owner(const Item& item) {
  const std::string name = text_of(item, "owner_name");
  return name.empty() ? text_of(item, "owner") : name;
}

std::string hazard_missing(const Item& item, Language language) {
  std::string text;
  const auto* missing = item.if_contains("missing");
  if (missing == nullptr || !missing->is_array()) return text;
  for (const auto& each : missing->get_array()) {
    text += (text.empty() ? "" : ", ") + std::string(hazard_word(shown(each), language));
  }
  return text;
}

std::string hazard_marks(const Item& item, Language language) {
  std::string text;
  const auto add = [&](std::string_view mark) {
    text += (text.empty() ? "" : ", ") + std::string(mark);
  };
  if (flag_of(item, "overdue")) add(say(HazardText::Overdue, language));
  if (!part_of(item, "stop_work").empty()) add(say(HazardText::StopWork, language));
  const std::string listed = text_of(item, "listed_level");
  if (!listed.empty() && listed != "none") add(hazard_word(listed, language));
  return text;
}

std::string hazards_text(const Items& items, const Look& look) {
  const Language in = look.language;
  if (items.empty()) return std::string(say(HazardText::None, in)) + '\n';
  Items sorted = items;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Item& one, const Item& other) {
    return urgency(one) < urgency(other);
  });
  Table table({column(HazardText::Number, look), column(HazardText::Status, look),
               column(HazardText::GradeOf, look), column(HazardText::Owner, look),
               column(HazardText::Deadline, look), column(HazardText::Marks, look),
               column(HazardText::Danger, look, true)});
  std::size_t overdue = 0;
  for (const Item& item : sorted) {
    overdue += flag_of(item, "overdue") ? 1 : 0;
    const bool major = text_of(item, "grade") == "major";
    table.add({{text_of(item, "id")},
               {said(item, "state", in), colour_of(item)},
               {said(item, "grade", in), major ? Colour::Red : Colour::None},
               {hazard_owner(item)},
               {text_of(item, "deadline"), colour_of(item)},
               {hazard_marks(item, in), Colour::Red},
               {text_of(item, "description")}});
  }
  return table.text(look.paint, look.width) +
         say(HazardText::Summary, in, std::to_string(items.size()), std::to_string(overdue)) + '\n';
}

std::string hazard_text(const Items& items, const Look& look) {
  const Language in = look.language;
  std::string text;
  for (const Item& item : items) {
    text += look.paint(Colour::Bold, printable(text_of(item, "id"))) + "  " +
            look.paint(colour_of(item), said(item, "state", in)) + "  " + said(item, "grade", in);
    const std::string marks = hazard_marks(item, in);
    if (!marks.empty()) text += "  " + look.paint(Colour::Red, marks);
    text += '\n' + printable(text_of(item, "description")) + "\n\n" +
            fields_text(fields_of(item, in), look);
    text += section(item, "notes", HazardText::Notes, look,
                    [](const Item& note) { return remark_text(note); });
    text += section(item, "extensions", HazardText::Extensions, look,
                    [in](const Item& extension) { return extension_text(extension, in); });
    text += section(item, "rechecks", HazardText::Rechecks, look,
                    [in](const Item& recheck) { return recheck_text(recheck, in); });
    text += section(item, "referrals", HazardText::Referrals, look, referral_text);
  }
  return text;
}

std::string changed_hazards_text(const Items& items, const Look& look) {
  std::string text;
  for (const Item& item : items) {
    text += printable(text_of(item, "id")) + "  " +
            look.paint(colour_of(item), said(item, "state", look.language));
    for (const std::string& more : {hazard_owner(item), deadline_text(item, look.language),
                                    hazard_marks(item, look.language)}) {
      if (!more.empty()) text += "  " + printable(more);
    }
    text += '\n';
  }
  return text;
}

std::string hazard_figures_text(const Items& items, const Look& look) {
  const Language in = look.language;
  std::string text;
  for (const Item& figures : items) {
    const Item listed = part_of(figures, "listed");
    const std::vector<Field> rows = {
        {HazardText::FoundCount, shown(figures, "found")},
        {HazardText::FixedCount, shown(figures, "fixed_on_site")},
        {HazardText::MajorCount, shown(figures, "major")},
        {HazardText::NoticeCount, shown(figures, "notices")},
        {HazardText::InTime, shown(figures, "in_time")},
        {HazardText::Late, shown(figures, "late")},
        {HazardText::Missed, shown(figures, "missed")},
        {HazardText::Running, shown(figures, "running")},
        {HazardText::InTimeRate, percent_text(figures, "in_time_percent")},
        {HazardText::Passed, shown(figures, "rechecks_passed")},
        {HazardText::Failed, shown(figures, "rechecks_failed")},
        {HazardText::PassRate, percent_text(figures, "pass_percent")},
        {HazardText::Extended, shown(figures, "extended")},
        {HazardText::Closed, shown(figures, "closed")},
        {HazardText::StillOpen, shown(figures, "open")},
        {HazardText::OverdueNow, shown(figures, "overdue")},
        {HazardText::Stopped, shown(figures, "stop_work")},
        {HazardText::County, shown(listed, "county")},
        {HazardText::Prefecture, shown(listed, "prefecture")},
        {HazardText::Province, shown(listed, "province")}};
    text += look.paint(Colour::Bold, say(HazardText::FiguresOf, in, text_of(figures, "since"),
                                         text_of(figures, "until"))) +
            '\n' + fields_text(rows, look);
    const auto unreadable = integer_of(figures, "unreadable").value_or(0);
    if (unreadable > 0) {
      text += look.paint(Colour::Red, say(HazardText::Unreadable, in, std::to_string(unreadable))) +
              '\n';
    }
  }
  return text;
}

std::string hazard_event(const Item& event, Language language) {
  std::string text = text_of(event, "id") + "  " + said(event, "entry", language);
  const std::string reminder = text_of(event, "reminder");
  if (!reminder.empty()) {
    text += ": " + std::string(hazard_word(reminder, language)) + " (" + shown(event, "days") +
            "d)  " + text_of(event, "owner") + "  " + text_of(event, "description");
    return text;
  }
  if (text_of(event, "from") != text_of(event, "to")) {
    text += "  → " + said(event, "to", language);
  }
  for (const char* key : {"by", "text"}) {
    if (const std::string more = text_of(event, key); !more.empty()) text += "  " + more;
  }
  return text;
}

}  // namespace hazgate::cli
