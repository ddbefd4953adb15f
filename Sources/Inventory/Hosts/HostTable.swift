internal import Sizing

/// Every key of a target host: what reads a host file, and the reference.
enum HostTable {
  /// A host of which nothing is known: copied, since making the reasons of its facts costs more than a copy.
  static let blank = HostFacts(name: "", source: "", os: .windows)

  static let host = made()

  /// The table, made anew: threads that share one would wait for each other at the count of references of every key.
  static func made() -> SettingsTable<HostFacts> {
    SettingsTable(settings: [
      Setting(
        "name", .name("a host name such as \"SQL07\""), \.name, of: blank, "The host's name.",
        sample: "\"SQL07\""
      ).required(),
      Setting(
        "aliases", .list(of: .name("a host name")), \.aliases, of: blank,
        "Other names that it goes by, compared without case."),
      Setting(
        "tags", .list(of: .name("a word")), \.tags, of: blank,
        "Words that a policy can match as \"tag:WORD\"."),
      Setting("os", .word(), \.os, of: blank, "The operating system that writes the dump.").giving(.os),
      Setting(
        fact: "build", .integer(1...999_999), \.build, "The build number of Windows.", sample: "20348"
      ).giving(.os),
      Setting(
        fact: "product", .word(), \.product, "What Windows calls the product type.", sample: "\"server\""
      ).giving(.os),
      Setting(
        fact: "domain-joined", .boolean, \.domainJoined, "Whether it is a member of a domain.", sample: "true"
      ).giving(.os),
      Setting(
        fact: "arch", .words("an architecture such as \"amd64\""), \.architecture,
        "The processor architecture.", sample: "\"amd64\""
      ).giving(.os),
      Setting(
        fact: "roles", .list(of: .name("a role such as \"hyper-v\"")), \.roles,
        "What it serves as, where that bears on its page file: exchange-2013, exchange-2016, exchange-2019,\n"
          + "hyper-v, domain-controller, dfs-r, certificate-server, ad-lds.", sample: "[\"hyper-v\"]"
      ).giving(.os),
      Setting(
        fact: "collected", .moment, \.collected, "When the facts were collected.",
        sample: "2026-03-02T09:15:00Z"),
      Setting(table: "memory", memory, \.memory, "Its memory.").giving(.memory),
      Setting(
        tables: "volume", volume, prototype: Volume(id: "", isBoot: nil),
        "Its volumes; [] says that it has none.",
        store: { $0.volumes = .known($1) }
      ).giving(.volumes),
      Setting(
        tables: "pagefile", pagefile, prototype: Pagefile(path: ""),
        "Its page files; [] says that it has none.", store: { $0.pagefiles = .known($1) }
      ).giving(.pagefiles),
      Setting(
        table: "crash-control", CrashControlTable.table, \.crashControl,
        before: { $0.crashControl = CrashControlTable.documentedDefaults },
        "What the crash code was told (registry key CrashControl). Where this table is given, a value that\n"
          + "is absent from it has Windows' documented default."
      ).giving(.crashControl),
      Setting(
        tables: "swap", swap,
        prototype: SwapArea(path: "", size: .absent("size"), onBootVolume: .absent("on-boot-volume")),
        "Its swap areas, on Linux; [] says that it has none.", store: { $0.swap = .known($1) }
      ).giving(.swap),
      Setting(table: "platform", platform, \.platform, "What it runs on.").giving(.platform),
      Setting(
        tables: "event", event, prototype: Event(time: Timestamp(seconds: 0), provider: "", id: 0, data: []),
        "Events that it logged about dumps.", store: { $0.events = $1 }
      ).giving(.events),
      Setting(
        table: "kdump", KdumpTable.table, \.kdump, "What it does when its kernel panics, on Linux."
      ).giving(.kdump),
    ])
  }

  static var memory: SettingsTable<MemoryFacts> {
    SettingsTable(settings: [
      Setting(
        "visible", .size, "What the operating system can use, the firmware's share left out.",
        sample: "\"65501 MiB\"",
        store: {
          $0.visible = .known($1)
          $0.source = "memory.visible"
        }),
      Setting(fact: "installed", .size, \.installed, "What is installed or assigned.", sample: "\"64 GiB\""),
      Setting(
        fact: "maximum", .size, \.maximum, "The most that it could have: hot-add, dynamic memory.",
        sample: "\"128 GiB\""),
      Setting(
        fact: "dynamic", .boolean, \.dynamic,
        "Whether the hypervisor gives and takes memory while it runs.", sample: "false"),
    ])
  }

  static var volume: SettingsTable<Volume> {
    SettingsTable(settings: [
      Setting(
        "id", .words("a volume such as \"C:\" or \"/\""), \.id, of: Volume(id: "", isBoot: nil),
        "Its name: a drive, or a mount point.", sample: "\"C:\""
      ).required(),
      Setting(
        "boot", .boolean, "Whether the operating system's directory is on it.", sample: "true",
        store: { $0.isBoot = $1 }),
      Setting(fact: "size", .size, \.size, "Its size.", sample: "\"127 GiB\""),
      Setting(fact: "free", .size, \.free, "What is free on it.", sample: "\"39 GiB\""),
      Setting(
        fact: "kind", .word(), \.kind,
        "What it lies on: fixed, removable, network, clustered, or dynamic (sets and RAID of Windows' own).",
        sample: "\"fixed\""),
      Setting(
        fact: "bitlocker", .boolean, \.bitlocker, "Whether BitLocker protects it.", sample: "false"),
    ])
  }

