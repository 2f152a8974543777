#include "gateway/journal/reader.hpp"

#include <utility>

namespace hazgate::journal {

Reader::Reader(std::string path) : path_(std::move(path)) {
  thread_ = std::thread([this] { run(); });
}

Reader::~Reader() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Reader::ask(Request request) {
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
  }
  wake_.notify_one();
}

void Reader::run() {
  std::unique_ptr<Database> database;
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !requests_.empty(); });
    if (stopping_) return;
    Request request = std::move(requests_.front());
    requests_.pop_front();
    lock.unlock();
    if (!database) {
      if (auto opened = Database::open(path_, Database::Access::ReadOnly)) {
        database = std::move(*opened);
      }
    }
    request(database.get());
    if (database && !database->ok()) database.reset();  // opened afresh for the next request
    request = nullptr;
    lock.lock();
  }
}

}  // namespace hazgate::journal
