import FileSelection
import RequestCounting
import TextEncodings
import Tokenization

/// Counts the files of two revisions, or of one and the work tree, beside each other: those that git tracks.
struct RevisionReport {
  private let options: ReportOptions
  private let model: TextCounter

  init(_ options: ReportOptions, _ model: TextCounter) { (self.options, self.model) = (options, model) }

  /// What one path is on both sides; nil where it is not there.
  private struct Sides {
    var old: GitDiff.Side?
    var new: GitDiff.Side?
    /// Whether both are the same file, which is then counted once.
    var isSame: Bool
  }

  /// Counts what `revision` names: `A..B`, or `A` against the work tree.
  func report(of revision: String) throws(Complaint) -> Report {
    // Looking for a string in a string would link 1.3 MB of regular expressions.
    let namesUpstream = zip(revision, revision.dropFirst()).contains { $0 == ("@", "{") }
    let repository = try ForeignRepository(namesUpstream: namesUpstream)
    let range = RevisionRange(revision)
    if let range, range.old == range.new {
      throw .usage("--compare \(revision) has the same revision twice", remedy: "--compare HEAD~1..HEAD")
    }
    let revisions = try range?.revisions(in: repository) ?? [revision]
    let blobs = try BlobReader(repository)
    let source = ChangeSource(root: revisions.count < 2 ? repository.root : nil, blobs: blobs)
    var report = Report(
      models: [model, model], names: [range?.old ?? revision, range?.new ?? "work tree"], files: [], skipped: [],
      joined: [], view: options.view)
    report.comparison = .revisions
    var joined = [model.makeRunningCount(), model.makeRunningCount()]
    let sides = try sides(repository, revisions)
    if sides.isEmpty {
      report.skipped = options.paths.map { path in
        SkippedPath(
          path: path.bytes, reason: "no_such_path", detail: "git tracks nothing there on either side", isFailure: true)
      }
    }
    for path in sides.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      guard let pair = sides[path] else { continue }
      if [pair.old, pair.new].contains(where: { $0.map { !$0.isRegular } ?? false }) {
        let isModule = pair.new?.isSubmodule ?? pair.old?.isSubmodule ?? false
        report.skipped.append(
          SkippedPath(
            path: path, reason: isModule ? "submodule" : SkipReason.symbolicLink.code,
            detail: isModule ? "run ullage report inside it" : "not counted in a revision", isFailure: false))
        continue
      }
      var file = FileTokens(path: path, place: path, length: 0, counts: [])
      do throws(Skip) {
        let old = try pair.old.map { side throws(Skip) in
          try text(&file) { () throws(Complaint) in try blobs.bytes(of: side.object) }
        }
        if let old { count(old, to: &file, &joined[0]) } else { file.counts.append(TokenCount(0, basis: model.basis)) }
        var new = old
        if !pair.isSame {
          new = try pair.new.map { side throws(Skip) in
            try text(&file) { () throws(Complaint) in try source.newBytes(of: side) }
          }
        }
        if let new { count(new, to: &file, &joined[1]) } else { file.counts.append(TokenCount(0, basis: model.basis)) }
        report.files.append(file)
      } catch {
        var path = error.path
        path.path = file.path
        report.skipped.append(path)
      }
    }
    report.joined = joined.indices.map { joined[$0].count.tokens }
    return report
  }

  /// Every path of either side. What was moved is gone from the one and new at the other.
  private func sides(_ repository: ForeignRepository, _ revisions: [String]) throws(Complaint) -> [[UInt8]: Sides] {
    var sides: [[UInt8]: Sides] = [:]
    for file in try RevisionFiles(repository, revisions[0], options.paths).files {
      sides[file.path] = Sides(old: file, new: file, isSame: true)
    }
    // Paths are folders and files here, and no patterns.
    let paths = options.paths.map { InputPath(bytes: Array(":(literal)".utf8) + $0.bytes) }
    let changes = try GitDiff(repository, revisions, paths, untracked: false).changes
    for change in changes where change.old.isThere {
      sides[change.old.path] = Sides(old: sides[change.old.path]?.old, new: nil, isSame: false)
    }
    for change in changes where change.new.isThere {
      sides[change.new.path] = Sides(old: sides[change.new.path]?.old, new: change.new, isSame: false)
    }
    return sides
  }

  /// Why a path is not counted.
  private struct Skip: Error {
    var path: SkippedPath
  }

  /// The text of one side; notes in the file what it was read in.
  private func text(
    _ file: inout FileTokens, _ read: () throws(Complaint) -> [UInt8]
  ) throws(Skip) -> TextReading {
    let bytes: [UInt8]
    do throws(Complaint) { bytes = try read() } catch {
      throw Skip(path: SkippedPath(path: [], reason: error.code, detail: error.message, isFailure: true))
    }
    file.length = bytes.count
    switch options.encoding.content(of: bytes) {
    case .skipped(let reason): throw Skip(path: SkippedPath(path: [], reason))
    case .utf8:
      file.origin = FileOrigin(path: file.path, bytes)
      return TextReading(
        text: options.view.rendering.text(of: bytes), encoding: TextEncoding.utf8.name, illFormed: 0,
        basis: model.basis)
    case .decoded(var reading):
      (file.encoding, file.illFormed) = (reading.encoding, reading.illFormed)
      reading.text = options.view.rendering.text(of: reading.text)
      reading.others = reading.others.map { options.view.rendering.text(of: $0) }
      return reading
    }
  }

  private func count(_ reading: TextReading, to file: inout FileTokens, _ joined: inout RunningTextCount) {
    file.counts.append(reading.count(by: model))
    joined.append(utf8: reading.text.span)
  }
}
