#include <future>

#include "gateway/journal/journal.hpp"
#include "gateway/journal/schema.hpp"
#include "journal_fixture.hpp"

namespace hazgate::journal {
namespace {

site::AlarmMemory latched_alarm() {
  site::AlarmMemory alarm;
  alarm.id = "gd-101.gas.HH";
  alarm.saved = {.state = alarm::State::LatchedAcked,
                 .flags = alarm::Flags::from_bits(5),
                 .shelved_once = true,
                 .condition = true,
                 .occurrence = 7,
                 .delayed = std::chrono::seconds{3},
                 .shelf_left = std::chrono::minutes{29},
                 .return_left = alarm::Saved::kNoTime,
                 .sound_left = std::chrono::microseconds{1}};
  alarm.saved_at = from_unix_ms(1780000000456);
  alarm.shelf = {from_unix_ms(1780000000400), "李", "sensor \"cleaned\""};
  alarm.removal = {from_unix_ms(1780000000300), "wang", "new cell"};
  alarm.first_out = "unit-100";
  alarm.since = from_unix_ms(1780000000123);
  alarm.value = 51.7;
  alarm.quality = Quality::OutOfRange;
  alarm.by = "王工";
  alarm.note = "seen \"it\"";
  return alarm;
}

site::IncidentMemory running_incident() {
  site::IncidentMemory incident;
  incident.id = "tank-farm-leak-3";
  incident.plan = "tank-farm-leak";
  incident.number = 3;
  incident.opened = from_unix_ms(1780000000123);
  incident.acknowledged = from_unix_ms(1780000005000);
  incident.acknowledged_by = "li";
  incident.note = "on my way";
  incident.triggers = {"vote.t101-leak", "gd-104.gas.HH"};
  incident.steps = {{"write relay-1.siren true", site::StepProgress::Done, from_unix_ms(1),
                     "relay-1.siren", Value{true}, Value{false}, true},
                    {"valve", site::StepProgress::Failed, from_unix_ms(2), "relay-1.valve",
                     Value{2.5}, std::nullopt},
                    {"notify wang", site::StepProgress::Skipped, from_unix_ms(3)},
                    {"publish", site::StepProgress::Waiting, from_unix_ms(4)}};
  incident.ended = from_unix_ms(1780000009000);
  incident.ended_by = "zhao";
  incident.started_by = "wang";
  incident.area = "tank-farm";
  incident.grades = {{emergency::Grade::III, from_unix_ms(5)},
                     {emergency::Grade::I, from_unix_ms(6)}};
  incident.head_count = 14;
  incident.summons = emergency::Summons::Ending;
  incident.summons_quiet = true;
  incident.review = {"a gasket", "talked to", "replaced", "toolbox talk"};
  incident.silenced = true;
  incident.drill = true;
  return incident;
}

TEST_F(JournalTest, AlarmsAndIncidentsComeBackAsTheyWere) {
  open();
  site::AlarmMemory never;
  never.id = "gd-102.comm";
  journal_->append({{}, {latched_alarm(), never}, {running_incident()}});
  close();
  open();
  const site::Memory& memory = journal_->opened().memory;
  ASSERT_EQ(memory.alarms.size(), 2U);
  const site::AlarmMemory& alarm = memory.alarms[0];
  const site::AlarmMemory expected = latched_alarm();
  EXPECT_EQ(alarm.id, expected.id);
  EXPECT_EQ(alarm.saved, expected.saved);
  EXPECT_EQ(alarm.saved_at, expected.saved_at);
  EXPECT_EQ(alarm.shelf, expected.shelf);
  EXPECT_EQ(alarm.removal, expected.removal);
  EXPECT_EQ(alarm.first_out, expected.first_out);
  EXPECT_EQ(alarm.since, expected.since);
  EXPECT_EQ(alarm.value, expected.value);
  EXPECT_EQ(alarm.quality, expected.quality);
  EXPECT_EQ(alarm.by, expected.by);
  EXPECT_EQ(alarm.note, expected.note);
  EXPECT_FALSE(memory.alarms[1].value);
  EXPECT_EQ(memory.alarms[1].quality, Quality::NotYet);

  ASSERT_EQ(memory.incidents.size(), 1U);
  const site::IncidentMemory& incident = memory.incidents[0];
  const site::IncidentMemory wanted = running_incident();
  EXPECT_EQ(incident.id, wanted.id);
  EXPECT_EQ(incident.plan, wanted.plan);
  EXPECT_EQ(incident.number, wanted.number);
  EXPECT_EQ(incident.opened, wanted.opened);
  EXPECT_EQ(incident.acknowledged, wanted.acknowledged);
  EXPECT_FALSE(incident.closed);
  EXPECT_EQ(incident.acknowledged_by, wanted.acknowledged_by);
  EXPECT_EQ(incident.note, wanted.note);
  EXPECT_EQ(incident.triggers, wanted.triggers);
  EXPECT_EQ(incident.steps, wanted.steps);
  EXPECT_EQ(incident.ended, wanted.ended);
  EXPECT_EQ(incident.ended_by, wanted.ended_by);
  EXPECT_EQ(incident.started_by, wanted.started_by);
  EXPECT_EQ(incident.area, wanted.area);
  EXPECT_EQ(incident.grades, wanted.grades);
  EXPECT_EQ(incident.head_count, wanted.head_count);
  EXPECT_EQ(incident.summons, wanted.summons);
  EXPECT_EQ(incident.summons_quiet, wanted.summons_quiet);
  EXPECT_EQ(incident.review, wanted.review);
  EXPECT_TRUE(incident.silenced);
  EXPECT_TRUE(incident.drill);
}

TEST_F(JournalTest, AnIncidentOfAnOlderHazgateIsSilencedAsAWhole) {
  open();
  site::IncidentMemory incident = running_incident();
  incident.steps[0].quiet = false;
  incident.summons_quiet = false;
  journal_->append({{}, {}, {incident}});
  close();
  sql("UPDATE incident_memory SET more = replace(replace(more, '\"quiet\":false', '\"q\":0'), "
      "'\"summons_quiet\":false', '\"s\":0')");
  open();
  ASSERT_EQ(journal_->opened().memory.incidents.size(), 1U);
  const site::IncidentMemory& read = journal_->opened().memory.incidents[0];
  EXPECT_TRUE(read.steps[0].quiet);
  EXPECT_TRUE(read.summons_quiet);
}

TEST_F(JournalTest, PartsOfAFirePanelComeBackUntilTheyAreForgotten) {
  open();
  journal_->append(
      {.parts = {{"fp-1", "0020100100", 1}, {"fp-1", "0020100101", 2}, {"fp-2", "0020100100", 4}}});
  journal_->append({.parts = {{"fp-1", "0020100100", 9}, {"fp-1", "0020100101", 0}}});
  close();
  open();
  const auto& parts = journal_->opened().memory.parts;
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].device, "fp-1");
  EXPECT_EQ(parts[0].part, "0020100100");
  EXPECT_EQ(parts[0].conditions, 9U);
  EXPECT_EQ(parts[1].device, "fp-2");
}

