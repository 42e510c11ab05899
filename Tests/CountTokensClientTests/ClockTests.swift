import Testing

@testable import CountTokensClient

/// The clock on the wall may say what it likes: waits are measured by one that only goes on.
struct ClockTests {
  private static let sixth = "Sun, 06 Nov 1994 08:49:37 GMT"

  @Test(
    "what the API asks to wait is read from its own answer",
    arguments: [
      // Seconds need no clock, here or there.
      ("30", nil, 30.0), ("0.25", sixth, 0.25), ("0", nil, 0), ("99999999", nil, 86_400),
      // A date counts from the answer's own date, whatever year it is here.
      ("Sun, 06 Nov 1994 08:50:07 GMT", sixth, 30), ("Mon, 07 Nov 1994 08:49:37 GMT", sixth, 86_400),
      ("Tue, 01 Mar 2044 00:00:10 GMT", "Tue, 01 Mar 2044 00:00:00 GMT", 10),
      ("Mon, 01 Jan 2029 00:00:01 GMT", "Sun, 31 Dec 2028 23:59:60 GMT", 1),
      // Set back in between, it is over; set ahead, a day is the most.
      ("Sun, 06 Nov 1994 08:49:07 GMT", sixth, 0), ("Sun, 06 Nov 2094 08:49:37 GMT", sixth, 86_400),
    ])
  func whatTheAPIAsksTo(_ header: String, _ date: String?, _ seconds: Double) {
    #expect(RetryAfter.delay(header, date: date) == .seconds(seconds))
  }

  @Test(
    "what cannot be read leaves the client's own wait",
    arguments: [
      (nil, sixth), ("", nil), ("soon", sixth), ("-1", sixth), ("nan", nil), ("inf", nil), (sixth, nil), (sixth, "now"),
      ("Sun, 06 Nov 94 08:49:37 GMT", sixth), ("Sun, 32 Nov 1994 08:49:37 GMT", sixth),
      ("Sun, 06 Now 1994 08:49:37 GMT", sixth), ("Sun, 06 Nov 1994 25:49:37 GMT", sixth),
      ("Sun, 06 Nov 1994 08:49:37 CET", sixth), ("Sun, 06 Nov 1994 08:49 GMT", sixth),
    ] as [(String?, String?)])
  func whatCannotBeReadLeaves(_ header: String?, _ date: String?) {
    #expect(RetryAfter.delay(header, date: date) == nil)
  }

  @Test("requests of a minute are spread, and a long rest earns a second's worth and no more")
  func requestsOfAMinuteAre() async {
    let pacing = RequestPacing(concurrency: 100, perMinute: 300)
    let start = ContinuousClock.now + .seconds(10)
    var waits: [Duration] = []
    for _ in 0..<8 { waits.append(await pacing.start(at: start)) }
    // Five at once, then one every 200 ms.
    #expect(waits == [0, 0, 0, 0, 0, 0, 200, 400].map { .milliseconds($0) })
    // An hour later, asleep or not, no more begin than a second allows.
    waits = []
    for _ in 0..<8 { waits.append(await pacing.start(at: start + .seconds(3_600))) }
    #expect(waits == [0, 0, 0, 0, 0, 0, 200, 400].map { .milliseconds($0) })
  }

  @Test("in no minute do more begin than the budget and its burst")
  func inNoMinuteDoMore() async {
    let pacing = RequestPacing(concurrency: 1, perMinute: 60)
    let start = ContinuousClock.now + .seconds(10)
    var begins: [Duration] = []
    // Ten a second are asked for, for three minutes.
    for number in 0..<1_800 {
      let asked = Duration.milliseconds(number * 100)
      begins.append(asked + (await pacing.start(at: start + asked)))
    }
    for first in begins where first < .seconds(180) {
      #expect(begins.count { first <= $0 && $0 < first + .seconds(60) } <= 62)
    }
  }
}
