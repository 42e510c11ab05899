import MessagesAPI
import ModelCatalog
import RequestCounting

/// How much of a request is cached, by its breakpoints.
struct CachedPrefix: Sendable {
  /// In the order of the prompt.
  let breakpoints: [CacheBreakpoint]
  /// Tokens up to the last breakpoint that is cached; 0 where none is.
  let tokens: Int
  /// Messages that this reaches into.
  let messages: Int
  /// Whether the last breakpoint moves along with the conversation: it stands in the last message.
  let isMoving: Bool
  /// The least that the model caches.
  let minimum: Int
  /// Tokens before the messages that a breakpoint can cover.
  let head: Int
  /// Ends of earlier prompts that the API finds by looking back from the last breakpoint: the message behind them, and
  /// the tokens before it. Ascending.
  private let found: [(message: Int, tokens: Int)]
  /// Blocks that came since the last call, where they are too many for it to be found.
  let blocksOutOfSight: Int?

  /// Cost: O(blocks), and a count of what stands behind each of the last four breakpoints within its message.
  init(
    _ request: MessagesRequest, _ count: RequestCount, _ costs: MessageTokens, _ planner: Planner,
    _ resolved: ResolvedPolicy
  ) {
    let minimum = resolved.model.cacheMinimum ?? 0
    // More than the API takes are refused: the last ones stand for all, and none is counted for nothing.
    let most = resolved.catalog.shared("request_limits")?.int("cache_breakpoints") ?? Self.mostBreakpoints
    var marks = CacheMark.all(in: request).suffix(most)
    // A client that stores sessions sets its own breakpoint at the end: the usage of its calls shows it.
    if marks.isEmpty, resolved.policy.session != nil {
      marks = [CacheMark(RequestPath([]), CacheControl(), at: .end)]
    }
    let sections = marks.isEmpty ? PromptSections() : PromptSections(count, costs)
    var ends = [Int](repeating: 0, count: marks.isEmpty ? 0 : request.messages.count)
    var sum = sections.system
    for index in ends.indices {
      sum += costs.tokens[index]
      ends[index] = sum
    }
    let measure = TailMeasure(request, planner, resolved)
    breakpoints = marks.map { mark in
      let (tokens, message): (Int, Int?) =
        switch mark.place {
        case .tool(let index): (sections.tools - measure.toolsBehind(index), nil)
        case .system(let index): (sections.system - measure.systemBehind(index), nil)
        case .block(let place): (ends[place.message] - measure.blocksBehind(place), place.message)
        case .end: (ends.last ?? sections.system, request.messages.indices.last)
        }
      return CacheBreakpoint(
        path: mark.path, tokens: max(tokens, 0), isHourly: mark.control.ttl == "1h", isCached: tokens >= minimum,
        message: message)
    }
    let last = breakpoints.last { $0.isCached }
    tokens = last?.tokens ?? 0
    messages = last?.message.map { $0 + 1 } ?? 0
    isMoving = last?.message != nil && last?.message == request.messages.indices.last
    self.minimum = minimum
    head = sections.system
    (found, blocksOutOfSight) =
      isMoving
      ? Self.earlierEnds(
        request, ends, minimum, resolved.catalog.shared("request_limits")?.int("cache_lookback_blocks"))
      : ([], nil)
  }

  /// Whether the breakpoint that reaches furthest holds for an hour.
  var isHourly: Bool { breakpoints.last { $0.isCached }?.isHourly ?? false }

  /// Tokens of the cache that still match where the message at `index` is the first that changes; all of them for nil.
  func kept(before index: Int?) -> Int {
    guard let index, index < messages else { return tokens }
    let marked = breakpoints.last { $0.isCached && ($0.message ?? -1) < index }?.tokens ?? 0
    return max(marked, found.last { $0.message <= index }?.tokens ?? 0)
  }

  /// Tokens of the prefix that have to be written again from there on.
  func rewritten(from index: Int?) -> Int { index == nil ? 0 : tokens - kept(before: index) }

