import CUllage
import Testing
import Tokenization
import UllageC

/// Columns in, columns out.
@Suite struct ArrowRowFunctionTests {
  private static let texts: [String?] = [
    "internationalization of naïve 漢字 texts", nil, "", String(repeating: "a long text ", count: 9), "hello, world",
  ]

  @Test("A beginning of each row is the longest that fits, and a null stays null", arguments: ["u", "U", "vu", "z"])
  func truncation(format: String) throws {
    let counter = try OpenCounter("claude-opus-5")
    let tokenizer = try counter.tokenizer()
    let cut = try MadeArray(Self.texts, format).answered { schema, array, resultSchema, result in
      ullage_truncate_arrow(counter.handle, &schema, &array, 3, 2, &resultSchema, &result, nil)
    }
    #expect(cut.format == "u" && cut.length == Self.texts.count && cut.nulls == 1)
    for (row, text) in Self.texts.enumerated() {
      #expect(cut.text(row) == text.map { String(tokenizer.longestPrefix(of: $0, fitting: 3)) })
    }
  }

  @Test("The chunks of each row are its text, with tokens and places in code points")
  func chunks() throws {
    let counter = try OpenCounter("claude-opus-5")
    let tokenizer = try counter.tokenizer()
    let lists = try MadeArray(Self.texts, "u").answered { schema, array, resultSchema, result in
      ullage_chunks_arrow(counter.handle, &schema, &array, 3, 0, &resultSchema, &result, nil)
    }
    #expect(lists.format == "+l" && lists.children[0].format == "+s" && lists.nulls == 1)
    let members = lists.children[0].children
    var place = 0
    for (row, text) in Self.texts.enumerated() {
      let expected = text.map { tokenizer.chunks(of: $0, maximum: 3) } ?? []
      #expect(lists.ends[row] == place + expected.count)
      var start = 0
      for chunk in expected {
        #expect(members[0].text(place) == String(chunk))
        #expect(members[1].numbers[place] == Int64(tokenizer.count(chunk)))
        #expect(members[2].numbers[place] == Int64(start))
        start += chunk.unicodeScalars.count
        #expect(members[3].numbers[place] == Int64(start))
        place += 1
      }
    }
  }

  @Test("A body that cannot be counted has an error and stops no other; a null is neither")
  func requests() throws {
    let counter = try OpenCounter("claude-opus-5")
    let good = #"{"messages": [{"role": "user", "content": "Hello"}]}"#
    let found = try MadeArray([good, "{", nil], "u").answered { schema, array, resultSchema, result in
      ullage_count_requests_arrow(counter.handle, &schema, &array, nil, 0, 2, &resultSchema, &result, nil)
    }
    #expect(found.length == 3 && found.nulls == 1 && found.children.count == 6)
    #expect(found.children[0].numbers[0] == 9 && found.children[0].nulls == 2)
    #expect(found.children[3].text(0) == "exact" && found.children[4].text(0) == "claude-opus-5")
    #expect(found.children[5].text(0) == nil && found.children[5].text(2) == nil)
    #expect(found.children[5].text(1)?.contains(#""remedy""#) == true)
  }

  @Test("A message counts as the one message of a request")
  func messages() throws {
    let counter = try OpenCounter("claude-opus-5")
    let roles = MadeArray(["user", "assistant", nil, "nobody"], "u")
    let contents = MadeArray(["hello, world", "hello", "hello", "hello"], "vu")
    let found = try contents.answered { schema, array, resultSchema, result in
      var made = (schema: ArrowSchema(), array: ArrowArray())
      let status = roles.lent { roleSchema, roleArray in
        ullage_count_messages_arrow(
          counter.handle, &roleSchema, &roleArray, &schema, &array, 1, &made.schema, &made.array, nil)
      }
      (resultSchema, result) = (made.schema, made.array)
      return status
    }
    #expect(found.children[0].numbers[0] == 10 && found.nulls == 1)
    #expect(found.children[0].numbers[1] > 0)
  }

  @Test("A limit that nothing can have is refused, and nothing is made")
  func badLimit() throws {
    let counter = try OpenCounter("claude-opus-5")
    #expect(throws: MadeArray.Refusal.self) {
      try MadeArray(Self.texts, "u").answered { schema, array, resultSchema, result in
        ullage_chunks_arrow(counter.handle, &schema, &array, 0, 1, &resultSchema, &result, nil)
      }
    }
  }
}
