package import ModelCatalog

/// What images and pages of PDFs take of a model's window, by their size.
package struct MediaSizes: Sendable {
  private let image: ImageRules
  private let pageTextMost: Int

  init(_ rules: ModelRules) {
    image = rules.image
    pageTextMost = rules.pageTextMost
  }

  /// Tokens of an image of that size in pixels. O(log width).
  package func tokens(width: Int, height: Int) -> Int { image.tokens(width: width, height: height) }

  /// The most tokens of any image: larger ones are scaled down.
  package var mostOfImage: Int { image.tokens + image.extra }

  /// The longest edge in pixels of a square image that takes at most so many tokens and is not scaled down; 0 where
  /// none does. O(edge / patch).
  package func square(within tokens: Int) -> Int {
    var edge = 0
    while edge + image.unit <= image.edge, self.tokens(width: edge + image.unit, height: edge + image.unit) <= tokens {
      edge += image.unit
      if edge / ImageRules.patch * (edge / ImageRules.patch) >= image.tokens { break }
    }
    return edge
  }

  /// Tokens of a page in US Letter: from one without text to the most text that a page is taken to have.
  package var page: ClosedRange<Int> { image.letterTokens...image.letterTokens + pageTextMost }
}

extension RequestCounter {
  /// What media take of a model's window.
  package func mediaSizes(of model: ResolvedModel) throws(CountError) -> MediaSizes {
    MediaSizes(try rules(for: model))
  }
}
