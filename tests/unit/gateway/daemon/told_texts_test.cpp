#include "gateway/daemon/told_texts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/notify/texts/length.hpp"

namespace hazgate::daemon {
namespace {

using emergency::MessageOrder;
using emergency::Via;
using ::testing::ElementsAre;

site::Event told(std::string contact, Via via, unsigned attempt = 1,
                 site::EntryKind kind = site::EntryKind::Told) {
  site::IncidentEvent event;
  event.incident = "leak-3";
  event.entry = kind;
  event.contact = std::move(contact);
  event.via = {via};
  event.attempt = attempt;
  event.round = 1;
  return event;
}

MessageOrder message(std::uint64_t ticket, std::string person, Via via, unsigned attempt = 1) {
  return {.ticket = ticket,
          .incident = "leak-3",
          .person = std::move(person),
          .via = via,
          .attempt = attempt};
}

std::string by_ticket(const MessageOrder& order) {
  return "text " + std::to_string(order.ticket);
}

std::vector<std::string> texts(const std::vector<site::Event>& events) {
  std::vector<std::string> list;
  for (const site::Event& event : events) {
    const auto* entry = std::get_if<site::IncidentEvent>(&event);
    list.push_back(entry == nullptr ? "-" : entry->text);
  }
  return list;
}

TEST(ToldTexts, EachMessageIsInItsOwnEntryAndInNoOther) {
  std::vector<site::Event> events = {told("wang", Via::Sms, 1, site::EntryKind::NotSent),
                                     told("wang", Via::Sms, 2),
                                     site::AuditEvent{},
                                     told("wang", Via::Email),
                                     told("li", Via::Sms),
                                     told("li", Via::Sms)};
  put_told_texts({message(4, "wang", Via::Sms, 2), message(5, "wang", Via::Email),
                  message(6, "li", Via::Sms), message(7, "li", Via::Sms)},
                 by_ticket, events);
  EXPECT_THAT(texts(events), ElementsAre("", "text 4", "-", "text 5", "text 6", "text 7"));
}

TEST(ToldTexts, AMessageWithoutItsEntryTakesNobodyElses) {
  std::vector<site::Event> events = {told("li", Via::Sms), told("li", Via::Email)};
  put_told_texts({message(1, "wang", Via::Sms), message(2, "li", Via::Email)}, by_ticket, events);
  EXPECT_THAT(texts(events), ElementsAre("", "text 2"));
}

TEST(ToldTexts, WhatIsTooLongEndsInDots) {
  std::string whole;
  for (std::size_t i = 0; i < kMostToldText; ++i) whole += "漏";
  std::vector<site::Event> events = {told("li", Via::Email), told("wang", Via::Email)};
  put_told_texts(
      {message(1, "li", Via::Email), message(2, "wang", Via::Email)},
      [&](const MessageOrder& order) { return order.person == "li" ? whole : whole + "漏"; },
      events);
  EXPECT_EQ(texts(events)[0], whole);
  EXPECT_EQ(notify::texts::characters(texts(events)[1]), kMostToldText);
  EXPECT_TRUE(texts(events)[1].ends_with("漏…"));
}

}  // namespace
}  // namespace hazgate::daemon