  /// Breakpoints that the API takes (documentation, 2026-08), where the catalogue does not say.
  private static let mostBreakpoints = 4

  // MARK: Looking back

  /// The API looks for what earlier calls wrote up to so many blocks before a breakpoint (documentation, 2026-08).
  private static let lookback = 20

  private static func earlierEnds(
    _ request: MessagesRequest, _ ends: [Int], _ minimum: Int, _ lookback: Int?
  ) -> ([(message: Int, tokens: Int)], Int?) {
    let lookback = lookback ?? Self.lookback
    var found: [(message: Int, tokens: Int)] = []
    var blocks = 0
    var outOfSight: Int?
    for index in request.messages.indices.reversed() {
      // The prompt of the call that this message answered ended before it.
      blocks += request.messages[index].blockCount
      guard request.messages[index].role == .assistant, index > 0 else { continue }
      if blocks > lookback {
        if found.isEmpty { outOfSight = blocks }
        break
      }
      if ends[index - 1] >= minimum { found.append((index, ends[index - 1])) }
    }
    return (found.reversed(), outOfSight)
  }
}

extension Message {
  /// Blocks of its content; a text is one.
  var blockCount: Int {
    if case .blocks(let blocks) = content { blocks.count } else { 1 }
  }
}

/// Where tools and system prompt end in a prompt, in tokens.
struct PromptSections {
  /// Tools and the instructions on them.
  var tools = 0
  /// Tools, system prompt and settings: all before the messages but the frame.
  var system = 0

  init() {}

  /// O(parts).
  init(_ count: RequestCount, _ costs: MessageTokens) {
    let parts = count.parts
    var frame = 0
    // By index: walking over the parts themselves would copy each.
    for place in parts.indices where parts[place].path.messageIndex == nil {
      let (rule, tokens) = (parts[place].rule, parts[place].count.tokens)
      if rule == .frame || rule == .replyPrompt {
        frame += tokens
      } else if WindowShare.Kind(of: rule, nil) == .tools {
        tools += tokens
      }
    }
    system = costs.head - frame
  }
}

/// What stands behind a breakpoint in its own part of the prompt: counted alone, with it and without it.
private struct TailMeasure {
  private let request: MessagesRequest
  private let planner: Planner
  private let resolved: ResolvedPolicy

  init(_ request: MessagesRequest, _ planner: Planner, _ resolved: ResolvedPolicy) {
    (self.request, self.planner, self.resolved) = (request, planner, resolved)
  }

  func toolsBehind(_ index: Int) -> Int {
    if index == request.tools.count - 1 { return 0 }
    return difference(alone { $0.tools = request.tools }, alone { $0.tools = Array(request.tools.prefix(index + 1)) })
  }

  func systemBehind(_ index: Int) -> Int {
    let blocks = request.systemBlocks
    if index == blocks.count - 1 { return 0 }
    return difference(
      alone { $0.system = .blocks(blocks) }, alone { $0.system = .blocks(Array(blocks.prefix(index + 1))) })
  }

  func blocksBehind(_ place: BlockIndex) -> Int {
    let message = request.messages[place.message]
    let blocks = message.blocks
    if place.block == blocks.count - 1 { return 0 }
    let start = Message(role: message.role, .blocks(Array(blocks.prefix(place.block + 1))))
    return difference(alone { $0.messages = [message] }, alone { $0.messages = [start] })
  }

  private func alone(_ change: (inout MessagesRequest) -> Void) -> MessagesRequest {
    var request = MessagesRequest(model: request.model, messages: [Message(role: .user, "?")])
    change(&request)
    return request
  }

  /// 0 where it cannot be counted: the whole part is taken for cached then.
  private func difference(_ whole: MessagesRequest, _ start: MessagesRequest) -> Int {
    func tokens(_ request: MessagesRequest) -> Int? {
      (try? planner.counter.countOnly(request, model: resolved.countedModel, context: resolved.policy.context))?.total
        .tokens
    }
    guard let whole = tokens(whole), let start = tokens(start) else { return 0 }
    return max(whole - start, 0)
  }
}
