import Calibration
import Console
import JSONText
import MessagesAPI

/// The probes that would be sent, for people who want to see them first.
struct ProbeList {
  let model: String

  /// One JSON object a line: name, question, betas and the body.
  func print() {
    var writer = JSONWriter()
    for probe in LearningPlan.probes {
      writer.object { object in
        object.member("probe", probe.name)
        object.member("question", probe.question)
        object.member("may_be_refused", probe.mayBeRefused)
        object.array("betas") { list in
          for beta in probe.betas { list.element(beta) }
        }
        object.member("request", json: probe.request(for: model).encoded())
      }
      writer.endLine()
    }
    var output = Stream.output
    output.write(writer.bytes)
    output.flush()
  }
}
