import CSystemd
import Glibc
import Linux

/// An answer that is waited for: it comes once, be it that the connection ends before it could.
final class BusAnswer {
  private var finish: ((Result<BusReader, BusError>) -> Void)?

  init(_ finish: @escaping (Result<BusReader, BusError>) -> Void) { self.finish = finish }

  /// Sends a call; libsystemd keeps this object until the answer came or cannot come any more.
  func await(on bus: OpaquePointer, _ message: OpaquePointer, timeout: UInt64) {
    let context = Unmanaged.passRetained(self)
    var slot: OpaquePointer?
    let result = sd_bus_call_async(
      bus, &slot, message,
      { reply, context, _ in
        guard let reply, let context else { return 0 }
        Unmanaged<BusAnswer>.fromOpaque(context).takeUnretainedValue().came(reply)
        return 1
      }, context.toOpaque(), timeout)
    guard result >= 0, let slot else {
      context.release()
      end(.failure(BusError(SystemError("sd_bus_call_async", errno: -result))))
      return
    }
    sd_bus_slot_set_destroy_callback(slot) { context in
      guard let context else { return }
      let answer = Unmanaged<BusAnswer>.fromOpaque(context).takeRetainedValue()
      answer.end(.failure(BusError(errno: ENOTCONN, "the connection ended before the answer came")))
    }
    // From here on the connection owns it.
    sd_bus_slot_set_floating(slot, 1)
    sd_bus_slot_unref(slot)
  }

  private func came(_ reply: OpaquePointer) {
    if let error = sd_bus_message_get_error(reply), sd_bus_error_is_set(error) > 0 {
      end(.failure(BusError(error.pointee)))
    } else {
      end(.success(BusReader(message: reply)))
    }
  }

  private func end(_ result: Result<BusReader, BusError>) {
    let finish = self.finish
    self.finish = nil
    finish?(result)
  }
}
