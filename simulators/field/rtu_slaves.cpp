#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include "simulators/field/slaves.hpp"

namespace hazgate::sim {
namespace {

using Error = boost::system::error_code;

constexpr std::size_t kMostFrame = 256;
constexpr std::chrono::milliseconds kSilence{
    20};  // a pty has no line speed; only to find back into step

std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
  std::uint16_t crc = 0xFFFF;
  for (const std::uint8_t byte : bytes) {
    crc = static_cast<std::uint16_t>(crc ^ byte);
    for (int bit = 0; bit < 8; ++bit) {
      crc = static_cast<std::uint16_t>((crc & 1U) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1);
    }
  }
  return crc;
}

/// Length of the request frame that begins here; 0 while too little of it has come to tell.
std::size_t frame_length(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 2) return 0;
  if (bytes[1] != 15 && bytes[1] != 16) return 8;
  return bytes.size() < 7 ? 0 : 9U + bytes[6];
}

/// One serial line with all its slaves: they hear every frame and answer their own.
class RtuSlaves : public Slaves {
 public:
  RtuSlaves(boost::asio::io_context& io, int master, int slave, std::string name, std::string link,
            Field& field, std::size_t listen)
      : line_(io, master),
        keep_open_(slave),
        name_(std::move(name)),
        link_(std::move(link)),
        field_(field),
        listen_(listen),
        silence_(io) {
    read();
  }
  ~RtuSlaves() override {
    ::close(keep_open_);
    std::error_code ignored;
    std::filesystem::remove(link_, ignored);
  }
  RtuSlaves(const RtuSlaves&) = delete;
  RtuSlaves& operator=(const RtuSlaves&) = delete;

  boost::json::object describe() const override { return {{"device", name_}, {"link", link_}}; }

 private:
  void read() {
    line_.async_read_some(boost::asio::buffer(in_.data() + filled_, in_.size() - filled_),
                          [this](Error error, std::size_t count) {
                            if (error) return;
                            filled_ += count;
                            take_frames();
                            if (filled_ == in_.size()) filled_ = 0;
                            read();
                          });
  }

  void take_frames() {
    while (true) {
      const std::span<const std::uint8_t> bytes(in_.data(), filled_);
      const std::size_t length = frame_length(bytes);
      if (length == 0 || filled_ < length) break;
      const auto crc = static_cast<std::uint16_t>(bytes[length - 2] | bytes[length - 1] << 8);
      if (crc16(bytes.first(length - 2)) != crc) break;  // out of step: silence ends it
      answer(bytes.first(length - 2));
      std::copy(in_.begin() + static_cast<std::ptrdiff_t>(length),
                in_.begin() + static_cast<std::ptrdiff_t>(filled_), in_.begin());
      filled_ -= length;
    }
    silence_.expires_after(kSilence);
    silence_.async_wait([this](Error cancelled) {
      if (!cancelled) filled_ = 0;
    });
  }

  void answer(std::span<const std::uint8_t> request) {
    const std::uint8_t unit = request[0];
    const auto answer = field_.answer(listen_, unit, request.subspan(1), reply_);
    if (answer.silent) return;
    std::vector<std::uint8_t> out = {unit};
    out.insert(out.end(), reply_.begin(), reply_.end());
    const std::uint16_t crc = crc16(out);
    out.push_back(static_cast<std::uint8_t>(crc & 0xFF));
    out.push_back(static_cast<std::uint8_t>(crc >> 8));
    if (answer.delay.count() == 0) {
      send(out);
      return;
    }
    auto timer = std::make_shared<boost::asio::steady_timer>(line_.get_executor(), answer.delay);
    timer->async_wait([this, timer, out = std::move(out)](Error cancelled) {
      if (!cancelled) send(out);
    });
  }

  void send(const std::vector<std::uint8_t>& out) {
    Error ignored;
    line_.write_some(boost::asio::buffer(out), ignored);
  }

  boost::asio::posix::stream_descriptor line_;
  int keep_open_;
  std::string name_, link_;
  Field& field_;
  std::size_t listen_;
  boost::asio::steady_timer silence_;
  std::array<std::uint8_t, 2 * kMostFrame> in_{};
  std::size_t filled_ = 0;
  std::vector<std::uint8_t> reply_;
};

}  // namespace

tl::expected<std::unique_ptr<Slaves>, std::string> listen_rtu(boost::asio::io_context& io,
                                                              Field& field, std::size_t listen,
                                                              const RtuListen& on) {
  int master = -1, slave = -1;
  termios raw{};
  cfmakeraw(&raw);
  cfsetspeed(&raw, B9600);
  if (::openpty(&master, &slave, nullptr, &raw, nullptr) != 0) {
    return tl::unexpected(std::string("no pty: ") + std::strerror(errno));
  }
  std::array<char, 128> name{};
  ::ttyname_r(slave, name.data(), name.size());
  std::error_code error;
  if (std::filesystem::is_symlink(on.link, error)) std::filesystem::remove(on.link, error);
  std::filesystem::create_symlink(name.data(), on.link, error);
  if (error) {
    ::close(master);
    ::close(slave);
    return tl::unexpected("cannot make the link " + on.link + ": " + error.message());
  }
  return std::make_unique<RtuSlaves>(io, master, slave, name.data(), on.link, field, listen);
}

}  // namespace hazgate::sim
