#pragma once

#include <condition_variable>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/journal/journal.hpp"
#include "tests/support/scratch_folder.hpp"

namespace hazgate::journal {

/// A journal in a folder of its own, and what it reported.
class JournalTest : public testing::Test {
 protected:
  JournalTest();
  ~JournalTest() override;

  /// Opens with the fixture's options; the test fails when that fails.
  void open();
  void close() { journal_.reset(); }
  tl::expected<std::unique_ptr<Journal>, OpenError> try_open(const std::string& path);

  void append(int events, const std::string& kind = "alarm");
  void append_samples(int samples);
  /// Until all segments but the last one are closed.
  void wait_until_closed();
  /// The journal becomes as version 5 had it, without samples.
  void back_to_table_sample();

  /// Waits for a condition over what was reported; false after ten seconds.
  bool wait_for(const std::function<bool()>& condition);
  bool wait_for_events(std::size_t count);
  bool wait_for_samples(std::size_t count);

  std::vector<EventRecord> read_events(Lane lane, std::uint64_t after, std::size_t limit = 100000);
  std::vector<SampleRecord> read_samples(std::uint64_t after, std::size_t limit = 100000);

  /// Runs SQL on the closed journal and gives the first column of the last row.
  std::string sql(const std::string& statement);
  std::vector<std::string> files() const;

  ScratchFolder folder_;
  Options options_;
  std::unique_ptr<Journal> journal_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<EventRecord> events_;
  std::vector<SampleRecord> samples_;
  std::vector<std::string> failures_;
  std::vector<std::string> warnings_;
};

/// Every record's seq is one more than the one before, the first is `first`.
template <class Record>
bool is_contiguous(const std::vector<Record>& records, std::uint64_t first) {
  for (const Record& record : records) {
    if (record.seq != first++) return false;
  }
  return true;
}

}  // namespace hazgate::journal
