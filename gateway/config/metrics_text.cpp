#include "gateway/config/metrics_text.hpp"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <string_view>

#include "gateway/config/references.hpp"

namespace hazgate::config {
namespace {

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

bool is_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
  if (!bracketed) return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1;
  return ::inet_pton(AF_INET6, text.substr(1, text.size() - 2).c_str(), bytes.data()) == 1;
}

bool is_listening_place(const std::string& text) {
  const auto colon = text.rfind(':');
  return colon != std::string::npos && is_port(std::string_view(text).substr(colon + 1)) &&
         is_address(text.substr(0, colon));
}

}  // namespace

void read_metrics(model::TableReader& reader, MetricsText& metrics) {
  const auto listen = reader.text("listen");
  if (!listen) return;
  metrics.listen = read_reference(reader, "listen");
  if (is_listening_place(*listen)) {
    metrics.settings.listen = *listen;
  } else {
    reader.mistake("listen", "\"" + *listen + "\" is not an address with a port",
                   "write \"127.0.0.1:9464\", \"[::1]:9464\", or leave [metrics] out");
  }
}

bool is_loopback(const MetricsSettings& metrics) {
  return metrics.listen.starts_with("127.") || metrics.listen.starts_with("[::1]:");
}

}  // namespace hazgate::config
