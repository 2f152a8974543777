#include "gateway/cli/incident_report.hpp"

#include <boost/json.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "gateway/cli/digest.hpp"
#include "gateway/cli/incident_csv.hpp"
#include "gateway/cli/incident_html.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/pdf_printer.hpp"
#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

using control::CallError;

constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr int kUnreachable = 3;
/// A long record is read in pieces; nothing may come for a while.
constexpr std::chrono::minutes kPatience{2};

CallError not_written(const std::string& file) {
  const std::string why = std::generic_category().message(errno);
  return {kUnreachable, "cannot write " + file + ": " + why};
}

/// "-": standard output.
tl::expected<void, CallError> write(const std::string& file, const std::string& bytes) {
  if (file == "-") {
    print(bytes);
    return {};
  }
  const std::string unfinished = file + ".new";
  std::FILE* out = std::fopen(unfinished.c_str(), "wb");
  if (out == nullptr) return tl::unexpected(not_written(file));
  const bool whole = std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size();
  const bool closed = std::fclose(out) == 0;
  if (whole && closed && std::rename(unfinished.c_str(), file.c_str()) == 0) return {};
  CallError error = not_written(file);
  std::remove(unfinished.c_str());
  return tl::unexpected(std::move(error));
}

tl::expected<ReportWords, CallError> words_of(const Arguments& arguments,
                                              const IncidentDocument& document) {
  ReportWords words;
  const std::string site = text_of(document.site, "language");
  const auto asked = report_language(arguments.language.empty() ? site : arguments.language);
  if (!asked && !arguments.language.empty()) {
    return tl::unexpected(
        CallError{kUsage, "--language " + arguments.language + " is none of zh-CN, zh-TW and en"});
  }
  words.language = asked.value_or(ReportLanguage::English);
  const std::string zone = text_of(document.site, "timezone");
  if (const auto found = calendar::Zone::find(zone)) {
    words.zone = *found;
    words.zone_name = zone;
  }
  return words;
}

std::string search_path() {
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): one thread
  return path == nullptr ? "/usr/bin:/bin" : path;
}

tl::expected<void, CallError> write_forms(const Arguments& arguments,
                                          const IncidentDocument& document,
                                          const ReportWords& words) {
  const std::string json = document.json + '\n';
  if (arguments.json) print(json);
  if (!arguments.csv.empty()) {
    if (auto done = write(arguments.csv, incident_csv(document, words)); !done) return done;
  }
  if (arguments.html.empty() && arguments.pdf.empty()) return {};
  const std::string html = incident_html(document, words, {.at = now_ms(), .digest = sha256(json)});
  if (!arguments.html.empty()) {
    if (auto done = write(arguments.html, html); !done) return done;
  }
  if (arguments.pdf.empty()) return {};
  const auto pdf = print_pdf(html, search_path());
  if (!pdf) return tl::unexpected(CallError{kRefused, pdf.error()});
  return write(arguments.pdf, *pdf);
}

}  // namespace

tl::expected<int, CallError> incident_report(const Arguments& arguments, const Call& call) {
  Items answers;
  const auto called = call(
      "incident-file", {{"id", arguments.ids.front()}},
      [&](Item&& item) {
        answers.push_back(std::move(item));
        return true;
      },
      kPatience);
  if (!called) return tl::unexpected(called.error());
  const IncidentDocument document = incident_document(answers);
  const auto words = words_of(arguments, document);
  if (!words) return tl::unexpected(words.error());
  if (auto done = write_forms(arguments, document, *words); !done) {
    return tl::unexpected(done.error());
  }
  return 0;
}

}  // namespace hazgate::cli
