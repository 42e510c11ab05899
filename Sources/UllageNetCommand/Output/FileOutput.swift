import Console
import Foundation

/// Where a result goes: a file that appears whole or not at all, or standard output.
struct FileOutput {
  private let path: String?

  init(_ path: String?) { self.path = path == "-" ? nil : path }

  func write(_ bytes: [UInt8]) throws(Complaint) {
    guard let path else {
      var output = Stream.output
      output.write(bytes)
      return output.flush()
    }
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Complaint(
        code: "cannot_write", message: "the file cannot be written", place: path,
        remedy: "check the folder, its rights and its free space", status: .incomplete)
    }
  }
}
