#include "simulators/field/pty.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <pty.h>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace hazgate::sim {

Pty::Pty(int master_end, int slave_end, std::string pty_name, std::string link_path)
    : master(master_end), slave(slave_end), name(std::move(pty_name)), link(std::move(link_path)) {}

Pty::~Pty() {
  ::close(slave);
  std::error_code error;
  if (std::filesystem::read_symlink(link, error) == name) std::filesystem::remove(link, error);
}

tl::expected<std::unique_ptr<Pty>, std::string> Pty::open(const std::string& link) {
  int master = -1, slave = -1;
  termios raw{};
  cfmakeraw(&raw);
  cfsetspeed(&raw, B9600);
  if (::openpty(&master, &slave, nullptr, &raw, nullptr) != 0) {
    return tl::unexpected(std::string("no pty: ") + std::strerror(errno) +
                          "; is /dev/pts mounted?");
  }
  std::array<char, 128> name{};
  ::ttyname_r(slave, name.data(), name.size());
  auto pty = std::make_unique<Pty>(master, slave, name.data(), link);
  std::error_code error;
  if (std::filesystem::is_symlink(link, error)) std::filesystem::remove(link, error);
  std::filesystem::create_symlink(name.data(), link, error);
  if (error) {
    ::close(master);
    return tl::unexpected("cannot make the link " + link + ": " + error.message() +
                          "; write a path that hazsim may create");
  }
  return pty;
}

}  // namespace hazgate::sim
