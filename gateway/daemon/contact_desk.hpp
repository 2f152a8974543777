#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <list>
#include <memory>
#include <string>

#include "gateway/config/settings.hpp"
#include "gateway/control/desk.hpp"
#include "gateway/daemon/core.hpp"
#include "gateway/daemon/people.hpp"

namespace hazgate::daemon {

/// How long a test message is waited for.
struct TestPatience {
  Duration sent = std::chrono::seconds{100};      ///< a long SMS may take the operator that long
  Duration delivered = std::chrono::seconds{30};  ///< after it was sent, where a phone reports
};

/// Answers `hazctl contact …`: who can be told by which ways, and a test message to one person by one way.
///
///   contact-list                {"id","name","role","ways":[],"down":[],"sms","email","webhook","language"} each
///   contact-test {"id","via"}   {"t","contact","via","to","state":"sent"|"delivered"|"unconfirmed"} as it comes
///
/// A test is in the audit twice: that somebody asked for it, and what has become of it. It is no message of an
/// incident: nobody else is told, and nothing acknowledges it.
/// Thread  core
class ContactDesk {
 public:
  using Answer = std::shared_ptr<control::Answer>;
  using Settings = std::function<const config::Settings&()>;

  ContactDesk(boost::asio::io_context& io, Core& core, People& people, Settings settings,
              site::LocalTime local, TestPatience patience = {});
  ~ContactDesk();
  ContactDesk(const ContactDesk&) = delete;
  ContactDesk& operator=(const ContactDesk&) = delete;

  /// False: this is none of its operations.
  bool call(const control::Request& request, const Answer& answer);

  static constexpr std::size_t kMostAtOnce = 8;

 private:
  /// A test message on its way.
  struct Test {
    Answer answer;
    std::string by, contact, to;
    emergency::Via via = emergency::Via::Sms;
    std::uint64_t number = 0;  ///< its own
    std::uint64_t ticket = 0;  ///< of its letter; 0: none
    bool sent = false;
    boost::asio::steady_timer timer;
  };
  using Place = std::list<Test>::iterator;

  void list(const Answer& answer);
  void test(const control::Request& request, const Answer& answer);
  void begin(const control::Request& request, const Answer& answer,
             const site::ContactSpec& contact, emergency::Via via);
  void take(Place test, emergency::ReceiptKind kind, const std::string& error);
  void wait(Place test, Duration patience);
  void give_up(Place test);
  void publish(Place test, const notify::Letter& letter);
  void say(const Test& test, const char* state);
  void end(Place test, const char* outcome, const std::string& error);
  notify::Letter letter(std::string_view language, const std::string& by) const;

  boost::asio::io_context& io_;
  Core& core_;
  People& people_;
  Settings settings_;
  site::LocalTime local_;
  TestPatience patience_;
  std::list<Test> tests_;
  std::uint64_t next_number_ = 1;
};

}  // namespace hazgate::daemon
