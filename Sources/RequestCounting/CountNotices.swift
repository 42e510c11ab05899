public import MessagesAPI

extension Notice.Code {
  /// What a tool adds to the prompt is not known.
  public static let unknownTool = Notice.Code(rawValue: "unknown_tool")
  /// The size of an image or a document cannot be told from the request.
  public static let unknownSize = Notice.Code(rawValue: "unknown_size")
  /// A tool that the API runs itself: its results become input while the answer is made, and are billed.
  public static let serverToolResults = Notice.Code(rawValue: "server_tool_results")
  /// What a client's note said is not known.
  public static let unknownNote = Notice.Code(rawValue: "unknown_note")
  /// A field that no documentation at hand names.
  public static let unknownField = Notice.Code(rawValue: "unknown_field")
}
