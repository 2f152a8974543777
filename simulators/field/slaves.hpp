#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "simulators/field/field.hpp"

namespace hazgate::sim {

/// The Modbus slaves of one [[listen]]: Modbus TCP on a port, or RTU on a pty.
/// Thread  the io_context's
class Slaves {
 public:
  virtual ~Slaves() = default;
  virtual boost::json::object describe() const = 0;  ///< {"port":…} or {"device":…,"link":…}
  /// How late a paced line was so far; nothing when there is nothing new to say.
  virtual std::optional<boost::json::object> report_lateness() { return std::nullopt; }
};

/// Errors  a text: the port is taken, no pty, the link cannot be made
tl::expected<std::unique_ptr<Slaves>, std::string> listen_tcp(boost::asio::io_context& io,
                                                              Field& field, std::size_t listen,
                                                              const TcpListen& on);
tl::expected<std::unique_ptr<Slaves>, std::string> listen_rtu(boost::asio::io_context& io,
                                                              Field& field, std::size_t listen,
                                                              const RtuListen& on);

}  // namespace hazgate::sim
