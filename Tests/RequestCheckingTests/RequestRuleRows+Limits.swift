import MessagesAPI
import ModelCatalog
import RequestChecking

// Rows of rules about sizes, media and Bedrock's Converse.

extension RequestRuleTests {
  private static let sonnet = "claude-sonnet-4-5"
  private static let opus = "claude-opus-5"
  private static let text = #"{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a"}}"#
  private static let web = #"{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}"#

  static let limitRows: [RuleRow] = [
    RuleRow(
      .bodySize, "Request exceeds the maximum size", Sent(opus).with { $0.length = 32_000_001 },
      inside: Sent(opus).with { $0.length = 32_000_000 },
      elsewhere: Sent(opus).to(.batches).with { $0.length = 32_000_001 }),
    RuleRow(
      .bedrockTextBytes, "too many total text bytes: 9000002 > 9000000",
      .blocks(opus, Part.text(String(repeating: "a ", count: 4_500_001))).by(.bedrock),
      inside: .blocks(opus, Part.text(String(repeating: "a ", count: 4_500_000))).by(.bedrock),
      elsewhere: .blocks(opus, Part.text(String(repeating: "a ", count: 4_500_001)))),
    RuleRow(
      .messageCount, "messages: List should have at most 100000 items",
      Sent(opus, "", Part.many(#"{"role":"user","content":"a"}"#, 100_001)),
      inside: Sent(opus, "", Part.many(#"{"role":"user","content":"a"}"#, 100_000))),
  ]

  static let mediaRows: [RuleRow] = [
    RuleRow(
      .imageCount, "too many images and documents: 101 + 0 > 100", .blocks(sonnet, Part.many(Part.gif(), 101)),
      inside: .blocks(sonnet, Part.many(Part.gif(), 100)), elsewhere: .blocks(opus, Part.many(Part.gif(), 101))),
    RuleRow(
      .imageCount, "too many images and documents: 105 + 0 > 100",
      .blocks("claude-opus-4-6", Part.many(Part.gif(), 105)).on("2026-03-04"),
      inside: .blocks("claude-opus-4-6", Part.many(Part.gif(), 100)).on("2026-03-04"),
      elsewhere: .blocks("claude-opus-4-6", Part.many(Part.gif(), 105)).on("2026-03-13")),
    RuleRow(
      .imageCount, "too many images and documents: 100 + 1 > 100",
      .blocks(sonnet, Part.many(Part.gif(), 100) + "," + text),
      inside: .blocks(sonnet, Part.many(Part.gif(), 99) + "," + text)),
    RuleRow(
      .imageCount, "Too much media: 50 document pages + 60 images > 100",
      .blocks(sonnet, Part.many(Part.gif(), 60) + "," + text).with { $0.pages = 50 },
      inside: .blocks(sonnet, Part.many(Part.gif(), 50) + "," + text).with { $0.pages = 50 }),
    RuleRow(
      .imageCount, "Too much media: 0 document pages + 101 images > 100",
      .blocks(sonnet, Part.many(Part.gif(), 101)).on("2026-01-15"),
      inside: .blocks(sonnet, Part.many(Part.gif(), 100)).on("2026-01-15")),
    RuleRow(
      .imageEdge,
      "messages.0.content.0.image.source.base64.data: At least one of the image dimensions exceed max allowed size: 8000 "
        + "pixels", .blocks(opus, Part.gif(width: 8001)), inside: .blocks(opus, Part.gif(width: 8000))),
    RuleRow(
      .imageEdge,
      "messages.0.content.0.image.source.base64.data: At least one of the image dimensions exceed max allowed size for "
        + "many-image requests: 2000 pixels", .blocks(opus, Part.many(Part.gif(width: 2001), 21)),
      inside: .blocks(opus, Part.many(Part.gif(width: 2001), 20)),
      elsewhere: .blocks(opus, Part.many(Part.gif(width: 2000), 21))),
    RuleRow(
      .imageBytes,
      "messages.0.content.0.image.source.base64: image exceeds 5 MB maximum: 5300020 bytes > 5242880 bytes",
      .blocks(opus, Part.gif(padding: 5_300_000)).by(.bedrock), inside: .blocks(opus, Part.gif()).by(.bedrock),
      elsewhere: .blocks(opus, Part.gif(padding: 5_300_000))),
    RuleRow(
      .imageBytes,
      "messages.0.content.0.image.source.base64: image exceeds 5 MB maximum: 5300020 bytes > 5242880 bytes",
      .blocks(sonnet, Part.gif(padding: 5_300_000)).on("2026-01-15"), inside: .blocks(sonnet, Part.gif()),
      elsewhere: .blocks(sonnet, Part.gif(padding: 5_300_000))),
    RuleRow(
      .fieldTypes,
      "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or "
        + "'image/webp'", .blocks(opus, Part.gif(mediaType: "image/tiff")), inside: .blocks(opus, Part.gif())),
    RuleRow(
      .imageType,
      "The model returned the following errors: messages.0.content.0.image.source.base64.media_type: Input should be "
        + "'image/jpeg', 'image/png', 'image/gif' or 'image/webp'",
      Sent(
        body:
          #"{"modelId":"anthropic.claude-sonnet-4-5-20250929-v1:0","messages":[{"role":"user","content":[{"image":{"format":"tiff","source":{"bytes":"AAAA"}}}]}]}"#
      ),
      inside: Sent(
        body:
          #"{"modelId":"anthropic.claude-sonnet-4-5-20250929-v1:0","messages":[{"role":"user","content":[{"image":{"format":"png","source":{"bytes":"AAAA"}}}]}]}"#
      )),
    RuleRow(
      .declaredImageType,
      "messages.0.content.0.image.source.base64: The image was specified using the image/jpeg media type, but the image "
        + "appears to be a image/gif image", .blocks(opus, Part.gif(mediaType: "image/jpeg")),
      inside: .blocks(opus, Part.gif()),
      elsewhere: .blocks(opus, Part.gif(mediaType: "image/jpeg")).on("2025-10-01").with {
        $0.model = "claude-3-haiku-20240307"
      }),
    RuleRow(
      .declaredImageType,
      "messages.0.content.0.image.source.base64: The image was specified using the image/jpeg media type, but the image "
        + "appears to be a image/gif image", .blocks("claude-3-haiku-20240307", Part.gif(mediaType: "image/jpeg")),
      inside: .blocks("claude-3-haiku-20240307", Part.gif()), doubt: .day),
    RuleRow(
      .pageCount, "messages.pdf.source.base64.data: A maximum of 100 PDF pages may be provided.",
      Sent(sonnet).with { $0.pages = 101 }.with { $0.body = Sent.blocks(sonnet, text).body },
      inside: Sent.blocks(sonnet, text).with { $0.pages = 100 },
      elsewhere: Sent.blocks(opus, text).with { $0.pages = 101 }),
    RuleRow(
      .mediaSource, "messages.0.content.0.image.source.base64.data: URL sources are not supported",
      .blocks(sonnet, web).by(.bedrock), inside: .blocks(sonnet, Part.gif()).by(.bedrock),
      elsewhere: .blocks(sonnet, web)),
    RuleRow(
      .mediaSource, "messages.0.content.0.image.source.base64.data: URL sources are not supported",
      .blocks(sonnet, web).by(.google), inside: .blocks(sonnet, Part.gif()).by(.google),
      elsewhere: .blocks(sonnet, web).by(.foundry)),
    RuleRow(
      .mediaAddress, "Only HTTPS URLs are supported.",
      .blocks(sonnet, #"{"type":"image","source":{"type":"url","url":"http://a.example/a.png"}}"#),
      inside: .blocks(sonnet, #"{"type":"image","source":{"type":"url","url":"HTTPS://a.example/a.png"}}"#),
      elsewhere: .blocks(sonnet, #"{"type":"image","source":{"type":"url","url":"http://a.example/a.png"}}"#)
        .to(.countTokens)),
    RuleRow(
      .mediaAddress, "Only HTTPS URLs are supported.",
      .blocks(sonnet, #"{"type":"document","source":{"type":"url","url":"file:///tmp/a.pdf"}}"#),
      inside: .blocks(sonnet, #"{"type":"document","source":{"type":"url","url":"https://a.example/a.pdf"}}"#)),
    RuleRow(
      .sourcesCounted, "messages.0.content.0.image.source: media by url are not counted",
      .blocks(sonnet, web).to(.countTokens), inside: .blocks(sonnet, Part.gif()).to(.countTokens),
      elsewhere: .blocks(sonnet, web)),
  ]

  private static let haiku = "anthropic.claude-3-haiku-20240307-v1:0"

  private static func converse(_ messages: String, _ fields: String = "", _ model: String? = nil) -> Sent {
    Sent(
      body:
        #"{"modelId":"\#(model ?? "anthropic.claude-sonnet-4-5-20250929-v1:0")",\#(fields)"messages":[\#(messages)]}"#
    )
  }

  private static let spec = #"{"toolSpec":{"name":"a","inputSchema":{"json":{"type":"object"}}}}"#

  static let converseRows: [RuleRow] = [
    RuleRow(
      .converseBlocks,
      "A text block must be included when using documents. Add a text block and retry your request.",
      converse(#"{"role":"user","content":[{"document":{"name":"a","format":"txt","source":{"text":"b"}}}]}"#),
      inside: converse(
        #"{"role":"user","content":[{"document":{"name":"a","format":"txt","source":{"text":"b"}}},{"text":"?"}]}"#),
      elsewhere: .blocks(sonnet, text)),
    RuleRow(
      .converseBlocks,
      "This model doesn't support the video content block that you provided. Update the content block and try again.",
      converse(#"{"role":"user","content":[{"text":"a"},{"video":{"format":"mp4","source":{"bytes":"AAAA"}}}]}"#),
      inside: converse(#"{"role":"user","content":[{"text":"a"}]}"#)),
    RuleRow(
      .converseBlocks,
      "The text field in the ContentBlock object at messages.0.content.0 is blank. Add text to the text field, and try "
        + "again.", converse(#"{"role":"user","content":[{"text":""}]}"#),
      inside: converse(#"{"role":"user","content":[{"text":"a"}]}"#)),
    RuleRow(
      .converseTurns, "Expected toolResult blocks at messages.2.content for the following Ids: t1",
      converse(
        #"{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"a","input":{}}}]},{"role":"user","content":[{"text":"b"}]}"#,
        #""toolConfig":{"tools":[\#(spec)]},"#),
      inside: converse(
        #"{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"a","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"b"}]}}]}"#,
        #""toolConfig":{"tools":[\#(spec)]},"#),
      elsewhere: Sent(
        sonnet, "", Part.hello + "," + Part.assistant(Part.call("t1")) + "," + Part.user(Part.result("t1")))),
    RuleRow(
      .converseTurns, "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
      converse(
        #"{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"a","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"b"}]}}]}"#
      ), inside: converse(#"{"role":"user","content":[{"text":"a"}]}"#)),
    RuleRow(
      .converseNames,
      "1 validation error detected: Value 'kb.search' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy "
        + "constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+",
      converse(
        #"{"role":"user","content":[{"text":"a"}]}"#,
        #""toolConfig":{"tools":[{"toolSpec":{"name":"kb.search","inputSchema":{"json":{"type":"object"}}}}]},"#),
      inside: converse(#"{"role":"user","content":[{"text":"a"}]}"#, #""toolConfig":{"tools":[\#(spec)]},"#),
      elsewhere: Sent(sonnet, Part.tools(Part.tool(String(repeating: "a", count: 65))))),
    RuleRow(
      .prefillWithTools,
      "The model returned the following errors: Your API request included an `assistant` message in the final position, "
        + "which would pre-fill the `assistant` response. When using tools, pre-filling the `assistant` response is not "
        + "supported.",
      converse(
        #"{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"text":"b"}]}"#,
        #""toolConfig":{"tools":[\#(spec)]},"#, haiku),
      inside: converse(#"{"role":"user","content":[{"text":"a"}]}"#, #""toolConfig":{"tools":[\#(spec)]},"#, haiku),
      elsewhere: converse(
        #"{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"text":"b"}]}"#,
        #""toolConfig":{"tools":[\#(spec)]},"#),
      doubt: .evidence),
  ]
}
