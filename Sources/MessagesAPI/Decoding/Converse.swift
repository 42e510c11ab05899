import JSONText

// Bedrock's Converse shape, read into the Anthropic model.

extension RequestDecoder {
  mutating func converseRequest(_ body: JSONValue) throws(DecodeError) -> MessagesRequest {
    throw missingMessages(body)
  }
}