TEST_F(JournalTest, DocumentsComeBackUntilTheyAreForgotten) {
  open();
  journal_->append({.documents = {{"hazard", "h-1", R"({"a":1})"}, {"hazard", "h-2", "{}"}}});
  journal_->append({.documents = {{"hazard", "h-1", R"({"a":2})"}, {"hazard", "h-2", ""}}});
  journal_->append({.documents = {{"drill", "h-1", R"({"b":1})"}}});
  close();
  open();
  const std::vector<site::Document> expected{{"drill", "h-1", R"({"b":1})"},
                                             {"hazard", "h-1", R"({"a":2})"}};
  EXPECT_EQ(journal_->opened().memory.documents, expected);
}

TEST_F(JournalTest, SaysOfABatchWhenItIsDurable) {
  open();
  std::promise<std::size_t> durable;
  journal_->append({.events = {{0, from_unix_ms(1000), "panel", "{}"}}, .durable = [&] {
                      // What another connection sees has been committed.
                      durable.set_value(std::stoul(sql("SELECT count(*) FROM event")));
                    }});
  EXPECT_EQ(durable.get_future().get(), 1U);
}

TEST_F(JournalTest, AJournalOfVersion1GoesOnAsOneOfToday) {
  open();
  append(3);
  const std::string epoch = journal_->opened().epoch;
  close();
  back_to_table_sample();
  sql("DROP TABLE part_memory");
  sql("DROP TABLE document");
  sql("ALTER TABLE incident_memory DROP COLUMN more");
  sql("DROP TABLE alarm_memory");
  sql("CREATE TABLE alarm_memory(id TEXT PRIMARY KEY, state TEXT NOT NULL, occurrence INTEGER NOT "
      "NULL, condition INTEGER NOT NULL, since INTEGER NOT NULL, value REAL, quality TEXT NOT "
      "NULL, "
      "by TEXT NOT NULL, note TEXT NOT NULL) WITHOUT ROWID");
  sql("INSERT INTO alarm_memory VALUES('gd-1.gas.HH', 'latched', 4, 0, 1780000000123, 51.5, "
      "'good', "
      "'', '')");
  sql("PRAGMA user_version = 1");
  open();
  EXPECT_EQ(journal_->opened().epoch, epoch);
  EXPECT_EQ(journal_->opened().notice, "");
  EXPECT_EQ(read_events(Lane::Event, 0).size(), 3U);
  journal_->append({.parts = {{"fp-1", "0020100100", 1}}});
  close();
  EXPECT_EQ(sql("PRAGMA user_version"), std::to_string(kSchemaVersion));
  open();
  EXPECT_EQ(journal_->opened().memory.parts.size(), 1U);
  ASSERT_EQ(journal_->opened().memory.alarms.size(), 1U);
  const site::AlarmMemory& alarm = journal_->opened().memory.alarms[0];
  const alarm::Saved expected{.state = alarm::State::Latched, .occurrence = 4};
  EXPECT_EQ(alarm.saved, expected) << "nothing lies over it, no time is running";
}

