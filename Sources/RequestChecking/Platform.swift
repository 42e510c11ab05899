import JSONText
public import MessagesAPI
import ModelCatalog

/// Who takes the request: limits and error texts differ. An open set.
public struct Platform: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Anthropic's own API, and clouds that behave like it.
  public static let api = Platform(rawValue: "api")
  /// Amazon Bedrock.
  public static let bedrock = Platform(rawValue: "bedrock")
  /// Google Cloud's Vertex AI.
  public static let google = Platform(rawValue: "google")
  /// Microsoft Foundry.
  public static let foundry = Platform(rawValue: "foundry")
  /// A gateway that prices long prompts by the portion above 200,000 tokens.
  public static let zenmux = Platform(rawValue: "zenmux")

  /// Those that have a name of their own here.
  public static let known: [Platform] = [.api, .bedrock, .google, .foundry, .zenmux]

  public var description: String { rawValue }

  /// What the body's shape tells; `api` where it tells nothing.
  ///
  /// A model's Bedrock id (`anthropic.…`, an ARN) tells it, too.
  public init(of request: borrowing MessagesRequest) {
    switch request.shape {
    case .bedrockConverse, .bedrockInvoke: self = .bedrock
    case .vertex: self = .google
    default:
      let model = request.model ?? ""
      // Bedrock's ids have dots and ARNs colons, Google's an `@`; most have none of them.
      let marks = Self.marks(in: model)
      if marks.hasDot || marks.hasColon, Self.isBedrockID(model) {
        self = .bedrock
      } else {
        self = marks.hasAt ? .google : .api
      }
    }
  }

  private static func marks(in model: String) -> (hasDot: Bool, hasColon: Bool, hasAt: Bool) {
    var marks = (hasDot: false, hasColon: false, hasAt: false)
    let bytes = model.utf8.span
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "."): marks.hasDot = true
      case UInt8(ascii: ":"): marks.hasColon = true
      case UInt8(ascii: "@"): marks.hasAt = true
      default: break
      }
    }
    return marks
  }

  private static func isBedrockID(_ model: String) -> Bool {
    model.hasPrefix("arn:aws") || model.hasPrefix("anthropic.") || model.contains(".anthropic.")
  }
}

/// What is asked of the API. Batches allow more output.
public enum Endpoint: String, Sendable, Hashable, CaseIterable {
  /// A request of its own.
  case messages
  /// A request in a batch.
  case batches
  /// Counting: there is no output, and the window is not enforced.
  case countTokens = "count_tokens"
}
