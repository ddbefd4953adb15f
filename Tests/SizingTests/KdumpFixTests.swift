import Testing

@testable import Sizing

@Suite("a script for kdump") struct KdumpFixTests {
  static func host(_ tools: KdumpTools, reserved: UInt64 = 0) -> HostFacts {
    Example.linux("") {
      $0.source = "local"
      $0.kdump.tools = .known(tools)
      $0.kdump.isEnabled = .known(false)
      $0.kdump.isLoaded = .known(false)
      $0.kdump.reserved = .known(.mebibytes(reserved))
      $0.kdump.crashkernel = .known(reserved == 0 ? "" : "\(reserved)M")
    }.facts
  }

  static func plan(_ host: HostFacts, _ want: Want = .complete) -> FixPlan {
    fix(host, wanted: Wanted(want), now: Example.now)
  }

  @Test(
    "reserves memory and switches the service on, and then nothing is wrong",
    arguments: [
      KdumpTools.kdumpUtils, .kdumpTools,
    ])
  func setsUp(tools: KdumpTools) throws {
    let plan = Self.plan(Self.host(tools))
    #expect(plan.steps.map(\.change) == [.reserveCrashKernel(tools), .enableKdump(tools)])
    #expect(plan.steps.map(\.rule) == ["LNX-KDUMP-NONE", "LNX-KDUMP-NONE"])
    #expect(plan.status == .ok, "\(plan.remaining)")
    #expect(plan.answer == "db03: this script sets kdump up, for which it must restart")
    let script = try #require(FixScript(plan, made: noon)).text
    #expect(!script.contains("swapon"))
    #expect(script.contains("systemctl enable \(tools.distribution.service)"))
    #expect(script.contains("restart this host"))
    #expect(script.contains("crashkernel=\(tools.distribution.crashkernel)"))
  }

  @Test("loads the crash kernel at once where memory is reserved", arguments: KdumpTools.allCases)
  func loads(tools: KdumpTools) throws {
    let plan = Self.plan(Self.host(tools, reserved: 512))
    #expect(plan.steps.map(\.change) == [.enableKdump(tools)])
    #expect(plan.status == .ok)
    let script = try #require(FixScript(plan, made: noon)).text
    #expect(script.contains("systemctl restart \(tools.distribution.service)"))
    #expect(!script.contains("restart this host"))
    #expect(script.contains("USE_KDUMP=1") == (tools == .kdumpTools))
  }

  @Test("comes with swap where both are wrong, each with the rule that asks for it")
  func both() throws {
    let plan = Self.plan(Self.host(.kdumpUtils, reserved: 512).with { $0.swap = .known([]) })
    #expect(plan.steps.map(\.rule) == ["SIZ-COMPLETE-MIN", "LNX-KDUMP-LOADED"])
    #expect(plan.status == .ok)
    #expect(plan.answer.hasSuffix("adds swap that holds RAM + 1 MB and switches kdump on"))
    let script = try #require(FixScript(plan, made: noon)).text
    #expect(script.contains("swapon \"$file\"") && script.contains("systemctl enable kdump.service"))
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let change: @Sendable (inout HostFacts) -> Void
    var testDescription: String { name }
  }

  static let refusals = [
    Refusal(name: "is not installed") { $0.kdump.isInstalled = .known(false) },
    Refusal(name: "has no kexec") { $0.kdump.kexec = .known(false) },
    Refusal(name: "has SUSE's boot loader to choose") { $0.kdump.tools = .known(.suse) },
    Refusal(name: "has too little memory for what the distribution reserves") {
      $0.memory.visible = .known(.mebibytes(512))
    },
    Refusal(name: "forbids loading") { $0.kdump.isLoadingDisabled = .known(true) },
  ]

  @Test("is none where a host", arguments: refusals)
  func refuses(row: Refusal) {
    let plan = Self.plan(Self.host(.kdumpUtils).with(row.change))
    #expect(plan.steps.isEmpty, "\(plan.steps)")
    #expect(plan.answer.contains("no script can fix db03"), "\(plan.answer)")
    #expect(plan.remaining.contains { $0.rule.hasPrefix("LNX-") && !$0.remedy.isEmpty })
  }

  @Test("is not made for a report, where a machine without kdump is well")
  func report() {
    #expect(Self.plan(Self.host(.kdumpUtils), .report).outcome == .nothingToDo)
  }
}
