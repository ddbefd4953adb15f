internal import CLinux

/// The memory that this process keeps resident.
public enum ResidentMemory {
  /// Gives back what only the start needed: free heap, and code that rests in the page cache until it runs again.
  ///
  /// Of a Swift program most of what is resident after the start is such code: the runtime walks its tables once.
  public static func giveBack() { cl_give_back_memory() }
}
