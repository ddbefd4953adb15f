import Systemd
import Testing

@Suite struct `A system error` {
  @Test func `says which call failed on what and why`() {
    #expect("\(SystemError("openat", on: "MEMORY.DMP", errno: 13))" == "openat MEMORY.DMP: permission denied")
  }
}
