import Glibc
import Linux
import Systemd
import Testing

/// A structure as a service would define one.
struct Row: BusValue, Equatable {
  static let busSignature = "(sta{st})"
  var name: String
  var size: UInt64
  var numbers: [String: UInt64]

  init(_ name: String, _ size: UInt64, _ numbers: [String: UInt64] = [:]) {
    self.name = name
    self.size = size
    self.numbers = numbers
  }

  init(reading reader: BusReader) throws(BusError) {
    var row = Row("", 0)
    try reader.structure(Self.self) { reader throws(BusError) in
      row = Row(try reader.read(), try reader.read(), try reader.read())
    }
    self = row
  }

  func append(to writer: BusWriter) throws(BusError) {
    try writer.structure(Self.self) { writer throws(BusError) in try writer.append(name, size, numbers) }
  }
}

/// A service on a socket of its own, and whoever calls it on another thread.
actor Shop {
  static let root: BusPath = "/org/example1"
  static let shelves: BusPath = "/org/example1/shelf"
  static let name = "org.example1.Shop"

  static let interface = BusInterface(
    name,
    methods: [
      .init(
        "Echo",
        takes: [.init("text", "s"), .init("flag", "b"), .init("small", "u"), .init("rows", "a(sta{st})")],
        answers: [.init("text", "s"), .init("flag", "b"), .init("small", "u"), .init("rows", "a(sta{st})")],
        "Answers what it takes."),
      .init("Later", takes: [.init("size", "u")], answers: [.init("text", "s")], "Answers from a thread."),
      .init("Refuse", "Answers with an error."),
      .init("Forget", "Never answers by itself."),
      .init("Who", answers: [.init("user", "u")], "Answers who asks."),
      .init("Ring", takes: [.init("times", "u"), .init("size", "u")], "Sends signals."),
    ],
    properties: [
      .init("Count", "u", .emitted, "How often it was asked."),
      .init("Rows", "a(sta{st})", .constant, "None."),
    ],
    signals: [.init("Rung", carries: [.init("number", "u"), .init("text", "s")], "It rang.")],
    "A shop.")

  static let shelf = BusInterface(
    "org.example1.Shelf", methods: [], properties: [.init("Name", "s", .constant, "Its name.")], signals: [],
    "A shelf.")

  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  let worker: Worker
  var notes: [String] = []
  var connections: [BusConnection] = []
  var count: UInt32 = 0
  private var objects: BusObjects?
  private var listener: BusListener?
  private var deadline: EventSource?

  init(on loop: EventLoop, worker: Worker) {
    self.loop = loop
    self.worker = worker
  }

  func open(at path: String, _ limits: BusListener.Limits) throws {
    deadline = try loop.timer(after: 20_000_000, for: self) { $0.loop.exit(Witness.late) }
    objects = BusObjects(
      for: self, manager: Self.root,
      [(.object(Self.root), Self.interface), (.below(Self.shelves), Self.shelf)],
      called: { shop, call in shop.called(call) },
      property: { shop, path, interface, name throws(BusError) in
        switch name {
        case "Count": shop.count
        case "Rows": [Row]()
        case "Name": path.name(below: Self.shelves) ?? ""
        default: throw .failed(name)
        }
      },
      exists: { shop, path in shop.shelves.contains(path) }, children: { shop, _ in shop.shelves })
    listener = try BusListener(
      path: path, on: loop, limits: limits, for: self,
      opened: { shop, connection in
        shop.connections.append(connection)
        guard let objects = shop.objects else { return }
        do { try connection.serve(objects) } catch { shop.notes.append("\(error)") }
      },
      closed: { shop, connection in
        shop.connections.removeAll { $0 === connection }
        shop.notes.append("closed")
      })
  }

  var shelves: [BusPath] { ["/a b", "/ü"].compactMap { BusPath($0, below: Self.shelves) } }

  private func called(_ call: BusCall) {
    count += 1
    do throws(BusError) {
      switch call.method {
      case "Echo":
        call.reply(
          try call.read(String.self), try call.read(Bool.self), try call.read(UInt32.self),
          try call.read([Row].self))
      case "Later":
        let size = try call.read(UInt32.self)
        let worker = self.worker
        loop.task(for: self) { _ in
          call.reply(await worker.run { String(repeating: "x", count: Int(size)) })
        }
      case "Refuse": throw BusError("org.example1.Error.Closed", "the shop is closed")
      case "Who":
        loop.task(for: self) { _ in
          do throws(BusError) { call.reply(try await call.user()) } catch { call.fail(error) }
        }
      case "Ring":
        let times = try call.read(UInt32.self)
        let text = String(repeating: "r", count: Int(try call.read(UInt32.self)))
        for number in 0..<times {
          for connection in connections {
            try connection.emit("Rung", of: Self.name, at: Self.root, [number, text])
          }
        }
        for connection in connections { try connection.emitChanged(["Count"], of: Self.name, at: Self.root) }
        call.reply()
      default: break
      }
    } catch {
      call.fail(error)
    }
  }

  func end() {
    listener?.close()
    (listener, objects, deadline) = (nil, nil, nil)
    loop.exit()
  }

  /// Runs a shop and, on a thread of its own, a customer who is told the socket's path; answers what the customer
  /// brought home and what the shop noted.
  static func run<T: Sendable>(
    _ limits: BusListener.Limits = .init(), _ customer: @escaping @Sendable (String) throws -> T
  ) throws -> (brought: T, notes: [String]) {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/private"
    let loop = try EventLoop()
    let worker = try Worker()
    let other = try Worker()
    defer {
      worker.stop()
      other.stop()
    }
    let shop = Shop(on: loop, worker: worker)
    let box = Box<Result<T, any Error>>()
    try shop.assumeIsolated { shop in
      try shop.open(at: path, limits)
      loop.task(for: shop) { shop in
        let brought = await other.run { Result { try customer(path) } }
        box.value = brought
        shop.end()
      }
    }
    let code = try loop.run()
    #expect(code == 0)
    let notes = shop.assumeIsolated { $0.notes }
    #expect(access(path, F_OK) != 0)
    guard let brought = box.value else { throw SystemError("the customer", errno: ETIMEDOUT) }
    return (try brought.get(), notes)
  }

  private final class Box<T>: @unchecked Sendable { var value: T? }
}
