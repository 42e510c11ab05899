import FileSelection

/// A git repository that may be a stranger's, shown to git so that nothing in it can start a program.
///
/// A repository's configuration names programs that git runs: `core.fsmonitor` and `filter.*.clean` at every look at the
/// work tree, `core.sshCommand` where an object is missing. To override the keys one knows would miss those of tomorrow.
/// So git never reads that configuration: a folder of ours stands for the repository's own. What is data lies in it as
/// links (objects, refs) or as a copy (the index), and a configuration of ours, with the few settings of ``RepositorySettings`` that
/// are words and no programs. No remote is in it, so nothing is fetched; no hook, no attributes' file, no alternates.
package final class ForeignRepository {
  /// The folder that paths are relative to, with a `/` at its end.
  package let root: [UInt8]
  /// Whether some objects were left with the remote, from where they are not fetched.
  package let isPartial: Bool
  /// Whether the history is cut off somewhere.
  package var isShallow: Bool { FileKind(places.common + Array("/shallow".utf8)) != nil }
  private let folder: PrivateFolder
  private let environment: [[UInt8]]
  private let places: RepositoryPlaces

  /// Finds the repository of the working directory; throws where there is none, or where git does not trust its owner.
  ///
  /// - Parameter namesUpstream: whether a revision may be named by what its branch follows, as in `@{u}`.
  package init(namesUpstream: Bool = false) throws(Complaint) {
    places = try RepositoryPlaces()
    let settings = try RepositorySettings(namesUpstream: namesUpstream)
    root = places.root
    isPartial = settings.isPartial
    folder = try PrivateFolder()
    try Self.fill(folder, places, settings)
    let path = folder.path
    environment = GitEnvironment.closed(
      home: path, settings: settings.sorted,
      to: [
        ("GIT_DIR", path + Array("/git".utf8)), ("GIT_WORK_TREE", places.root),
        ("GIT_INDEX_FILE", path + Array("/git/index".utf8)),
      ])
  }

  /// Starts git there.
  func git(_ arguments: [[UInt8]]) throws(Complaint) -> ChildProgram {
    try ChildProgram("git", [Array("--no-pager".utf8)] + arguments, environment: environment)
  }

  /// What git answers, cut at `end`; throws where it fails, after git has said why.
  func lines(_ arguments: [[UInt8]], end: UInt8) throws(Complaint) -> [[UInt8]] {
    try git(arguments).lines(end: end) { status throws(Complaint) in
      throw Complaint(
        code: "git_failed", message: "git \(String(decoding: arguments[0], as: UTF8.self)) ended with status \(status)",
        place: nil,
        remedy: isPartial
          ? "fetch what is missing with git: this is a partial clone, and nothing is fetched here"
          : "see what git says above", status: .incomplete)
    }
  }

  /// The user's or the repository's file of rules for what is ignored everywhere; nil without one.
  var excludes: [UInt8]? {
    let user = GitUser(home: Environment.value("HOME"), configurationHome: Environment.value("XDG_CONFIG_HOME"))
    // Git would wait for a pipe's writer.
    guard let path = user.excludesFile(root: root, own: places.own, common: places.common),
      FileKind(following: path) == .file
    else { return nil }
    return path
  }

  // MARK: The folder that stands for the repository's own

  private static func fill(
    _ folder: PrivateFolder, _ places: RepositoryPlaces, _ settings: RepositorySettings
  ) throws(Complaint) {
    let slash = Array("/".utf8)
    // A linked work tree has a folder of its own beside the one that all of them share.
    let isLinked = places.own != places.common
    let common = isLinked ? "common" : "git"
    try folder.makeFolder("git")
    if isLinked {
      try folder.makeFolder(common)
      try folder.write("git/commondir", Array("../common\n".utf8))
      for name in ["refs", "logs", "reftable"] { try link(name, in: places.own, from: "git", folder) }
    }
    let head = InputPath(bytes: places.own + Array("/HEAD".utf8))
    try folder.write("git/HEAD", try FileReader(head, wasFound: true).all(limit: 4096))
    // A copy: `git diff` writes what it has refreshed of the index, whatever GIT_OPTIONAL_LOCKS says (2.39).
    let index = InputPath(bytes: places.own + Array("/index".utf8))
    if FileKind(following: index.bytes) == .file {
      try folder.write("git/index", try FileReader(index, wasFound: true).all())
    }
    for name in ["refs", "logs", "reftable", "packed-refs", "shallow"] {
      try link(name, in: places.common, from: common, folder)
    }
    try folder.makeFolder("\(common)/info")
    try link("info/exclude", in: places.common, from: common, folder)
    if isLinked { try folder.makeFolder("git/info") }
    try link("info/sparse-checkout", in: places.own, from: "git", folder)
    for entry in FolderListing(places.own).entries {
      // What a merge or a fetch left, and the part of a split index that does not change.
      let isHead = entry.name.ends(with: "_HEAD") && entry.kind == .file
      guard isHead || entry.name.starts(with: "sharedindex.".utf8) else { continue }
      try folder.makeLink(Array("git/".utf8) + entry.name, to: places.own + slash + entry.name)
    }
    // Without `info`: it may name other folders with objects, and what is known of commits beforehand.
    try folder.makeFolder("\(common)/objects")
    let objects = places.common + Array("/objects".utf8)
    for entry in FolderListing(objects).entries where entry.name.count == 2 || entry.name.elementsEqual("pack".utf8) {
      try folder.makeLink(Array("\(common)/objects/".utf8) + entry.name, to: objects + slash + entry.name)
    }
    try refuseBorrowed(objects)
    try folder.write("\(common)/config", Array(settings.format.utf8))
  }

  private static func link(
    _ name: String, in real: [UInt8], from own: String, _ folder: PrivateFolder
  ) throws(Complaint) {
    let target = real + Array("/\(name)".utf8)
    guard FileKind(target) != nil else { return }
    try folder.makeLink(Array("\(own)/\(name)".utf8), to: target)
  }

  /// A repository may say that its objects lie elsewhere: in another's folder, or on the network.
  private static func refuseBorrowed(_ objects: [UInt8]) throws(Complaint) {
    let list = objects + Array("/info/alternates".utf8)
    guard FileKind(list) != nil else { return }
    throw Complaint(
      code: "borrowed_objects", message: "the repository takes objects from folders of others, which is not followed",
      place: ShownName.line(list),
      remedy: "git repack -a -d, then remove that file; or git clone --dissociate", status: .incomplete)
  }
}

extension [UInt8] {
  fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
