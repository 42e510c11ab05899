// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The functions have the names of the header, which the compiler compares them with.
//
// Counters: opened, described, closed.
//
// Safe: see Crossing.swift.

import CUllage
import Console
import JSONText
import ModelCatalog
import RequestCounting
import Tokenization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

@c @implementation
public func ullage_version() -> UnsafePointer<CChar> { unsafe UnsafePointer(versionText) }

/// Lives as long as the process.
nonisolated(unsafe) private let versionText = unsafe owned(Version.number.utf8)

@c @implementation
public func ullage_free(_ text: UnsafeMutablePointer<CChar>?) { unsafe free(text) }

@c @implementation
public func ullage_counter_open(
  _ model: UnsafePointer<CChar>?, _ modelLength: Int, _ catalog: UnsafePointer<CChar>?, _ catalogLength: Int,
  _ counter: UnsafeMutablePointer<OpaquePointer?>,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let name = unsafe copied(model, modelLength).map { String(decoding: $0, as: UTF8.self) }
    unsafe counter.pointee = try Counter(name, overrides: copied(catalog, catalogLength)).retained()
  }
}

@c @implementation
public func ullage_counter_close(_ counter: OpaquePointer?) { unsafe Counter.release(counter) }

@c @implementation
public func ullage_counter_description(_ counter: OpaquePointer) -> UnsafeMutablePointer<CChar> {
  let counter = unsafe Counter.borrowed(counter)
  var writer = JSONWriter()
  writer.object { object in
    object.writeModel(counter.model?.id, isDefault: counter.modelIsDefault, family: counter.tokenizer.family.name)
    object.member("as_of", counter.catalog.date.description)
  }
  return unsafe owned(writer.take())
}

@c @implementation
public func ullage_models(_ counter: OpaquePointer) -> UnsafeMutablePointer<CChar> {
  let catalog = unsafe Counter.borrowed(counter).catalog
  var writer = JSONWriter()
  writer.object { object in
    object.writeSchemaVersion()
    object.member("date", catalog.date.description)
    object.member("default_model", catalog.defaultModel.map { .string($0.id) } ?? .null)
    object.array("models") { array in
      for model in catalog.models { array.object { model.facts.writeMembers(to: &$0) } }
    }
  }
  return unsafe owned(writer.take())
}
