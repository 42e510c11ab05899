import Testing

@testable import CountListener

@Suite("What a small body may ask for")
struct BodyWorkTests {
  @Test(
    "PDFs, held conversations and many values are much work, spelled out or in escapes",
    arguments: [
      (#"{"media_type":"application/pdf"}"#, true, false), (#"{"data":"JVBERi0xLjQ="}"#, true, false),
      (#"{"thread":{"previous_message_id":"msg_1"}}"#, true, true), (#"{"previous_mess\u0061ge_id":1}"#, true, true),
      (#"{"messages":[{"role":"user","content":"Hello, previous message"}]}"#, false, false), ("", false, false),
    ])
  func kinds(_ body: String, isMuch: Bool, continuesThread: Bool) {
    let work = BodyWork(of: Array(body.utf8))
    #expect(work.isMuch == isMuch)
    #expect(work.continuesThread == continuesThread)
  }

  @Test("a thousand values are few, a thousand and two are many")
  func values() {
    func body(_ values: Int) -> [UInt8] {
      Array("[\(Array(repeating: "1", count: values).joined(separator: ","))]".utf8)
    }
    #expect(!BodyWork(of: body(BodyWork.many + 1)).isMuch)
    #expect(BodyWork(of: body(BodyWork.many + 2)).isMuch)
  }
}
