#include "csystemd_on_demand.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-device.h>
#include <systemd/sd-event.h>
#include <systemd/sd-id128.h>
// Else its functions are macros that name the caller's file.
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

static void *library;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

static void open_library(void) { library = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL); }

/// The library's own function; what it is found in is remembered by the caller.
static void *on_demand(void **known, const char *name) {
  void *function = __atomic_load_n(known, __ATOMIC_ACQUIRE);
  if (function) return function;
  pthread_once(&opened, open_library);
  if (!library) return NULL;
  function = dlsym(library, name);
  __atomic_store_n(known, function, __ATOMIC_RELEASE);
  return function;
}

// Without the library every call fails as one that an installation lacks: "package not installed".
#define FORWARD(result, name, parameters, arguments, absent)                    \
  result name parameters {                                                      \
    static void *known;                                                         \
    __typeof__(&name) function = (__typeof__(&name))on_demand(&known, #name);        \
    return function ? function arguments : absent;                              \
  }
#define NUMBER(name, parameters, arguments) FORWARD(int, name, parameters, arguments, -ENOPKG)
#define POINTER(result, name, parameters, arguments) FORWARD(result, name, parameters, arguments, NULL)
#define NOTHING(name, parameters, arguments) FORWARD(void, name, parameters, arguments, (void)0)

// A number by which the linker tells libraries that are too old; nobody reads it.
const unsigned sd_bus_object_vtable_format = 242;

NUMBER(sd_bus_add_fallback_vtable, (sd_bus *bus, sd_bus_slot **slot, const char *prefix, const char *interface,
        const sd_bus_vtable *vtable, sd_bus_object_find_t find, void *userdata), (bus, slot, prefix, interface,
        vtable, find, userdata))
NUMBER(sd_bus_add_filter, (sd_bus *bus, sd_bus_slot **slot, sd_bus_message_handler_t callback, void *userdata), (bus,
        slot, callback, userdata))
NUMBER(sd_bus_add_match, (sd_bus *bus, sd_bus_slot **slot, const char *match, sd_bus_message_handler_t callback,
        void *userdata), (bus, slot, match, callback, userdata))
NUMBER(sd_bus_add_node_enumerator, (sd_bus *bus, sd_bus_slot **slot, const char *path,
        sd_bus_node_enumerator_t callback, void *userdata), (bus, slot, path, callback, userdata))
NUMBER(sd_bus_add_object_manager, (sd_bus *bus, sd_bus_slot **slot, const char *path), (bus, slot, path))
NUMBER(sd_bus_add_object_vtable, (sd_bus *bus, sd_bus_slot **slot, const char *path, const char *interface,
        const sd_bus_vtable *vtable, void *userdata), (bus, slot, path, interface, vtable, userdata))
NUMBER(sd_bus_attach_event, (sd_bus *bus, sd_event *e, int priority), (bus, e, priority))
NUMBER(sd_bus_call, (sd_bus *bus, sd_bus_message *m, uint64_t usec, sd_bus_error *ret_error, sd_bus_message **reply),
        (bus, m, usec, ret_error, reply))
NUMBER(sd_bus_call_async, (sd_bus *bus, sd_bus_slot **slot, sd_bus_message *m, sd_bus_message_handler_t callback,
        void *userdata, uint64_t usec), (bus, slot, m, callback, userdata, usec))
NOTHING(sd_bus_close, (sd_bus *bus), (bus))
POINTER(sd_bus *, sd_bus_close_unref, (sd_bus *bus), (bus))
NUMBER(sd_bus_emit_interfaces_removed_strv, (sd_bus *bus, const char *path, char **interfaces), (bus, path,
        interfaces))
NUMBER(sd_bus_emit_object_added, (sd_bus *bus, const char *path), (bus, path))
NUMBER(sd_bus_emit_properties_changed_strv, (sd_bus *bus, const char *path, const char *interface, char **names),
        (bus, path, interface, names))
NOTHING(sd_bus_error_free, (sd_bus_error *e), (e))
NUMBER(sd_bus_error_is_set, (const sd_bus_error *e), (e))
NUMBER(sd_bus_error_set, (sd_bus_error *e, const char *name, const char *message), (e, name, message))
NUMBER(sd_bus_error_set_errno, (sd_bus_error *e, int error), (e, error))
POINTER(sd_bus *, sd_bus_flush_close_unref, (sd_bus *bus), (bus))
NUMBER(sd_bus_get_n_queued_write, (sd_bus *bus, uint64_t *ret), (bus, ret))
NUMBER(sd_bus_is_ready, (sd_bus *bus), (bus))
NUMBER(sd_bus_message_append_basic, (sd_bus_message *m, char type, const void *p), (m, type, p))
NUMBER(sd_bus_message_at_end, (sd_bus_message *m, int complete), (m, complete))
NUMBER(sd_bus_message_close_container, (sd_bus_message *m), (m))
NUMBER(sd_bus_message_enter_container, (sd_bus_message *m, char type, const char *contents), (m, type, contents))
NUMBER(sd_bus_message_exit_container, (sd_bus_message *m), (m))
NUMBER(sd_bus_message_get_allow_interactive_authorization, (sd_bus_message *m), (m))
POINTER(const sd_bus_error *, sd_bus_message_get_error, (sd_bus_message *m), (m))
POINTER(const char *, sd_bus_message_get_interface, (sd_bus_message *m), (m))
POINTER(const char *, sd_bus_message_get_member, (sd_bus_message *m), (m))
POINTER(const char *, sd_bus_message_get_path, (sd_bus_message *m), (m))
POINTER(const char *, sd_bus_message_get_sender, (sd_bus_message *m), (m))
NUMBER(sd_bus_message_get_type, (sd_bus_message *m, uint8_t *type), (m, type))
NUMBER(sd_bus_message_is_signal, (sd_bus_message *m, const char *interface, const char *member), (m, interface,
        member))
NUMBER(sd_bus_message_new_method_call, (sd_bus *bus, sd_bus_message **m, const char *destination, const char *path,
        const char *interface, const char *member), (bus, m, destination, path, interface, member))
NUMBER(sd_bus_message_new_method_error, (sd_bus_message *call, sd_bus_message **m, const sd_bus_error *e), (call, m,
        e))
NUMBER(sd_bus_message_new_method_return, (sd_bus_message *call, sd_bus_message **m), (call, m))
NUMBER(sd_bus_message_new_signal, (sd_bus *bus, sd_bus_message **m, const char *path, const char *interface,
        const char *member), (bus, m, path, interface, member))
NUMBER(sd_bus_message_open_container, (sd_bus_message *m, char type, const char *contents), (m, type, contents))
NUMBER(sd_bus_message_read_basic, (sd_bus_message *m, char type, void *p), (m, type, p))
POINTER(sd_bus_message *, sd_bus_message_ref, (sd_bus_message *m), (m))
NUMBER(sd_bus_message_set_allow_interactive_authorization, (sd_bus_message *m, int b), (m, b))
POINTER(sd_bus_message *, sd_bus_message_unref, (sd_bus_message *m), (m))
NUMBER(sd_bus_negotiate_fds, (sd_bus *bus, int b), (bus, b))
NUMBER(sd_bus_new, (sd_bus **ret), (ret))
NUMBER(sd_bus_object_path_is_valid, (const char *p), (p))
NUMBER(sd_bus_open_system, (sd_bus **ret), (ret))
NUMBER(sd_bus_open_system_remote, (sd_bus **ret, const char *host), (ret, host))
NUMBER(sd_bus_path_decode, (const char *path, const char *prefix, char **ret_external_id), (path, prefix,
        ret_external_id))
NUMBER(sd_bus_path_encode, (const char *prefix, const char *external_id, char **ret_path), (prefix, external_id,
        ret_path))
NUMBER(sd_bus_process, (sd_bus *bus, sd_bus_message **r), (bus, r))
NUMBER(sd_bus_reply_method_errno, (sd_bus_message *call, int error, const sd_bus_error *e), (call, error, e))
NUMBER(sd_bus_send, (sd_bus *bus, sd_bus_message *m, uint64_t *cookie), (bus, m, cookie))
NUMBER(sd_bus_set_address, (sd_bus *bus, const char *address), (bus, address))
NUMBER(sd_bus_set_anonymous, (sd_bus *bus, int b), (bus, b))
NUMBER(sd_bus_set_bus_client, (sd_bus *bus, int b), (bus, b))
NUMBER(sd_bus_set_connected_signal, (sd_bus *bus, int b), (bus, b))
NUMBER(sd_bus_set_fd, (sd_bus *bus, int input_fd, int output_fd), (bus, input_fd, output_fd))
NUMBER(sd_bus_set_server, (sd_bus *bus, int b, sd_id128_t bus_id), (bus, b, bus_id))
NUMBER(sd_bus_set_watch_bind, (sd_bus *bus, int b), (bus, b))
NUMBER(sd_bus_slot_set_destroy_callback, (sd_bus_slot *s, sd_bus_destroy_t callback), (s, callback))
NUMBER(sd_bus_slot_set_floating, (sd_bus_slot *slot, int b), (slot, b))
POINTER(sd_bus_slot *, sd_bus_slot_unref, (sd_bus_slot *slot), (slot))
NUMBER(sd_bus_start, (sd_bus *bus), (bus))
POINTER(sd_bus *, sd_bus_unref, (sd_bus *bus), (bus))
NUMBER(sd_bus_wait, (sd_bus *bus, uint64_t timeout_usec), (bus, timeout_usec))
NUMBER(sd_device_get_action, (sd_device *device, sd_device_action_t *ret), (device, ret))
NUMBER(sd_device_get_syspath, (sd_device *device, const char **ret), (device, ret))
NUMBER(sd_device_monitor_attach_event, (sd_device_monitor *m, sd_event *event), (m, event))
NUMBER(sd_device_monitor_filter_add_match_subsystem_devtype, (sd_device_monitor *m, const char *subsystem,
        const char *devtype), (m, subsystem, devtype))
NUMBER(sd_device_monitor_new, (sd_device_monitor **ret), (ret))
NUMBER(sd_device_monitor_start, (sd_device_monitor *m, sd_device_monitor_handler_t callback, void *userdata), (m,
        callback, userdata))
NUMBER(sd_device_monitor_stop, (sd_device_monitor *m), (m))
POINTER(sd_device_monitor *, sd_device_monitor_unref, (sd_device_monitor *m), (m))
NUMBER(sd_event_add_inotify, (sd_event *e, sd_event_source **s, const char *path, uint32_t mask,
        sd_event_inotify_handler_t callback, void *userdata), (e, s, path, mask, callback, userdata))
NUMBER(sd_event_add_inotify_fd, (sd_event *e, sd_event_source **s, int fd, uint32_t mask,
        sd_event_inotify_handler_t callback, void *userdata), (e, s, fd, mask, callback, userdata))
NUMBER(sd_event_add_io, (sd_event *e, sd_event_source **s, int fd, uint32_t events, sd_event_io_handler_t callback,
        void *userdata), (e, s, fd, events, callback, userdata))
NUMBER(sd_event_add_signal, (sd_event *e, sd_event_source **s, int sig, sd_event_signal_handler_t callback,
        void *userdata), (e, s, sig, callback, userdata))
NUMBER(sd_event_add_time, (sd_event *e, sd_event_source **s, clockid_t clock, uint64_t usec, uint64_t accuracy,
        sd_event_time_handler_t callback, void *userdata), (e, s, clock, usec, accuracy, callback, userdata))
NUMBER(sd_event_exit, (sd_event *e, int code), (e, code))
NUMBER(sd_event_loop, (sd_event *e), (e))
NUMBER(sd_event_new, (sd_event **e), (e))
NUMBER(sd_event_set_watchdog, (sd_event *e, int b), (e, b))
POINTER(sd_event_source *, sd_event_source_disable_unref, (sd_event_source *s), (s))
NUMBER(sd_event_source_set_description, (sd_event_source *s, const char *description), (s, description))
NUMBER(sd_event_source_set_destroy_callback, (sd_event_source *s, sd_event_destroy_t callback), (s, callback))
NUMBER(sd_event_source_set_enabled, (sd_event_source *s, int enabled), (s, enabled))
NUMBER(sd_event_source_set_io_events, (sd_event_source *s, uint32_t events), (s, events))
NUMBER(sd_event_source_set_priority, (sd_event_source *s, int64_t priority), (s, priority))
NUMBER(sd_event_source_set_time, (sd_event_source *s, uint64_t usec), (s, usec))
POINTER(sd_event *, sd_event_unref, (sd_event *e), (e))
NUMBER(sd_id128_randomize, (sd_id128_t *ret), (ret))
NUMBER(sd_journal_sendv, (const struct iovec *iov, int n), (iov, n))
NUMBER(sd_notify, (int unset_environment, const char *state), (unset_environment, state))

void csystemd_on_demand(void) {}
