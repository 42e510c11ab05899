/// Requests and their answers over connections that are kept between them.
final class Transfers: Sendable {
  private let loop: TransferLoop

  /// - Parameter connections: as many at most at one time.
  init(connections: Int) { loop = TransferLoop(connections: connections) }

  // The loop's thread holds the loop: it would outlive whoever forgets to shut down.
  deinit { loop.stop() }

  /// An answer, or why there is none; a task that is cancelled has its failure at once.
  func send(_ request: Transfer.Request) async -> Result<Transfer.Reply, Transfer.Failure> {
    let transfer = Transfer(request)
    return await withTaskCancellationHandler {
      await transfer.result { loop.begin(transfer) }
    } onCancel: {
      transfer.finish(.failure(.cancelled))
      loop.cancel(transfer)
    }
  }

  /// Gives up what is under way, and ends the connections.
  func shutdown() async {
    loop.stop()
    await loop.ended()
  }
}
