#include "gateway/notify/texts/message.hpp"

#include <algorithm>
#include <vector>

#include "gateway/notify/texts/headline.hpp"
#include "gateway/notify/texts/length.hpp"
#include "gateway/notify/texts/template.hpp"
#include "gateway/notify/texts/words.hpp"

namespace hazgate::notify::texts {
namespace {

using emergency::Via;

/// One fact in words.
struct Piece {
  std::string label;  ///< for forms with a line for each; empty: a sentence of its own
  std::string text;
  std::string brief;  ///< for forms of one line
  int rank = 0;       ///< the lowest goes into an SMS first; below 0: always
};

constexpr std::size_t kLeastCut = 8;  ///< fewer characters of a long text say nothing

std::string put(std::string_view sentence, std::string_view word, const std::string& fact) {
  std::string text(sentence);
  const auto place = text.find(word);
  if (place != std::string::npos) text.replace(place, word.size(), one_line(fact));
  return text;
}

class Pieces {
 public:
  Pieces(const Facts& facts, Language language) : facts_(facts), language_(language) {
    const bool neighbour = facts.occasion == Occasion::NeighbourNotice;
    if (facts.occasion == Occasion::AllClear) sentence(std::string(say(Word::Over, language)), 0);
    if (!facts.text.empty()) sentence(fill(facts.text, facts, language), 1);
    sentence(unanswered(), 5);
    if (facts.occasion == Occasion::ClockReminder) add(Word::Due, facts.due, "", kInHeadline);
    add(Word::Value, facts.value.empty() ? "" : facts.value + facts.unit, "", kInHeadline);
    add(Word::Limit, facts.limit.empty() ? "" : facts.limit + facts.unit, "", 6);
    add(Word::Grade, grade(), grade(), 2);
    add(Word::Place, facts.place, one_line(facts.place), 4);
    add(Word::Time, facts.time, one_line(facts.time), 7);
    add(Word::Action, facts.action, "", 3);
    add(Word::Evacuation, facts.evacuation, "", neighbour ? 4 : 9);
    add(Word::Wind, facts.wind, "", neighbour ? 4 : 10);
    add(Word::Point, facts.point, "", kInHeadline);
    add(Word::Alarm, facts.alarm, one_line(facts.alarm), 8);
    add(Word::Plan, facts.plan, "", 11);
    add(Word::Incident, facts.incident, "", kInHeadline);
    add_answer();
  }
  static constexpr int kInHeadline =
      100;  ///< or of no use on a telephone: not in forms of one line

  const std::vector<Piece>& list() const { return list_; }

 private:
  void sentence(std::string text, int rank) {
    if (text.empty()) return;
    std::string brief = one_line(text);
    list_.push_back({.text = std::move(text), .brief = std::move(brief), .rank = rank});
  }
  void add(Word word, const std::string& fact, std::string brief, int rank) {
    if (fact.empty()) return;
    const std::string label(say(word, language_));
    const std::string colon = language_ == Language::En ? ": " : "：";
    if (brief.empty()) brief = label + colon + one_line(fact);
    list_.push_back({label, one_line(fact), std::move(brief), rank});
  }
  std::string grade() const {
    if (facts_.grade.empty()) return "";
    const std::string word(say(Word::Grade, language_));
    return language_ == Language::En ? word + facts_.grade : facts_.grade + word;
  }
  std::string unanswered() const {
    const bool told =
        facts_.occasion == Occasion::Reminder || facts_.occasion == Occasion::Escalation;
    if (!told || facts_.since.empty()) return "";
    const bool named = facts_.occasion == Occasion::Escalation && !facts_.unanswered.empty();
    const Word word = named ? Word::NotAcknowledged : Word::NobodyAcknowledged;
    return put(put(say(word, language_), "{since}", facts_.since), "{who}", facts_.unanswered);
  }
  void add_answer() {
    const Occasion why = facts_.occasion;
    if (why == Occasion::AllClear || why == Occasion::ClockReminder) return;
    if (!facts_.code.empty()) {
      sentence(put(say(Word::Answer, language_), "{code}", facts_.code), -1);
    } else if (why != Occasion::NeighbourNotice) {
      sentence(std::string(say(Word::AnswerNowhere, language_)), 12);
    }
  }

  const Facts& facts_;
  Language language_;
  std::vector<Piece> list_;
};

/// The chosen texts behind the headline, in one line.
std::string join(const std::string& line, const std::vector<std::string>& texts,
                 Language language) {
  std::string joined = line;
  for (const std::string& text : texts) {
    if (!text.empty()) joined += (language == Language::En ? ", " : "，") + text;
  }
  return joined;
}

std::vector<const Piece*> by_rank(const std::vector<Piece>& pieces) {
  std::vector<const Piece*> ranked;
  for (const Piece& piece : pieces) {
    if (piece.rank != Pieces::kInHeadline) ranked.push_back(&piece);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Piece* a, const Piece* b) { return a->rank < b->rank; });
  return ranked;
}

std::string one_line_form(const std::string& line, const std::vector<Piece>& pieces,
                          Language language, std::size_t most_parts) {
  const std::string dots = language == Language::En ? "..." : "…";
  std::vector<std::string> chosen(pieces.size());
  for (const Piece* piece : by_rank(pieces)) {
    std::string& text = chosen[static_cast<std::size_t>(piece - pieces.data())];
    text = piece->brief;
    if (piece->rank < 0) continue;
    for (std::size_t length = characters(text); most_parts > 0; --length) {
      if (length < std::min(kLeastCut, characters(piece->brief))) text.clear();
      if (text.empty() || sms_parts(join(line, chosen, language)) <= most_parts) break;
      text = cut(piece->brief, length - 1, dots);
    }
  }
  return join(line, chosen, language);
}

std::string mail_form(const std::string& line, const std::vector<Piece>& pieces, const Facts& facts,
                      Language language) {
  std::string text = line + "\n\n";
  if (!facts.addressed.empty())
    text += put(say(Word::Dear, language), "{who}", facts.addressed) + '\n';
  const std::string colon = language == Language::En ? ": " : "：";
  for (const Piece& piece : pieces) {
    text += (piece.label.empty() ? "" : piece.label + colon) + piece.text + '\n';
  }
  return text;
}

/// Of lines, without markup: each robot has its own. Its title is the subject.
std::string card_form(const std::string& line, const std::vector<Piece>& pieces,
                      Language language) {
  std::string text = line + '\n';
  const std::string colon = language == Language::En ? ": " : "：";
  for (const Piece& piece : pieces) {
    text += (piece.label.empty() ? "" : piece.label + colon) + piece.text + '\n';
  }
  return text;
}

}  // namespace

Message compose(const Facts& facts, Language language, Via via) {
  const std::string line = headline(facts, language);
  const std::string dots = language == Language::En ? "..." : "…";
  const Pieces pieces(facts, language);
  Message message{.subject = cut(line, kMostSubject, dots)};
  switch (via) {
    case Via::Sms:
      message.text = one_line_form(message.subject, pieces.list(), language, kMostParts);
      break;
    case Via::Email:
      message.text = mail_form(line, pieces.list(), facts, language);
      break;
    case Via::Webhook:
      message.text = card_form(line, pieces.list(), language);
      break;
    case Via::Mqtt:
      message.text = one_line_form(line, pieces.list(), language, 0);
      break;
    case Via::Siren:
      message.text = line;
      break;
  }
  return message;
}

}  // namespace hazgate::notify::texts
