/*
 * USB for the drivers: one libusb context for each loop, served by the loop's own watches, with arrivals and departures, matching
 * by ids, serial number and port, and transfers that may be given up at any moment.
 *
 * Everything here runs on the loop's thread. Nothing waits for a device, but pw_usb_put when it is the last one (at most a
 * second). A machine without USB is no error: there are no devices on it.
 */
#ifndef PACKWRIGHT_USB_H
#define PACKWRIGHT_USB_H

#include "packwright/bytes.h"
#include "packwright/log.h"
#include "packwright/loop.h"
#include "packwright/section.h"

#include <libusb.h>

struct pw_usb;
struct pw_usb_sub;
struct pw_usb_session;

/**
 * The loop's USB; made by the first who asks.
 *
 * Ownership: counted; each get has its pw_usb_put.
 * Errors:    PW_ERR_MEMORY. Missing USB is none: it is tried again every few seconds.
 */
PW_MUST_CHECK bool pw_usb_get(struct pw_loop *loop, struct pw_log *log, struct pw_usb **ret_usb, struct pw_error *err);
/** NULL is allowed. The last one closes what is open and gives the devices back. */
void pw_usb_put(struct pw_usb *usb);

/* ---- who is there ---- */

struct pw_usb_listener {
    /** A device is there: once for each, also for those that were before (soon after subscribing, not from inside it). */
    void (*on_arrived)(void *user, libusb_device *device);
    /** It is gone. Its session must be closed then, or before. May be NULL. */
    void (*on_left)(void *user, libusb_device *device);
    void *user;
};
/** The caller's until pw_usb_unsubscribe (NULL is allowed; also inside a callback). NULL: no memory. */
struct pw_usb_sub *pw_usb_subscribe(struct pw_usb *usb, const struct pw_usb_listener *listener);
void pw_usb_unsubscribe(struct pw_usb_sub *sub);
/** Call fn for each device that is there now; a true from fn ends it. True if one did. */
bool pw_usb_each(struct pw_usb *usb, bool (*fn)(void *user, libusb_device *device), void *user);

/* ---- which one is meant ---- */

struct pw_usb_match {
    int32_t vendor, product; /* -1: any */
    const char *serial;      /* NULL: any */
    const char *port;        /* "1-4.2" as in /sys/bus/usb/devices; NULL: any */
};
/* The keys "vendor", "product", "serial" and "port", for the tables of drivers. */
#define PW_USB_MATCH_KEYS                                                                                                        \
    { "vendor", PW_KEY_INT, NULL, NULL, 0, 0xffff, "USB vendor id, as lsusb shows it: 0x05e0" },                                 \
        { "product", PW_KEY_INT, NULL, NULL, 0, 0xffff, "USB product id" },                                                      \
        { "serial", PW_KEY_TEXT, NULL, NULL, 0, 0, "serial number, where two devices have the same ids" },                       \
    {                                                                                                                            \
        "port", PW_KEY_TEXT, NULL, NULL, 0, 0, "the port it is plugged into (1-4.2), where the serial number doesn't tell"       \
    }
/** From those keys; borrows the section's texts. */
void pw_usb_match_read(const struct pw_section *section, struct pw_usb_match *ret_match);
/** True if nothing is said that could tell devices apart. */
bool pw_usb_match_empty(const struct pw_usb_match *match);
bool pw_usb_matches(const struct pw_usb_match *match, libusb_device *device);
/** "05e0:1200 with serial number S1234 on port 1-4", for messages. */
void pw_usb_match_text(const struct pw_usb_match *match, char *out, size_t size);

enum { PW_USB_PORT_SIZE = 40, PW_USB_TEXT_SIZE = 128 };
/** "1-4.2". */
void pw_usb_port(libusb_device *device, char out[PW_USB_PORT_SIZE]);
/** What the kernel has read from the device: "serial", "product", "manufacturer"; false when it has none. No transfer. */
bool pw_usb_attribute(libusb_device *device, const char *name, char *out, size_t size);
/** "05e0:1200 Scanner S1234 on port 1-4.2". */
void pw_usb_describe(libusb_device *device, char out[PW_USB_TEXT_SIZE]);

struct pw_usb_interface {
    uint8_t number, alternate, class_code, subclass, protocol;
    uint8_t in, out; /* endpoint addresses of the type asked for; 0: none */
    uint16_t in_size;
};
/** The first interface of that class (-1: any) in the active configuration; endpoints of type (LIBUSB_TRANSFER_TYPE_...). */
bool pw_usb_find_interface(libusb_device *device, int class_code, int subclass, int protocol, uint8_t type,
                           struct pw_usb_interface *ret_interface);

/* ---- using it ---- */

/**
 * Open the device and claim one interface; a kernel driver on it is detached, and comes back with pw_usb_session_close.
 * Never inside a transfer's fn (libusb's lock); on_arrived and timers are right.
 *
 * Errors: PW_ERR_ACCESS, PW_ERR_BUSY (another program holds it), PW_ERR_GONE, PW_ERR_IO; each with what to do.
 */
PW_MUST_CHECK bool pw_usb_open(struct pw_usb *usb, libusb_device *device, const struct pw_usb_interface *interface,
                               struct pw_usb_session **ret_session, struct pw_error *err);
/** Transfers that are still there are freed; what is in flight is cancelled and the device given back when it has ended. NULL ok.
 */
void pw_usb_session_close(struct pw_usb_session *session);
libusb_device *pw_usb_session_device(struct pw_usb_session *session);
libusb_device_handle *pw_usb_session_handle(struct pw_usb_session *session);

/* One buffer on its way, used again and again. */
struct pw_usb_transfer;
typedef void pw_usb_transfer_fn(void *user, struct pw_usb_transfer *transfer);

/** NULL: no memory. capacity counts a control transfer's eight bytes of set-up too. */
struct pw_usb_transfer *pw_usb_transfer_create(struct pw_usb_session *session, size_t capacity, pw_usb_transfer_fn *fn,
                                               void *user);
/** Also in flight (it is cancelled) and inside fn; fn isn't called any more. NULL is allowed. */
void pw_usb_transfer_free(struct pw_usb_transfer *transfer);
/** libusb's own: buffer, actual_length and status are for reading, buffer is filled before a submit. Borrowed. */
struct libusb_transfer *pw_usb_transfer_peek(struct pw_usb_transfer *transfer);
/**
 * Send or receive length bytes of the buffer. fn comes exactly once for each submit that returned true.
 * timeout_ms 0: none. After a time-out actual_length may be more than 0; after an unplug it is a lower bound only.
 */
PW_MUST_CHECK bool pw_usb_transfer_submit(struct pw_usb_transfer *transfer, uint8_t type, uint8_t endpoint, size_t length,
                                          unsigned timeout_ms, struct pw_error *err);
/** A control transfer; what goes out is put behind the set-up: pw_usb_transfer_peek(t)->buffer + LIBUSB_CONTROL_SETUP_SIZE. */
PW_MUST_CHECK bool pw_usb_transfer_control(struct pw_usb_transfer *transfer, uint8_t request_type, uint8_t request,
                                           uint16_t value, uint16_t index, uint16_t length, unsigned timeout_ms,
                                           struct pw_error *err);
/** fn still comes. */
void pw_usb_transfer_cancel(struct pw_usb_transfer *transfer);

/** pw_fail with the code that fits libusb's and its words behind. rc is a libusb_error. */
bool pw_usb_fail(struct pw_error *err, int rc, const char *fmt, ...) PW_PRINTF(3, 4);

#endif
