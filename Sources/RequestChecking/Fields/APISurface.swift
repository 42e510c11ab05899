import JSONText
import MessagesAPI

/// The fields at the top level of a body: which endpoint takes which, on which platform, with which header.
///
///     APISurface.answer(to: "max_tokens", at: .countTokens, on: .api)            // .refused
///     APISurface.answer(to: "context_management", at: .messages, on: .api)       // .needs(["context-management-", …])
///
/// One row a field, in the order in which the API looks at them (2026-08-31, Sonnet 5, every pair tried). The rows are
/// the parameters of Anthropic's Python SDK 2.14.0; for Bedrock and Google Cloud what their documentation leaves out.
public enum APISurface {
  /// What becomes of a field.
  public enum Answer: Sendable, Equatable {
    /// It is taken.
    case accepted
    /// It is taken with a beta header that begins with one of these.
    case needs([String])
    /// It is no field of the body: SDKs send it as a header.
    case header
    /// It is refused: "Extra inputs are not permitted".
    case refused
    /// The documentation does not have it, and no answer is known.
    case doubtful
  }

  /// What an endpoint of a platform says to a field, unknown ones included. O(fields).
  public static func answer(to field: String, at endpoint: Endpoint, on platform: Platform) -> Answer {
    guard let row = rows.first(where: { "\($0.field.name)" == field }) else {
      return transport.contains(field) ? .header : .refused
    }
    return row.answer(at: endpoint, on: platform)
  }

  /// Whether one of the headers is sent that open the field.
  static func isOpened(_ needs: [String], by betas: [String]) -> Bool {
    betas.contains { beta in needs.contains { beta.hasPrefix($0) } }
  }

  /// What SDKs take beside the fields and send as headers.
  static let transport = NameTable(["anthropic_beta", "betas", "extra_headers"])

  // MARK: The table

  final class Row: Sendable {
    /// What looks into the field.
    enum Kind: Sendable { case setting, tools, messages, system }

    let field: FieldRow
    let kind: Kind
    /// By endpoint and platform, in the order of ``place(of:on:)``.
    private let answers: [Answer]
    /// A bit for each of them that takes the field: most requests have no other fields.
    private let open: UInt8

    init(
      field: FieldRow, kind: Kind = .setting, messages: Answer = .accepted, counting: Answer = .refused,
      onBedrock: Answer? = nil, onGoogle: Answer? = nil
    ) {
      (self.field, self.kind) = (field, kind)
      let answers = [messages, counting].flatMap { answer in
        [nil, onBedrock, onGoogle].map { own in
          // What a platform adds, it adds everywhere; what it leaves out matters where the API has it.
          own == .accepted || answer != .refused ? own ?? answer : answer
        }
      }
      self.answers = answers
      open = answers.indices.reduce(0) { bits, place in answers[place] == .accepted ? bits | 1 << UInt8(place) : bits }
    }

    func answer(at endpoint: Endpoint, on platform: Platform) -> Answer {
      answers[APISurface.place(of: endpoint, on: platform)]
    }

    /// Whether the field is taken at a place.
    func isOpen(at place: Int) -> Bool { open >> UInt8(place) & 1 == 1 }
  }

  /// Where an endpoint of a platform has its answers.
  static func place(of endpoint: Endpoint, on platform: Platform) -> Int {
    let column = platform == .bedrock ? 1 : platform == .google ? 2 : 0
    switch endpoint {
    case .messages, .batches: return column
    case .countTokens: return 3 + column
    }
  }

  /// The rows' names: searched for each member of each body.
  static let names = NameTable(rows.map(\.field.name))

  static let messagesRow = rows.firstIndex { $0.kind == .messages } ?? 0

  static let rows: [Row] = [
    Row(
      field: .required("model", .text(least: 1, most: 256)), counting: .accepted, onBedrock: .doubtful,
      onGoogle: .doubtful),
    Row(field: .strict("tool_choice", .tagged(ObjectType.toolChoices)), counting: .accepted),
    Row(field: .strict("tools", .list(.anything)), kind: .tools, counting: .accepted),
    Row(field: .required("messages", .list(.anything)), kind: .messages, counting: .accepted),
    Row(field: .strict("system", .textOrList(.anything)), kind: .system, counting: .accepted),
    Row(field: .strict("thinking", .tagged(ObjectType.thinkingSettings)), counting: .accepted),
    Row(field: .strict("output_config", .object(.outputConfig)), counting: .accepted),
    Row(field: .cacheControl, counting: .accepted, onBedrock: .doubtful),
    Row(field: .required("max_tokens", .integer())),
    Row(field: .optional("metadata", .object(.metadata))),
    Row(field: .optional("stop_sequences", .list(.text()))),
    Row(field: .strict("temperature", .number)),
    Row(
      field: .strict("service_tier", .word(["auto", "standard_only"])), onBedrock: .refused, onGoogle: .refused),
    Row(field: .strict("top_k", .integer())),
    Row(field: .strict("top_p", .number)),
    Row(field: .strict("stream", .flag), onBedrock: .doubtful),
    Row(field: .optional("container", .textOr(.object(.container))), onBedrock: .refused, onGoogle: .refused),
    Row(field: .optional("inference_geo", .text()), onBedrock: .refused, onGoogle: .refused),
    Row(
      field: .optional("speed", .word(["standard", "fast"])), counting: .accepted, onBedrock: .refused,
      onGoogle: .refused),
    Row(field: .optional("diagnostics", .object(.diagnostics)), onBedrock: .refused, onGoogle: .refused),
    Row(field: .optional("anthropic_version"), messages: .refused, onBedrock: .accepted, onGoogle: .accepted),
    Row(
      field: .optional("context_management", .object(.contextManagement)),
      messages: .needs(["context-management-", "compact-"]),
      counting: .needs(["context-management-", "compact-"])),
    Row(
      field: .optional("mcp_servers", .list(.object(.mcpServer))), messages: .needs(["mcp-client-"]),
      counting: .needs(["mcp-client-"]),
      onBedrock: .refused, onGoogle: .refused),
    Row(
      field: .optional("output_format", .object(.outputFormat)), messages: .needs(["structured-outputs-"]),
      counting: .needs(["structured-outputs-"])),
    Row(
      field: .optional("compaction", .tagged(ObjectType.compactions)), messages: .needs(["compact-"]),
      counting: .needs(["compact-"]),
      onBedrock: .refused),
    Row(
      field: .optional("thread", .tagged(ObjectType.threads)), messages: .needs(["message-threads-"]),
      onBedrock: .refused),
    Row(
      field: .optional("billing_policy", .tagged(ObjectType.billingPolicies)), messages: .needs(["user-profiles-"]),
      counting: .needs(["user-profiles-"]),
      onBedrock: .refused, onGoogle: .refused),
    Row(
      field: .optional("fallbacks", .wordOr(["default"], .list(.object(.fallbackModel)))),
      messages: .needs(["server-side-fallback-"]), onBedrock: .refused,
      onGoogle: .refused),
    Row(
      field: .optional("fallback_credit_token", .textOr(.object(.fallbackCredit))),
      messages: .needs(["fallback-credit-"]), onBedrock: .refused,
      onGoogle: .refused),
    Row(
      field: .optional("user_profile_id", .text()), messages: .needs(["user-profiles-"]), onBedrock: .refused,
      onGoogle: .refused),
  ]
}
