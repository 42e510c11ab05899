import ContextPlanning
import FileReporting
import MessagesAPI
import RequestCounting

/// A plan as a picture: a stacked bar of the window with its legend. Self-contained SVG.
struct PlanSVG {
  let plan: Plan

  private static let width = 860
  private static let rowHeight = 22
  private static let legendTop = 108

  var text: String {
    let bar = WindowBar(plan)
    let height = Self.legendTop + bar.segments.count * Self.rowHeight
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(height)" width="\(Self.width)" \
      height="\(height)" font-family="system-ui, sans-serif" font-size="14" role="img">
      <title>\(PageTemplate.escaped(title))</title>
      <rect width="\(Self.width)" height="\(height)" fill="#ffffff"/>
      <text x="20" y="28" font-size="13" font-weight="600" fill="#222222">\(PageTemplate.escaped(title))</text>

      """
    text += Self.segments(of: bar) + legend(of: bar)
    return text + "</svg>\n"
  }

  private var title: String {
    "\(plan.model): \(plan.input.total.tokens) tokens of input + \(plan.maxTokens) of output, window "
      + "\(plan.window.tokens): \(plan.verdict.rawValue)"
  }

  private static func segments(of bar: WindowBar) -> String {
    let width = Self.width - 40
    var (text, tokens, start) = ("", 0, 20)
    for segment in bar.segments {
      tokens += segment.tokens
      let end = 20 + tokens * width / bar.total
      text += """
        <rect x="\(start)" y="44" width="\(max(end - start, 1))" height="28" fill="\(segment.colour)">\
        <title>\(segment.name): \(segment.tokens)</title></rect>

        """
      start = end
    }
    let edge = 20 + bar.window * width / bar.total
    text += ##"<rect x="20" y="44" width="\##(width)" height="28" fill="none" stroke="#222222"/>"## + "\n"
    if bar.window < bar.total {
      // Where the line stands far to the right, its name stands before it.
      let anchor = edge > Self.width * 3 / 4 ? "end" : "start"
      text += """
        <path d="M \(edge) 38 V 92" stroke="#cc0000" stroke-width="3"/>\
        <text x="\(anchor == "end" ? edge - 6 : edge + 6)" y="90" font-size="12" fill="#cc0000" \
        text-anchor="\(anchor)">end of the window</text>

        """
    }
    return text
  }

  private func legend(of bar: WindowBar) -> String {
    var (text, y) = ("", Self.legendTop)
    for segment in bar.segments {
      let points = plan.basisPoints(of: segment.tokens)
      let percent = "\((points + 5) / 10 / 10).\((points + 5) / 10 % 10)%"
      text += """
        <rect x="20" y="\(y)" width="14" height="14" fill="\(segment.colour)" stroke="#222222" stroke-width="0.5"/>\
        <text x="44" y="\(y + 12)" fill="#222222">\(segment.name)</text>\
        <text x="260" y="\(y + 12)" fill="#222222" text-anchor="end">\(segment.tokens)</text>\
        <text x="330" y="\(y + 12)" fill="#222222" text-anchor="end">\(percent)</text>

        """
      y += Self.rowHeight
    }
    return text
  }
}
