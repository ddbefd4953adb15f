#!/usr/bin/env python3
"""Has readers that others wrote judge the sample dumps that our tests rest on.

A generator and a reader by one hand can agree on the same mistake. Here kdmp-parser and volatility3 (from the
package registry, into a virtual environment below the build directory) and file(1) read the samples, and must find
the type, the pages and the bytes in them that sample-dump was asked to write.

usage: judge.py [SAMPLE-DUMP [BUILD-DIRECTORY]]

Exit code: 0 all agree, 1 one does not, 77 a judge could not be had (1 where CI=true).
"""

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


def judge_volatility(path, number, data):
    from volatility3.framework import contexts
    from volatility3.framework.layers import crash, physical

    context = contexts.Context()
    context.config["file.location"] = path.resolve().as_uri()
    context.add_layer(physical.FileLayer(context, "file", "file"))
    context.config["dump.base_layer"] = "file"
    layer = crash.WindowsCrashDump64Layer(context, "dump", "dump")
    start = first_page(data, number)
    expect("volatility3: bytes", sum(segment[3] for segment in layer._segments), len(data) - start)
    expect("volatility3: first page", layer.read(layer.minimum_address, PAGE), data[start : start + PAGE])


def judge_file(path, number):
    said = subprocess.run(["file", "--brief", path], check=True, capture_output=True, text=True).stdout
    expect("file", said.startswith("MS Windows 64bit crash dump"), True)
    if number == 1:
        expect("file", "full dump" in said, True)


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
            verdict = "ok" if len(failures) == before else "not ok"
            print(f"{verdict} - {name}: as {' '.join(['file', *sorted(judges)])} read it")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
