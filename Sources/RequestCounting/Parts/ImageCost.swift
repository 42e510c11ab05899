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
    let (width, height) = scaled(width, height)
    let patches = Self.units(width, unit) * Self.units(height, unit)
    return patches * (unit / Self.patch) * (unit / Self.patch) + extra
  }

  /// Tokens of a page of a PDF of that size in points.
  func pageTokens(width: Double, height: Double) -> Int {
    // The patches of the two usual paper sizes are measured; other pages are drawn with three pixels a point.
    if width > 0, height >= width {
      let ratio = height / width
      if abs(ratio - 792.0 / 612) < 0.004 { return letter.0 * letter.1 + extra }
      if abs(ratio - 842.0 / 595) < 0.006 { return a4.0 * a4.1 + extra }
    }
    func pixels(_ points: Double) -> Int {
      points.isFinite ? Int(min(max((points * 3).rounded(.toNearestOrEven), 1), 1_000_000)) : 1
    }
    return tokens(width: pixels(width), height: pixels(height))
  }

  private static func units(_ length: Int, _ unit: Int) -> Int { (length + unit - 1) / unit }

  private func fits(_ width: Int, _ height: Int) -> Bool {
    let (across, down) = (Self.units(width, Self.patch), Self.units(height, Self.patch))
    return across * Self.patch <= edge && down * Self.patch <= edge && across * down <= tokens
  }

  /// The largest size of the same shape that fits.
  private func scaled(_ width: Int, _ height: Int) -> (Int, Int) {
    if fits(width, height) { return (width, height) }
    let (long, short) = (max(width, height), min(width, height))
    let ratio = Double(long) / Double(short)
    func side(for long: Int) -> Int { max(Int((Double(long) / ratio).rounded(.toNearestOrEven)), 1) }
    var (low, high) = (1, long)
    while high - low > 1 {
      let middle = (low + high) / 2
      if fits(middle, side(for: middle)) { low = middle } else { high = middle }
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
      addMedia(.imageNotIncluded, at: path, to: &run, text: 0, above: rules.image.tokens + rules.image.extra)
    }
  }

  /// Adds an image to a turn of later models.
  mutating func addImage(_ image: ImageBlock, at path: RequestPath, role: Role) {
    if let tokens = imageTokens(image, at: path) {
      add(.image, at: path, role: role, text: tokens)
    } else {
      add(.imageNotIncluded, at: path, role: role, above: rules.image.tokens + rules.image.extra)
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
