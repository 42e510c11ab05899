public import MessagesAPI

extension Notice.Code {
  /// What a tool adds to the prompt is not known.
  public static let unknownTool = Notice.Code(rawValue: "unknown_tool")
  /// The size of an image or a document cannot be told from the request.
  public static let unknownSize = Notice.Code(rawValue: "unknown_size")
  /// A tool that the API runs itself: its results become input while the answer is made, and are billed.
  public static let serverToolResults = Notice.Code(rawValue: "server_tool_results")
  /// A call's input is no object.
  public static let oddInput = Notice.Code(rawValue: "odd_input")
  /// Two fields give the form of the answer.
  public static let twoOutputFormats = Notice.Code(rawValue: "two_output_formats")
  /// The tools are one page of several.
  public static let missingTools = Notice.Code(rawValue: "missing_tools")
  /// What a client's note said is not known.
  public static let unknownNote = Notice.Code(rawValue: "unknown_note")
  /// A field that no documentation at hand names.
  public static let unknownField = Notice.Code(rawValue: "unknown_field")
}
