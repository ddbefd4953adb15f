#!/usr/bin/env python3
"""Has readers that others wrote judge the sample dumps that our tests rest on.

A generator and a reader by one hand can agree on the same mistake. Here kdmp-parser and volatility3 (from the
package registry, into a virtual environment below the build directory) and file(1) read the samples, and must find
the type, the pages and the bytes in them that sample-dump was asked to write.

usage: judge.py [SAMPLE-DUMP [BUILD-DIRECTORY]]

Exit code: 0 all agree, 1 one does not, 77 a judge could not be had (1 where CI=true).
"""

import importlib
import os
import pathlib
import subprocess
import sys
import tempfile

PAGE = 4096
PACKAGES = ["kdmp-parser==0.7.4", "volatility3==2.28.2"]

# Type, its number in the header, and which of the two libraries can read it.
SAMPLES = [
    ("complete", 1, {"kdmp", "volatility"}),
    ("bitmap-complete", 5, {"kdmp", "volatility"}),
    ("active", 5, {"kdmp", "volatility"}),
    ("kernel", 6, {"kdmp"}),
    ("debugger-kernel", 8, {"kdmp"}),
    ("debugger-full", 10, {"kdmp"}),
    ("small", 4, set()),
]

# What file(1) says of the others, and volatility3's layer for them with the length of the headers between their pages.
OTHERS = [
    ("complete-32", "MS Windows 32bit crash dump, full dump", ("crash", "WindowsCrashDump32Layer")),
    ("kernel-32", "MS Windows 32bit crash dump", None),
    ("small-32", "MS Windows 32bit crash dump", None),
    ("elf-core", "ELF 64-bit LSB core file, x86-64, version 1 (SYSV)", ("elf", "Elf64Layer")),
    ("kdump", "Kdump compressed dump v6, system Linux", None),
    ("kdump-flattened", "Flattened kdump compressed dump v6, system Linux", None),
    # file(1) of Debian 12 knows neither LiME nor AVML; volatility3 reads AVML only with a library for snappy.
    ("lime", None, ("lime", "LimeLayer")),
    ("minidump", "Mini DuMP crash report, 2 streams", None),
]


def skip(why):
    print(f"independent judges did not look at the samples: {why}", file=sys.stderr)
    sys.exit(1 if os.environ.get("CI") == "true" else 77)


def in_environment(build):
    """Starts this script again with the judges installed."""
    environment = build / "judges"
    python = environment / "bin" / "python"
    if pathlib.Path(sys.prefix).resolve() == environment.resolve():
        return
    try:
        # Where making it was interrupted there is a python, but no pip.
        if subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode if python.exists() else 1:
            subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True, capture_output=True)
        install = [python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *PACKAGES]
        subprocess.run(install, check=True, capture_output=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as error:
        detail = (getattr(error, "stderr", b"") or b"").decode(errors="replace").strip().splitlines()
        skip(detail[-1] if detail else str(error))
    os.execv(python, [python, *sys.argv])


def judge_kdmp(path, number, data):
    import kdmp_parser

    dump = kdmp_parser.KernelDumpParser(path)
    expect("kdmp-parser: type", int(dump.type), number)
    start = first_page(data, number)
    stored = (len(data) - start) // PAGE
    found = sorted(dump.pages)
    # kdmp-parser leaves out the pages of a last bitmap byte that is not full.
    partial = 7 if number in (5, 6) else 0
    expect("kdmp-parser: pages", stored - partial <= len(found) <= stored, True)
    for index in (0, 1, len(found) - 1):
        page = bytes(dump.read_physical_page(found[index]))
        expect(f"kdmp-parser: page {index}", page, data[start + index * PAGE : start + (index + 1) * PAGE])


def volatility_layer(path, module, name):
    from volatility3.framework import contexts
    from volatility3.framework.layers import physical

    context = contexts.Context()
    context.config["file.location"] = path.resolve().as_uri()
    context.add_layer(physical.FileLayer(context, "file", "file"))
    context.config["dump.base_layer"] = "file"
    layers = importlib.import_module(f"volatility3.framework.layers.{module}")
    return getattr(layers, name)(context, "dump", "dump")


def judge_volatility(path, number, data):
    layer = volatility_layer(path, "crash", "WindowsCrashDump64Layer")
    start = first_page(data, number)
    expect("volatility3: bytes", sum(segment[3] for segment in layer._segments), len(data) - start)
    expect("volatility3: first page", layer.read(layer.minimum_address, PAGE), data[start : start + PAGE])


def judge_file(path, number):
    said = subprocess.run(["file", "--brief", path], check=True, capture_output=True, text=True).stdout
    expect("file", said.startswith("MS Windows 64bit crash dump"), True)
    if number == 1:
        expect("file", "full dump" in said, True)


def judge_other(path, name, words, layer, data):
    if words:
        said = subprocess.run(["file", "--brief", path], check=True, capture_output=True, text=True).stdout
        expect("file", said[: len(words)], words)
    if not layer:
        return
    # Behind its headers, whose length each format has in another place, every byte is a page's.
    headers = {"complete-32": 0x1000, "elf-core": 0x1000, "lime": 32 * data.count(b"EMiL")}[name]
    segments = volatility_layer(path, *layer)._segments
    expect("volatility3: bytes", sum(segment[3] for segment in segments), len(data) - headers)


def first_page(data, number):
    if number in (5, 6):
        return int.from_bytes(data[0x2020:0x2028], "little")
    if number in (8, 9, 10):
        return int.from_bytes(data[0x2018:0x2020], "little")
    return 0x2000


failures = []


def expect(what, found, wanted):
    if found != wanted:
        failures.append(what)
        print(f"    {what}: {found!r:.80} instead of {wanted!r:.80}", file=sys.stderr)


def tell(name, before, judges):
    verdict = "ok" if len(failures) == before else "not ok"
    print(f"{verdict} - {name}: as {' '.join(judges)} read it")


def main():
    root = pathlib.Path(__file__).resolve().parents[3]
    build = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else root / ".build"
    program = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else build / "debug" / "sample-dump"
    if not program.exists():
        skip(f"{program} is not built")
    in_environment(build)
    with tempfile.TemporaryDirectory() as directory:
        for name, number, judges in SAMPLES:
            path = pathlib.Path(directory) / f"{name}.dmp"
            subprocess.run([program, "--size", "2MiB", "--type", name, path], check=True)
            data = path.read_bytes()
            before = len(failures)
            judge_file(path, number)
            if "kdmp" in judges:
                judge_kdmp(path, number, data)
            if "volatility" in judges:
                judge_volatility(path, number, data)
            tell(name, before, ["file", *sorted(judges)])
        for name, words, layer in OTHERS:
            path = pathlib.Path(directory) / name
            subprocess.run([program, "--type", name, path], check=True)
            before = len(failures)
            judge_other(path, name, words, layer, path.read_bytes())
            tell(name, before, ["file"] * bool(words) + ["volatility"] * bool(layer))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
