#pragma once
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-device.h>
#include <systemd/sd-event.h>
#include <systemd/sd-journal.h>
#include <systemd/sd-id128.h>
#include <sys/eventfd.h>

// The entries of a vtable. The macros that make them are initialisers, which are not imported, and filling in the
// bit-fields and the union by hand would tie us to what only the header knows: the size and format of the table.

static inline sd_bus_vtable cs_bus_start(uint64_t flags)
{
  return (sd_bus_vtable)SD_BUS_VTABLE_START(flags);
}

static inline sd_bus_vtable cs_bus_end(void) { return (sd_bus_vtable)SD_BUS_VTABLE_END; }

// `names`: those of what goes in and of what comes out, each ended by a NUL, and one more NUL.
static inline sd_bus_vtable cs_bus_method(const char *member, const char *in, const char *out, const char *names,
                                          sd_bus_message_handler_t handler, uint64_t flags)
{
  return (sd_bus_vtable)SD_BUS_METHOD_WITH_NAMES(member, in, names, out, , handler, flags);
}

static inline sd_bus_vtable cs_bus_property(const char *member, const char *signature, sd_bus_property_get_t get,
                                            uint64_t flags)
{
  return (sd_bus_vtable)SD_BUS_PROPERTY(member, signature, get, 0, flags);
}

static inline sd_bus_vtable cs_bus_signal(const char *member, const char *signature, const char *names)
{
  return (sd_bus_vtable)SD_BUS_SIGNAL_WITH_NAMES(member, signature, names, 0);
}
