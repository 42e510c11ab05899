import NIOPosix

/// Threads that count, apart from those that read and write sockets: a task that prefers a lane runs on its threads, and
/// what it calls sees that it is cancelled.
///
/// Safe: each piece of work holds the lane until it has run.
final class WorkLane: TaskExecutor {
  private let threads: NIOThreadPool

  init(threads count: Int) {
    threads = NIOThreadPool(numberOfThreads: count)
    threads.start()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    threads.submit { [self] _ in unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  /// Lets what runs come to its end, and takes nothing more.
  func stop() { threads.shutdownGracefully { _ in } }
}
