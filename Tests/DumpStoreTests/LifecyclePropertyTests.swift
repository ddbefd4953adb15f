import DumpFormats
import DumpSamples
import Sizing
import Testing

@testable import DumpStore

/// Random events against what must hold in every order.
struct LifecyclePropertyTests {
  private static let findings: [Lifecycle.Finding] = [
    .gone, .held, .preserved(isPair: true), .preserved(isPair: false), .quiet(Look.whole), .quiet(Look.short),
    .quiet(Look.noDump), .quiet(Look.holed), .quiet(Look.empty),
    .refused("a FIFO"),
    .unleased(Look.now, Look.whole, because: "none"), .unleased(Look.later, Look.whole, because: "none"),
    .unleased(Look.now, Look.short, because: "none"), .unleased(Look.later, Look.short, because: "none"),
  ]

  private static func event(_ random: inout SampleRandom) -> Lifecycle.Event {
    switch Int.random(in: 0..<18, using: &random) {
    case 0: .noticed
    case 1: .retryDue
    case 2: .settled
    case 3: .graceEnded
    case 4: .secured
    case 5: .notSecured("disk full")
    case 6: .paired
    case 7: .keptInPlace
    case 8: .writerWaits
    case 9: .rescued
    case 10: Bool.random(using: &random) ? .orphaned : .outpaced
    case 11:
      .weighed(
        Look.short, missing: Bytes(clamping: 2),
        free: Bytes(clamping: UInt64.random(in: 0..<4, using: &random)))
    default: .examined(findings.randomElement(using: &random) ?? .gone)
    }
  }

  @Test("a file is secured only directly after a look that found it quiet", arguments: UInt64(0)..<200)
  func securesOnlyWhatIsQuiet(seed: UInt64) {
    var random = SampleRandom(seed: seed)
    var lifecycle = Lifecycle()
    var settledSince: Lifecycle.Snapshot?
    var lastUnleased: Lifecycle.Snapshot?
    for _ in 0..<200 {
      let event = Self.event(&random)
      switch event {
      case .settled, .graceEnded: settledSince = lastUnleased
      default: break
      }
      for action in lifecycle.handle(event) {
        guard case .secure(let identification, let mark) = action else { continue }
        switch event {
        case .examined(.quiet(let seen)):
          #expect(seen == identification)
        case .examined(.unleased(let snapshot, let seen, _)):
          #expect(seen == identification)
          #expect(snapshot == settledSince, "seed \(seed): the file changed, or had no time to settle")
        default:
          Issue.record("seed \(seed): secured after \(event)")
        }
        #expect(identification.size > .zero, "there is nothing in it to keep")
        #expect((mark == nil) == (identification.state == .whole), "a mark says that a dump is not whole")
        #expect(mark != .partial || identification.state == .partial)
      }
      switch event {
      case .examined(.unleased(let snapshot, _, _)): lastUnleased = snapshot
      case .examined, .secured: (lastUnleased, settledSince) = (nil, nil)
      default: break
      }
    }
  }

  @Test("from every state a whole quiet file is secured", arguments: UInt64(0)..<200)
  func losesNothing(seed: UInt64) {
    var random = SampleRandom(seed: seed)
    var lifecycle = Lifecycle()
    for _ in 0..<200 {
      _ = lifecycle.handle(Self.event(&random))
      // Whoever is dealing with the file answers, and so does whoever takes its name from a kept one.
      for event in [Lifecycle.Event.rescued, .graceEnded] { _ = lifecycle.handle(event) }
      if lifecycle.state == .preserved(isPair: true) { _ = lifecycle.handle(.secured) }
      if case .securing = lifecycle.state { _ = lifecycle.handle(.notSecured("busy")) }
      var noticed = lifecycle
      #expect(noticed.handle(.noticed).contains { if case .examine = $0 { true } else { false } })
      #expect(noticed.handle(Look.quiet(Look.whole)) == [.secure(Look.whole, nil)])
      var unleased = lifecycle
      var answer: [Lifecycle.Action] = unleased.handle(Look.unleased(Look.now, Look.whole))
      if answer.contains(.settle) {
        #expect(unleased.handle(.settled) == [.examine(isSettled: true)])
        answer = unleased.handle(Look.unleased(Look.now, Look.whole))
      }
      #expect(answer == [.secure(Look.whole, nil)] || answer == [], "seed \(seed)")
    }
  }

  @Test("what was told is withdrawn, and a waiting file always has a way on", arguments: UInt64(0)..<200)
  func withdraws(seed: UInt64) {
    var random = SampleRandom(seed: seed)
    var lifecycle = Lifecycle()
    var isTold = false
    for _ in 0..<200 {
      let event = Self.event(&random)
      let answer = lifecycle.handle(event)
      for action in answer {
        switch action {
        case .report: isTold = true
        case .withdraw: isTold = false
        default: break
        }
      }
      #expect(!lifecycle.isIdle || !isTold, "seed \(seed): nothing would withdraw it any more")
      if case .examined(.held) = event, answer != [.giveUpName] {
        #expect(answer.contains { if case .retry = $0 { true } else { false } })
      }
      if answer.contains(where: { if case .report(.notWhole) = $0 { true } else { false } }) {
        #expect(answer.contains(.startGrace) || event == Look.quiet(Look.empty))
      }
    }
  }
}
