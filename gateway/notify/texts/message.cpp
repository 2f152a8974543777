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
  /// Of `brief`: so much of it is in every SMS, whatever else there is to say. 0: nothing need be.
  std::size_t least = 0;
};

constexpr std::size_t kLeastCut = 8;  ///< fewer characters of a long text say nothing
/// Of the place, of what to do and of the way out, beside their labels. Together with a whole headline and
/// how to answer they fit into two parts of Chinese.
constexpr std::size_t kLeastPlace = 14, kLeastAction = 18, kLeastWayOut = 20;
/// Of what a neighbour is told, who has nothing to do for us.
constexpr std::size_t kLeastNotice = 18;
/// Further than that a headline is not cut to make room for them.
constexpr std::size_t kLeastHeadline = 30;

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
    if (facts.occasion == Occasion::AllClear) {
      const Word how = facts.broken_off ? Word::BrokenOffBy : Word::Over;
      sentence(std::string(say(how, language)), 0);
    }
    const bool reserve = neighbour && facts.action.empty();  // "you are downwind"
    if (!facts.text.empty()) {
      sentence(fill(facts.text, facts, language), 1, reserve ? kLeastNotice : 0);
    }
    sentence(facts.decision, 0);
    sentence(facts.start_now, 8);
    sentence(unanswered(), 5);
    if (facts.occasion == Occasion::ClockReminder) add(Word::Due, facts.due, "", kInHeadline);
    add(Word::Value, facts.value.empty() ? "" : facts.value + facts.unit, "", kInHeadline);
    add(Word::Limit, facts.limit.empty() ? "" : facts.limit + facts.unit, "", 6);
    add(Word::Grade, grade(), grade(), 2);
    add(Word::Place, facts.place, one_line(facts.place), 4, kLeastPlace);
    add(Word::Time, facts.time, one_line(facts.time), 7);
    add(Word::Action, facts.action, "", 3, kLeastAction);
    const std::string& way_out = facts.way_out.empty() ? facts.evacuation : facts.way_out;
    add(Word::Evacuation, facts.evacuation, labelled(Word::WayOut, way_out), 4, kLeastWayOut);
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
  void sentence(std::string text, int rank, std::size_t least = 0) {
    if (text.empty()) return;
    std::string brief = one_line(text);
    list_.push_back(
        {.text = std::move(text), .brief = std::move(brief), .rank = rank, .least = least});
  }
  std::string labelled(Word word, const std::string& fact) const {
    return std::string(say(word, language_)) + (language_ == Language::En ? ": " : "：") +
           one_line(fact);
  }
  /// `least`: of the fact; its label comes on top.
  void add(Word word, const std::string& fact, std::string brief, int rank, std::size_t least = 0) {
    if (fact.empty()) return;
    if (brief.empty()) brief = labelled(word, fact);
    if (least > 0 && word != Word::Place) least += characters(labelled(word, ""));
    list_.push_back(
        {std::string(say(word, language_)), one_line(fact), std::move(brief), rank, least});
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
    if (why == Occasion::AllClear || why == Occasion::ClockReminder || why == Occasion::StepAsks) {
      return;
    }
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

/// What goes behind the headline of a form of one line, piece by piece.
class OneLine {
 public:
  OneLine(std::string line, const std::vector<Piece>& pieces, Language language, std::size_t most)
      : line_(std::move(line)),
        pieces_(pieces),
        language_(language),
        most_(most),
        dots_(language == Language::En ? "..." : "…"),
        chosen_(pieces.size()) {}

  std::string text() {
    const auto ranked = by_rank(pieces_);
    for (const Piece* piece : ranked) {
      std::string& text = text_of(*piece);
      if (piece->rank < 0) text = piece->brief;
      if (piece->least > 0) text = cut(piece->brief, piece->least, dots_);
    }
    shorten_headline();
    for (const Piece* piece : ranked) {
      if (piece->rank >= 0) take(*piece);
    }
    return join(line_, chosen_, language_);
  }

 private:
  std::string& text_of(const Piece& piece) {
    return chosen_[static_cast<std::size_t>(&piece - pieces_.data())];
  }
  bool fits() const { return most_ == 0 || sms_parts(join(line_, chosen_, language_)) <= most_; }
  void shorten_headline() {
    const std::string whole = line_;
    for (std::size_t length = characters(whole); !fits() && length > kLeastHeadline;) {
      line_ = cut(whole, --length, dots_);
    }
  }
  /// As much of it as there is room for.
  void take(const Piece& piece) {
    std::string& text = text_of(piece);
    text = piece.brief;
    const std::size_t least = std::min(kLeastCut, characters(piece.brief));
    for (std::size_t length = characters(text); !fits() && !text.empty();) {
      text = --length < least ? std::string() : cut(piece.brief, length, dots_);
    }
  }

  std::string line_;
  const std::vector<Piece>& pieces_;
  Language language_;
  std::size_t most_;  ///< parts; 0: no matter
  std::string dots_;
  std::vector<std::string> chosen_;
};

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
      message.text = OneLine(message.subject, pieces.list(), language, kMostParts).text();
      break;
    case Via::Email:
      message.text = mail_form(line, pieces.list(), facts, language);
      break;
    case Via::Webhook:
      message.text = card_form(line, pieces.list(), language);
      break;
    case Via::Mqtt:
      message.text = OneLine(line, pieces.list(), language, 0).text();
      break;
    case Via::Siren:
      message.text = line;
      break;
  }
  return message;
}

}  // namespace hazgate::notify::texts
