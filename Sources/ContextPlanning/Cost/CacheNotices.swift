import JSONText
public import MessagesAPI
import ModelCatalog
import RequestChecking

// What of the marks for the cache, and of the speed, has no effect.

extension Notice.Code {
  /// A marked prefix is shorter than what the model caches.
  public static let belowCacheMinimum = Notice.Code(rawValue: "below_cache_minimum")
  /// More blocks came since the last call than the API looks back for what it cached.
  public static let cacheOutOfSight = Notice.Code(rawValue: "cache_out_of_sight")
  /// Fast mode has no price of its own here.
  public static let fastModeWithoutEffect = Notice.Code(rawValue: "fast_mode_without_effect")
}

extension CachedPrefix {
  /// What of the marks has no effect.
  func notices(for request: MessagesRequest, _ resolved: ResolvedPolicy) -> [Notice] {
    var notices = breakpoints.filter { !$0.isCached && !$0.path.steps.isEmpty }.map { breakpoint in
      Notice(
        code: .belowCacheMinimum, path: request.bodyPath(of: breakpoint.path),
        message:
          "the prefix marked here has \(breakpoint.tokens) tokens; \(resolved.model.id) caches none below \(minimum)"
      )
    }
    if let blocks = blocksOutOfSight, let last = breakpoints.last, !last.path.steps.isEmpty {
      notices.append(
        Notice(
          code: .cacheOutOfSight, path: request.bodyPath(of: last.path),
          message:
            "\(blocks) blocks since the last call's end: the cache is looked for in the last 20 before a mark, so "
            + "mark one of them too"))
    }
    if request.otherFields["speed"]?.isText("fast") == true, resolved.model.acceptsFastMode != false,
      resolved.model.fastPrices == nil || resolved.policy.endpoint == .batches
    {
      notices.append(
        Notice(
          code: .fastModeWithoutEffect, path: RequestPath([.field("speed")]),
          message:
            "\(resolved.policy.endpoint == .batches ? "a batch" : resolved.model.id) runs at the standard speed and price"
        ))
    }
    return notices
  }
}
