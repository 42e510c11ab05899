import JSONText

// OpenAI's chat completions shape as gateways take it for Claude models, read into the Anthropic model.

extension RequestDecoder {
  mutating func chatRequest(_ body: JSONValue) throws(DecodeError) -> MessagesRequest {
    throw missingMessages(body)
  }
}
