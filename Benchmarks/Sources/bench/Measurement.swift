/// One engine's times over one text, and what it took to load.
struct Measurement {
  /// One way through some documents.
  struct Pass {
    var name: String
    var bytes: Int
    var tokens: Int
    var time: Duration
  }

  /// Seconds of processor time and of the wall clock.
  struct Duration {
    var processor: Double
    var wall: Double
  }

  private let request: Request
  private let documents: Int
  private let load: Duration
  private let passes: [Pass]
  private let memoryBefore: Int
  private let memoryLoaded: Int

  /// Reads nothing any more: the text is in memory, then the engine is loaded, then every pass is timed.
  init(_ request: Request, _ text: Text) throws {
    self.request = request
    documents = text.documents.count
    memoryBefore = ProcessMemory.kib("VmRSS")
    let start = Stopwatch()
    let engine = try request.engine.load()
    if request.mode != .start {
      // What an engine puts off until its first call belongs to loading.
      _ = engine.count([UInt8(ascii: "a")].span)
    }
    load = start.elapsed
    memoryLoaded = ProcessMemory.kib("VmRSS")
    passes = Self.plan(request.mode, text).map { name, documents in
      Self.time(name, engine, text.bytes, documents, request.threads)
    }
  }

  private static func plan(_ mode: Request.Mode, _ text: Text) -> [(String, [Range<Int>])] {
    switch mode {
    case .documents:
      [("cold", text.documents(from: 0)), ("new", text.documents(from: 1)), ("rep", text.documents(from: 0))]
    case .text: [("cold", text.documents), ("rep", text.documents)]
    case .start, .counts: [("cold", text.documents)]
    }
  }

  private static func time(
    _ name: String, _ engine: any Counter, _ bytes: [UInt8], _ documents: [Range<Int>], _ threads: Int
  ) -> Pass {
    let start = Stopwatch()
    let tokens = summed(threads: threads) { thread in
      stride(from: thread, to: documents.count, by: threads).reduce(0) { sum, index in
        sum + engine.count(bytes.span.extracting(documents[index]))
      }
    }
    let time = start.elapsed
    return Pass(name: name, bytes: documents.reduce(0) { $0 + $1.count }, tokens: tokens, time: time)
  }

  /// The object that `rivals/__main__.py` prints too.
  var json: String {
    let passes = passes.map { pass in
      #""\#(pass.name)": {"cpu_s": \#(pass.time.processor), "wall_s": \#(pass.time.wall), "#
        + #""bytes": \#(pass.bytes), "tokens": \#(pass.tokens)}"#
    }
    return #"{"engine": "\#(request.engine.rawValue)", "mode": "\#(request.mode.rawValue)", "#
      + #""threads": \#(request.threads), "documents": \#(documents), "#
      + #""load_s": \#(load.processor), "load_wall_s": \#(load.wall), "passes": {\#(passes.joined(separator: ", "))}, "#
      + #""rss_before_kib": \#(memoryBefore), "rss_loaded_kib": \#(memoryLoaded), "#
      + #""peak_rss_kib": \#(ProcessMemory.kib("VmHWM"))}"#
  }
}
