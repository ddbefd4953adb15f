import Glibc
import Linux
import Systemd
import Testing

/// A thread that is in a race.
struct SchedulingTests {
  @Test("a thread is woken at once where that is permitted, and what it starts is ordinary")
  func wakes() async throws {
    // On a thread of its own, which ends with the test.
    let thread = try Worker(name: "racer")
    let policies = await thread.run { () -> (isGranted: Bool, own: Int32, inherited: Int32) in
      let isGranted = Scheduling.wakeAtOnce()
      let own = sched_getscheduler(0)
      var inherited: Int32 = -1
      var started = pthread_t()
      withUnsafeMutablePointer(to: &inherited) { pointer in
        pthread_create(
          &started, nil,
          { context in
            context?.assumingMemoryBound(to: Int32.self).pointee = sched_getscheduler(0)
            return nil
          }, pointer)
        pthread_join(started, nil)
      }
      return (isGranted, own, inherited)
    }
    thread.stop()
    let resetOnFork: Int32 = 0x4000_0000
    #expect(policies.own & ~resetOnFork == (policies.isGranted ? SCHED_RR : SCHED_OTHER))
    #expect(policies.inherited == SCHED_OTHER)
    #expect(sched_getscheduler(0) == SCHED_OTHER)
  }
}