  static var pagefile: SettingsTable<Pagefile> {
    SettingsTable(settings: [
      Setting(
        "path", .words("a path such as 'C:\\pagefile.sys'"), \.path, of: Pagefile(path: ""), "Its path.",
        sample: "'C:\\pagefile.sys'"
      ).required(),
      Setting(
        fact: "management", .word(), \.management,
        "Who decides its size: a person, Windows on that drive, or Windows on all drives.",
        sample: "\"custom\""
      ),
      Setting(
        fact: "initial", .size, \.initial, "Its size at boot, which is the one that counts.",
        sample: "\"16 GiB\""),
      Setting(fact: "maximum", .size, \.maximum, "The size up to which it may grow.", sample: "\"80 GiB\""),
      Setting(fact: "allocated", .size, \.allocated, "The size that it has now.", sample: "\"16 GiB\""),
      Setting(
        fact: "temporary", .boolean, \.isTemporary, "Whether Windows made it for want of a permanent one.",
        sample: "false"),
    ])
  }

  static var swap: SettingsTable<SwapArea> {
    SettingsTable(settings: [
      Setting(
        "path", .words("a path such as \"/swap.img\""), \.path,
        of: SwapArea(path: "", size: .absent("size"), onBootVolume: .absent("on-boot-volume")),
        "The file or device.", sample: "\"/swap.img\""
      ).required(),
      Setting(fact: "size", .size, \.size, "Its size.", sample: "\"8 GiB\""),
      Setting(
        fact: "on-boot-volume", .boolean, \.onBootVolume, "Whether it lies on the boot volume.",
        sample: "true"),
    ])
  }

  static var platform: SettingsTable<Platform> {
    SettingsTable(settings: [
      Setting(
        fact: "kind", .words("a platform such as \"kvm\", \"hyper-v\", \"vmware\" or \"physical\""), \.kind,
        "What it is: kvm, hyper-v, vmware, physical.", sample: "\"kvm\""),
      Setting(
        fact: "write-speed", .speed, \.writeSpeed, "How fast the crash code writes.", sample: "\"200 MiB/s\""),
      Setting(
        fact: "watchdog", .durationInSeconds, \.watchdog,
        "How long a watchdog waits before it resets the machine.",
        sample: "\"30s\""),
      Setting(
        fact: "watchdog-model", .text, \.watchdogModel,
        "The virtual watchdog: i6300esb, itco; empty where there is none.", sample: "\"itco\""),
      Setting(
        fact: "watchdog-action", .text, \.watchdogAction,
        "What the virtual watchdog does when it is not fed: reset, poweroff, none.", sample: "\"reset\""),
      Setting(
        fact: "heartbeat", .boolean, \.heartbeat, "Whether a cluster's heartbeat is watched.", sample: "false"
      ),
      Setting(
        fact: "panic-device", .text, \.panicDevice, "The panic device: hyperv, pvpanic, isa.",
        sample: "\"pvpanic\""),
      Setting(
        fact: "on-crash", .text, \.onCrash,
        "What the hypervisor does when the guest says that it crashed: destroy, restart, coredump-restart.",
        sample: "\"coredump-restart\""),
      Setting(
        fact: "dump-free", .size, \.dumpFree,
        "The room where the hypervisor writes dumps of this guest; without it, that in the guest's dump directory.",
        sample: "\"200 GiB\""),
    ])
  }

  private static var event: SettingsTable<Event> {
    SettingsTable(settings: [
      Setting(
        "time", .moment, "When.", sample: "2026-03-02T09:15:00Z", store: { $0.time = $1 }
      ).required(),
      Setting(
        "provider", .words("an event source such as \"volmgr\""), "The event source.", sample: "\"volmgr\"",
        store: { $0.provider = $1 }
      ).required(),
      Setting("id", .integer(0...65_535), "The event's number.", sample: "46", store: { $0.id = $1 })
        .required(),
      Setting(
        "data", .list(of: .anyText), "The event's strings.", sample: "[]", store: { $0.data = $1 }),
    ])
  }
}

/// Every key of a target host, for the reference page.
public func hostReference() -> [SettingDescription] { HostTable.host.descriptions }

extension Setting<HostFacts> {
  /// Notes that the file gives something of that group.
  func giving(_ group: FactGroup) -> Self {
    let bit = FactGroups(group)
    let inner = read
    var setting = self
    setting.read = { node, host, reading in
      inner(node, &host, &reading)
      host.given.formUnion(bit)
    }
    return setting
  }
}

extension Setting {
  /// A fact: known where the key is given.
  init<Value: Sendable>(
    fact key: String, _ kind: SettingKind<Value>, _ path: any WritableKeyPath<Owner, Fact<Value>> & Sendable,
    _ documentation: String, sample: String
  ) {
    let slot = Slot(path)
    self.init(
      key, kind, documentation, sample: sample, store: { slot.set(&$0, .known($1)) })
    // Where a default stood before, the fact is not known after all.
    forget = { slot.set(&$0, .unknown(because: "\(key) is given as null: not known")) }
  }
}
