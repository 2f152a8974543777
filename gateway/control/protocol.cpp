#include "gateway/control/protocol.hpp"

#include <boost/json.hpp>
#include <utility>

#include "gateway/control/json_text.hpp"

namespace hazgate::control {
namespace {

namespace json = boost::json;

tl::expected<json::object, std::string> read_object(std::string_view line) {
  json::error_code error;
  json::value value = json::parse(line, error);
  if (error) return tl::unexpected("not JSON: " + error.message());
  if (!value.is_object()) return tl::unexpected(std::string("not a JSON object"));
  return std::move(value.get_object());
}

}  // namespace

tl::expected<Call, std::string> read_call(std::string_view line) {
  auto object = read_object(line);
  if (!object) {
    return tl::unexpected("the request is " + object.error() +
                          R"(; send one object a line, like {"op":"status","args":{}})");
  }
  Call call;
  const json::value* op = object->if_contains("op");
  if (op == nullptr || !op->is_string() || op->get_string().empty()) {
    return tl::unexpected(std::string(R"(the request has no "op"; name an operation as text)"));
  }
  call.op = std::string(op->get_string());
  json::value* args = object->if_contains("args");
  if (args == nullptr) return call;
  if (!args->is_object()) {
    return tl::unexpected(std::string(R"("args" is not an object; send {"op":…,"args":{…}})"));
  }
  call.args = std::move(args->get_object());
  return call;
}

std::string call_line(std::string_view op, const json::object& args) {
  return json::serialize(json::object{{"op", op}, {"args", args}}) + '\n';
}

std::string item_line(const json::object& item) {
  return R"({"item":)" + json_text(item) + "}\n";
}

std::string done_line() {
  return "{\"done\":true}\n";
}

std::string fail_line(Failure failure, std::string_view text) {
  return json::serialize(json::object{{"error", text}, {"code", static_cast<int>(failure)}}) + '\n';
}

tl::expected<Reply, std::string> read_reply(std::string_view line) {
  auto object = read_object(line);
  if (!object) return tl::unexpected("the answer is " + object.error());
  if (json::value* item = object->if_contains("item"); item != nullptr && item->is_object()) {
    return Reply{.kind = Reply::Kind::Item, .item = std::move(item->get_object())};
  }
  if (object->contains("done")) return Reply{};
  const json::value* error = object->if_contains("error");
  if (error == nullptr || !error->is_string()) {
    return tl::unexpected(std::string("the answer is neither an item nor an end"));
  }
  Reply reply{.kind = Reply::Kind::Failed, .text = std::string(error->get_string())};
  const json::value* code = object->if_contains("code");
  const bool known = code != nullptr && code->is_int64() && code->get_int64() >= 1 &&
                     code->get_int64() <= static_cast<int>(Failure::Unreachable);
  if (known) reply.code = static_cast<int>(code->get_int64());
  return reply;
}

}  // namespace hazgate::control
