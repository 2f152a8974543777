#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/control/server.hpp"
#include "tests/support/scratch_folder.hpp"

namespace hazgate::control {

using hazgate::ScratchFolder;

/// A desk whose operations are the test's, and that remembers what it was asked.
class FakeDesk : public Desk {
 public:
  using Operation = std::function<void(const Request&, std::shared_ptr<Answer>)>;

  /// Before the server starts.
  void on(const std::string& op, Operation operation) { operations_[op] = std::move(operation); }
  /// An operation that answers these items and is done.
  void answers(const std::string& op, std::vector<std::string> items) {
    on(op, [items = std::move(items)](const Request&, const std::shared_ptr<Answer>& answer) {
      for (const auto& item : items) answer->item(boost::json::parse(item).as_object());
      answer->done();
    });
  }

  void call(const Request& request, std::shared_ptr<Answer> answer) override {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    const auto found = operations_.find(request.op);
    if (found == operations_.end()) return answer->fail(Failure::Usage, "unknown " + request.op);
    found->second(request, std::move(answer));
  }

  std::vector<Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  std::map<std::string, Operation> operations_;
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
};

/// The core's thread with a server on it, as in the daemon.
class DeskThread {
 public:
  explicit DeskThread(Desk& desk, const Limits& limits = Limits())
      : path_(folder_.file("control.sock")), work_(boost::asio::make_work_guard(io_)) {
    auto server = Server::open(io_, path_, desk, limits);
    if (!server) {
      error_ = server.error();
      return;
    }
    server_ = std::move(*server);
    thread_ = std::thread([this] { io_.run(); });
  }
  ~DeskThread() { stop(); }
  DeskThread(const DeskThread&) = delete;
  DeskThread& operator=(const DeskThread&) = delete;

  void stop() {
    if (!thread_.joinable()) return;
    on_core([this] { server_.reset(); });
    work_.reset();
    io_.stop();
    thread_.join();
  }

  /// Runs this on the core and waits for it.
  void on_core(const std::function<void()>& what) {
    std::promise<void> done;
    boost::asio::post(io_, [&] {
      what();
      done.set_value();
    });
    done.get_future().wait();
  }

  const std::string& path() const { return path_; }
  const std::string& error() const { return error_; }
  boost::asio::io_context& io() { return io_; }

 private:
  ScratchFolder folder_;
  std::string path_;
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::unique_ptr<Server> server_;
  std::string error_;
  std::thread thread_;
};

}  // namespace hazgate::control
