internal import CLinux

/// The memory that this process keeps resident.
public enum ResidentMemory {
  /// Has all threads take from one heap; to be called before there is a second thread.
  ///
  /// Each new thread would begin a heap of its own, and none of them grows small again: what one thread has freed serves
  /// no other. Threads that wait for one another at the heap matter where they allocate all the time; here they rest.
  public static func shareHeap() { cl_share_heap() }

  /// Gives back what only the start needed: free heap, and code that rests in the page cache until it runs again.
  ///
  /// Of a Swift program most of what is resident after the start is such code: the runtime walks its tables once.
  public static func giveBack() { cl_give_back_memory() }
}
