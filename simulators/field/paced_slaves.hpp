#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "simulators/field/pty.hpp"
#include "simulators/field/slaves.hpp"

namespace hazgate::sim {

/// The slaves of a serial line that takes its time: see simulators/line/wire.hpp.
std::unique_ptr<Slaves> paced_slaves(boost::asio::io_context& io, std::unique_ptr<Pty> pty,
                                     Field& field, std::size_t listen, int baud);

}  // namespace hazgate::sim
