import JSONText
import ModelCatalog
import RequestCounting
import Synchronization
import Tokenization

/// Counts a batch: one item a line, one answer a line, in the same order, as they come.
///
/// Lines are independent of each other: those of one portion of the input are shared among threads.
struct LineRun {
  private let paths: [InputPath]
  private let isQuiet: Bool
  /// Answers lines one by one, each with all threads.
  private var alone: LineAnswers
  private let crew: LineCrew
  private let threads: Int
  private var choice: ModelChoice
  private var tally = LineAnswers.Tally()
  private var hasNamedDefault = false

  init(_ paths: [InputPath], _ choice: ModelChoice, _ requests: RequestIntake, isQuiet: Bool) {
    self.paths = paths
    self.choice = choice
    self.isQuiet = isQuiet
    alone = LineAnswers(choice, requests)
    threads = WorkCrew.processors
    crew = LineCrew(LineAnswers(choice, requests.onOneThread))
  }

  /// Answers all lines and returns the exit status.
  consuming func status() throws(Complaint) -> ExitStatus {
    var stream = Stream.output
    var unread = 0
    // A model that nobody knows is an error of the command line, not of each line.
    _ = try choice.textCounter(.content)
    for path in paths {
      do {
        try answerLines(of: path, to: &stream)
      } catch {
        stream.flush()
        Stream.notice(error.text)
        unread += 1
      }
    }
    if unread == 0, tally.failures > 0, tally.undecoded == tally.answers { return .badData }
    return unread == 0 && tally.failures == 0 ? .fine : .incomplete
  }

  private mutating func answerLines(of path: InputPath, to stream: inout Stream) throws(Complaint) {
    let reader = try FileReader(path)
    var lines = JSONLines()
    while let chunk = try reader.next() {
      lines.append(chunk)
      answer(&lines, path, &stream)
    }
    lines.finish()
    answer(&lines, path, &stream)
  }

  /// Answers the lines that are complete.
  private mutating func answer(_ lines: inout JSONLines, _ path: InputPath, _ stream: inout Stream) {
    var portion: [JSONLines.Line] = []
    while let line = lines.next() { portion.append(line) }
    let shares = min(portion.count / Self.leastShare, threads * Self.sharesPerThread)
    if threads < 2 || shares < 2 {
      for line in portion { take(alone.answered([line], of: path), &stream) }
    } else {
      let answered = Mutex<[LineAnswers.Answered?]>(Array(repeating: nil, count: shares))
      let (whole, crew) = (portion, crew)
      WorkCrew.run(shares, threads: threads) { share in
        let range = whole.count * share / shares..<whole.count * (share + 1) / shares
        let answers = crew.answered(whole[range], of: path)
        answered.withLock { $0[share] = answers }
      }
      for answers in answered.withLock({ $0 }) { if let answers { take(answers, &stream) } }
    }
    stream.flush()
  }

  /// Fewer lines than this are not worth a thread.
  private static let leastShare = 32
  /// More shares than threads: lines are of different lengths.
  private static let sharesPerThread = 4

  private mutating func take(_ answered: LineAnswers.Answered, _ stream: inout Stream) {
    if let model = answered.defaultModel, !isQuiet, !hasNamedDefault {
      hasNamedDefault = true
      CountRun.nameDefault(model)
    }
    tally.add(answered.tally)
    stream.write(json: answered.output)
  }
}

/// Answers lines on any thread. What those who do it learn of models is kept from share to share.
private final class LineCrew: Sendable {
  private let fresh: LineAnswers
  private let idle = Mutex<[LineAnswers]>([])

  init(_ fresh: LineAnswers) { self.fresh = fresh }

  func answered(_ lines: ArraySlice<JSONLines.Line>, of path: InputPath) -> LineAnswers.Answered {
    var own = idle.withLock { $0.popLast() } ?? fresh
    let answered = own.answered(lines, of: path)
    idle.withLock { $0.append(own) }
    return answered
  }
}
