import Testing

@testable import CountStore

/// The hash agrees with the standards' own vectors.
struct KeyedDigestTests {
  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test(
    "SHA-256 as in FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func sHA256AsInFIPS(_ text: String, _ digest: String) {
    #expect(Self.hex(SHA256.digest(Array(text.utf8))) == digest)
  }

  @Test("SHA-256 does not depend on the portions")
  func sHA256DoesNotDepend() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for portion in 1...130 {
      var hash = SHA256()
      for start in stride(from: 0, to: bytes.count, by: portion) {
        hash.update(Array(bytes[start..<min(start + portion, bytes.count)]))
      }
      #expect(hash.finished() == SHA256.digest(bytes))
    }
  }

  @Test(
    "the keyed hash as in RFC 4231",
    arguments: [
      (
        [UInt8](repeating: 0x0B, count: 20), "Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), "what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
    ])
  func theKeyedHashAsIn(_ key: [UInt8], _ text: String, _ code: String) {
    #expect(Self.hex(KeyedDigest(key: key).code(Array(text.utf8))) == code)
  }

  @Test("where one part ends matters")
  func whereOnePartEndsMatters() {
    let digest = KeyedDigest(key: [1])
    #expect(digest.digest([[1, 2], [3]]) != digest.digest([[1], [2, 3]]))
    #expect(digest.digest([[]]) != digest.digest([]))
  }
}
