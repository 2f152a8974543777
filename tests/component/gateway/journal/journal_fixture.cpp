#include "journal_fixture.hpp"

#include <chrono>
#include <filesystem>
#include <future>
#include <sqlite3.h>
#include <utility>

namespace hazgate::journal {

using namespace std::chrono_literals;

JournalTest::JournalTest() {
  options_.path = folder_.file("hazgate.db");
  options_.sample_commit = 20ms;
}

JournalTest::~JournalTest() {
  journal_.reset();
}

tl::expected<std::unique_ptr<Journal>, OpenError> JournalTest::try_open(const std::string& path) {
  Options options = options_;
  options.path = path;
  return Journal::open(options, {[this](Committed&& committed) {
                                   const std::lock_guard lock(mutex_);
                                   for (auto& event : committed.events)
                                     events_.push_back(std::move(event));
                                   for (auto& sample : committed.samples)
                                     samples_.push_back(std::move(sample));
                                   changed_.notify_all();
                                 },
                                 [this](const std::string& error) {
                                   const std::lock_guard lock(mutex_);
                                   failures_.push_back(error);
                                   changed_.notify_all();
                                 },
                                 [this](Warning, const std::string& text) {
                                   const std::lock_guard lock(mutex_);
                                   warnings_.push_back(text);
                                   changed_.notify_all();
                                 }});
}

void JournalTest::open() {
  auto opened = try_open(options_.path);
  ASSERT_TRUE(opened) << opened.error().text;
  journal_ = std::move(*opened);
}

void JournalTest::append(int events, const std::string& kind) {
  for (int i = 0; i < events; ++i) {
    journal_->append(
        {{{0, from_unix_ms(1000 + i), kind, R"({"n":)" + std::to_string(i) + "}"}}, {}, {}});
  }
}

void JournalTest::append_samples(int samples) {
  const std::uint32_t layout = journal_->layout("gd-101", {"gas", "status"});
  for (int i = 0; i < samples; ++i) {
    journal_->append_sample(from_unix_ms(1000 + i), layout, std::string(200, 'x'));
  }
}

void JournalTest::wait_until_closed() {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (sql("SELECT count(DISTINCT segment) FROM tail") > "1") {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  }
}

void JournalTest::back_to_table_sample() {
  sql("DROP TABLE segment; DROP TABLE block; DROP TABLE tail; DROP TABLE minute; "
      "DROP TABLE minute_block; DROP TABLE minute_mark; "
      "CREATE TABLE sample(seq INTEGER PRIMARY KEY, t INTEGER NOT NULL, layout INTEGER NOT NULL, "
      "frame BLOB NOT NULL); ALTER TABLE lane DROP COLUMN ahead; PRAGMA user_version = 5");
}

bool JournalTest::wait_for(const std::function<bool()>& condition) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, 10s, condition);
}

bool JournalTest::wait_for_events(std::size_t count) {
  return wait_for([&] { return events_.size() >= count; });
}

bool JournalTest::wait_for_samples(std::size_t count) {
  return wait_for([&] { return samples_.size() >= count; });
}

std::vector<EventRecord> JournalTest::read_events(Lane lane, std::uint64_t after,
                                                  std::size_t limit) {
  std::promise<std::vector<EventRecord>> read;
  journal_->read_events(lane, after, limit,
                        [&](auto records) { read.set_value(std::move(records)); });
  return read.get_future().get();
}

std::vector<SampleRecord> JournalTest::read_samples(std::uint64_t after, std::size_t limit) {
  std::promise<std::vector<SampleRecord>> read;
  journal_->read_samples(after, limit, [&](auto records) { read.set_value(std::move(records)); });
  return read.get_future().get();
}

std::string JournalTest::sql(const std::string& statement) {
  sqlite3* connection = nullptr;
  EXPECT_EQ(sqlite3_open(options_.path.c_str(), &connection), SQLITE_OK);
  std::string first;
  char* error = nullptr;
  sqlite3_exec(
      connection, statement.c_str(),
      [](void* into, int, char** values, char**) {
        *static_cast<std::string*>(into) = values[0] != nullptr ? values[0] : "";
        return 0;
      },
      &first, &error);
  EXPECT_EQ(error, nullptr) << error;
  sqlite3_free(error);
  sqlite3_close(connection);
  return first;
}

std::vector<std::string> JournalTest::files() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

}  // namespace hazgate::journal