TEST_F(JournalTest, TheLastWordOnAnAlarmWins) {
  open();
  site::AlarmMemory alarm = latched_alarm();
  journal_->append({{}, {alarm}, {}});
  alarm.saved.state = alarm::State::Normal;
  alarm.value.reset();
  journal_->append({{}, {alarm}, {}});
  close();
  open();
  ASSERT_EQ(journal_->opened().memory.alarms.size(), 1U);
  EXPECT_EQ(journal_->opened().memory.alarms[0].saved.state, alarm::State::Normal);
  EXPECT_FALSE(journal_->opened().memory.alarms[0].value);
}

TEST_F(JournalTest, OpenIncidentsAllClosedOnesTheNewest) {
  open();
  Journal::Batch batch;
  for (std::uint64_t number = 1; number <= 300; ++number) {
    site::IncidentMemory incident = running_incident();
    incident.id = "tank-farm-leak-" + std::to_string(number);
    incident.number = number;
    if (number != 2) incident.closed = from_unix_ms(1780000009000);
    batch.incidents.push_back(incident);
  }
  journal_->append(std::move(batch));
  close();
  open();
  const auto& incidents = journal_->opened().memory.incidents;
  ASSERT_EQ(incidents.size(), 201U);
  EXPECT_EQ(incidents.front().number, 2U) << "open, however old";
  EXPECT_EQ(incidents.back().number, 300U);
}

TEST_F(JournalTest, AnAlarmThatCannotBeReadIsLeftOutAndSaid) {
  for (const char* garbled :
       {"state = 'odd'", "since = 9223372036854775807", "saved_at = -9223372036854775808",
        "delayed = -9223372036854775808", "shelf_left = 9223372036854775807",
        "shelf = '[\"9223372036854775807\",\"li\",\"\"]'"}) {
    open();
    journal_->append({{}, {latched_alarm()}, {running_incident()}});
    close();
    sql(std::string("UPDATE alarm_memory SET ") + garbled);
    open();
    EXPECT_TRUE(journal_->opened().memory.alarms.empty()) << garbled;
    EXPECT_EQ(journal_->opened().memory.incidents.size(), 1U) << garbled;
    EXPECT_NE(journal_->opened().notice.find("1 remembered"), std::string::npos) << garbled;
    close();
  }
}

TEST_F(JournalTest, AnIncidentThatCannotBeReadWholeIsKeptAndSaid) {
  for (const char* garbled :
       {"opened = -9223372036854775808", "acknowledged = 9223372036854775807", "triggers = '{'",
        "steps = '{'", "steps = '[\"odd\"]'", "more = '{'", "more = '[]'",
        "more = '{\"ended\":9223372036854775807}'", "more = '{\"steps\":[]}'"}) {
    open();
    site::IncidentMemory incident = running_incident();
    incident.ended.reset();
    journal_->append({{}, {}, {incident}});
    close();
    sql(std::string("UPDATE incident_memory SET ") + garbled);
    open();
    const auto& incidents = journal_->opened().memory.incidents;
    ASSERT_EQ(incidents.size(), 1U) << garbled;
    EXPECT_EQ(incidents[0].id, incident.id) << garbled;
    EXPECT_EQ(incidents[0].plan, incident.plan) << garbled;
    EXPECT_EQ(incidents[0].number, incident.number) << garbled;
    EXPECT_FALSE(incidents[0].closed) << garbled;
    EXPECT_NE(journal_->opened().notice.find("1 remembered"), std::string::npos) << garbled;
    close();
  }
}

TEST_F(JournalTest, AnIncidentThatWasClosedStaysSoWhateverItsTimeSays) {
  open();
  site::IncidentMemory incident = running_incident();
  incident.closed = from_unix_ms(1780000010000);
  journal_->append({{}, {}, {incident}});
  close();
  sql("UPDATE incident_memory SET closed = 9223372036854775807");
  open();
  ASSERT_EQ(journal_->opened().memory.incidents.size(), 1U);
  EXPECT_TRUE(journal_->opened().memory.incidents[0].closed);
}

TEST_F(JournalTest, AGarbledTimeOfARecordIsNotTheNewest) {
  open();
  append(2);
  ASSERT_TRUE(wait_for_events(2));
  close();
  open();
  const WallTime newest = journal_->opened().newest;
  close();
  sql("UPDATE event SET t = 9223372036854775807 WHERE seq = (SELECT max(seq) FROM event)");
  open();
  EXPECT_LE(journal_->opened().newest, newest);
}

}  // namespace
}  // namespace hazgate::journal
