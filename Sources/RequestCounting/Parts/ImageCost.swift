import MessagesAPI

// Images are counted by patches of 28 by 28 pixels, after they are scaled down to what the model sees.

extension ImageRules {
  /// Tokens of an image of that size in pixels.
  ///
  ///     // standard resolution
  ///     rules.tokens(width: 1000, height: 1000)   // 36 · 36 + 3 = 1299
  ///
  /// Sizes that are too large are scaled down as the API documentation's reference code does it. O(log width).
  func tokens(width: Int, height: Int) -> Int {
    let (width, height) = scaled(width, height, edge: edge, tokens: tokens)
    let patches = Self.units(width, unit) * Self.units(height, unit)
    return patches * (unit / Self.patch) * (unit / Self.patch) + extra
  }

  /// Patches of a page in US Letter.
  var letterTokens: Int { letter.0 * letter.1 }

  /// Patches of a page of a PDF of that size in points, and how far that may be off.
  ///
  /// US Letter is measured (10 counts of 1 to 25 pages on Opus 4.8 and Sonnet 4.6, the same on both), A4 as a first page.
  /// Both are what fits the standard resolution, which other pages are taken to be scaled to. A row of patches is
  /// uncertain; so is whether a small page is scaled up, and a page larger than Letter scaled down.
  func page(width: Double, height: Double) -> (tokens: Int, below: Int, above: Int) {
    if width > 0, height >= width {
      let ratio = height / width
      if abs(ratio - 792.0 / 612) < 0.004 { return (letterTokens, 0, 0) }
      if abs(ratio - 842.0 / 595) < 0.006 { return (a4.0 * a4.1, 0, 0) }
    }
    func patches(_ pixelsPerPoint: Double, edge: Int, tokens: Int) -> Int {
      func pixels(_ points: Double) -> Int {
        points.isFinite ? Int(min(max((points * pixelsPerPoint).rounded(.toNearestOrEven), 1), 1_000_000)) : 1
      }
      let (width, height) = scaled(pixels(width), pixels(height), edge: edge, tokens: tokens)
      return Self.units(width, Self.patch) * Self.units(height, Self.patch)
    }
    let fitted = patches(3, edge: Self.standardEdge, tokens: Self.standardTokens)
    // As many pixels a point as Letter has, 952 by 1,232 of them, without a limit but the model's own.
    let unscaled = patches(952.0 / 612, edge: edge, tokens: self.tokens)
    let row = 60
    return (
      fitted, fitted - min(fitted, unscaled) + min(row, fitted / 2), max(unscaled, Self.standardTokens) - fitted + row
    )
  }

  /// The standard resolution (documentation, 2026-08).
  private static let (standardEdge, standardTokens) = (1568, 1568)

  private static func units(_ length: Int, _ unit: Int) -> Int { (length + unit - 1) / unit }

  private static func fits(_ width: Int, _ height: Int, edge: Int, tokens: Int) -> Bool {
    let (across, down) = (units(width, patch), units(height, patch))
    return across * patch <= edge && down * patch <= edge && across * down <= tokens
  }

  /// The largest size of the same shape that fits.
  private func scaled(_ width: Int, _ height: Int, edge: Int, tokens: Int) -> (Int, Int) {
    if Self.fits(width, height, edge: edge, tokens: tokens) { return (width, height) }
    let (long, short) = (max(width, height), min(width, height))
    let ratio = Double(long) / Double(short)
    func side(for long: Int) -> Int { max(Int((Double(long) / ratio).rounded(.toNearestOrEven)), 1) }
    var (low, high) = (1, long)
    while high - low > 1 {
      let middle = (low + high) / 2
      if Self.fits(middle, side(for: middle), edge: edge, tokens: tokens) { low = middle } else { high = middle }
    }
    return height > width ? (side(for: low), low) : (low, side(for: low))
  }
}

extension PromptPricing {
  /// Adds an image to a turn of Claude 3 to 4.6.
  mutating func addImage(_ image: ImageBlock, at path: RequestPath, to run: inout UserRun) {
    if let tokens = imageTokens(image, at: path) {
      addMedia(.image, at: path, to: &run, text: tokens)
    } else {
      let most = rules.image.tokens + rules.image.extra
      addMedia(.imageNotIncluded, at: path, to: &run, text: most, below: most)
    }
  }

  /// Adds an image to a turn of later models.
  mutating func addImage(_ image: ImageBlock, at path: RequestPath, role: Role) {
    if let tokens = imageTokens(image, at: path) {
      add(.image, at: path, role: role, text: tokens)
    } else {
      let most = rules.image.tokens + rules.image.extra
      add(.imageNotIncluded, at: path, role: role, text: most, below: most)
    }
  }

  /// Nil, with a notice, where the size cannot be told from the request.
  private mutating func imageTokens(_ image: ImageBlock, at path: RequestPath) -> Int? {
    do throws(MediaError) {
      let size = try ImageSize(of: image.source)
      return rules.image.tokens(width: size.width, height: size.height)
    } catch {
      notices.append(Notice(code: .unknownSize, path: path, message: error.message))
      return nil
    }
  }
}
