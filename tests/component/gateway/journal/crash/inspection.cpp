#include "inspection.hpp"

#include <algorithm>
#include <future>
#include <sqlite3.h>
#include <utility>
#include <vector>

namespace hazgate::crash {
namespace {

using journal::EventRecord;
using journal::Journal;
using journal::Lane;
using journal::SampleRecord;

struct Finding {
  std::string complaint;  ///< the first
  Extent extent;
};

constexpr std::size_t kAll = 1'000'000;

std::string text(const std::string& what, std::uint64_t found, std::uint64_t least,
                 std::uint64_t most) {
  return what + ": found " + std::to_string(found) + ", promised " + std::to_string(least) +
         ", handed in " + std::to_string(most);
}

void require(Finding& finding, bool holds, const std::string& otherwise) {
  if (!holds && finding.complaint.empty()) finding.complaint = otherwise;
}

void require_within(Finding& finding, const std::string& what, std::uint64_t found,
                    std::uint64_t least, std::uint64_t most) {
  require(finding, least <= found && found <= most, text(what, found, least, most));
}

std::vector<EventRecord> events(Journal& journal, Lane lane) {
  std::promise<std::vector<EventRecord>> read;
  journal.read_events(lane, 0, kAll, [&](auto records) { read.set_value(std::move(records)); });
  return read.get_future().get();
}

std::vector<SampleRecord> samples(Journal& journal) {
  std::promise<std::vector<SampleRecord>> read;
  journal.read_samples(0, kAll, [&](auto records) { read.set_value(std::move(records)); });
  return read.get_future().get();
}

bool are_as_handed_in(const std::vector<EventRecord>& found,
                      EventRecord (*handed_in)(std::uint64_t)) {
  std::uint64_t seq = 0;
  return std::all_of(found.begin(), found.end(), [&](const EventRecord& event) {
    const EventRecord expected = handed_in(++seq);
    return event.seq == seq && event.t == expected.t && event.kind == expected.kind &&
           event.body == expected.body;
  });
}

/// Retention may have taken samples that are too old beside the newest record there may have been.
std::uint64_t first_kept(const Extent& at_most) {
  const WallTime newest = std::max(time_of_sample(at_most.sample), time_of_batch(at_most.batch));
  std::uint64_t seq = 1;
  while (time_of_sample(seq) < newest - kSamplesKept) ++seq;
  return seq;
}

void look_at_samples(Finding& finding, Journal& journal, const Expectation& expected) {
  const std::vector<SampleRecord> found = samples(journal);
  if (finding.extent.sample == 0) return;
  require(finding, !found.empty(), "all samples are gone");
  if (found.empty()) return;
  std::uint64_t seq = found.front().seq;
  require(finding, seq <= first_kept(expected.at_most), "samples at the beginning are gone");
  for (const SampleRecord& sample : found) {
    require(finding, sample.seq == seq, "a sample is missing or there twice");
    require(finding, sample.t == time_of_sample(seq) && sample.frame == frame_of_sample(seq),
            "sample " + std::to_string(seq) + " is not what was handed in");
    const auto layout = journal.layout(sample.layout);
    require(finding, layout && layout->device == "gd-101" && layout->points.size() == 2,
            "sample " + std::to_string(seq) + " has no layout");
    ++seq;
  }
  require(finding, seq == finding.extent.sample + 1, "samples at the end are missing");
}

void look_at_events(Finding& finding, Journal& journal) {
  const std::uint64_t batch = finding.extent.batch;
  const std::vector<EventRecord> found = events(journal, Lane::Event);
  const std::vector<EventRecord> audits = events(journal, Lane::Audit);
  require(finding, found.size() == events_until(batch) && audits.size() == audits_until(batch),
          "a batch is not whole: its memory says " + std::to_string(batch) + ", there are " +
              std::to_string(found.size()) + " events of " + std::to_string(events_until(batch)));
  require(finding, are_as_handed_in(found, event_of) && are_as_handed_in(audits, audit_of),
          "an event is not what was handed in, or not in its place");
  const journal::Opened& opened = journal.opened();
  require(finding, opened.last_event == found.size() && opened.last_audit == audits.size(),
          "the lanes do not go on where they end");
}

}  // namespace

std::string look_into(Journal& journal, const Expectation& expected) {
  Finding finding;
  const journal::Opened& opened = journal.opened();
  finding.extent = extent_of(opened);
  const Extent &found = finding.extent, &least = expected.at_least, &most = expected.at_most;
  if (least.opened) {
    require(finding, opened.epoch == expected.epoch,
            "another epoch: the journal was begun anew (" + opened.notice + ")");
    require(finding, opened.notice.empty(), "a sound journal was called " + opened.notice);
  }
  require_within(finding, "batches", found.batch, least.batch, most.batch);
  require_within(finding, "samples", found.sample, least.sample, most.sample);
  require_within(finding, "cursor of events", found.sent_event, least.sent_event, most.sent_event);
  require_within(finding, "cursor of samples", found.sent_sample, least.sent_sample,
                 most.sent_sample);
  require(finding, found.sent_event <= opened.last_event && found.sent_sample <= opened.last_sample,
          "a cursor is beyond the end of its lane");
  const auto& documents = opened.memory.documents;
  require(finding, (documents.empty() ? "0" : documents[0].body) == std::to_string(found.batch),
          "the document is not of the same batch as the alarm");
  look_at_events(finding, journal);
  look_at_samples(finding, journal, expected);
  return finding.complaint;
}

std::string integrity_of(const std::string& folder) {
  sqlite3* connection = nullptr;
  sqlite3_open_v2((folder + "/hazgate.db").c_str(), &connection, SQLITE_OPEN_READWRITE, nullptr);
  const auto ask = [&](const char* sql) {
    std::string said = "nothing";
    sqlite3_exec(
        connection, sql,
        [](void* into, int, char** values, char**) {
          *static_cast<std::string*>(into) = values[0] != nullptr ? values[0] : "";
          return 0;
        },
        &said, nullptr);
    return said;
  };
  std::string said = ask("PRAGMA integrity_check");
  if (said == "ok" && ask("SELECT count(DISTINCT segment) > 1 OR "
                          "max(segment) <= (SELECT max(id) FROM segment) FROM tail") == "1") {
    said = "ok, but a segment that should be closed is not";
  }
  sqlite3_close(connection);
  return said;
}

}  // namespace hazgate::crash
