#pragma once

/// Linked into a program, loads libsystemd at the first call of one of its functions instead of at every start.
///
/// The library brings five others along, half a millisecond of each run of a program that rarely needs it. What is
/// defined here has the names of the library's functions, all those that the target `Systemd` uses, and passes each call
/// on. One that is missing here is one that the linker does not find.
void csystemd_on_demand(void);
