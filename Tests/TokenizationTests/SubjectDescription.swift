import TestSupport
import Testing

extension Subject: CustomTestStringConvertible {
  public var testDescription: String { name }
}
